"""A file of responses as people really send them: read, or refused with one sentence that says where and what to do."""

from __future__ import annotations

import pytest

from readiness.response_file import BadResponses, read_responses
from surveys.schema import read_instrument

SPEC = read_instrument(
    {
        "instrument": {"code": "UJI", "version": "1", "scale": {"min": 1, "max": 6}},
        "dimensions": [{"code": "D1", "items": [{"code": "A"}, {"code": "B", "reverse": True}]}],
        "scoring": {"rules": {"missing_values": [None, 99]}},
    }
)


def read(text: str, encoding: str = "utf-8"):
    return read_responses(text.encode(encoding), SPEC)


def refused(raw: str | bytes) -> str:
    with pytest.raises(BadResponses) as error:
        read_responses(raw.encode() if isinstance(raw, str) else raw, SPEC)
    sentence = error.value.sentence
    assert sentence.startswith("Berkas jawaban tidak dapat dinilai: ")
    assert "\n" not in sentence
    return sentence


def test_blanks_and_the_instruments_own_codes_for_no_answer_are_missing():
    found = read("unit,wave,A,B\nU,1,6,\nU,1,99,2\n").answers
    assert found["A"].isna().tolist() == [False, True]
    assert found["B"].isna().tolist() == [True, False]
    assert found["A"][0] == 6


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffunit,wave,A,B\r\nU,1,6,2\r\n",
        "unit;wave;A;B\nU;1;6;2\n",
        "unit\twave\tA\tB\nU\t1\t6\t2\n",
        "\n\nwave,B,unit,A\n\n 1 , 2 ,U, 6 \n\n",
        'unit,wave,A,B\n"U","1","6.0","2"\n',
        "unit,wave,A,B,,\nU,1,6,2,,\n",
    ],
    ids=["bom and crlf", "semicolons", "tabs", "blank lines and spaces", "quotes", "empty columns"],
)
def test_what_spreadsheets_write_is_read(text):
    found = read(text)
    assert found.answers.to_dict("records") == [{"A": 6.0, "B": 2.0}]
    assert (found.units.tolist(), found.waves.tolist()) == (["U"], ["1"])


def test_columns_that_are_not_used_are_named_in_a_warning():
    assert read("unit,wave,A,B,umur,nama\nU,1,6,2,40,x\n").warnings == ("Kolom yang tidak dipakai: umur, nama.",)


def test_rows_without_an_answer_are_left_out_and_said_so():
    found = read("unit,wave,A,B\nU,1,6,2\nU,1,,\n")
    assert len(found.answers) == 1
    assert found.warnings == ("1 baris tanpa satu jawaban pun tidak dihitung: baris 3.",)


def test_headcounts_are_read_by_unit_and_wave():
    found = read("unit,wave,headcount,A,B\nU,1,7,6,2\nU,2,8,6,2\nV,1,9,1,1\n")
    assert found.headcounts == {("U", "1"): 7, ("U", "2"): 8, ("V", "1"): 9}


@pytest.mark.parametrize("value", ["0", "7", "-1", "2.5", "x", "1e0", "٣", "nan", "0x3"])
def test_values_outside_the_scale_are_refused_with_their_line(value):
    sentence = refused(f"unit,wave,A,B\nU,1,3,4\nU,1,3,{value}\n")
    assert f"baris 3 kolom B berisi “{value}”" in sentence
    assert "bukan bilangan bulat 1 sampai 6" in sentence


def test_the_line_is_that_of_the_file_also_after_blank_lines_and_cells_of_two_lines():
    assert "baris 5 kolom A" in refused('unit,wave,A,B,ket\n\nU,1,3,4,"dua\nbaris"\nU,1,9,4,x\n')


def test_of_many_mistakes_ten_are_named():
    sentence = refused("unit,wave,A,B\n" + "U,1,9,9\n" * 40)
    assert "80 jawaban" in sentence
    assert "dan 70 lagi" in sentence


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "berkas kosong"),
        (b"\xef\xbb\xbf \r\n\n", "berkas kosong"),
        (b",,,\n,,\n", "hanya berisi pemisah kolom"),
        (b'""\n', "hanya berisi pemisah kolom"),
        (b'"";" ";\n', "hanya berisi pemisah kolom"),
        ("\u00a0\n".encode(), "berkas kosong"),
        (b"unit,wave,A,B\n", "tidak ada baris jawaban"),
        (b"unit,wave,A,B\nU,1,,\nV,1,,\n", "semua jawaban kosong"),
        (b"unit,wave,A,B\nU,1,3,4\nU,2,,\n", "gelombang 2 tidak berisi satu jawaban pun"),
        ("unit,wave,A,B\nU,1,3,4\n".encode("utf-16"), "UTF-16"),
        ("unit,wave,A,B\nKafé,1,3,4\n".encode("latin-1"), "huruf pada baris 2"),
        (b"PK\x03\x04\x00\x00", "bukan teks"),
        (b"unit,wave,A\nU,1,3\n", "kolom B tidak ada"),
        (b"wave,A,B\n1,3,4\n", "kolom unit tidak ada"),
        (b"unit,A,B\nU,3,4\n", "kolom wave tidak ada"),
        (b"unit,wave,A,A,B\nU,1,3,3,4\n", "kolom A ada lebih dari sekali"),
        (b"unit,wave,A,B,x,x\nU,1,3,4,1,1\n", "kolom x ada lebih dari sekali"),
        (b"unit,wave,A,B\nU,1,3\n", "baris 2 berisi 3 kolom"),
        (b"unit,wave,A,B\nU,1,3,4,5\n", "baris 2 berisi 5 kolom"),
        (b'unit,wave,A,B\nU,1,3,"4\n', "tanda kutip"),
        (b"unit,wave,A,B\n,1,3,4\n", "kolom `unit` kosong pada baris 2"),
        (b"unit,wave,A,B\nU, ,3,4\n", "kolom `wave` kosong pada baris 2"),
        (b"unit,wave,headcount,A,B\nU,1,7,3,4\nU,1,8,3,4\n", "berbeda-beda pada baris 2, 3"),
        (b"unit,wave,headcount,A,B\nU,1,0,3,4\n", "bukan jumlah orang"),
        (b"unit,wave,headcount,A,B\nU,1,,3,4\n", "bukan jumlah orang"),
        (
            b"unit,wave,headcount,A,B\nU,1,1,3,4\nU,1,1,3,4\n",
            "lebih banyak daripada `headcount` pada unit U",
        ),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_in_one_sentence(raw, words):
    assert words in refused(raw)


def test_a_column_of_moments_in_place_of_waves_is_refused():
    rows = [f"U,2026-03-02 08:{n // 60:02}:{n % 60:02},3,4\n" for n in range(101)]
    assert "kolom `wave` berisi 101 gelombang yang berbeda" in refused("unit,wave,A,B\n" + "".join(rows))
    assert read("unit,wave,A,B\n" + "".join(rows[:100])).waves.nunique() == 100
