"""What a password must be: long, not one that everybody tries, and not about its owner (NIST SP 800-63B-4)."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import User
from people.sign_in.common import is_common, is_walk

SHORTEST = 15
LONGEST = 128
FEWEST_DIFFERENT = 5
SHORTEST_PART = 4
LEAST_OWN = 9


class LongEnough:
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                _("Kata sandi ini %(length)s karakter, terlalu pendek. Pakai sedikitnya 15, misalnya empat kata.")
                % {"length": len(password)},
                code="too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("Kata sandi ini lebih dari 128 karakter. Pakai paling banyak 128."), code="too_long"
            )

    def get_help_text(self) -> str:
        return _("15 sampai 128 karakter. Beberapa kata yang mudah Anda ingat lebih kuat daripada satu kata rumit.")


class NotCommon:
    def validate(self, password: str, user: Any = None) -> None:
        if len(set(password)) < FEWEST_DIFFERENT or is_walk(password) or is_common(password):
            raise ValidationError(
                _("Kata sandi ini termasuk yang paling sering ditebak. Pilih beberapa kata yang tidak umum."),
                code="common",
            )

    def get_help_text(self) -> str:
        return _("Bukan kata sandi yang sering dipakai orang.")


class NotAboutYou:
    """Nothing that a colleague knows: not as a whole anywhere in it, and not as most of it."""

    def validate(self, password: str, user: Any = None) -> None:
        squeezed = squeeze(password)
        whole, words = things_about(user)
        rest = squeezed
        for part in sorted(whole | words, key=len, reverse=True):
            rest = rest.replace(part, "")
        mostly = len(rest) < min(len(squeezed), LEAST_OWN)
        if mostly or any(part in squeezed for part in whole):
            raise ValidationError(
                _(
                    "Kata sandi ini memuat nama, NIP, tanggal lahir, instansi, atau kata Titian. "
                    "Pilih kata lain yang tidak dapat ditebak rekan Anda."
                ),
                code="about_you",
            )

    def get_help_text(self) -> str:
        return _("Tidak memuat nama, NIP, tanggal lahir, atau instansi Anda.")


def squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def things_about(user: Any) -> tuple[set[str], set[str]]:
    """(what may not occur at all, single words of names that may not be most of it)."""
    whole, words = {"titian"}, set[str]()
    if isinstance(user, User):
        whole |= {user.username, user.email or ""}
        if user.person:
            whole |= {user.person.full_name, *birth_days(user.person.nip or "")}
            words |= set(user.person.full_name.split())
        if user.person and user.person.agency:
            whole.add(user.person.agency.name)
            words |= set(user.person.agency.name.split())
    return clean_parts(whole), clean_parts(words)


def birth_days(nip: str) -> set[str]:
    """As a NIP writes it, as people write it, and short."""
    year, month, day = nip[:4], nip[4:6], nip[6:8]
    return {year + month + day, day + month + year, day + month + year[2:]}


def clean_parts(parts: set[str]) -> set[str]:
    return {squeezed for part in parts if len(squeezed := squeeze(part)) >= SHORTEST_PART}
