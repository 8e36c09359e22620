"""A caller who reads and types, on a line against a switch that says what the test says."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from hotline.lines.call_session import CallSession
from hotline.lines.caller_texts import find_caller_channel, lead_aside
from hotline.lines.line_tools import LineTools
from hotline.messages import CallInput, Message
from ivr.asterisk.errors import AmiRejected
from ivr.flow import commands, inputs
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY
from tests.hotline.fakes import Prompts, Session

PROFILE = load_profile(CITY)
TRUNK = "PJSIP/trunk-1"
ALLOW = "PJSIP_HEADER(read,Allow)"


class Switch:
    """The part of `AmiClient` that a line which writes uses."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.written: list[str] = []
        self.ears: list[str] = []
        self.acts: list[str] = []

    async def action(self, name: str, **fields: str) -> SimpleNamespace:
        await asyncio.sleep(0)
        if name == "SendText":
            assert fields["Channel"] == TRUNK
            self.written.append(fields["Message"])
        self.acts.append(name)
        return SimpleNamespace(success=not self.refuses, message="it is gone", events=())

    async def originate(self, **fields: Any) -> None:
        self.acts.append("Originate")
        self.ears.append(fields["variables"]["HOTLINE_LINE"])
        if self.refuses:
            raise AmiRejected("taken already")


def line_of(
    session: Session, switch: Switch, folder: Path, posted: list[Message], caller_channel: str
) -> CallSession:
    tools = LineTools(
        ami=switch,  # type: ignore[arg-type]
        prompts=Prompts(),  # type: ignore[arg-type]
        listening=None,  # type: ignore[arg-type]
        agent_lines=None,  # type: ignore[arg-type]
        recorder=SimpleNamespace(finish=lambda _call_id: None),  # type: ignore[arg-type]
        find_request={}.get,
        messages_dir=folder,
        post=posted.append,
    )
    return CallSession(
        call_id="c1",
        session=session,  # type: ignore[arg-type]
        profile=PROFILE,
        tools=tools,
        caller_channel=caller_channel,
    )


async def played(
    folder: Path, switch: Switch, *, caller_channel: str = TRUNK, stopped: str = ""
) -> list[Message]:
    """Answer, play twice, and have the caller type and hang up."""
    session, posted = Session(), list[Message]()
    line = line_of(session, switch, folder, posted, caller_channel)
    line.perform(commands.Answer())
    words = ("Request", "4", "7", "", "is closed.")
    prompts = tuple(commands.Prompt(name="p", language="en", text=each) for each in words)
    for play_id, some in (("p1", prompts), ("p2", prompts[:1])):
        line.perform(commands.Play(play_id=play_id, prompts=some))
        if play_id == stopped:
            line.perform(commands.StopPlay(play_id=play_id))
    serving = asyncio.create_task(line.serve())
    line.text_received("a message")
    for _ in range(50):
        await asyncio.sleep(0)
    session.hung_up.set()
    await serving
    return posted


async def test_what_is_played_is_written_once_in_order_and_what_is_typed_told(
    tmp_path: Path,
) -> None:
    switch = Switch()
    posted = await played(tmp_path, switch)
    assert switch.written == ["Request 4 7 is closed.", "Request"]
    assert switch.ears == ["1.1"]
    typed = inputs.TextReceived(text="a message")
    assert CallInput(call_id="c1", input=typed) in posted


async def test_nothing_is_read_in_a_conversation_and_after_it_again(tmp_path: Path) -> None:
    session, switch, posted = Session(), Switch(), list[Message]()
    line = line_of(session, switch, tmp_path, posted, TRUNK)
    line.perform(commands.Answer())
    line.perform(commands.TransferOut(transfer_id="t1", destination="emergency", emergency=True))
    serving = asyncio.create_task(line.serve())
    for _ in range(50):
        await asyncio.sleep(0)
    assert switch.acts == ["Originate", "CoreShowChannels", "Originate"]
    session.hung_up.set()
    await serving


async def test_what_is_never_heard_is_not_written(tmp_path: Path) -> None:
    switch = Switch()
    await played(tmp_path, switch, stopped="p1")
    assert switch.written == ["Request"]


async def test_on_other_lines_nothing_is_written_or_read(tmp_path: Path) -> None:
    switch = Switch()
    await played(tmp_path, switch, caller_channel="")
    assert (switch.written, switch.ears) == ([], [])


async def test_a_telephone_that_is_gone_is_told_once_without_the_text(tmp_path: Path) -> None:
    with capture_logs() as logs:
        posted = await played(tmp_path, Switch(refuses=True))
    told = [entry["event"] for entry in logs if entry["log_level"] == "warning"]
    assert sorted(told) == ["text_ear_not_opened", "texts_not_sent"]
    assert "Request" not in str(logs)
    ended = [each.input for each in posted if isinstance(each, CallInput)]
    assert sum(isinstance(each, inputs.PlaybackEnded) for each in ended) == 2


@pytest.mark.parametrize(
    ("script", "variables", "led"),
    [
        ("call", {ALLOW: "INVITE, MESSAGE"}, True),
        ("call", {ALLOW: "INVITE, BYE"}, False),
        ("call", {ALLOW: "INVITE, MESSAGE", "HOTLINE_CALLER": TRUNK}, False),
        ("resume", {ALLOW: "INVITE, MESSAGE"}, False),
    ],
)
async def test_a_caller_is_led_aside_once_where_the_dialplan_and_the_telephone_can(
    script: str, variables: dict[str, str], led: bool
) -> None:
    session = Session()
    session.request.script = script
    session.variables = variables
    with capture_logs() as logs:
        assert await lead_aside(session) is led  # type: ignore[arg-type]
    assert (("set", "HOTLINE_TEXT", "1") in session.done) is led
    found = await find_caller_channel(session)  # type: ignore[arg-type]
    assert found == variables.get("HOTLINE_CALLER", "")
    refused = "MESSAGE" not in variables[ALLOW]
    assert bool(logs) is refused
