"""The commonest passwords as a Bloom filter: no word in it is ever missed, one other in ten thousand is refused too.

`common.bin` holds the filter and nothing readable. It is made by `manage.py build_common_passwords` from lists named
in common.md, with their licences.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).with_name("common.bin")
HASHES = 13
BITS_A_WORD = 19.2
ENDING = re.compile(r"[\W\d_]+$")
# What fingers do on their own: along the alphabet, the digits and the rows of the keyboard, there and back.
ROWS = ("abcdefghijklmnopqrstuvwxyz", "12345678901", "qwertyuiop", "asdfghjkl", "zxcvbnm")
STEPS = {pair for row in ROWS for a, b in pairwise(row) for pair in (a + b, b + a, a + a, b + b)}
MOSTLY = 0.8


@cache
def load_filter() -> bytes:
    return FILE.read_bytes()


def build_filter(words: Iterable[str]) -> bytes:
    words = {word.strip().lower() for word in words} - {""}
    bits = bytearray(math.ceil(len(words) * BITS_A_WORD / 8))
    for word in words:
        for place in places(word, len(bits) * 8):
            bits[place // 8] |= 1 << place % 8
    return bytes(bits)


def is_common(password: str) -> bool:
    """Whether the password, its repeated part, or what is left without digits at the end, is in the filter."""
    bits = load_filter()
    return any(holds(bits, form) for form in guessable_forms(password.lower()))


def is_walk(password: str) -> bool:
    """ "qwertyuiop12345", "abcdefghijklmno": nearly every sign beside the one before it."""
    pairs = [a + b for a, b in pairwise(password.lower())]
    return bool(pairs) and sum(pair in STEPS for pair in pairs) / len(pairs) >= MOSTLY


def guessable_forms(password: str) -> Iterator[str]:
    yield password
    yield repeated_part(password)
    bare = ENDING.sub("", password)
    if bare:
        yield bare
        yield repeated_part(bare)


def repeated_part(text: str) -> str:
    """ "rahasia" of "rahasiarahasia"; the text itself when nothing repeats."""
    return text[: (text + text).find(text, 1)]


def holds(bits: bytes, word: str) -> bool:
    return all(bits[place // 8] >> place % 8 & 1 for place in places(word, len(bits) * 8))


def places(word: str, size: int) -> Iterator[int]:
    """Two halves of one hash stand for as many as are needed (Kirsch and Mitzenmacher 2008, doi:10.1002/rsa.20208)."""
    digest = hashlib.blake2b(word.encode(), digest_size=16).digest()
    first, step = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big") | 1
    return ((first + step * n) % size for n in range(HASHES))
