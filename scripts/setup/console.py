"""Running programs with their output in a log, and saying how far the long ones are."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.setup import paths
from scripts.setup.errors import CommandFailed

HEARTBEAT_S = 10.0
TAIL_LINES = 30

_started = time.monotonic()


def say(text: str) -> None:
    """Print one line with the seconds since set-up started."""
    print(f"[{time.monotonic() - _started:6.1f} s] {text}", flush=True)


def log_path(name: str) -> Path:
    """Return the path of the log called ``name``, its folder made."""
    folder = paths.log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run ``command`` with its output appended to ``log``, and report every few seconds.

    ``env`` is added to the environment.

    Raises:
        CommandFailed: the command could not be run or ended with an error; the message
            holds the end of the log.
    """
    words = [str(word) for word in command]
    with log.open("ab") as out:
        out.write(f"$ {' '.join(words)}\n".encode())
        out.flush()
        try:
            process = subprocess.Popen(
                words,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise CommandFailed(f"{words[0]} cannot be run: {error}") from error
        try:
            code = _wait(process, log)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code:
        raise CommandFailed(
            f"{words[0]} ended with status {code}. The end of {log}:\n{_tail(log, TAIL_LINES)}"
        )


def capture(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run ``command`` and return its output.

    Raises:
        CommandFailed: the command could not be run or ended with an error.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise CommandFailed(f"{words[0]} cannot be run: {error}") from error
    if done.returncode:
        raise CommandFailed(
            f"{' '.join(words)}\nended with status {done.returncode}:\n{done.stderr.strip()}"
        )
    return done.stdout


def _wait(process: subprocess.Popen[bytes], log: Path) -> int:
    begun = time.monotonic()
    while True:
        try:
            return process.wait(timeout=HEARTBEAT_S)
        except subprocess.TimeoutExpired:
            last = _tail(log, 1)
            say(f"    ... {time.monotonic() - begun:.0f} s: {last[:80]}")


def _tail(log: Path, lines: int) -> str:
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - 20_000))
        text = stream.read().decode(errors="replace")
    return "\n".join(text.replace("\r", "\n").strip().splitlines()[-lines:])
