"""Which agents are told of an interpreter, in which words, before whose join."""

from pathlib import Path
from shutil import copytree

import pytest

import acd.inputs
from acd.interpreters.events import InterpreterAnnounced
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY, Bench

ASKED = acd.inputs.InterpreterRequested(call_id="c1", language="fr", by_agent="1001")


def told(bench: Bench) -> list[tuple[str, str, str, str]]:
    return [
        (each.agent_id, each.prompt.name, each.prompt.language, each.prompt.text)
        for each in bench.lines["c1"].news
    ]


def city_with(tmp_path: Path, line: str) -> Path:
    city = Path(copytree(CITY, tmp_path / "city"))
    routing = city / "routing.yaml"
    text = routing.read_text("utf-8")
    known = "interpreters: {kind: interpreter, "
    assert known in text
    routing.write_text(text.replace(known, f"{known}{line}, "), "utf-8")
    return city


def test_an_interpreter_who_joins_is_announced_to_the_agent() -> None:
    bench = Bench()
    bench.login("1001", "2001")
    bench.talk("1001")
    bench.feed(ASKED)
    bench.answer("2001")
    sentence = "Interpreter for French is on the line."
    assert told(bench) == [("1001", "interpreter.fr", "en", sentence)]
    assert bench.lines["c1"].joined[-1][0] == bench.offer_to("2001")
    assert bench.lines["c1"].news[0].offer_id == bench.offer_to("1001")


def test_an_agent_who_comes_after_the_interpreter_is_told_before_the_join() -> None:
    bench = Bench()
    bench.login("1001", "2001")
    bench.feed(acd.inputs.AgentPaused(agent_id="1001", reason="break"))
    bench.to_queue()
    bench.feed(acd.inputs.LanguageOverridden(call_id="c1", language="fr", by_agent=None))
    bench.answer("2001")
    bench.feed(acd.inputs.AgentResumed(agent_id="1001"))
    assert told(bench) == []
    # Joined or only about to be: whichever is later makes it known, once.
    bench.answer("1001")
    assert [(each.agent_id, each.offer_id) for each in bench.lines["c1"].news] == [
        ("1001", bench.offer_to("1001"))
    ]


def test_the_text_is_the_citys_in_the_agents_language(tmp_path: Path) -> None:
    city = city_with(tmp_path, 'announce: {es: "Hay intérprete.", en: "{language}!"}')
    bench = Bench(load_profile(city))
    bench.login("1001", "2001")
    bench.talk("1001")
    bench.feed(ASKED)
    bench.answer("2001")
    assert [text for *_, text in told(bench)] == ["French!"]
    prompts = {(p.language, p.text) for p in bench.profile.prompts() if p.name == "interpreter.it"}
    assert prompts == {("es", "Hay intérprete."), ("en", "Italian!")}


def test_the_language_is_named_in_the_agents_own(tmp_path: Path) -> None:
    city = city_with(tmp_path, 'announce: {es: "Intérprete de {language}.", en: "{language}!"}')
    with pytest.raises(
        SourceErrors, match=r"has no name in Spanish \(es\) for English \(en\), Fre"
    ):
        load_profile(city)
    languages = city / "languages.yaml"
    text = languages.read_text("utf-8")
    for name in ("English", "French", "Italian", "Russian", "Somali"):
        line = f"    name: {name}\n"
        assert line in text
        text = text.replace(line, f"{line}    name_in: {{es: en-{name}}}\n")
    languages.write_text(text, "utf-8")
    news = load_profile(city).interpreter_news
    assert news["it"]["es"].text == "Intérprete de en-Italian."


def test_an_empty_announcement_tells_nobody(tmp_path: Path) -> None:
    bench = Bench(load_profile(city_with(tmp_path, "announce: {}")))
    bench.login("1001", "2001")
    bench.talk("1001")
    bench.feed(ASKED)
    bench.answer("2001")
    assert told(bench) == []
    assert bench.events(InterpreterAnnounced) == []


def test_a_missing_translation_and_an_unknown_language_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors) as caught:
        load_profile(city_with(tmp_path, 'announce: {en: "{language}!", xx: "?"}'))
    said = str(caught.value)
    assert "queues.interpreters.announce: the text is missing in Spanish (es)" in said
    assert "queues.interpreters.announce.xx" in said
