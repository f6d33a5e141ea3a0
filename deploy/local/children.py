"""Child processes that end with their parent, and are started again when they die alone."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


def follow_parent(signum: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `signum` when the parent dies, even by kill -9 (Linux only).

    It follows the *thread* that forked, so spawn from the main thread. Elsewhere orphans are found at the next start.
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def in_child() -> None:
        prctl(1, signum)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signum)

    return in_child


def kill_group(pid: int, signum: int = signal.SIGKILL) -> None:
    """Signal a whole session; its leader may be gone already."""
    try:
        os.killpg(pid, signum)
    except (ProcessLookupError, PermissionError):
        pass


def pid_in(file: Path) -> int | None:
    """The number in the first line of a pid file."""
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def command_lines() -> dict[int, str]:
    """The command of every living process of this machine."""
    if sys.platform == "linux":
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return {pid: command_line(pid) for pid in pids}
    listed = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True).stdout
    return {int(pid): command for pid, _, command in (line.strip().partition(" ") for line in listed.splitlines())}


def command_line(pid: int) -> str:
    """The command of a living process, "" when there is none."""
    if sys.platform != "linux":
        return command_lines().get(pid, "")
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def die_with_make() -> None:
    """End cleanly when the `make` that runs us is killed; its Ctrl-C reaches us anyway."""
    if sys.platform == "linux" and "MAKELEVEL" in os.environ:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Program:
    """One child of the supervisor, in a session of its own so that Ctrl-C reaches only the supervisor."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    not_before: float = field(default=0, repr=False)
    started: float = field(default=0, repr=False)

    def keep(self) -> None:
        """Start it when it does not run; after each death a little later, up to half a minute."""
        if self.child and self.child.poll() is None:
            return
        if self.child:
            kill_group(self.child.pid)  # an embedded beat outlives its worker and would be doubled
            self.child = None
            lived = time.monotonic() - self.started
            self.deaths = 0 if lived > 60 else self.deaths + 1
            self.not_before = time.monotonic() + min(2**self.deaths, 120) / 8
        if time.monotonic() >= self.not_before:
            self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.argv,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=follow_parent(signal.SIGTERM),
            )

    def ask_to_stop(self) -> None:
        if self.child:
            self.child.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic), then end whatever is left of its session."""
        if not self.child:
            return
        try:
            self.child.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            pass
        kill_group(self.child.pid)
        self.child.wait()
