"""Our Asterisk as a process: it outlives whoever starts it and is known by its run directory."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from asterisk_conf.console import Console
from asterisk_conf.errors import (
    AlreadyRunning,
    AsteriskMissing,
    ConsoleFailed,
    NotRunning,
    StartFailed,
    StopFailed,
)
from asterisk_conf.files import write_private
from asterisk_conf.layout import Layout
from asterisk_conf.ports import check_ports
from asterisk_conf.real_time import real_time
from asterisk_conf.render import render
from asterisk_conf.settings import AsteriskSettings
from asterisk_conf.status import AsteriskStatus
from asterisk_conf.toolchain import Toolchain

_POLL_S = 0.05
_TAIL_LINES = 8
_ASTERISK_PRIORITY = 10
"""What `asterisk -p` gives itself."""
_FORCED_STOP_S = 5.0

# The shell ends at once: Asterisk becomes a child of init, which reaps it whenever it ends.
_DETACH = '"$@" >&2 & echo $!'


class AsteriskProcess:
    """Starts, stops and asks the Asterisk of one run directory.

    Methods block; call them from a thread when an event loop runs.
    """

    def __init__(self, settings: AsteriskSettings, toolchain: Toolchain) -> None:
        """Remember what to run; nothing is written or started yet."""
        self._settings = settings
        self._toolchain = toolchain
        self.layout = Layout(run_dir=settings.run_dir)
        self._console = Console(layout=self.layout, toolchain=toolchain)

    def start(self, *, timeout_s: float = 20.0) -> AsteriskStatus:
        """Render the configuration, start Asterisk and return when it takes calls.

        Raises:
            AlreadyRunning: it is up already.
            PortTaken: something else has the SIP or the AMI port.
            RenderFailed: the run directory cannot be written.
            AsteriskMissing: the program cannot be run.
            StartFailed: it ended, or was not ready within `timeout_s`; the message holds the
                last lines of its log.
        """
        pid = self._pid()
        if pid is not None:
            raise AlreadyRunning(f"Asterisk is running already (process {pid})")
        check_ports(self._settings)
        render(self._settings, self._toolchain)
        self.layout.pid_file.unlink(missing_ok=True)
        self.layout.control_socket.unlink(missing_ok=True)
        logged = _size(self.layout.messages_log)
        pid = self._spawn()
        try:
            self._await_boot(pid, time.monotonic() + timeout_s)
        except (StartFailed, ConsoleFailed) as error:
            reason = error if self._is_ours(pid) else "Asterisk ended while it was starting"
            _kill(pid)
            lines = _tail(self.layout.messages_log, logged) or _tail(self.layout.console_log, 0)
            raise StartFailed(f"{reason}; its last words:\n{lines}") from error
        return self.status()

    def stop(self, *, grace_s: float = 5.0) -> bool:
        """Take no more calls, end when the last is over or `grace_s` have passed.

        Returns:
            False if it was not running.

        Raises:
            StopFailed: it is still there after having been killed.
        """
        pid = self._pid()
        if pid is None:
            return False
        for command, wait_s in (
            ("core stop gracefully", grace_s),
            ("core stop now", _FORCED_STOP_S),
        ):
            if wait_s <= 0:
                continue
            try:
                self._console.ask(command, timeout_s=_FORCED_STOP_S)
            except ConsoleFailed:
                # It may end before it answers; whether it did is looked at next.
                pass
            if _wait_until(lambda: not self._is_ours(pid), wait_s):
                return True
        _kill(pid)
        if not _wait_until(lambda: not self._is_ours(pid), _FORCED_STOP_S):
            raise StopFailed(f"Asterisk (process {pid}) does not end")
        return True

    def status(self) -> AsteriskStatus:
        """Say whether it runs and, if its console answers, how it is."""
        pid = self._pid()
        if pid is None:
            return AsteriskStatus(running=False)
        try:
            uptime = self._console.ask("core show uptime seconds")
            count = self._console.ask("core show channels count")
        except ConsoleFailed:
            return AsteriskStatus(running=True, pid=pid, version=self._toolchain.version)
        return AsteriskStatus(
            running=True,
            pid=pid,
            uptime_s=_number(r"System uptime: (\d+)", uptime),
            version=self._toolchain.version,
            channels=_number(r"(\d+) active channels?", count),
        )

    def reload(self) -> None:
        """Render again and have Asterisk read it: agents and dialplan, not ports.

        Raises:
            NotRunning: it is not up.
            RenderFailed: the run directory cannot be written.
            ConsoleFailed: it does not answer.
        """
        self._require_running()
        render(self._settings, self._toolchain)
        self._console.ask("core reload")

    def cli(self, command: str) -> str:
        """Return what a console command prints.

        Raises:
            NotRunning: it is not up.
            ConsoleFailed: it does not answer.
        """
        self._require_running()
        return self._console.ask(command)

    def _require_running(self) -> None:
        if self._pid() is None:
            raise NotRunning("Asterisk is not running: start it with `hotline asterisk start`")

    def _spawn(self) -> int:
        with real_time(_ASTERISK_PRIORITY) as allowed:
            # Asked for where it is not allowed, Asterisk does not start.
            first = ["-p"] if allowed else []
        words = [*self._toolchain.command, "-f", *first, "-C", str(self.layout.main_conf)]
        if not Path(words[0]).exists():
            raise AsteriskMissing(f"{words[0]} is gone: run `make setup` again")
        write_private(self.layout.console_log, b"")
        with self.layout.console_log.open("wb") as log:
            done = subprocess.run(
                ["/bin/sh", "-c", _DETACH, "sh", *words],
                cwd=self.layout.run_dir,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                umask=0o077,
                check=True,
            )
        return int(done.stdout)

    def _await_boot(self, pid: int, deadline: float) -> None:
        while not self.layout.control_socket.exists():
            # While a process becomes another program its command line is empty for an instant.
            if not self._is_ours(pid) and not _wait_until(lambda: self._is_ours(pid), _POLL_S):
                raise StartFailed("Asterisk ended while it was starting")
            if time.monotonic() > deadline:
                raise StartFailed("Asterisk was not ready in time")
            time.sleep(_POLL_S)
        self._console.ask("core waitfullybooted", timeout_s=max(1.0, deadline - time.monotonic()))
        if "transport-udp" not in self._console.ask("pjsip show transports"):
            raise StartFailed("Asterisk came up without its SIP transport")

    def _pid(self) -> int | None:
        """Return the pid of the Asterisk that was started with our configuration, if it lives.

        A pid file outlives a killed process and its number may belong to another one by now.
        """
        try:
            pid = int(self.layout.pid_file.read_text())
        except (OSError, ValueError):
            return None
        return pid if self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self.layout.main_conf) in words


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait_until(condition: Callable[[], bool], limit_s: float) -> bool:
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True


def _number(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1]) if found else None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _tail(path: Path, offset: int) -> str:
    if not path.exists():
        return ""
    text = path.read_bytes()[offset:].decode(errors="replace")
    return "\n".join(text.splitlines()[-_TAIL_LINES:])
