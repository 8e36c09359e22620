"""`hotline calls recording` against the API on a real engine and real records."""

import json
import stat
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from agent_desk.recording_api import RecordingApi
from db.store import Store
from hotline.desk.recordings import RecordingDesk
from ivr.flow.desk_events import RecordingHeard, RecordingWithheld
from ivr.flow.events import Disposition, RecordingKept
from tests.db.story import Story
from tests.hotline.bench import Bench
from tests.hotline.terminal import Terminal, open_terminal

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOUND = b"RIFF and so on"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def terminal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Terminal]:
    """1001 had the call c1; of its two recordings one is on disk. c2 left a message."""
    folder = tmp_path_factory.mktemp("recording")
    (folder / "c1.wav").write_bytes(SOUND)
    story = Story()
    story.served_call(agent="1001")
    for name in ("c1.wav", "gone.wav"):
        kept = RecordingKept(call_id="c1", path=str(folder / name), duration_s=9.0, sides={})
        story.add(kept)
    story.arrive("c2")
    story.voicemail("c2")
    story.finish(Disposition.VOICEMAIL, "c2")
    with Store.open(f"sqlite:///{folder / 'hotline.db'}") as store:
        store.append(story.entries)

        def routes(bench: Bench) -> Iterable[web.RouteDef]:
            return RecordingApi(RecordingDesk(bench.engine, store=store)).routes()

        async with open_terminal(folder, routes) as opened:
            yield opened


@pytest.fixture
def bench(terminal: Terminal) -> Bench:
    terminal.bench.ledger.clear()
    return terminal.bench


async def test_it_is_written_and_the_hearing_is_on_record(
    terminal: Terminal, bench: Bench, tmp_path: Path
) -> None:
    file = tmp_path / "heard.wav"
    for who in ("9001", "1001"):
        code, out, err = await terminal.type(
            "calls", "recording", "2026-000001", "--as", who, "-o", str(file)
        )
        assert (code, err) == (0, "")
        assert out == f"Recording 1 of call 2026-000001 is in {file}.\n"
        assert file.read_bytes() == SOUND
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.unlink()
    heard = bench.events(RecordingHeard)
    assert [(each.listener_id, each.call_id, each.part, each.way) for each in heard] == [
        ("9001", "c1", 1, "written"),
        ("1001", "c1", 1, "written"),
    ]
    assert [Path(each.path).name for each in heard] == ["c1.wav"] * 2
    assert bench.events(RecordingWithheld) == []


async def test_it_is_played(
    terminal: Terminal, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\ncat "$1" > {tmp_path}/out\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    code, out, err = await terminal.type("calls", "recording", "c1", "--as", "9001", "--json")
    assert (code, err, json.loads(out)["way"]) == (0, "", "played")
    assert (tmp_path / "out").read_bytes() == SOUND
    assert [each.way for each in bench.events(RecordingHeard)] == ["played"]
    player.write_text("#!/bin/sh\nexit 3\n")
    code, _, err = await terminal.type("calls", "recording", "c1", "--as", "9001")
    assert (code, "could not be played" in err) == (1, True)


async def test_without_a_player_nothing_is_asked_for(
    terminal: Terminal, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = await terminal.type("calls", "recording", "c1", "--as", "9001")
    assert (code, "-o FILE" in err) == (1, True)
    assert bench.ledger == []


@pytest.mark.parametrize(
    ("words", "told", "on_record"),
    [
        (("c1", "--as", "1002"), "1002 was not on this call", True),
        (("c1", "--as", "7777"), "7777 is no agent and no supervisor", True),
        (("c2", "--as", "1001"), "1001 was not on this call", True),
        (("c1", "--as", "9001", "--part", "2"), "gone.wav", True),
        (("c1", "--as", "9001", "--part", "3"), "has 2 recordings: there is no recording 3", True),
        (("c9", "--as", "9001"), "there is no call c9", False),
    ],
)
async def test_what_is_not_given_out(
    terminal: Terminal,
    bench: Bench,
    tmp_path: Path,
    words: tuple[str, ...],
    told: str,
    on_record: bool,
) -> None:
    file = tmp_path / "heard.wav"
    code, out, err = await terminal.type("calls", "recording", *words, "-o", str(file))
    assert (code, out) == (1, "")
    assert told in err
    assert not file.exists()
    assert bench.events(RecordingHeard) == []
    withheld = bench.events(RecordingWithheld)
    assert [each.listener_id for each in withheld] == ([words[2]] if on_record else [])
    assert all(told in each.reason for each in withheld)


async def test_wrong_usage(terminal: Terminal, bench: Bench, tmp_path: Path) -> None:
    wrong = [
        ("c1",),
        ("--as", "9001"),
        ("c1", "--as", "9001", "--part", "0"),
        ("c1", "--as", "9001", "-o", str(tmp_path / "nowhere" / "a.wav")),
    ]
    for words in wrong:
        code, _, err = await terminal.type("calls", "recording", *words)
        assert (code, "Traceback" in err) == (2, False)
    assert bench.ledger == []
