"""Load by sipp: short calls at a given rate for a given time, and what became of them."""

import asyncio
import csv
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.errors import SippFailed

_SCENARIO: Final = Path(__file__).parent / "sipp" / "short_call.xml"
_PATIENCE_S: Final = 15.0
_MEDIA_PORT: Final = 9000


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What sipp saw. `to_200_ms` are the times from INVITE to 200 of the calls that got one."""

    placed: int
    failed: int
    retransmissions: int
    to_200_ms: tuple[float, ...]


async def short_calls(
    server: str, number: str, *, rate: float, seconds: float, hold_ms: int, folder: Path
) -> Load:
    """Place `rate * seconds` calls, each ended by the caller `hold_ms` after the answer.

    Raises:
        SippFailed: sipp is missing, or did not report.
    """
    if shutil.which("sipp") is None:
        raise SippFailed("sipp is missing: run `make setup`")
    calls = max(1, round(rate * seconds))
    scenario = _fresh_scenario(folder)
    command = (
        *("sipp", server, "-sf", str(scenario), "-s", number, "-i", "127.0.0.1"),
        *("-mp", str(_MEDIA_PORT), "-r", f"{rate:g}", "-m", str(calls), "-l", str(calls)),
        *("-d", str(hold_ms), "-timeout", f"{seconds + _PATIENCE_S:.0f}s", "-nostdin"),
        *("-trace_rtt", "-rtt_freq", "1", "-trace_stat", "-fd", "60"),
        *("-stf", str(folder / "short_call.stat.csv")),
    )
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds + 2 * _PATIENCE_S):
            _, words = await process.communicate()
    except TimeoutError as error:
        raise SippFailed("sipp does not end") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    # 0: all calls went well, 1: some did not, 97: the time limit was reached.
    if process.returncode not in (0, 1, 97):
        last = words.decode(errors="replace").strip().splitlines()[-1:]
        raise SippFailed(f"sipp ended with {process.returncode}: {' '.join(last)}")
    return read_load(folder, calls)


def _fresh_scenario(folder: Path) -> Path:
    """Copy the scenario to where sipp's files, named after it, are to lie; remove older ones."""
    for old in folder.glob("short_call*"):
        old.unlink()
    scenario = folder / "short_call.xml"
    shutil.copyfile(_SCENARIO, scenario)
    (folder / "silence.alaw").write_bytes(b"\xd5" * 160)
    return scenario


def read_load(folder: Path, calls: int) -> Load:
    """Read what sipp wrote about `calls` calls.

    Raises:
        SippFailed: it wrote nothing.
    """
    last = _last_row(folder / "short_call.stat.csv")
    succeeded = int(last["SuccessfulCall(C)"])
    return Load(
        placed=calls,
        # A call that was never begun, for sipp was behind, counts as failed.
        failed=calls - succeeded,
        retransmissions=int(last["Retransmissions(C)"]),
        to_200_ms=tuple(_response_times(folder)),
    )


def _last_row(path: Path) -> dict[str, str]:
    try:
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
    except OSError as error:
        raise SippFailed("sipp left no statistics") from error
    if not rows:
        raise SippFailed("sipp left no statistics")
    return rows[-1]


def _response_times(folder: Path) -> list[float]:
    times = []
    for path in folder.glob("short_call_*_rtt.csv"):
        with path.open(newline="") as file:
            times += [float(row["response_time_ms"]) for row in csv.DictReader(file, delimiter=";")]
    return times
