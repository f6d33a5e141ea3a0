"""Ranks and levels as a certificate words them."""

from __future__ import annotations

from documents.words import write_nip
from people.models import Person

PANGKAT = {
    "I/a": "Juru Muda", "I/b": "Juru Muda Tk. I", "I/c": "Juru", "I/d": "Juru Tk. I",
    "II/a": "Pengatur Muda", "II/b": "Pengatur Muda Tk. I", "II/c": "Pengatur", "II/d": "Pengatur Tk. I",
    "III/a": "Penata Muda", "III/b": "Penata Muda Tk. I", "III/c": "Penata", "III/d": "Penata Tk. I",
    "IV/a": "Pembina", "IV/b": "Pembina Tk. I", "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya", "IV/e": "Pembina Utama",
}  # fmt: skip
LEVELS = {1: "Paham", 2: "Dasar", 3: "Menengah", 4: "Mumpuni", 5: "Ahli"}


def identity_of(person: Person) -> str:
    """ "NIP 19780412 200604 1 903", or NI PPPK; empty for who has no number."""
    if not person.nip:
        return ""
    label = "NI PPPK" if person.kind in (Person.Kind.PPPK, Person.Kind.PPPK_PW) else "NIP"
    return f"{label} {write_nip(person.nip)}"


def rank_of(person: Person) -> str:
    """ "Penata Tk. I, III/d"; PPPK have a golongan without a name."""
    if not person.rank:
        return ""
    return f"{PANGKAT[person.rank]}, {person.rank}" if person.rank in PANGKAT else f"Golongan {person.rank}"
