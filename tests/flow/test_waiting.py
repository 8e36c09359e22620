"""What a caller hears between the music, and what the keys do meanwhile."""

from pathlib import Path

import pytest

from acd.commands import QueueResult
from acd.events import WaitTold
from ivr.flow import commands, events, inputs
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile, load_profile
from ivr.flow.standing import SPOKEN, STEPS, Minutes, in_minutes
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

ANCHOR = "    on_timed_out: message\n"
WAITING = """\
    keys: {"5": message}
    waiting:
      after_s: 10
      every_s: 30
      most: 4
      place:
        next: {en: You are next., es: Es el primero.}
        many: {en: "You are number {position}.", es: "Es el {position}."}
        beyond: {en: Many are ahead., es: Hay muchos.}
      wait:
        under_one: {en: Less than a minute., es: Menos de un minuto.}
        up_to: {en: "Up to {high} minutes.", es: "Hasta {high} minutos."}
        between: {en: "{low} to {high} minutes.", es: "De {low} a {high} minutos."}
        over: {en: "More than {low} minutes.", es: "Más de {low} minutos."}
      questions:
        count: 2
        pinned: [garbage]
        intro: {en: Meanwhile, es: Mientras}
        item: {en: "{title}, press {key}.", es: "{title}, pulse {key}."}
        still_waiting: {en: You are still in line., es: Sigue en la cola.}
      comfort:
        - {en: Thank you for waiting., es: Gracias por esperar.}
        - {en: We are still here., es: Aquí seguimos.}
"""


def city_with(folder: Path, waiting: str = WAITING) -> Path:
    return write_city(folder, main_flow=(ANCHOR, waiting + ANCHOR))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return load_profile(city_with(tmp_path_factory.mktemp("waiting")))


@pytest.fixture
def phone(city: Profile) -> Phone:
    """A caller who has heard the comfort and waits as the third."""
    phone = Phone(city, "noise").at("person")
    phone.heard()
    phone.line.at(3, 130.0, 290.0)
    return phone


def first_told(phone: Phone) -> Phone:
    return phone.wait(10).heard(4)


class TestTheFirstWords:
    """The distributor knows of the caller before the comfort begins."""

    def test_the_call_is_queued_while_the_comfort_is_heard(self, city: Profile) -> None:
        phone = Phone(city, "noise").at("person")
        assert phone.playing is not None
        assert phone.last(commands.EnterQueue).queue == "general"

    def test_an_agent_who_picks_up_cuts_it_short(self, city: Profile) -> None:
        phone = Phone(city, "noise").at("person")
        phone.tell(inputs.AgentAnswered())
        assert phone.playing is None
        phone.line.now = None
        phone.tell(inputs.AgentJoined(agent_id="1001")).wait(600)
        assert phone.playing is None

    def test_a_key_ends_it_and_the_announcements_follow(self, city: Profile) -> None:
        phone = Phone(city, "noise").at("person").key("7")
        assert phone.playing is None
        phone.line.at(1)
        assert phone.wait(10).texts == ["You are next."]

    def test_a_key_out_of_the_queue_is_good_already(self, city: Profile) -> None:
        phone = Phone(city, "noise").at("person").key("5")
        assert phone.last(commands.LeaveQueue).reason == "voicemail"

    def test_a_queue_that_takes_nobody_in_ends_it(self, city: Profile) -> None:
        phone = Phone(city, "noise").at("person")
        play = phone.playing
        assert play is not None
        phone.tell(inputs.QueueReturned(result=QueueResult.UNSTAFFED))
        assert commands.StopPlay(play_id=play.play_id) in phone.all(commands.StopPlay)


class TestWaitingAgain:
    """The agent was lost, or sent the caller on."""

    def served(self, phone: Phone) -> Phone:
        phone.line.now = None
        return phone.tell(inputs.AgentAnswered()).tell(inputs.AgentJoined(agent_id="1001")).wait(50)

    def test_the_place_is_told_again_as_at_the_beginning(self, phone: Phone) -> None:
        self.served(phone).tell(inputs.CallerWaitsAgain())
        phone.line.at(2)
        assert phone.wait(9.9).playing is None
        assert phone.wait(0.1).texts[0] == "You are number 2."

    def test_the_keys_are_good_again(self, phone: Phone) -> None:
        self.served(phone).key("5")
        assert phone.all(commands.LeaveQueue) == []
        phone.tell(inputs.CallerWaitsAgain()).key("5")
        assert phone.last(commands.LeaveQueue).reason == "voicemail"

    def test_who_gives_up_then_has_abandoned(self, phone: Phone) -> None:
        self.served(phone).tell(inputs.CallerWaitsAgain()).hang_up()
        assert phone.ended.disposition is events.Disposition.ABANDONED_IN_QUEUE

    def test_who_waits_still_is_told_nothing_twice(self, phone: Phone) -> None:
        phone.wait(5).tell(inputs.CallerWaitsAgain())
        assert phone.wait(5).texts[0] == "You are number 3."


