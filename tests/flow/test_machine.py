"""A call's life in the machine: how it begins and ends, and what means nothing to it."""

import pytest

from acd.commands import QueueResult
from ivr.flow import events, inputs
from ivr.flow.events import Disposition, Means
from tests.flow.driver import Phone, kinds
from tests.flow.small_city import NODES


def test_a_call_is_answered_and_greeted_in_every_first_line_language(phone: Phone) -> None:
    phone.arrive("5551000")
    assert kinds(phone.fresh) == [
        "CallStarted",
        "NodeEntered",
        "Answer",
        "CallAnswered",
        "NodeEntered",
        "Play",
    ]
    started = phone.last(events.CallStarted)
    assert (started.alias, started.flow) == ("Old Office", "main")
    assert phone.texts == ["Hello.", "Hola."]
    phone.heard()
    assert phone.last(events.PromptHeard).names == ("main.welcome", "main.welcome")
    assert phone.texts == ["Count to three.", "Cuente hasta tres."]


def test_nothing_happens_before_the_call_arrives(phone: Phone) -> None:
    phone.key("1").hang_up().wait(100)
    assert phone.out == []
    assert phone.machine.next_deadline() is None


def test_a_call_that_cannot_be_answered_has_failed(phone: Phone) -> None:
    phone.arrive().tell(inputs.CommandFailed(what="Answer", reason="gone"))
    assert phone.ended.disposition is Disposition.FAILED


def test_stale_ids_mean_nothing(phone: Phone) -> None:
    phone.at("menu")
    before = list(phone.out)
    phone.tell(inputs.PlaybackEnded(play_id="play-0", complete=True))
    phone.tell(inputs.WordsHeard(listen_id="listen-0", choice="message"))
    phone.tell(inputs.LanguageHeard(listen_id="listen-0", language="es"))
    phone.tell(inputs.SpeechStarted(listen_id="listen-0"))
    phone.tell(inputs.MessageRecorded(record_id="record-0", path="x", duration_s=9))
    phone.tell(inputs.TransferEnded(transfer_id="transfer-0", answered=True))
    phone.tell(inputs.QueueReturned(result=QueueResult.SERVED))
    phone.tell(inputs.KeyPressed(key="A"))
    assert phone.out == before


def test_a_prompt_that_cannot_be_played_counts_as_ended(phone: Phone) -> None:
    phone.arrive()
    assert phone.playing is not None
    phone.tell(inputs.CommandFailed(what=phone.playing.play_id, reason="no file"))
    assert phone.machine.node == "language"


@pytest.mark.parametrize("node", NODES)
def test_a_caller_may_hang_up_in_every_node(phone: Phone, node: str) -> None:
    phone.at(node).hang_up().wait(5)
    assert phone.machine.finished
    expected = Disposition.EMERGENCY if node == "help" else Disposition.ABANDONED_IN_MENU
    if node == "more":
        expected = Disposition.ANSWERED_BY_FAQ
    elif node == "person":
        expected = Disposition.ABANDONED_IN_QUEUE
    assert phone.ended.disposition is expected
    assert phone.ended.node == node
    assert phone.machine.next_deadline() is None


def test_nothing_comes_out_after_the_end(phone: Phone) -> None:
    phone.at("menu").hang_up()
    length = len(phone.out)
    phone.key("9", "0").hang_up().arrive().wait(1000)
    assert len(phone.out) == length


def test_what_the_caller_said_travels_along(phone: Phone) -> None:
    phone.arrive("5551000").heard().key("1").heard().wait(3).key("0")
    context = phone.machine.context
    assert (context.language, context.alias) == ("en", "Old Office")
    assert [(c.node, c.choice, c.means) for c in context.choices] == [("menu", "human", Means.KEY)]
