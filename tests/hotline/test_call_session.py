"""A caller's line on an AGI session that refuses, breaks, or is let go."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

import acd.inputs
from acd.plan.model import Role
from hotline.lines.call_session import CallSession
from hotline.lines.line_tools import LineTools
from hotline.messages import CallInput, DistributorInput, LineClosed, Message
from ivr.asterisk.errors import AgiTimeout
from ivr.flow import commands, inputs
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY
from tests.hotline.fakes import GoneSession, Prompts, Session

PROFILE = load_profile(CITY)
HELLO = commands.Prompt(name="hello", language="en", text="Hello.")
T = TypeVar("T")


class Legs:
    def __init__(self, channel: str | None = "PJSIP/agent-1") -> None:
        self._channel = channel

    def channel(self, offer_id: str) -> str | None:
        return self._channel


class Recorder:
    def __init__(self) -> None:
        self.done: list[str] = []

    async def begin(self, call_id: str, session: Session) -> None:
        self.done.append("begin")

    async def stop(self, call_id: str, session: Session) -> None:
        self.done.append("stop")

    def finish(self, call_id: str) -> None:
        pass


class Rig:
    """One line, and what it posted."""

    def __init__(self, session: Session, tmp_path: Path, legs: Legs | None = None) -> None:
        self.session = session
        self.posted: list[Message] = []
        self.recorder = Recorder()
        self.requests: dict[str, inputs.RequestStatus] = {}
        tools = LineTools(
            ami=None,  # type: ignore[arg-type]
            prompts=Prompts(),  # type: ignore[arg-type]
            listening=None,  # type: ignore[arg-type]
            agent_lines=legs or Legs(),  # type: ignore[arg-type]
            recorder=self.recorder,  # type: ignore[arg-type]
            find_request=self.requests.get,
            messages_dir=tmp_path / "messages",
            post=self.posted.append,
        )
        self.line = CallSession(
            call_id="c1",
            session=session,  # type: ignore[arg-type]
            profile=PROFILE,
            tools=tools,
        )

    async def serve(self, *work: Callable[[CallSession], Any], hangs_up: bool = True) -> None:
        """Do the work, then have the caller hang up."""
        serving = asyncio.create_task(self.line.serve())
        await asyncio.sleep(0)
        for each in work:
            each(self.line)
        for _ in range(50):
            await asyncio.sleep(0)
        if hangs_up:
            self.session.hung_up.set()
        async with asyncio.timeout(5):
            await serving

    def inputs(self, kind: type[T]) -> list[T]:
        return [
            message.input
            for message in self.posted
            if isinstance(message, CallInput | DistributorInput) and isinstance(message.input, kind)
        ]

    @property
    def closed(self) -> LineClosed:
        (closed,) = [message for message in self.posted if isinstance(message, LineClosed)]
        return closed


def play(line: CallSession) -> None:
    line.perform(commands.Play(play_id="p1", prompts=(HELLO, HELLO)))


def record(line: CallSession) -> None:
    line.perform(commands.RecordMessage(record_id="r1", max_s=60, silence_s=3))


def transfer(line: CallSession) -> None:
    line.perform(commands.TransferOut(transfer_id="t1", destination="emergency", emergency=True))


def answer(line: CallSession) -> None:
    line.perform(commands.Answer())


async def test_a_caller_who_hangs_up_closes_the_line(tmp_path: Path) -> None:
    rig = Rig(Session(), tmp_path)
    await rig.serve(answer, play)
    assert rig.session.done == [("answer",), *[("control_stream", "/prompts/hello")] * 2]
    (ended,) = rig.inputs(inputs.PlaybackEnded)
    assert ended.complete
    assert rig.closed == LineClosed(call_id="c1", let_go=False)


async def test_a_prompt_that_cannot_be_played_is_passed_over(tmp_path: Path) -> None:
    rig = Rig(Session(refuses=("control_stream",)), tmp_path)
    await rig.serve(play, lambda line: line.wait_in_queue())
    assert len(rig.inputs(inputs.PlaybackEnded)) == 1
    assert rig.session.done == [("music", "True")]


async def test_a_call_that_cannot_be_answered_is_told(tmp_path: Path) -> None:
    rig = Rig(Session(refuses=("answer",)), tmp_path)
    await rig.serve(answer)
    (failed,) = rig.inputs(inputs.CommandFailed)
    assert failed.what == "Answer"


async def test_a_message_that_cannot_be_recorded_is_told(tmp_path: Path) -> None:
    rig = Rig(Session(refuses=("record",)), tmp_path)
    await rig.serve(record, play)
    (failed,) = rig.inputs(inputs.CommandFailed)
    assert failed.what == "r1"
    assert rig.inputs(inputs.MessageRecorded) == []
    assert len(rig.inputs(inputs.PlaybackEnded)) == 1


async def test_a_folder_for_messages_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("a file")
    rig = Rig(Session(), tmp_path)
    await rig.serve(record)
    assert [failed.what for failed in rig.inputs(inputs.CommandFailed)] == ["r1"]


async def test_a_message_that_ends_with_the_call_is_kept(tmp_path: Path) -> None:
    rig = Rig(GoneSession(), tmp_path)
    await rig.serve(record, hangs_up=False)
    (recorded,) = rig.inputs(inputs.MessageRecorded)
    assert recorded.path.endswith("c1-r1.wav")


async def test_a_transfer_that_is_refused_was_not_answered(tmp_path: Path) -> None:
    rig = Rig(Session(refuses=("execute",)), tmp_path)
    await rig.serve(transfer, play)
    (ended,) = rig.inputs(inputs.TransferEnded)
    assert not ended.answered
    assert len(rig.inputs(inputs.PlaybackEnded)) == 1


async def test_a_transfer_tells_what_asterisk_says_of_it(tmp_path: Path) -> None:
    rig = Rig(Session(), tmp_path)
    rig.session.variables["DIALSTATUS"] = "ANSWER"
    await rig.serve(transfer)
    assert rig.session.done[0] == ("execute", "Dial", "PJSIP/911@emergency", "30", "g")
    (ended,) = rig.inputs(inputs.TransferEnded)
    assert ended.answered


@pytest.mark.parametrize(
    ("session", "legs", "reason"),
    [
        (Session(refuses=("execute",)), Legs(), "Asterisk could not do execute"),
        (Session(), Legs(None), "leg_gone"),
        (Session(), Legs(), "bridge_failed"),
    ],
)
async def test_an_agent_who_cannot_be_joined_is_told(
    tmp_path: Path, session: Session, legs: Legs, reason: str
) -> None:
    rig = Rig(session, tmp_path, legs)
    await rig.serve(
        lambda line: line.wait_in_queue(), lambda line: line.join("offer-1", Role.PRIMARY)
    )
    (failed,) = rig.inputs(acd.inputs.JoinFailed)
    assert (failed.offer_id, failed.reason) == ("offer-1", reason)
    assert session.done[-1] == ("music", "True")


async def test_whoever_is_joined_after_a_step_aside_begins_a_new_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first conversation is still ending while the next one is asked for."""
    rig = Rig(Session(), tmp_path)
    rig.session.variables["BRIDGERESULT"] = "SUCCESS"
    ending = asyncio.Event()
    execute = rig.session.execute

    async def bridge(*words: object, **more: object) -> None:
        await execute(*words, **more)
        await ending.wait()

    monkeypatch.setattr(rig.session, "execute", bridge)

    def step_aside(line: CallSession) -> None:
        line.entered_bridge()
        line.left_alone()
        line.join("offer-1", Role.PRIMARY)
        ending.set()

    serving = asyncio.create_task(rig.line.serve())
    rig.line.wait_in_queue()
    rig.line.join("offer-1", Role.PRIMARY)
    for _ in range(50):
        await asyncio.sleep(0)
    step_aside(rig.line)
    for _ in range(50):
        await asyncio.sleep(0)
    rig.session.hung_up.set()
    async with asyncio.timeout(5):
        await serving
    assert [done for done in rig.session.done if done[:2] == ("execute", "Bridge")] == [
        ("execute", "Bridge", "PJSIP/agent-1")
    ] * 2
    assert rig.inputs(acd.inputs.JoinFailed) == []


