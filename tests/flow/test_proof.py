"""Each proof has a city that breaks it, and names the call that shows it."""

from pathlib import Path

import pytest

from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from ivr.flow.proof.prove import prove
from tests.flow.small_city import write_city

CITIES = sorted(p.parent for p in (Path(__file__).parents[2] / "flows").glob("*/city.yaml"))
UP_TO_MENU = "311 on Thu 2026-01-01 00:00: pick_up > welcome > language (identified: en) > top"
HELP = (
    "(put an enqueue, transfer or voicemail node on the way, "
    "or mark the say node that answers with `informs: true`)"
)
START = "{type: answer, next: welcome}"


def complaints(folder: Path, **changes: tuple[str, str]) -> list[str]:
    with pytest.raises(SourceErrors) as caught:
        load_profile(write_city(folder, **changes))
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize("city", CITIES, ids=lambda path: path.name)
def test_the_cities_that_are_shipped_are_proven(city: Path) -> None:
    assert prove(read_folder(city)).problems == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"main_flow": ("    closed: message", "    closed: bye")},
            "main.flow.yaml:73:3: nodes.bye: a caller can get here without a person, a message "
            f"or an answer: {UP_TO_MENU} > menu (options.hours.goto) > hours (closed) > bye {HELP}",
            id="at night there is neither a person nor a message",
        ),
        pytest.param(
            {"main_flow": ("on_unstaffed: message", "on_unstaffed: bye")},
            "main.flow.yaml:73:3: nodes.bye: a caller can get here without a person, a message "
            "or an answer: 311 on Thu 2026-01-01 00:00: pick_up > welcome (key 0) > "
            f"person (on_unstaffed) > bye {HELP}",
            id="nobody is there and no message is taken",
        ),
        pytest.param(
            {"main_flow": ("    failed: person", "    failed: bye")},
            "main.flow.yaml:73:3: nodes.bye: a caller can get here without a person, a message "
            f"or an answer: {UP_TO_MENU} > menu (options.library.goto) > library (failed) > bye "
            f"{HELP}",
            id="the destination does not answer",
        ),
        pytest.param(
            {"main_flow": ("{type: goto, goto: bye}", "{type: goto, goto: message}")},
            "main.flow.yaml:66:3: nodes.message: a caller who does nothing goes round in a circle "
            "here: 311 on Thu 2026-01-01 00:00: pick_up > welcome (key 0) > person (on_timed_out) "
            "> message > leave (goto) > message "
            "(let one of the nodes on the way lead to a person or to hang_up; a loop may count its "
            "rounds, 20 at most)",
            id="a message is asked for again and again",
        ),
        pytest.param(
            {"main_flow": ("en: Hello.", f"en: {'Hello there. ' * 8}")},
            "main.flow.yaml:8:3: nodes.language: about 7.7 s of talk before the caller is asked "
            "here, at most 6 s: 311 on Thu 2026-01-01 00:00: pick_up > welcome > language "
            "(shorten what is said before)",
            id="a long welcome",
        ),
        pytest.param(
            {"city": ("human:\n", "limits: {person_told_s: 12}\nhuman:\n")},
            "main.flow.yaml:16:3: nodes.top: 18 s may pass before a caller is told here of the way "
            "to a person, or helped, at most 12 s: 311 on Thu 2026-01-01 00:00: pick_up > welcome "
            "> language (identified: en) > top "
            "(let a menu or a question come earlier, or shorten what is before it)",
            id="the way to a person comes late",
        ),
        pytest.param(
            {"city": ("human:\n", "notices: {at_once: 4}\nhuman:\n")},
            "city.yaml:16:1: notices: with 4 notices of 20 s in each of 2 languages 178 s may "
            "pass before a caller is told of the way to a person, or helped, at most 150 s (lower "
            "'max_s' or 'at_once' of 'notices', or raise 'limits: person_told_with_notices_s')",
            id="notices",
        ),
        pytest.param(
            {
                "main_flow": (
                    START,
                    "{type: answer, next: first}\n"
                    "  first:\n    type: enqueue\n    queue: general\n"
                    "    waiting: {after_s: 20, comfort: [{en: Hello., es: Hola.}]}\n"
                    "    on_timed_out: welcome\n    on_unstaffed: welcome\n    on_served: bye",
                )
            },
            "main.flow.yaml:4:3: nodes.first: about 20.0 s pass here before anything is said, "
            "at most 5 s: 311 on Thu 2026-01-01 00:00: pick_up > first (say a word before)",
            id="nothing but music",
        ),
    ],
)
def test_each_proof_has_a_city_that_breaks_it(
    tmp_path: Path, changes: dict[str, tuple[str, str]], expected: str
) -> None:
    assert expected in complaints(tmp_path, **changes)


NIGHT = (
    "{type: answer, next: at_night}\n  at_night: {type: branch, cases: [%s], otherwise: welcome}"
)


