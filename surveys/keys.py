"""The private half of a wave's key: a file, never a row. Without it nobody reads the wave, with the database or not."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from core.errors import Refused
from surveys.models import Campaign


class KeyMissing(Refused):
    sentence = _(
        "Kunci gelombang ini tidak ada atau tidak cocok, sehingga jawabannya tidak dapat dibuka. Tidak ada yang "
        "berubah. Minta admin sistem memulihkan kunci dari cadangannya, lalu tutup gelombang ini lagi."
    )
    status = 503


def make_key(wave: UUID) -> bytes:
    """Write a new private key, safe on the disk when this returns; gives the public half.

    A readable key that is there already stays: an opening that failed after this point is tried again.
    """
    try:
        key = read_key(wave)
    except KeyMissing:
        key = PrivateKey.generate()
        write_whole(file_of(wave), bytes(key))
    return bytes(key.public_key)


def key_of(campaign: Campaign) -> PrivateKey:
    """The key that opens this wave's boxes. Raises KeyMissing, also for another wave's key under this one's name."""
    key = read_key(campaign.uuid)
    if bytes(key.public_key) != bytes(campaign.public_key or b""):
        raise KeyMissing
    return key


def read_key(wave: UUID) -> PrivateKey:
    try:
        return PrivateKey(file_of(wave).read_bytes())
    except (OSError, CryptoError):
        raise KeyMissing from None


def has_key(campaign: Campaign) -> bool:
    try:
        key_of(campaign)
    except KeyMissing:
        return False
    return True


def all_there() -> bool:
    """Whether every wave whose answers are still sealed can be opened."""
    sealed = Campaign.objects.filter(state__in=[Campaign.State.DIBUKA, Campaign.State.DITUTUP])
    return all(has_key(campaign) for campaign in sealed)


def destroy_key(wave: UUID) -> None:
    """Overwritten, then removed. Once more after a crash is no harm."""
    place = file_of(wave)
    if place.parent.is_dir():
        with suppress(FileNotFoundError):
            with place.open("r+b") as file:
                file.write(bytes(PrivateKey.SIZE))
                file.flush()
                os.fsync(file.fileno())
            place.unlink()
        flush_folder(place.parent)


def file_of(wave: UUID) -> Path:
    return Path(settings.KEY_ROOT) / "waves" / f"{wave}.key"


def write_whole(place: Path, content: bytes) -> None:
    """Beside, flush, rename, flush the folder; readable by the owner of the process alone."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    with suppress(FileNotFoundError):
        part.unlink()
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """A name is on the disk only after its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
