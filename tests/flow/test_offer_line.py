"""A line that offers something on a key: the title, and the words around it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ivr.flow.commands import Prompt
from ivr.flow.offer_line import offer_line, spoken_line
from ivr.flow.profile import load_profile
from ivr.flow.reading import Template
from ivr.flow.speech import speech
from tests.flow.driver import Phone
from tests.flow.small_city import write_city


def played(line: Mapping[str, str], key: str = "2", tag: str = "en") -> list[tuple[str, str]]:
    title = speech("title.noise", {"en": "Noise", "es": "Ruido"})
    offer = offer_line("main.top", line, keys=("1", "2")).of(key, title)
    words = offer.get(tag)
    if words is None:
        return []
    assert isinstance(words, Template)
    return [(part.name, part.text) for part in words.parts if isinstance(part, Prompt)]


NOISE = ("title.noise", "Noise")


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("{title}, press {key}.", [NOISE, ("main.top.2.after", "press 2.")]),
        ("Press {key} for {title}.", [("main.top.2.before", "Press 2 for"), NOISE]),
        (
            "For {title}, press {key}.",
            [("main.top.before", "For"), NOISE, ("main.top.2.after", "press 2.")],
        ),
        (
            "{key}: {title}, that is {key}",
            [("main.top.2.before", "2:"), NOISE, ("main.top.2.after", "that is 2")],
        ),
        (
            "On {key}, {title} (free)",
            [("main.top.2.before", "On 2,"), NOISE, ("main.top.after", "(free)")],
        ),
    ],
)
def test_the_title_is_a_prompt_of_its_own_wherever_it_stands(
    line: str, heard: list[tuple[str, str]]
) -> None:
    assert played({"en": line}) == heard
    assert spoken_line(line, key="2", title="Noise") == tuple(text for _, text in heard)


def test_nothing_is_offered_in_a_language_that_the_line_or_the_title_lacks() -> None:
    assert played({"en": "{title}: {key}"}, tag="es") == []
    assert played({"fr": "{title}: {key}"}, tag="fr") == []


def test_the_words_before_are_heard_before_the_title(tmp_path: Path) -> None:
    city = write_city(
        tmp_path,
        main_flow=('en: "{title}, press {key}."', 'en: "Press {key} for {title}."'),
    )
    phone = Phone(load_profile(city), "noise").at("top")
    assert phone.texts[1:5] == ["Press 1 for", "garbage", "Press 2 for", "noise"]


def test_a_question_more_adds_a_title_and_an_answer_for_each_language(tmp_path: Path) -> None:
    before = len(load_profile(write_city(tmp_path)).prompts())
    with (tmp_path / "faqs.yaml").open("a") as file:
        file.write("  snow:\n    title: {en: Snow, es: Nieve}\n")
        file.write("    answer: {en: It melts., es: Se derrite.}\n")
    assert len(load_profile(tmp_path).prompts()) == before + 4
