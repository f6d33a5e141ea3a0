"""Leader snapshots as `reports.snapshots.leader` builds them, written by hand: for those who draw them.

`shown()` a dinas after three waves, the second not joined, the last with another version; `agency()` the owner of the
waves; `hidden()` a kecamatan that may not be shown; `before_the_first_wave()` a unit that was never asked.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Data = dict[str, Any]
NOTHING = {"value": None, "low": None, "high": None, "n": None, "band": "", "hidden": ""}
NO_CHANGE = {"value": None, "low": None, "high": None, "verdict": "", "why_not": ""}
SMALL = "Disembunyikan. Kurang dari 5 jawaban, atau dapat dihitung balik dari kelompok lain."

DIMENSIONS = (
    # code, name, value, half the interval, previous, peers, change, rwg
    ("D1", "Pola pikir dan perubahan", 3.52, 0.16, 3.35, 3.22, 0.17, 0.61),
    ("D2", "Kepemimpinan digital", 3.36, 0.20, 3.31, 3.10, 0.05, 0.82),
    ("D3", "Kompetensi dan talenta digital", 2.92, 0.15, 2.58, 2.95, 0.34, 0.79),
    ("D4", "Tata kelola dan regulasi", 2.97, 0.22, 2.95, 2.90, 0.02, 0.77),
    ("D5", "Proses dan integrasi layanan", 2.55, 0.17, 2.66, 2.80, -0.11, 0.81),
    ("D6", "Data (Satu Data)", 2.84, 0.18, 2.60, 2.77, 0.24, 0.76),
    ("D7", "Teknologi dan keamanan", 3.05, 0.16, 2.55, 2.89, 0.50, 0.80),
    ("D8", "Kolaborasi dan layanan publik", 3.59, 0.15, 3.44, 3.30, 0.15, 0.84),
)


def cell(value: float, half: float, n: int, band: str) -> Data:
    low, high = round(value - half, 2), round(value + half, 2)
    return {"value": value, "low": low, "high": high, "n": n, "band": band, "hidden": ""}


def hide(why: str) -> Data:
    return {**NOTHING, "hidden": why}


def change(value: float, half: float, verdict: str) -> Data:
    low, high = round(value - half, 2), round(value + half, 2)
    return {"value": value, "low": low, "high": high, "verdict": verdict, "why_not": ""}


def band_of(value: float) -> str:
    return "Sangat Baik" if value >= 3.5 else "Baik" if value >= 2.6 else "Cukup"


def dimensions() -> list[Data]:
    rows: list[Data] = [
        {
            "code": code,
            "name": name,
            "cell": cell(value, half, 214, band_of(value)),
            "previous": previous,
            "peers": peers,
            "change": change(moved, 0.21, "naik" if moved > 0.21 else "tetap"),
            "rwg": rwg,
            "split": rwg < 0.7,
        }
        for code, name, value, half, previous, peers, moved, rwg in DIMENSIONS
    ]
    rows[3] |= {"cell": hide("pasangan"), "previous": None, "peers": 2.9, "change": NO_CHANGE, "rwg": None}
    return rows


def target(code: str, name: str, **fields: Any) -> Data:
    return {
        "code": code,
        "name": name,
        "measure": "skala 1–5",
        "direction": "naik",
        "baseline": None,
        "baseline_year": 2024,
        "actual": None,
        "actual_on": None,
        "target": None,
        "target_year": 2026,
        "final": None,
        "final_year": 2030,
        "progress_year": None,
        "progress_final": None,
        "should": None,
        "status": "Belum ada data",
        "shown": "belum ada data",
        "note": "",
        "reference": None,
        "warnings": [],
        **fields,
    }


TARGETS = [
    target(
        "TP-04",
        "Indeks kesiapan transformasi digital",
        measure="indeks 1–5",
        baseline=2.6,
        actual=3.12,
        actual_on="2026-11-20",
        target=2.9,
        final=3.6,
        progress_year=173.3,
        progress_final=52.0,
        should=31.7,
        status="Sesuai jalur",
        shown="52 %",
    ),
    target(
        "TP-06",
        "Waktu tanggap aduan (median)",
        measure="jam",
        direction="turun",
        baseline=48.0,
        actual=41.0,
        actual_on="2026-10-31",
        target=36.0,
        final=24.0,
        progress_year=58.3,
        progress_final=29.2,
        should=45.0,
        status="Perlu perhatian",
        shown="29 %",
        warnings=["Median dan porsi 24 jam berlawanan arah. Periksa aduan yang sangat lama."],
    ),
    target(
        "TP-10",
        "Pemakaian kertas",
        measure="rim per bulan",
        direction="turun",
        baseline=40.0,
        actual=44.0,
        actual_on="2026-10-31",
        target=34.0,
        final=20.0,
        progress_year=-66.7,
        progress_final=-20.0,
        should=27.0,
        status="Tertinggal",
        shown="0 %, memburuk",
    ),
    target(
        "TP-13",
        "Set data prioritas yang memenuhi Satu Data",
        measure="persen",
        reference={
            "kind": "klaim",
            "value": "lebih dari separuh",
            "by": "Pernyataan dinas",
            "on": "2024-08-09",
            "method": "metode tidak disebutkan",
        },
        note="Acuan (klaim), bukan kondisi awal.",
        target=50.0,
        final=90.0,
    ),
]

LOOP = [
    {"name": "Kesenjangan", "value": "5 dimensi", "note": "di bawah 3,50", "state": "ada"},
    {"name": "Belajar", "value": "241 dari 268", "note": "pegawai mengikuti pelatihan", "state": "ada"},
    {"name": "Bukti", "value": "186", "note": "pegawai menyelesaikan pelatihan", "state": "ada"},
    {"name": "Sertifikat", "value": "172", "note": "1.032 JP tercatat", "state": "ada"},
    {"name": "Ukur ulang", "value": "80 %", "note": "214 dari 268 menjawab", "state": "ada"},
    {"name": "Target", "value": "1 dari 3", "note": "sesuai jalur", "state": "ada"},
]

ACTIONS = [
    {
        "title": "Tugaskan Merancang Ulang Proses",
        "course": "K8",
        "slug": "merancang-ulang-proses",
        "run": "6f1c2a34-5f2f-4a57-9d07-0f2c1a6f7b11",
        "jp": 6.0,
        "leads_to": "Layanan berpusat pada pengguna tingkat 3",
        "why": "Proses dan integrasi layanan 2,55 pada gelombang 3",
        "for": "268 pegawai, 12 sudah menyelesaikan",
        "people": 256,
        "comply": 12,
    },
    {
        "title": "Tugaskan Satu Data untuk Semua",
        "course": "K7",
        "slug": "satu-data-untuk-semua",
        "run": "0c0f9d5e-1c57-4a0a-8a3e-2a77a1c0d502",
        "jp": 5.0,
        "leads_to": "Pengelolaan dan pemanfaatan data tingkat 2",
        "why": "Data (Satu Data) 2,84 pada gelombang 3",
        "for": "268 pegawai, 40 sudah menyelesaikan",
        "people": 228,
        "comply": 40,
    },
]

UNITS = [
    {
        "code": "DISDUKCAPIL-1",
        "name": "Sekretariat",
        "headcount": 70,
        "rate": 89,
        "index": cell(3.21, 0.17, 62, "Baik"),
        "has_children": False,
    },
    {
        "code": "DISDUKCAPIL-2",
        "name": "Bidang Pendaftaran Penduduk",
        "headcount": 71,
        "rate": 82,
        "index": cell(3.05, 0.19, 58, "Baik"),
        "has_children": True,
    },
    {
        "code": "DISDUKCAPIL-3",
        "name": "UPTD Kecamatan Lor",
        "headcount": 12,
        "rate": None,
        "index": hide("pasangan"),
        "has_children": False,
    },
    {
        "code": "DISDUKCAPIL-4",
        "name": "Kelompok Jabatan Fungsional",
        "headcount": 8,
        "rate": None,
        "index": hide("kecil"),
        "has_children": False,
    },
    {
        "code": "DISDUKCAPIL-5",
        "name": "UPTD Arsip",
        "headcount": 9,
        "rate": None,
        "index": hide("tidak_ikut"),
        "has_children": False,
    },
]

RELIABILITY = [
    {"code": code, "alpha": alpha, "n": 1480, "items": 5, "missing": "complete"}
    for code, alpha in (("D1", 0.81), ("D2", 0.84), ("D3", 0.66), ("D4", None))
]


def wave(number: int, as_of: str, version: str, index: Data) -> Data:
    return {"wave": number, "title": f"Gelombang {number}", "as_of": as_of, "version": version, "index": index}


TREND = [
    wave(1, "2025-11-20", "1.0", cell(2.74, 0.13, 205, "Baik")),
    wave(2, "2026-05-20", "1.0", hide("tidak_ikut")),
    wave(3, "2026-08-20", "1.0", cell(2.93, 0.12, 211, "Baik")),
    wave(4, "2026-11-20", "1.1", cell(3.12, 0.11, 214, "Baik")),
]


def shown() -> Data:
    return deepcopy(
        {
            "unit": {
                "uuid": "5d8f6a36-6f63-4f6b-8d39-6d2a4a9b7e01",
                "code": "DISDUKCAPIL",
                "name": "Dinas Kependudukan dan Pencatatan Sipil",
                "depth": 1,
            },
            "agency": {"code": "KAB-ARUNIKA", "name": "Pemerintah Kabupaten Arunika", "zone": "Asia/Jakarta"},
            "crumbs": [
                {"code": "PEMDA", "name": "Pemerintah Kabupaten Arunika"},
                {"code": "DISDUKCAPIL", "name": "Dinas Kependudukan dan Pencatatan Sipil"},
            ],
            "run": {
                "wave": 4,
                "title": "Gelombang 4",
                "as_of": "2026-11-20",
                "version": "1.1",
                "formula": "1",
                "sha256": "3f0a" * 16,
                "scale": {"min": 1, "max": 5},
                "rules": {
                    "min_group": 5,
                    "change_min": 0.2,
                    "rwg_flag_below": 0.7,
                    "alpha_warn_below": 0.7,
                    "response_rate_warn_below": 0.5,
                },
            },
            "headcount": 268,
            "n": 214,
            "response_rate": 80,
            "low_response": False,
            "hidden_note": "",
            "index": cell(3.12, 0.11, 214, "Baik"),
            "change": change(0.19, 0.16, "kecil"),
            "rank": {"from": 9, "to": 16, "of": 40},
            "peers": {"name": "dinas", "count": 12, "index": 2.99},
            "trend": TREND,
            "dimensions": dimensions(),
            "reliability": RELIABILITY,
            "loop": LOOP,
            "targets": TARGETS,
            "actions": ACTIONS,
            "barriers": [],
            "units": UNITS,
            "built_at": "2026-11-21T01:40:00+00:00",
            "sha256": "ab12" * 16,
        }
    )


def agency() -> Data:
    """The owner: no rank, no peers, what holds people back, and the perangkat daerah below it."""
    data = shown()
    top = data["crumbs"][:1]
    return data | {
        "unit": {"uuid": "8c7f", "code": "PEMDA", "name": "Pemerintah Kabupaten Arunika", "depth": 0},
        "crumbs": top,
        "rank": None,
        "peers": None,
        "barriers": [
            {"code": "H1", "name": "Waktu kerja tidak cukup", "share": 46},
            {"code": "H4", "name": "Jaringan lambat", "share": 31},
            {"code": "H2", "name": "Aplikasi terlalu banyak", "share": 28},
        ],
        "units": [
            {
                "code": f"OPD{number:02}",
                "name": f"Perangkat Daerah {number}",
                "headcount": 30 + number,
                "rate": None if number > 39 else 60 + number % 30,
                "index": hide("kecil" if number == 41 else "pasangan")
                if number > 39
                else cell(round(2.2 + number * 0.03, 2), 0.2, 20 + number, band_of(2.2 + number * 0.03)),
                "has_children": number % 3 == 0,
            }
            for number in range(1, 42)
        ],
    }


def hidden() -> Data:
    """KEC09: no figure, no count, no bar; its needs are those of the agency."""
    data = shown()
    return data | {
        "unit": {"uuid": "9d1e", "code": "KEC09", "name": "Kecamatan Lembahkencana", "depth": 1},
        "crumbs": [data["crumbs"][0], {"code": "KEC09", "name": "Kecamatan Lembahkencana"}],
        "headcount": 4,
        "n": None,
        "response_rate": None,
        "hidden_note": SMALL,
        "index": hide("kecil"),
        "change": NO_CHANGE,
        "rank": None,
        "peers": None,
        "trend": [row | {"index": hide("kecil")} for row in data["trend"]],
        "dimensions": [
            row
            | {
                "cell": hide("kecil"),
                "previous": None,
                "peers": None,
                "change": NO_CHANGE,
                "rwg": None,
                "split": False,
            }
            for row in data["dimensions"]
        ],
        "loop": [
            {
                "name": "Kesenjangan",
                "value": "5 dimensi",
                "note": "menurut Pemerintah Kabupaten Arunika",
                "state": "ada",
            },
            *data["loop"][1:4],
            {"name": "Ukur ulang", "value": "", "note": "disembunyikan", "state": "tersembunyi"},
            data["loop"][5],
        ],
        "units": [],
    }


def before_the_first_wave() -> Data:
    data = hidden()
    return data | {
        "run": None,
        "hidden_note": "",
        "index": NOTHING,
        "trend": [],
        "dimensions": [],
        "reliability": [],
        "loop": [
            {"name": "Kesenjangan", "value": "", "note": "belum diukur", "state": "belum"},
            *data["loop"][1:4],
            {"name": "Ukur ulang", "value": "", "note": "belum ada gelombang", "state": "belum"},
            {"name": "Target", "value": "", "note": "belum ada data", "state": "belum"},
        ],
        "targets": [],
        "actions": [],
    }