@pytest.mark.parametrize(
    ("cases", "call"),
    [
        ("{when: now.hour >= 22, goto: bye}", "311 on Thu 2026-01-01 22:00"),
        ("{when: 'now.time < time(\"06:30\")', goto: bye}", "311 on Thu 2026-01-01 00:00"),
        ("{when: 'now.date == date(\"2026-12-24\")', goto: bye}", "311 on Thu 2026-12-24 00:00"),
        (
            '{when: \'not (now.weekday in ["mon", "tue"])\', goto: bye}',
            "311 on Thu 2026-01-01 00:00",
        ),
        ("{when: 'call.dialled == \"5551000\"', goto: bye}", "5551000 on Thu 2026-01-01 00:00"),
        ("{when: 'waiting(\"general\") > 3', goto: bye}", "311 on Thu 2026-01-01 00:00"),
        (
            "{when: now.hour < 20, goto: welcome}, {when: 'caller.number == \"1\"', goto: bye}",
            "311 on Thu 2026-01-01 20:00",
        ),
    ],
)
def test_a_branch_is_followed_wherever_it_can_lead(tmp_path: Path, cases: str, call: str) -> None:
    (found,) = complaints(tmp_path, main_flow=(START, NIGHT % cases))
    assert f"an answer: {call}: pick_up > at_night (cases." in found


@pytest.mark.parametrize(
    "cases",
    [
        "{when: now.hour >= 8, goto: welcome}, {when: now.hour >= 9, goto: bye}",
        "{when: 'now.weekday in [\"mon\"]', goto: welcome}, "
        "{when: 'now.weekday == \"mon\" and known(caller.number)', goto: bye}",
        "{when: known(call.language), goto: bye}",
        "{when: 'call.alias == \"Nowhere\"', goto: bye}",
        "{when: now.hour > 23, goto: bye}",
    ],
)
def test_what_can_never_be_is_no_complaint(tmp_path: Path, cases: str) -> None:
    load_profile(write_city(tmp_path, main_flow=(START, NIGHT % cases)))


def test_a_branch_by_language_is_shown_in_that_language(tmp_path: Path) -> None:
    menu = "  leave: {type: goto, goto: bye}"
    spanish = """\
  only_es: {type: branch, cases: [{when: 'call.language == "es"', goto: bye}], otherwise: person}
"""
    changes = ("answered: more\n    next: menu", "answered: more\n    next: only_es")
    folder = write_city(tmp_path, main_flow=changes)
    text = (folder / "main.flow.yaml").read_text().replace(menu, spanish + menu)
    text = text.replace("identified_other: person", "identified_other: menu")
    (folder / "main.flow.yaml").write_text(text)
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    (problem,) = caught.value.problems
    assert "language (identified: es) > top > only_es (cases.0.goto) > bye" in problem.message


def test_a_flow_that_is_called_is_proven_where_it_is_called(tmp_path: Path) -> None:
    folder = write_city(
        tmp_path,
        main_flow=(START, "{type: answer, next: ask}\n  ask: {type: call, flow: inner, next: bye}"),
    )
    text = (folder / "main.flow.yaml").read_text()
    (folder / "main.flow.yaml").write_text(
        text.replace("  welcome:", "  hidden:\n    type: goto\n    goto: welcome\n  welcome:")
    )
    (folder / "inner.flow.yaml").write_text(
        "start: said\nnodes:\n"
        "  said: {type: say, text: {en: Closed., es: Cerrado.}, next: back}\n"
        "  back: {type: return}\n"
    )
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    found = [problem.message for problem in caught.value.problems]
    assert any("pick_up > ask (flow) > inner.said > inner.back (return) > bye" in f for f in found)


def test_words_without_one_for_a_person(tmp_path: Path) -> None:
    folder = write_city(tmp_path, main_flow=("identified_other: person", "identified_other: menu"))
    text = (folder / "main.flow.yaml").read_text()
    text = text.replace("{en: [message]}", "{en: [message], fr: [message]}")
    (folder / "main.flow.yaml").write_text(text)
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    assert [(p.field, p.message) for p in caught.value.problems] == [
        ("nodes.menu", f"words are listened for in 'fr', none of them for {meaning}")
        for meaning in ("an emergency", "a person")
    ]


def test_languages_are_never_read_out_as_a_menu(tmp_path: Path) -> None:
    options = "".join(
        f'\n      {name}: {{key: "{key}", words: {{en: [{word}]}}, goto: person}}'
        for name, key, word in [("en", 5, "english"), ("two", 6, "spanish"), ("three", 7, "french")]
    )
    changes = ('    options: {again: {key: "1", goto: menu}}', f"    options:{options}")
    assert complaints(tmp_path, main_flow=changes) == [
        "main.flow.yaml:26:3: nodes.more: languages are read out as a menu: en, two, three "
        "(ask with detect_language: one question for all of them)"
    ]


def test_so_many_languages_by_key_are_too_many(tmp_path: Path) -> None:
    keys = "keys: {1: en, 2: es, 3: fr, 4: so, 5: en, 6: es}"
    (found,) = complaints(tmp_path, main_flow=("keys: {1: en, 2: es}", keys))
    assert "nodes.language.keys: 6 languages by key are too many to remember, at most 5" in found
