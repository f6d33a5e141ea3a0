"""Brings `.venv` into step with a hash lock, with nothing but Python, and does nothing when it is in step.

It runs on the machine's own Python, which may be too old: so only the standard library, and only syntax that an old
Python can read, or it could not say its one sentence.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
STAMP = os.path.join(VENV, "lock-installed")
UV_LOCK = os.path.join(HERE, "uv.txt")
RUN, DEV = "requirements.txt", "requirements-dev.txt"
OLDEST, TOO_NEW = (3, 11), (3, 14)
ROOM_BYTES = 1000000000


def main() -> None:
    if os.name != "posix":
        stop("Titian berjalan di Linux dan macOS. Di Windows, jalankan perintah ini di dalam WSL.")
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        continue_with_another_python()
    try:
        if sys.argv[1] == "--lock":
            renew_locks(sys.argv[2:])
        elif not in_step(sys.argv[1]):
            with one_at_a_time():
                install(sys.argv[1])
    except OSError as error:
        stop(f"Folder {ROOT} tidak dapat dipakai ({error.strerror}). Salin Titian ke folder yang dapat ditulisi.")
    except KeyboardInterrupt:
        sys.exit(130)


def stop(sentence: str) -> None:
    sys.exit("Titian: " + sentence)


def continue_with_another_python() -> None:
    """Replace this process by a Python that fits, if the PATH has one."""
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        # A version manager's stand-in may be on the PATH without a Python behind it.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, *sys.argv])
    have = ".".join(str(part) for part in sys.version_info[:2])
    stop(f"Python {have} tidak cocok. Pasang Python 3.11, 3.12, atau 3.13, lalu: make run PYTHON=python3.12")


def installed() -> str:
    """What the stamp says; empty when the environment is missing, broken or moved."""
    if not os.path.exists(PYTHON) or not os.path.exists(STAMP):
        return ""
    with open(STAMP) as stamp:
        return stamp.read()


def mark(lock: str) -> str:
    """A stamp for `lock`: its name, and a hash of it and of the place, since scripts carry their path."""
    with open(os.path.join(ROOT, lock), "rb") as content:
        return lock + " " + hashlib.sha256(content.read() + VENV.encode()).hexdigest()


def in_step(lock: str) -> bool:
    """The lock for development holds everything that running needs."""
    return installed() in (mark(lock), mark(DEV))


@contextmanager
def one_at_a_time():  # type: ignore[no-untyped-def]
    import fcntl

    with open(os.path.join(ROOT, ".venv.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(lock: str) -> None:
    if in_step(lock):  # somebody did it while we waited
        return
    if installed().startswith(DEV):
        lock = DEV  # running must not take away what testing brought
    if shutil.disk_usage(ROOT).free < ROOM_BYTES:
        stop(f"Sisa ruang di {ROOT} kurang dari 1 GB. Kosongkan ruang, lalu ulangi.")
    print(f"Menyiapkan .venv dari {lock} …", flush=True)
    make_environment()
    path = os.path.join(ROOT, lock)
    with_uv = [UV, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, path]
    with_pip = [PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", path]
    if not (bring_uv() and run(with_uv)) and not run(with_pip):
        stop("Pemasangan paket gagal (lihat pesan di atas). Periksa jaringan ke indeks paket, lalu ulangi.")
    with open(STAMP, "w") as stamp:
        stamp.write(mark(lock))


def make_environment() -> None:
    """Make .venv unless a sound one is there (its Python runs and has pip)."""
    if os.path.exists(PYTHON) and run([PYTHON, "-c", "import pip"], quiet=True):
        return
    if not run([sys.executable, "-m", "venv", "--clear", VENV], quiet=True):
        stop("Lingkungan virtual tidak dapat dibuat. Pasang modul venv, misalnya: apt-get install python3-venv")


def bring_uv() -> bool:
    """uv is many times faster than pip; without it pip does the same from the same lock."""
    return os.path.exists(UV) or run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", UV_LOCK])


def run(command: list, quiet: bool = False) -> bool:
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    out = subprocess.DEVNULL if quiet else None
    return subprocess.call(command, env=environment, stdout=out, stderr=out, cwd=ROOT) == 0


def renew_locks(options: list) -> None:
    """Write every lock from its short input; versions stay unless asked to `--upgrade`."""
    if not os.path.exists(PYTHON):
        make_environment()
    if not bring_uv():
        stop("uv tidak dapat dipasang. Periksa jaringan ke indeks paket, lalu ulangi: make lock")
    for source, more in (
        ("requirements.in", []),
        ("requirements-dev.in", ["--constraint", RUN]),
        ("deploy/local/uv.in", []),
        ("deploy/local/npm.in", ["--no-deps"]),
    ):
        target = source[: -len("in")] + "txt"
        command = [UV, "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes"]
        command += ["--custom-compile-command", "make lock", source, "-o", target]
        if not run(command + more + options):
            stop(f"Kunci {target} tidak dapat disusun (lihat pesan di atas).")


if __name__ == "__main__":
    main()
