"""Letters that do not tell the key: whoever reads the page's source sees them, so they follow no order of ours."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any


def letters_of(number: int, *, salt: str, first: str) -> list[str]:
    """The letter of each of `number` texts, mixed in a way that `salt` fixes for ever."""
    places = sorted(range(number), key=lambda text: blake2b(f"{salt}:{text}".encode()).digest())
    letters = [""] * number
    for place, text in enumerate(places):
        letters[text] = chr(ord(first) + place)
    return letters


def pairing_of(pairs: list[tuple[str, str]], *, salt: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Body and key of a matching question."""
    letters = letters_of(len(pairs), salt=salt, first="a")
    left = [{"code": str(number), "text": text} for number, (text, _right) in enumerate(pairs, start=1)]
    right = [{"code": letter, "text": text} for letter, (_left, text) in zip(letters, pairs, strict=True)]
    key = {str(number): letter for number, letter in enumerate(letters, start=1)}
    return {"left": left, "right": sorted(right, key=lambda option: option["code"])}, key


def ordering_of(texts: list[str], *, salt: str) -> tuple[dict[str, Any], list[str]]:
    """Body and key of an ordering question; `texts` stand in the right order."""
    letters = letters_of(len(texts), salt=salt, first="A")
    options = [{"code": letter, "text": text} for letter, text in zip(letters, texts, strict=True)]
    return {"options": sorted(options, key=lambda option: option["code"])}, letters
