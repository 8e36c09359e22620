"""Calls in virtual time: what is heard when, and what the surroundings that are given do."""

import pytest

from acd.commands import QueueResult
from ivr.flow import events
from ivr.flow.commands import Phrase
from ivr.flow.events import Disposition
from ivr.flow.pace import speaking_s
from ivr.flow.plain_words import language_of, words_of
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.given import Given, GivenQueue, GivenQueues
from ivr.flow.rehearsal.log import Heard
from tests.flow.driver import T0


def rehearsed(profile: Profile, given: Given | None = None, line: str = "311") -> Rehearsal:
    call = Rehearsal(profile, at=T0, given=given)
    call.arrive(line=line, caller="5550100")
    return call


def texts(call: Rehearsal) -> list[str]:
    return [entry.prompt.text for entry in call.log if isinstance(entry, Heard)]


def outcome(call: Rehearsal) -> Disposition:
    assert call.ended is not None
    return call.ended.disposition


def test_a_prompt_takes_as_long_as_its_text(city: Profile) -> None:
    call = rehearsed(city)
    call.listen_on()
    starts = [(e.at_s, e.prompt.text) for e in call.log if isinstance(e, Heard)]
    hello = speaking_s("Hello.")
    assert starts[0] == (0.0, "Hello.")
    assert starts[1][1] == "Hola."
    assert starts[1][0] == pytest.approx(hello, abs=1e-5)
    assert call.now - T0 == pytest.approx(sum(speaking_s(text) for _, text in starts), abs=1e-5)


def test_wide_signs_take_longer_than_letters() -> None:
    assert speaking_s("您好请讲") > speaking_s("four")
    assert speaking_s("") == 0.0


def test_a_key_cuts_a_prompt_at_once(city: Profile) -> None:
    call = rehearsed(city)
    call.pass_time(0.1)
    call.press("1")
    heard = [out for out in call.outputs if isinstance(out, events.PromptHeard)]
    assert [(each.node, each.complete) for each in heard] == [("welcome", False)]
    assert heard[0].played_s == pytest.approx(0.1, abs=1e-5)
    assert call.machine.language == "en"


def test_a_wait_for_a_person_goes_on_until_somebody_comes(city: Profile) -> None:
    call = rehearsed(city)
    call.press("10")
    call.pass_time(600)
    assert call.is_waiting
    assert not call.stay_silent()
    call.agent_joins()
    assert call.is_served
    call.agent_leaves()
    call.listen_on()
    assert outcome(call) is Disposition.SERVED


def test_nobody_there_and_a_message(city: Profile) -> None:
    call = rehearsed(city, Given(queues={"general": GivenQueue(staffed=False)}))
    call.press("10")
    call.listen_on()
    assert call.is_recording
    assert call.speak("The street light is dark.")
    call.pass_time(5)
    call.listen_on()
    assert outcome(call) is Disposition.VOICEMAIL
    (left,) = (out for out in call.outputs if isinstance(out, events.VoicemailLeft))
    assert left.duration_s == pytest.approx(speaking_s("The street light is dark."))


def test_a_caller_may_end_the_message_by_hanging_up(city: Profile) -> None:
    call = rehearsed(city, Given(queues={"general": GivenQueue(staffed=False)}))
    call.press("10")
    call.listen_on()
    call.speak("Please call me back at once.")
    call.hang_up()
    assert outcome(call) is Disposition.VOICEMAIL


def test_a_silent_caller_is_taken_to_a_person(city: Profile) -> None:
    call = rehearsed(city)
    while call.stay_silent():
        pass
    assert call.node == "person"
    assert call.is_waiting


@pytest.mark.parametrize("result", QueueResult)
def test_the_queue_gives_the_caller_back(city: Profile, result: QueueResult) -> None:
    call = rehearsed(city)
    call.press("10")
    call.listen_on()
    call.queue_returns(result)
    assert call.node == ("bye" if result is QueueResult.SERVED else "message")


def test_a_destination_that_does_not_answer(city: Profile) -> None:
    call = rehearsed(city)
    call.press("1")
    call.stay_silent()
    call.press("9")
    assert call.is_transferred
    call.destination(answers=False)
    assert call.node == "person"
    call.hang_up()
    assert outcome(call) is Disposition.EMERGENCY


def test_without_a_recogniser_nobody_listens(city: Profile) -> None:
    call = rehearsed(city, Given(has_recogniser=False))
    call.listen_on()
    assert not call.speak("uno dos tres")
    call.press("2")
    assert call.machine.language == "es"


def test_what_is_asked_and_what_the_number_speaks_are_given(city: Profile) -> None:
    call = rehearsed(city, Given(asked=("noise",), hints={"es": 1.0}))
    call.listen_on()
    assert "noise" not in " ".join(texts(call))
    assert texts(call)[5:7] == ["ruido", "pulse 2."]


def test_the_place_in_the_queue_is_given() -> None:
    given = Given(queues={"q": GivenQueue(waiting=2, wait_s=(60, 90))})
    queues = GivenQueues(given)
    assert queues.standing("c", now=0.0) is None
    queues.entered = "q"
    standing = queues.standing("c", now=0.0)
    assert standing is not None
    assert (standing.position, standing.low_s, standing.high_s) == (3, 60, 90)
    assert (queues.waiting("q"), queues.expected_wait_s("q"), queues.staffed("z")) == (2, 90, True)


PHRASES = (
    Phrase(words="parking", choice="parking"),
    Phrase(words="parking ticket", choice="fines"),
    Phrase(words="one", choice="1"),
    Phrase(words="two", choice="2"),
)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("Parking!", ("parking",)),
        ("my PARKING ticket, please", ("fines",)),
        ("one two two", ("1", "2", "2")),
        ("one or two", ("1",)),
        ("carpark", (None,)),
        ("", (None,)),
    ],
)
def test_the_longest_phrase_that_is_said_counts(
    said: str, understood: tuple[str | None, ...]
) -> None:
    assert words_of(said, PHRASES) == understood


@pytest.mark.parametrize(
    ("said", "tag"),
    [("uno, dos, tres", "es"), ("Soomaali", "so"), ("fr", "fr"), ("umlaut", None)],
)
def test_a_language_is_known_by_its_words_or_its_name(
    city: Profile, said: str, tag: str | None
) -> None:
    assert language_of(said, city) == tag
