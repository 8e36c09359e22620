"""`hotline board` and `hotline supervise` against the API on a real engine."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from acd.supervision.messages import Mode, SupervisorOn
from agent_desk.supervisor_api import SupervisorApi
from db.queries.figures import ServiceLevel
from hotline.desk.attending import Attending
from hotline.desk.board import Board
from hotline.desk.feed import Feed
from hotline.desk.staffing import Staffing
from hotline.desk.supervisors import SupervisorDesk
from hotline.messages import SupervisorInput
from tests.hotline.bench import Bench
from tests.hotline.terminal import Terminal, open_terminal, run

pytestmark = pytest.mark.asyncio(loop_scope="module")

ON_1001 = ("--as", "9001", "1001")


def levels(since: datetime, threshold_s: float) -> Mapping[str, ServiceLevel]:
    answered = ServiceLevel.of(threshold_s=threshold_s, answered=[3.0, 60.0], abandoned=[], left=0)
    return {"general": answered}


def routes(bench: Bench) -> Iterable[web.RouteDef]:
    attending = Attending(bench.engine, bench._registered, patience_s=0.0)
    supervisors = SupervisorDesk(
        bench.engine,
        bench._registered,
        staffing=Staffing(bench.engine, attending, bench.clock),
        board=Board(bench.engine, Feed("boot-1"), clock=bench.clock, levels=levels),
    )
    return SupervisorApi(supervisors).routes()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def terminal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Terminal]:
    async with open_terminal(tmp_path_factory.mktemp("board"), routes) as opened:
        yield opened


async def switch_says(terminal: Terminal, supervision_id: str, mode: Mode) -> None:
    on = SupervisorOn(supervision_id=supervision_id, mode=mode)
    terminal.bench.engine.post(SupervisorInput(input=on))


async def test_a_supervision_from_its_beginning_to_its_end(terminal: Terminal) -> None:
    nobody = (0, "Nobody supervises a conversation now.\n", "")
    assert await terminal.type("supervise") == nobody
    code, out, err = await terminal.type("supervise", *ON_1001)
    assert (code, err) == (0, "")
    assert out.startswith("9001: listen on c1, agent 1001 (supervision-")
    code, out, _ = await terminal.type("supervise", "--json")
    (each,) = json.loads(out)["supervisions"]
    assert (each["supervisor_id"], each["agent_id"], each["call_id"]) == ("9001", "1001", "c1")
    assert (each["wanted"], each["mode"]) == ("listen", None)
    listed = await terminal.type("supervise")
    assert listed == (0, "9001     rings    agent 1001 on c1\n", "")
    code, out, _ = await terminal.type("board")
    assert (code, out.splitlines()[-1]) == (0, "9001: rings on c1, 1001")
    await switch_says(terminal, each["supervision_id"], Mode.LISTEN)
    code, out, _ = await terminal.type("supervise", *ON_1001, "--mode", "whisper", "--json")
    assert (code, json.loads(out)["wanted"]) == (0, "whisper")
    await switch_says(terminal, each["supervision_id"], Mode.WHISPER)
    assert (await terminal.type("supervise"))[1] == "9001     whisper  agent 1001 on c1\n"
    left = await terminal.type("supervise", "--as", "9001", "--end")
    assert left == (0, "9001 leaves the conversation.\n", "")
    assert await terminal.type("supervise") == nobody


async def test_the_board_as_text_and_as_json(terminal: Terminal) -> None:
    code, out, err = await terminal.type("board")
    assert (code, err) == (0, "")
    rows = [line.split("\t") for line in out.splitlines()]
    general = next(row for row in rows if row[0] == "general")
    assert general[1:4] == ["0", "-", "2"]
    assert next(row for row in rows if row[0] == "1001")[1:3] == ["Ada", "talking"]
    code, out, _ = await terminal.type("board", "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) >= {"queues", "agents", "states", "supervisions", "alarms", "notices"}
    doing = {row["agent_id"]: (row["doing"], row["call_id"]) for row in found["agents"]}
    assert (doing["1001"], doing["1002"]) == (("talking", "c1"), ("logged_out", None))


async def test_each_act_on_the_board_says_one_sentence(terminal: Terminal) -> None:
    by_sue = ("--as", "9001")
    skilled = ("--kind", "expert", "--skill", "housing=4")
    acts = [
        (("pause", "1001", *by_sue, "--reason", "storm"), "1001 is paused: storm.\n"),
        (("resume", "1001", *by_sue), "1001 takes calls.\n"),
        (("assign", "1002", *by_sue, *skilled), "1002 serves expert until midnight.\n"),
        (("logout", "1001", *by_sue), "1001 is logged out.\n"),
    ]
    for words, said in acts:
        assert await terminal.type("board", *words) == (0, said, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("supervise", "--as", "9001", "7777"), "there is no call and no agent 7777"),
        (("supervise", "--as", "9001", "1002"), "nobody is in a conversation there now"),
        (("supervise", "--as", "1002", "1001"), "1002 is no supervisor"),
        (("supervise", "--as", "9001", "--end"), "9001 supervises nobody now"),
        (("board", "pause", "1001", "--as", "1002"), "1002 is no supervisor"),
        (("board", "logout", "7777", "--as", "9001"), "there is no agent 7777"),
        (("board", "resume", "1003", "--as", "9001"), "agent 1003 is not logged in"),
        (("board", "assign", "1003", "--as", "9001", "--kind", "juggler"), "kinds.0"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_status_1(
    terminal: Terminal, words: tuple[str, ...], told: str
) -> None:
    code, out, err = await terminal.type(*words)
    assert (code, out) == (1, "")
    assert told in err
    assert len(err.splitlines()) == 1


async def test_whoever_asked_for_json_gets_the_failure_as_json(terminal: Terminal) -> None:
    code, out, err = await terminal.type("supervise", "--as", "1002", "1001", "--json")
    assert code == 1
    assert json.loads(out or err)["error"] == "1002 is no supervisor"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("supervise", "--as", "9001", "1001", "--mode", "shout"), "'shout' is not one of"),
        (("supervise", "1001"), "say who you are: --as SUPERVISOR"),
        (("supervise", "--end"), "say who you are: --as SUPERVISOR"),
        (("board", "dance"), "No such command 'dance'"),
        (("board", "pause", "1001"), "--as"),
        (("board", "assign", "1002", "--as", "9001"), "--kind"),
        (
            ("board", "assign", "1002", "--as", "9001", "--kind", "expert", "--skill", "housing"),
            "say NAME=LEVEL",
        ),
    ],
)
async def test_wrong_usage_is_status_2(
    terminal: Terminal, words: tuple[str, ...], told: str
) -> None:
    code, out, err = await terminal.type(*words)
    assert (code, out) == (2, "")
    assert told in err


async def test_without_a_service_one_sentence(tmp_path: Path) -> None:
    config = tmp_path / "hotline.yaml"
    config.write_text("state_dir: .\nports: {desk: 1}\n")
    for words in (("board",), ("supervise",)):
        code, out, err = await asyncio.to_thread(run, config, words)
        assert (code, out) == (1, "")
        assert "is `hotline run` running?" in err
