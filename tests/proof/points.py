"""Where in the product's code a worker dies. The product knows nothing of it: `tests.proof.mortal` wraps these."""

from __future__ import annotations

from dataclasses import dataclass

# The environment variable that tells `tests.proof.mortal` at which point to die.
VARIABLE = "UJI_MATI_DI"


@dataclass(frozen=True)
class Point:
    """`owner` (module, or module:class) and function; `after` it has returned, else before it begins."""

    owner: str
    function: str
    after: bool = True


NUMBER_TAKEN = "nomor diambil, belum disimpan"
HOURS_ENTERED = "JP dicatat, belum disimpan"
ISSUED = "sertifikat tersimpan, belum dikabarkan"
FILE_WRITTEN = "berkas ditulis, baris belum diisi"

POINTS = {
    NUMBER_TAKEN: Point("certificates.models:NumberSeries", "take_number"),
    HOURS_ENTERED: Point("records.ledger.services", "_enter"),
    ISSUED: Point("core.events", "deliver", after=False),
    FILE_WRITTEN: Point("certificates.services", "write_whole"),
}
