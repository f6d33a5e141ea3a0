"""Sealed boxes: a person's answers, opened by the wave's private key alone, all boxes of a wave alike long."""

from __future__ import annotations

import json
from dataclasses import asdict

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from surveys.answering import Answers
from surveys.schema import InstrumentSpec

STEP = 512


def size_of(spec: InstrumentSpec) -> int:
    """Bytes that hold the longest form that may be sent: an answer "null,", four bytes for a letter, two for a line."""
    groups = sum(len(g.code) + max((len(code) for code, _ in g.choices), default=0) + 8 for g in spec.groups)
    barriers = spec.barriers_max * (max((len(code) for code, _ in spec.barriers), default=0) + 4)
    scale = max(5, len(str(spec.scale_max)) + 2, len(str(spec.scale_min)) + 2)
    longest = 128 + scale * len(spec.items) + groups + barriers + 4 * spec.comment_max
    return -(-longest // STEP) * STEP


def seal(key: bytes, unit: int, answers: Answers, size: int) -> bytes:
    content = json.dumps({"unit": unit, **asdict(answers)}, ensure_ascii=False, separators=(",", ":")).encode()
    return SealedBox(PublicKey(key)).encrypt(content.ljust(size))


def open_box(key: PrivateKey, box: bytes) -> tuple[int, Answers] | None:
    """The unit and what was answered; None for a box that was not sealed for this key, or holds something else."""
    try:
        content = json.loads(SealedBox(key).decrypt(box))
        unit = int(content.pop("unit"))
        content |= {"values": tuple(content["values"]), "barriers": tuple(content["barriers"])}
        return unit, Answers(**content)
    except (CryptoError, ValueError, KeyError, TypeError, AttributeError):
        return None