async def test_a_line_that_is_given_up_is_let_go(tmp_path: Path) -> None:
    rig = Rig(Session(), tmp_path)
    await rig.serve(lambda line: line.give_up(), hangs_up=False)
    assert rig.closed == LineClosed(call_id="c1", let_go=True)
    assert ("hang_up",) not in rig.session.done


async def test_a_line_of_a_service_that_stops_is_let_go(tmp_path: Path) -> None:
    rig = Rig(Session(), tmp_path)
    serving = asyncio.create_task(rig.line.serve())
    await asyncio.sleep(0)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert rig.closed.let_go


@pytest.mark.parametrize("error", [AgiTimeout("no answer"), RuntimeError("a defect")])
async def test_a_line_that_breaks_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    rig = Rig(Session(), tmp_path)

    async def fail() -> None:
        raise error

    monkeypatch.setattr(rig.session, "answer", fail)
    await rig.serve(answer, hangs_up=False)
    assert rig.closed.let_go


async def test_the_end_of_the_flow_ends_the_call_for_the_dialplan_too(tmp_path: Path) -> None:
    rig = Rig(Session(), tmp_path)
    await rig.serve(lambda line: line.perform(commands.HangUp(reason="done")), hangs_up=False)
    assert rig.session.done == [("set", "HOTLINE_DONE", "1"), ("hang_up",)]


@pytest.mark.parametrize(("allowed", "done"), [(True, ["begin"]), (False, ["stop"])])
async def test_a_conversation_is_recorded_only_if_it_may_be(
    tmp_path: Path, allowed: bool, done: list[str]
) -> None:
    rig = Rig(Session(), tmp_path)
    await rig.serve(
        lambda line: line.perform(commands.AllowRecording(allowed=allowed)),
        lambda line: line.join("o1", Role.PRIMARY),
    )
    assert rig.recorder.done == done
