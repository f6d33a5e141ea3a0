"""Where data lies, and whether this user and the database's user may be there."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path

from deploy.local.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
# initdb needs about 40 MB and the write-ahead log grows in steps of 16.
FREE_BYTES = 200_000_000
# A socket's path holds 107 bytes; PostgreSQL adds its file name of up to 22.
LONGEST_SOCKET_FOLDER = 84


def data_folder() -> Path:
    """The folder of `DATA=`, made when it is missing; `var/` of the clone by default."""
    return writable(Path(os.environ.get("DATA") or os.environ.get("TITIAN_DATA") or ROOT / "var").absolute())


def writable(folder: Path) -> Path:
    """The folder, made if need be, after a test that it takes a file and has room."""
    try:
        make(folder)
        probe = folder / f".coba-{os.getpid()}"
        probe.write_bytes(b"0" * 4096)
        probe.unlink()
    except OSError as error:
        raise Trouble(
            f"Folder {folder} tidak dapat ditulisi ({error.strerror}). Pilih folder lain: make run DATA=~/titian"
        ) from error
    if shutil.disk_usage(folder).free < FREE_BYTES:
        raise Trouble(
            f"Sisa ruang di {folder} kurang dari {FREE_BYTES // 1_000_000} MB. "
            "Kosongkan ruang, atau pilih folder lain: make run DATA=~/titian"
        )
    return folder


def make(folder: Path) -> None:
    """Make a folder that others may walk through, whatever the umask; one that exists keeps its permissions."""
    for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(0o755)


def open_to_others(path: Path) -> bool:
    """Whether another user could walk to `path`."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))


def short_name(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def socket_folder(beside: Path) -> Path:
    """A private folder for sockets: beside the data, or in /tmp when that path is too long for a socket."""
    near = beside / "run"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    return Path(f"/tmp/titian-{os.geteuid()}-{short_name(beside)}")


def make_private(folder: Path, owner: int, group: int) -> None:
    """Make `folder` for `owner` alone; refuse one that somebody else put there first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise Trouble(
            f"Folder {folder} milik pengguna lain. Hapus folder itu, atau pilih data lain: make run DATA=~/titian"
        )
    if folder.stat().st_uid != owner:
        os.chown(folder, owner, group)
    folder.chmod(0o700)
