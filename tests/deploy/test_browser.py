"""The browser that tests bring along is unpacked by every Python that we promise."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import brotli
import pytest

from deploy.local.browser import unpack


def tar_of(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


@pytest.mark.parametrize("python", ["3.11.2, which knows no filters", "later"])
def test_program_and_libraries_come_out_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str):
    if python != "later":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
    libraries = brotli.compress(tar_of({"lib/libnss3.so": b"nss"}))
    package = tar_of(
        {"package/bin/chromium.br": brotli.compress(b"program"), "package/bin/al2023.tar.br": libraries, "a.md": b""}
    )
    unpack(package, tmp_path / "chromium")
    assert (tmp_path / "chromium" / "chromium").read_bytes() == b"program"
    assert (tmp_path / "chromium" / "chromium").stat().st_mode & 0o111
    assert (tmp_path / "chromium" / "lib" / "libnss3.so").read_bytes() == b"nss"
    assert not (tmp_path / "chromium" / "a.md").exists()
