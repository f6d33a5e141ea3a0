"""Glossary and regulations: loaded from their files, named by courses, and their other names for the search."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from courses.course_file import CONTENT, BadCourseFile, Row, read_yaml
from courses.models import GlossaryTerm, Regulation, SearchSynonym

GLOSSARY = CONTENT / "glossary.yaml"
REGULATIONS = CONTENT / "regulations.yaml"
SHORT_NAMES = {
    "Undang-Undang": "UU",
    "Peraturan Pemerintah": "PP",
    "Peraturan Presiden": "Perpres",
    "Peraturan Menteri PANRB": "PermenPANRB",
    "Surat Edaran Menteri PANRB": "SE MenPANRB",
    "Surat Kementerian PANRB": "Surat MenPANRB",
}
# "status berlaku K", "… dapat menggantikannya ?": the note knows that the status itself is uncertain.
DOUBT = re.compile(r"(?:status|ganti)[^;]*([K?])\s*(?:;|$)", re.IGNORECASE)
REGULATION_FIELDS = [
    *("code", "kind", "number", "year", "title", "status", "confidence", "synonyms", "topics", "main_course_codes"),
    *("replaced_by", "note"),
]
Number = tuple[str, str, int]


@transaction.atomic
def load_glossary() -> int:
    """Terms from the file over those of the same name; terms that authors added stay. Returns how many it holds."""
    rows = _rows(GLOSSARY, "terms", "term", "definition")
    terms = [GlossaryTerm(**_term_fields(row)) for row in rows]
    fields = ["abbreviation", "definition", "synonyms", "see_also", "source"]
    GlossaryTerm.objects.bulk_create(terms, update_conflicts=True, unique_fields=["term"], update_fields=fields)
    refresh_synonyms()
    return len(terms)


@transaction.atomic
def load_regulations() -> int:
    """Regulations from the file over those of the same kind, number and year. Returns how many it holds."""
    rows = _rows(REGULATIONS, "regulations", "id", "type", "number", "year", "title", "status")
    known = {(row.kind, row.number, row.year): row for row in Regulation.objects.all()}
    wanted = [_filled(known.get(number_of(row), Regulation()), row) for row in rows]
    Regulation.objects.bulk_create([regulation for regulation in wanted if regulation.pk is None])
    codes = {regulation.code: regulation for regulation in wanted}
    for row in rows:
        codes[row["id"]].replaced_by = codes.get(row.get("replaced_by") or "")
    Regulation.objects.bulk_update(wanted, REGULATION_FIELDS)
    refresh_synonyms()
    return len(wanted)


@transaction.atomic
def refresh_synonyms() -> None:
    """The table of other names again, from the terms and regulations as they stand."""
    terms = [(term.term, _other_names(term), "daftar istilah") for term in GlossaryTerm.objects.all()]
    regulations = [(row.title, row.synonyms, "peraturan") for row in Regulation.objects.all()]
    SearchSynonym.objects.all().delete()
    SearchSynonym.objects.bulk_create(
        (
            SearchSynonym(phrase=phrase, target=target[:200], source=source)
            for target, phrases, source in terms + regulations
            for phrase in phrases
        ),
        ignore_conflicts=True,
    )


def find_regulations(rows: list[Row]) -> list[Regulation]:
    """The regulations that a course names; one that nobody described yet is added with its status to be checked."""
    known = {(row.kind, row.number, row.year): row for row in Regulation.objects.all()}
    return [known.get(number_of(row)) or _add_regulation(row) for row in rows]


def number_of(row: Row) -> Number:
    kind: str = row["type"]
    return SHORT_NAMES.get(kind, kind), str(row["number"]), row["year"]


def _add_regulation(row: Row) -> Regulation:
    kind, number, year = number_of(row)
    code = slugify(f"{kind} {number} {year}")
    return Regulation.objects.create(code=code, kind=kind, number=number, year=year, title=row["title"])


def _filled(regulation: Regulation, row: Row) -> Regulation:
    regulation.code, regulation.title, regulation.status = row["id"], row["title"], row["status"]
    regulation.kind, regulation.number, regulation.year = number_of(row)
    regulation.note = row.get("note") or ""
    doubt = DOUBT.search(regulation.note)
    regulation.confidence = doubt.group(1).upper() if doubt else row.get("confidence") or ""
    regulation.synonyms, regulation.topics = row.get("synonyms") or [], row.get("topics") or []
    regulation.main_course_codes = row.get("courses") or []
    return regulation


def _term_fields(row: Row) -> dict[str, Any]:
    return {
        "term": row["term"],
        "abbreviation": row.get("abbreviation") or "",
        "definition": row["definition"],
        "synonyms": row.get("synonyms") or [],
        "see_also": row.get("see_also") or [],
        "source": row.get("source") or "",
    }


def _other_names(term: GlossaryTerm) -> list[str]:
    return [*term.synonyms, *([term.abbreviation] if term.abbreviation else [])]


def _rows(file: Path, key: str, *needed: str) -> list[Row]:
    rows: Any = read_yaml(file).get(key)
    for row in rows if isinstance(rows, list) else [None]:
        if not isinstance(row, dict) or any(row.get(name) in (None, "") for name in needed):
            raise BadCourseFile(file, f"'{key}': {', '.join(needed)}")
    return list(rows)
