"""Public codes: what a stranger scans, reads aloud or types to see that a certificate is genuine.

Sixteen characters of Crockford's base 32 (80 random bits) in groups of four, and one check character:
`7K2M-9QXA-4RTD-6HWV-E`. The check is the number modulo 37, a prime above the 32 letters, so that every single wrong
character and every swap of two neighbours is noticed before anything is looked up.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 16
GROUP = 4
CHECK_MODULUS = 37
# Room for a space or dash after every character; anything longer is not a code and is not worth reading.
LONGEST_TYPED = 60
# Crockford's look-alikes. U stays out: he drops it from the alphabet and gives it another meaning as a check.
READ_AS = str.maketrans("OIL", "011")


def new_code() -> str:
    """A fresh code in its printed form.

    Drawn again when the check would be one of Crockford's five extra signs (`* ~ $ = U`): these are hard to dictate
    and have a meaning of their own in addresses.
    """
    while True:
        number = secrets.randbits(5 * RANDOM_CHARACTERS)
        if number % CHECK_MODULUS < len(ALPHABET):
            return _printed(number)


def clean_code(text: str) -> str | None:
    """The printed form of what a person typed, or None when it cannot be a code of ours.

    Small letters, spaces and any kind of dash are forgiven; O is read as 0, I and L as 1. None means a typing error
    (wrong length, strange sign, check does not fit); a code that passes may still be unknown.
    """
    if len(text) > LONGEST_TYPED:
        return None
    typed = "".join(sign for sign in text if not _is_separator(sign)).upper().translate(READ_AS)
    if len(typed) != RANDOM_CHARACTERS + 1 or any(sign not in ALPHABET for sign in typed):
        return None
    number = _number(typed[:-1])
    if ALPHABET.index(typed[-1]) != number % CHECK_MODULUS:
        return None
    return _printed(number)


def _is_separator(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Pd", "Cf"} or sign == "\N{MINUS SIGN}"


def _number(characters: str) -> int:
    number = 0
    for character in characters:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number


def _printed(number: int) -> str:
    characters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(RANDOM_CHARACTERS)))
    groups = [characters[start : start + GROUP] for start in range(0, RANDOM_CHARACTERS, GROUP)]
    return "-".join([*groups, ALPHABET[number % CHECK_MODULUS]])
