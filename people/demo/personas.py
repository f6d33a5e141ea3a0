"""The named people of the demo: what the YAML leaves open about them, and how they sign in.

Nobody here is real. Each has a password of some words, because that is how we ask everybody to choose; they
are printed by `manage.py demo_logins` and exist only where the demo runs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Persona:
    """`head`: leads the unit (or the OPD, without a unit) named in the YAML, and has that head's position."""

    sex: str
    age: int
    position: str = ""
    rank: str = ""
    before: str = ""
    after: str = ""
    head: bool = False
    password: str = ""


PERSONAS = {
    "Ratna Purnama Lembayung": Persona(
        "P", 34, "Bidan Terampil", "II/d", after="A.Md.Keb.", password="perahu biru menunggu hujan"
    ),
    "Yohanis Tumbel": Persona(
        "L", 31, "Guru Ahli Pertama", "IX", after="S.Pd.", password="lonceng pagi di lapangan hijau"
    ),
    "Citra Lintang": Persona(
        "P", 26, "Pengelola Layanan Operasional", "III/a", password="antrean pendek senyum panjang"
    ),
    "Umar Gunadi": Persona("L", 38, "Pengadministrasi Perkantoran", "V", password="rak tinggi penuh cerita"),
    "Gita Mega Samudra": Persona("P", 29, "Tenaga Ahli Aplikasi", password="kopi hangat sebelum rapat"),
    "Uswatun Alamsyah": Persona(
        "P", 45, rank="III/d", after="S.Kep., Ners", head=True, password="payung merah di beranda"
    ),
    "Hendra Cakrawala": Persona(
        "L", 53, rank="IV/b", after="S.T., M.Si.", head=True, password="jembatan kayu masih kokoh"
    ),
    "Siti Kencana Samudra": Persona(
        "P", 55, rank="IV/c", after="S.Sos., M.Si.", head=True, password="meja bundar tanpa laci"
    ),
    "Wulan Arum Nugraha": Persona(
        "P", 38, "Analis SDM Aparatur Ahli Muda", "III/c", after="S.E.", password="seribu map kini satu layar"
    ),
    "Galih Wicaksana": Persona(
        "L", 44, "Widyaiswara Ahli Muda", "III/d", after="S.Pd., M.Si.", password="kapur putih sudah pensiun"
    ),
    "Naufal Surya Lintang": Persona(
        "L", 36, "Pranata Komputer Ahli Muda", "III/c", after="S.Kom.", password="grafik miring tetap jujur"
    ),
    "Magdalena Rante": Persona(
        "P", 47, "Auditor Ahli Muda", "III/d", after="S.H.", password="gembok kuningan kunci cadangan"
    ),
    "Damar Wibisana": Persona(
        "L", 41, "Perencana Ahli Muda", "III/c", after="S.T.", password="benih kecil pohon rindang"
    ),
    "Endah Kurniawan": Persona(
        "P", 42, "Analis SDM Aparatur Ahli Muda", "III/d", after="S.A.P.", password="pintu kaca selalu bersih"
    ),
    "Satrio Iskandar": Persona(
        "L", 35, "Pranata Komputer Ahli Muda", "III/c", after="S.Kom.", password="kabel rapi pikiran tenang"
    ),
    "Pandu": Persona("L", 27, password="tikar pandan tepi pantai"),
    "Lestari Baskoro": Persona("P", 52, rank="IV/b", after="S.H., M.Si.", head=True, password="taman kota tanpa pagar"),
    "Taufan Yulianto": Persona(
        "L", 40, "Analis SDM Aparatur Ahli Muda", "III/d", after="S.STP., M.Si.", password="angin sore membawa kabar"
    ),
    "Intan Pratama": Persona("P", 54, rank="IV/c", after="S.E., M.Si.", head=True, password="tujuh pulau satu peta"),
    "Bayu Hartono": Persona(
        "L", 33, "Statistisi Ahli Pertama", "III/b", after="S.Kom.", password="angka ganjil duduk genap"
    ),
}
