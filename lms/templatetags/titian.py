"""How templates write values: thin faces of documents/words.py in the reader's language and zone.

A value that is missing reads "Belum ditetapkan": a blank place would leave the reader guessing.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import words
from measures.rounding import half_up

register = template.Library()


def writes(name: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Register a filter whose missing value is said in words."""

    def register_filter(write: Callable[..., str]) -> Callable[..., str]:
        @wraps(write)
        def filtered(value: Any, *arguments: Any) -> str:
            return _("Belum ditetapkan") if value is None or value == "" else write(value, *arguments)

        register.filter(name, filtered)
        return write

    return register_filter


@writes("angka")
def angka(value: Decimal | int | float, places: int = 1) -> str:
    return words.write_number(half_up(value, places), _language())


@writes("skor")
def skor(value: Decimal | float) -> str:
    return words.write_score(half_up(value, 2), _language())


@writes("persen")
def persen(value: Decimal | int | float, places: int = 1) -> str:
    return words.write_percent(half_up(value, places), _language())


@writes("jp")
def jp(hours: Decimal | int) -> str:
    return words.write_jp(hours, _language())


@writes("lama")
def lama(minutes: int) -> str:
    return words.write_duration(minutes, _language())


@writes("tanggal")
def tanggal(day: date) -> str:
    return words.write_day(_local_day(day), _language())


@writes("tanggal_hari")
def tanggal_hari(day: date) -> str:
    return words.write_weekday(_local_day(day), _language())


@writes("tanggal_pendek")
def tanggal_pendek(day: date) -> str:
    return words.write_short_day(_local_day(day), _language())


@writes("waktu")
def waktu(at: datetime) -> str:
    return words.write_time(timezone.localtime(at))


@writes("saat")
def saat(at: datetime) -> str:
    return words.write_moment(timezone.localtime(at), _language())


@writes("nip")
def nip(number: str) -> str:
    return words.write_nip(number)


@writes("nip_samar")
def nip_samar(number: str) -> str:
    return words.mask_nip(number)


@register.simple_tag
def here(request: HttpRequest, *prefixes: str) -> str:
    """Mark the entry of the menu under which the page lies."""
    return format_html(' aria-current="{}"', "page") if request.path.startswith(prefixes) else ""


def _local_day(day: date) -> date:
    return timezone.localdate(day) if isinstance(day, datetime) else day


def _language() -> str:
    return get_language() or "id"
