"""How a certificate's number is written, and how a course's hours are shared out over its modules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from documents.words import roman_month

FIELD = re.compile(r"\{(\w+)(?::0?(\d+)d?)?\}")
STEPS = (Decimal("0.5"), Decimal("0.25"), Decimal("0.1"))


def write_certificate_number(
    pattern: str, *, classification: str, sequence: int, unit_code: str, issued_on: date
) -> str:
    """`{kode_klasifikasi}/{urut:5}/{kode_unit}/{bulan_romawi}/{tahun}` gives 800.1.4/00123/BKPSDM/XI/2026.

    `{urut:5}` fills up with zeros to five digits. A name that is not known here is a KeyError.
    """
    values = {
        "kode_klasifikasi": classification,
        "urut": str(sequence),
        "kode_unit": unit_code,
        "bulan_romawi": roman_month(issued_on.month),
        "tahun": str(issued_on.year),
    }
    return FIELD.sub(lambda field: values[field[1]].zfill(int(field[2] or 0)), pattern)


def share_hours(total: Decimal, minutes: Sequence[int]) -> list[Decimal]:
    """Hours of each module: in proportion to its minutes, in round steps, and adding up to `total` exactly.

    Steps are half hours where they go round and leave no module empty, else finer ones. Each step goes to the module
    that is owed most by the method of Sainte-Laguë, which favours neither long nor short modules.
    """
    step = next((size for size in STEPS if total % size == 0 and total >= size * len(minutes)), STEPS[-1])
    steps = int(total / step)
    shares = [min(1, steps // max(len(minutes), 1))] * len(minutes)
    for _ in range(steps - sum(shares)):
        owed = [size / (2 * share + 1) for size, share in zip(minutes, shares, strict=True)]
        shares[owed.index(max(owed))] += 1
    return [share * step for share in shares]
