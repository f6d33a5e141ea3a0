"""The one rounding rule of the house."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: Decimal | int | float | str, places: int) -> Decimal:
    """`value` to `places` decimals; a tie goes away from zero, as taught in school and printed in regulations.

    A float counts as the shortest number that is written the same way, so that 2.675 becomes 2.68 as the reader
    expects and not 2.67 as its binary value would have it. Zero never carries a minus sign. Raises
    `decimal.InvalidOperation` for what is not a number.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded + 0
