"""How Titian writes numbers, days, hours and names of numbers, in Bahasa Indonesia and in English.

Screens, letters and PDFs all take their words from here, so that a certificate never says a day otherwise than the page
that led to it. Nothing is rounded and no zone is chosen: the caller passes the value as the reader is to see it.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
BULAN_PENDEK = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HARI = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def write_number(value: Decimal | int | float, language: str = "id") -> str:
    """1.234,5 in Indonesian and 1,234.5 in English, without idle zeros."""
    written = f"{Decimal(str(value)):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written if _is_english(language) else written.translate(str.maketrans(",.", ".,"))


def write_score(value: Decimal | int | float, language: str = "id") -> str:
    """3,40: a score keeps its two decimals, because 3,4 would look less certain than 3,41."""
    written = f"{value:.2f}"
    return written if _is_english(language) else written.replace(".", ",")


def write_percent(value: Decimal | int | float, language: str = "id") -> str:
    """A share of 100: "87,5 %", in English "87.5%"."""
    return write_number(value, language) + ("%" if _is_english(language) else " %")


def write_jp(hours: Decimal | int, language: str = "id") -> str:
    """Learning hours of 45 minutes: "6 JP", "0,5 JP". The unit has no English name."""
    return f"{write_number(hours, language)} JP"


def write_duration(minutes: int, language: str = "id") -> str:
    """ "4 jam 30 menit", "20 menit"."""
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append(_count(hours, "hour") if _is_english(language) else f"{hours} jam")
    if rest or not hours:
        said.append(_count(rest, "minute") if _is_english(language) else f"{rest} menit")
    return " ".join(said)


def write_day(day: date, language: str = "id") -> str:
    """21 November 2026."""
    return f"{day.day} {_months(language)[day.month - 1]} {day.year}"


def write_weekday(day: date, language: str = "id") -> str:
    """Sabtu, 21 November 2026."""
    names = DAYS if _is_english(language) else HARI
    return f"{names[day.weekday()]}, {write_day(day, language)}"


def write_short_day(day: date, language: str = "id") -> str:
    """21 Nov 2026, for tables and lists."""
    months = SHORT_MONTHS if _is_english(language) else BULAN_PENDEK
    return f"{day.day} {months[day.month - 1]} {day.year}"


def write_day_range(first: date, last: date, language: str = "id") -> str:
    """2–20 November 2026; what both days share is said once."""
    if first == last:
        return write_day(last, language)
    if first.year != last.year:
        return f"{write_day(first, language)}–{write_day(last, language)}"
    if first.month != last.month:
        return f"{first.day} {_months(language)[first.month - 1]}–{write_day(last, language)}"
    return f"{first.day}–{write_day(last, language)}"


def write_time(at: datetime) -> str:
    """14.30 WIB, in the zone that `at` carries. English pages keep the point: the label after it is Indonesian too."""
    return f"{at:%H.%M} {zone_label(at)}"


def write_moment(at: datetime, language: str = "id") -> str:
    """21 November 2026, 14.30 WIB."""
    return f"{write_day(at.date(), language)}, {write_time(at)}"


def zone_label(at: datetime) -> str:
    """WIB, WITA or WIT; elsewhere the distance to UTC, because a bare hour would mislead."""
    return ZONES.get(at.utcoffset() or timedelta(), f"UTC{at:%z}")


def roman_month(month: int) -> str:
    """The month as letter and certificate numbers carry it: XI."""
    return ROMAN[month - 1]


def write_nip(nip: str) -> str:
    """19860926 201505 1 901: birth day, month of appointment, sex, serial. Other numbers stay as they are."""
    if len(nip) != 18:
        return nip
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def mask_nip(nip: str) -> str:
    """The last three digits behind stars. The first eight would give away the birth day and the fifteenth the sex."""
    return "*" * (len(nip) - 3) + nip[-3:]


def _is_english(language: str) -> bool:
    return language.startswith("en")


def _months(language: str) -> tuple[str, ...]:
    return MONTHS if _is_english(language) else BULAN


def _count(amount: int, noun: str) -> str:
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"
