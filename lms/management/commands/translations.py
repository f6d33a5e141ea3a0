"""Messages: Indonesian in the code, English in locale/en. Works without GNU gettext.

`translations` brings the catalogues in step with the code and compiles them; `translations --check` writes nothing and
fails when a message has no English, when an English text loses a placeholder, or when a compiled file is stale.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

ROOMS = (
    "core",
    "documents",
    "people",
    "surveys",
    "competencies",
    "assessments",
    "courses",
    "records",
    "certificates",
    "readiness",
    "targets",
    "reports",
    "desks",
    "lms",
)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_g": None,
    "_lazy": None,
    "_n": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# A gettext header carries dates. Ours stays the same, so that a catalogue changes only when its messages do.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def messages_in_code() -> Catalog:
    """Every message of our Python files and templates."""
    found = Catalog()
    for path in sorted(settings.BASE_DIR.glob("templates/**/*.*")):
        if path.suffix in {".html", ".txt"}:
            # What is not a message comes out as X; indentation would confuse the tokeniser.
            source = templatize(path.read_text(), origin=str(path))
            add(found, path, re.sub(r"(?m)^[ \t]+", "", source))
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            if "migrations" not in path.parts:
                add(found, path, path.read_text())
    return found


def add(found: Catalog, path: Path, source: str) -> None:
    where = str(path.relative_to(settings.BASE_DIR))
    for _line, message, comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        found.add(message, None, [(where, 0)], auto_comments=comments, context=context)


def catalogue(language: str, domain: str = "django") -> tuple[Path, Catalog]:
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return path, Catalog(locale=language)
    with path.open("rb") as file:
        return path, read_po(file, locale=language)


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string or ""]


def originals(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, (list, tuple)) else [message.id]


def faults_of(english: Catalog, used: Catalog) -> list[str]:
    """Sentences about messages that are missing, unfinished or lose a placeholder."""
    faults = []
    for message in used:
        if not message.id:
            continue
        known = english.get(message.id, message.context)
        first = originals(message)[0]
        if known is None or known.fuzzy or not all(texts(known)):
            faults.append(f"belum ada bahasa Inggrisnya: {first!r} ({message.locations[0][0]})")
        elif any(set(PLACEHOLDER.findall(t)) != set(PLACEHOLDER.findall(originals(message)[-1])) for t in texts(known)):
            faults.append(f"isian berbeda: {first!r}")
    return faults


def put_header(catalog: Catalog) -> None:
    catalog.header_comment = "# Messages of Titian. Written by `manage.py translations`; edit only the msgstr lines."
    catalog.project, catalog.version = "Titian", "1"
    catalog.creation_date = catalog.revision_date = NO_DATE
    catalog.last_translator = catalog.language_team = "Titian"
    catalog.msgid_bugs_address = ""
    catalog.fuzzy = False


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


class Command(BaseCommand):
    help = "Bring the message catalogues in step with the code, or check that they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        used = messages_in_code()
        path, english = catalogue("en")
        faults = faults_of(english, used)
        if not check:
            self.write(path, english, used)
        for language, domain in (("en", "django"), ("id", "django"), ("id", "djangojs")):
            path, catalog = catalogue(language, domain)
            binary = path.with_suffix(".mo")
            if not check and path.exists():
                binary.write_bytes(compiled(catalog))
            elif path.exists() and (not binary.exists() or binary.read_bytes() != compiled(catalog)):
                faults.append(f"{binary.relative_to(settings.BASE_DIR)} tertinggal: jalankan manage.py translations")
        for fault in faults:
            self.stdout.write(fault)
        if check and faults:
            raise CommandError(f"{len(faults)} pesan perlu dilengkapi di locale/en.")
        self.stdout.write(f"{len(used)} pesan, {len(faults)} belum lengkap")

    def write(self, path: Path, english: Catalog, used: Catalog) -> None:
        english.update(used, no_fuzzy_matching=True)
        english.obsolete.clear()
        put_header(english)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, english, omit_header=False, sort_output=True, include_lineno=False, width=110)
