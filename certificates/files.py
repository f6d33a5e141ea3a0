"""Where certificate files lie, and how they get there whole."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from core.errors import Refused


class StillDrawing(Refused):
    sentence = _("Sertifikat ini sedang disiapkan. Tunggu beberapa saat, lalu muat ulang halaman sertifikat Anda.")


class FileDamaged(Refused):
    sentence = _(
        "Berkas sertifikat ini hilang atau berubah di penyimpanan, sehingga tidak kami kirim. "
        "Datanya aman dan tetap dapat diverifikasi. Hubungi admin kepegawaian untuk memulihkan berkasnya."
    )
    status = 503


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def place_of(certificate: Certificate) -> str:
    """Path under PRIVATE_ROOT; known beforehand, so that a repeat after a crash meets its own file."""
    return f"certificates/{certificate.issued_on.year}/{certificate.uuid}.pdf"


def write_whole(place: str, content: bytes) -> None:
    """Write beside, flush to the disk, rename: under `place` there is never half a file, whatever is killed."""
    target = Path(settings.PRIVATE_ROOT) / place
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    _flush_folder(target.parent)


def read_certificate(certificate: Certificate) -> bytes:
    """The issued bytes and no others."""
    if not certificate.sha256:
        raise StillDrawing
    try:
        content = (Path(settings.PRIVATE_ROOT) / certificate.file).read_bytes()
    except FileNotFoundError:
        raise FileDamaged from None
    if fingerprint(content) != certificate.sha256:
        raise FileDamaged
    return content


def _flush_folder(folder: Path) -> None:
    """The name of a new file is safe only after its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
