"""What of a version is made before it is served, and what may be offered meanwhile."""

from pathlib import Path

import pytest

from ivr.flow import commands, events, inputs, speaking_order
from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile, load_profile
from ivr.flow.speaking_order import speaking_order as order_of
from tests.flow.driver import Phone
from tests.flow.small_city import write_city


@pytest.fixture
def wide(tmp_path: Path) -> Profile:
    """The small city with four questions more, of which nobody has heard."""
    write_city(tmp_path)
    with (tmp_path / "faqs.yaml").open("a") as file:
        for number in range(4):
            file.write(
                f"  q{number}:\n    title: {{en: Matter {number}, es: Asunto {number}}}\n"
                f"    answer: {{en: Answer {number}., es: Respuesta {number}.}}\n"
            )
    return load_profile(tmp_path)


class Lacking:
    """Sounds of which those of some names are not made."""

    is_complete = False

    def __init__(self, *names: str, language: str = "en") -> None:
        self.names = names
        self.language = language

    def lacks(self, prompt: Prompt) -> bool:
        return prompt.name in self.names and prompt.language == self.language


def test_flows_then_named_then_asked_questions_come_before_the_rest(
    wide: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking_order, "FIRST_QUESTIONS", 1)
    beep = Prompt(name="beep", language="en", text="")
    order = order_of(wide, asked=("q2", "gone"), beside=(beep,))
    assert set(order.first) | set(order.later) == {*wide.prompts(), beep}
    assert not set(order.first) & set(order.later)
    titles = [each.name for each in order.first if each.name.startswith("title.")]
    assert list(dict.fromkeys(titles)) == ["title.garbage", "title.q2"]
    assert "faq.q2" in {each.name for each in order.first}
    assert {each.name.partition(".")[0] for each in order.later} == {"title", "faq"}


def test_a_small_city_is_ready_before_it_is_served(wide: Profile) -> None:
    assert order_of(wide, asked=()).later == ()


@pytest.mark.parametrize("lacking", ["title.noise", "faq.noise"])
def test_a_question_is_offered_when_its_title_and_answer_are_made(
    wide: Profile, lacking: str
) -> None:
    sounds = Lacking(lacking)
    assert Phone(wide, "noise", "q1", sounds=sounds).at("top").texts[1:5] == [
        "garbage",
        "press 1.",
        "Matter 1",
        "press 2.",
    ]
    sounds.names = ()
    assert "noise" in Phone(wide, "noise", "q1", sounds=sounds).at("top").texts


def test_a_question_lacking_in_one_language_is_offered_in_the_other(wide: Profile) -> None:
    phone = Phone(wide, "noise", sounds=Lacking("faq.noise", language="es")).at("top")
    assert "noise" in phone.texts


def test_who_cannot_hear_the_answer_is_taken_to_a_person(wide: Profile) -> None:
    phone = Phone(wide, "noise").at("top").key("2")
    play = phone.playing
    assert play is not None
    phone.tell(inputs.CommandFailed(what=play.play_id, reason="no prompt can be played"))
    assert phone.machine.node == "person"
    assert phone.last(commands.EnterQueue).queue == "general"
    assert phone.last(events.FaqAnswered).complete is False