def test_the_place_and_the_range_are_told_in_words_and_noted_when_heard(phone: Phone) -> None:
    assert phone.wait(9.9).playing is None
    phone.wait(0.1)
    assert phone.texts == ["You are number 3.", "2 to 5 minutes."]
    assert phone.all(WaitTold) == []
    phone.heard(4)
    (told,) = phone.all(WaitTold)
    assert (told.entry_id, told.queue, told.position) == ("e1", "general", 3)
    # From the moment the caller has heard it.
    assert (told.low_s, told.high_s) == (126.0, 286.0)
    assert (told.said_low_s, told.said_high_s) == (120.0, 300.0)


def test_too_little_known_leaves_the_place_alone_and_is_told_as_that(phone: Phone) -> None:
    phone.line.at(1)
    phone.wait(10)
    assert phone.texts == ["You are next."]
    phone.heard()
    told = phone.last(WaitTold)
    assert (told.position, told.low_s, told.high_s, told.said_high_s) == (1, None, None, None)


def test_a_sentence_cut_short_told_nothing(phone: Phone) -> None:
    phone.wait(10).key("7")
    assert phone.playing is None
    phone.wait(29)
    assert phone.all(WaitTold) == []


def test_an_agent_who_picks_up_ends_what_is_said_at_once(phone: Phone) -> None:
    phone.wait(10)
    play = phone.playing
    assert play is not None
    phone.tell(inputs.AgentAnswered())
    assert phone.fresh[0] == commands.StopPlay(play_id=play.play_id)
    assert phone.playing is None
    # While the agent is being joined, and talks, nothing is said.
    phone.line.now = None
    phone.wait(60).tell(inputs.AgentJoined(agent_id="1001")).wait(600)
    assert phone.playing is None
    assert phone.all(WaitTold) == []


def test_a_join_that_fails_leaves_the_caller_with_further_announcements(phone: Phone) -> None:
    phone.wait(10).tell(inputs.AgentAnswered())
    phone.wait(30)
    assert phone.texts[0] == "You are number 3."


def test_questions_come_first_then_each_comfort_in_turn_and_then_there_is_an_end(
    phone: Phone,
) -> None:
    extras = []
    for _ in range(4):
        while phone.playing is None:
            phone.wait(1)
        phone.heard()
        extras.append(phone.texts)
        phone.heard()
    assert extras == [
        ["Meanwhile", "garbage", "press 1.", "noise", "press 2."],
        ["Thank you for waiting."],
        ["We are still here."],
        ["Meanwhile", "garbage", "press 1.", "noise", "press 2."],
    ]
    phone.wait(3_600)
    assert phone.playing is None
    assert len(phone.all(WaitTold)) == 4


def test_nothing_is_said_while_a_telephone_rings_and_it_is_not_counted(phone: Phone) -> None:
    phone.line.now = None
    phone.wait(300)
    assert phone.playing is None
    phone.line.at(2)
    phone.wait(30)
    assert phone.texts == ["You are number 2."]


def test_a_key_plays_the_answer_and_the_place_is_kept(phone: Phone) -> None:
    first_told(phone).key("2")
    assert phone.texts == ["Be quiet."]
    phone.heard()
    assert phone.last(events.FaqAnswered).complete
    assert phone.texts == ["You are still in line."]
    phone.heard()
    assert phone.all(commands.LeaveQueue) == []
    assert phone.wait(30).texts[0] == "You are number 3."


def test_a_question_can_be_asked_for_in_the_music_too(phone: Phone) -> None:
    first_told(phone).heard()
    assert phone.playing is None
    phone.key("1")
    assert phone.texts == ["On Monday."]


def test_who_hangs_up_after_an_answer_was_answered(phone: Phone) -> None:
    first_told(phone).key("2").heard().hang_up()
    assert phone.ended.disposition is events.Disposition.ANSWERED_BY_FAQ
    assert phone.last(commands.LeaveQueue).reason == "hung_up"


