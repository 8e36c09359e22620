"""Texts within a call, against a switch that says what the test says."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiRejected
from ivr.asterisk.texts import Ear, on_text, pieces, send_text, takes_texts


class Switch:
    """The part of `AmiClient` that texts use."""

    def __init__(self, *, success: bool = True) -> None:
        self.success = success
        self.sent: list[tuple[str, str]] = []
        self.asked: list[dict[str, Any]] = []
        self.channels: list[tuple[str, str]] = []
        self.hung_up: list[str] = []
        self.tell: Callable[[AmiEvent], None] = lambda event: None

    def subscribe(self, names: list[str], handler: Callable[[AmiEvent], None]) -> Any:
        assert names == ["UserEvent"]
        self.tell = handler
        return lambda: None

    async def action(self, name: str, **fields: str) -> SimpleNamespace:
        if name == "SendText":
            self.sent.append((fields["Channel"], fields["Message"]))
        elif name == "Hangup":
            self.hung_up.append(fields["Channel"])
        channels = [
            AmiEvent(name="CoreShowChannel", fields={"uniqueid": uniqueid, "channel": channel})
            for uniqueid, channel in self.channels
        ]
        return SimpleNamespace(success=self.success, message="No such channel", events=channels)

    async def originate(self, **fields: Any) -> None:
        self.asked.append(fields)


def test_what_an_ear_reads_is_told_as_it_was_written() -> None:
    switch, read = Switch(), []
    on_text(switch, lambda *heard: read.append(heard))  # type: ignore[arg-type]
    text = 'Hello,\r\nAction: "¿qué?" 100%'
    fields = {"userevent": "HotlineText", "line": "1.2", "text": quote(text)}
    switch.tell(AmiEvent(name="UserEvent", fields=fields))
    switch.tell(AmiEvent(name="UserEvent", fields={**fields, "userevent": "Another"}))
    assert read == [("1.2", text)]


async def test_an_ear_is_opened_and_closed_with_what_an_earlier_run_left() -> None:
    switch = Switch()
    ear = Ear(switch, caller="PJSIP/trunk-1", channel="Local/x;2", uniqueid="1.2")  # type: ignore[arg-type]
    await ear.open()
    switch.channels = [("ear-1.2-1", "Local/e1;1"), ("ear-1.2-1;2", "Local/e1;2")]
    switch.channels += [("ear-1.23-1", "Local/e2;1"), ("1.2", "Local/x;2")]
    await ear.close()
    await ear.open()
    assert switch.hung_up == ["Local/e1;1", "Local/e1;2"]
    assert [asked["channel_id"] for asked in switch.asked] == ["ear-1.2-1", "ear-1.2-2"]
    assert switch.asked[0]["variables"] == {
        "HOTLINE_CALLER": "PJSIP/trunk-1",
        "HOTLINE_INNER": "Local/x;2",
        "HOTLINE_LINE": "1.2",
    }


async def test_a_text_is_sent_to_the_callers_own_channel_and_a_refusal_told() -> None:
    switch = Switch()
    await send_text(switch, channel="PJSIP/trunk-1", text="Hello.\nGo ahead.")  # type: ignore[arg-type]
    assert switch.sent == [("PJSIP/trunk-1", "Hello. Go ahead.")]
    with pytest.raises(AmiRejected, match="No such channel"):
        await send_text(Switch(success=False), channel="PJSIP/trunk-1", text="Hello.")  # type: ignore[arg-type]


@given(st.text(min_size=0, max_size=3000))
def test_long_texts_are_parted_and_nothing_is_lost(text: str) -> None:
    parts = list(pieces(text))
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part.encode()) <= 900 and "\n" not in part for part in parts)


def test_a_long_text_is_parted_between_words() -> None:
    assert list(pieces("heating " * 200)) == [" ".join(["heating"] * count) for count in (112, 88)]
    assert list(pieces("é" * 500)) == ["é" * 450, "é" * 50]


@pytest.mark.parametrize(
    ("allow", "takes"),
    [
        ("INVITE, ACK, MESSAGE, BYE", True),
        ("INVITE,message", True),
        ("INVITE, ACK, BYE", False),
        ("", False),
        (None, False),
    ],
)
def test_a_telephone_that_says_so_takes_texts(allow: str | None, takes: bool) -> None:
    assert takes_texts(allow) is takes