def test_who_goes_on_waiting_after_an_answer_and_gives_up_later_was_not(phone: Phone) -> None:
    first_told(phone).key("2").heard().heard().wait(30).hang_up()
    assert phone.ended.disposition is events.Disposition.ABANDONED_IN_QUEUE


def test_a_configured_key_leaves_the_queue_for_its_node(phone: Phone) -> None:
    phone.wait(10).key("5")
    assert phone.machine.node == "message"
    assert phone.last(commands.LeaveQueue).reason == "voicemail"
    choice = phone.last(events.ChoiceMade)
    assert (choice.node, choice.choice) == ("person", "message")


def test_keys_in_the_conversation_are_the_conversations(phone: Phone) -> None:
    first_told(phone).heard().tell(inputs.AgentAnswered()).tell(inputs.AgentJoined())
    phone.key("5", "1")
    assert phone.machine.node == "person"
    assert phone.playing is None


def test_a_wait_that_is_over_is_silent(phone: Phone) -> None:
    phone.wait(10).tell(inputs.QueueReturned(result=QueueResult.TIMED_OUT))
    assert phone.machine.node == "message"
    assert phone.texts == ["Speak now."]


def test_who_speaks_another_language_is_asked_to_hold_in_it(city: Profile) -> None:
    phone = Phone(city, "noise").arrive().heard().language("fr").heard()
    phone.line.at(2, 130.0, 290.0)
    phone.wait(10)
    assert phone.texts == ["Patientez."]
    phone.heard()
    assert phone.all(WaitTold) == []


def test_a_caller_of_unknown_language_hears_each_first_line_language(city: Profile) -> None:
    phone = Phone(city).arrive().heard().language(None).heard().language(None).heard()
    phone.line.at(12, 3_000.0, 4_000.0)
    phone.wait(10)
    assert phone.texts == [
        *("Many are ahead.", "More than 45 minutes."),
        *("Hay muchos.", "Más de 45 minutos."),
    ]


@pytest.mark.parametrize(
    ("low_s", "high_s", "spoken"),
    [
        (0, 20, (0, 1)),
        (0, 60, (0, 1)),
        (20, 61, (0, 2)),
        (60, 61, (1, 2)),
        (119, 240, (1, 5)),
        (120, 120, (2, 3)),
        (299, 601, (3, 15)),
        (2_700, 3_600, (45, 60)),
        (3_000, 3_601, (45, None)),
        (9_000, 20_000, (60, None)),
    ],
)
def test_a_range_is_rounded_outwards(low_s: float, high_s: float, spoken: tuple[int, int]) -> None:
    minutes = in_minutes(low_s, high_s)
    assert minutes == Minutes(low=spoken[0], high=spoken[1])
    assert minutes in SPOKEN
    assert minutes.low_s <= low_s
    assert minutes.high_s is None or minutes.high_s >= high_s


def test_a_range_of_which_nothing_would_be_left_is_not_spoken() -> None:
    assert in_minutes(30, STEPS[-1] * 60 + 1) is None
    assert in_minutes(None, None) is None


def test_every_sentence_is_a_prompt_that_is_made_ahead(city: Profile) -> None:
    names = {prompt.name for prompt in city.prompts() if prompt.language == "es"}
    for name in ("place.1", "place.10", "place.beyond", "wait.0-1", "wait.2-5", "wait.60-"):
        assert f"main.person.waiting.{name}" in names
    for name in ("questions.2.after", "questions.still_waiting", "comfort.2"):
        assert f"main.person.waiting.{name}" in names


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("number {position}.", "number 3.", "waiting.place.many.en: the text lacks {position}"),
        (', es: "De {low} a {high} minutos."', "", "the text is missing in Spanish (es)"),
        ('{"5": message}', '{"2": message}', "key '2' is a question's already, of 2"),
        ('{"5": message}', '{"9": message}', "key '9' means an emergency everywhere"),
        ('{"5": message}', '{"5": nowhere}', "unknown node 'nowhere'"),
        ("[garbage]", "[garbage, snow]", "waiting.questions.pinned.1: unknown question 'snow'"),
        ("every_s: 30", "every: 30", "unknown key"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in WAITING
    folder = city_with(tmp_path, WAITING.replace(old, new))
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    assert told in str(caught.value)
