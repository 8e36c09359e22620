"""What callers notice of a changed city, in words, and what they do not."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from ivr.flow.checks import check
from ivr.flow.comparing.change import Comparison, Topic
from ivr.flow.comparing.compare import compare
from ivr.flow.comparing.leaves import differing
from ivr.flow.loading.folder import read_folder
from ivr.flow.pace import speaking_s
from tests.flow.small_city import write_city

CITIES = Path(__file__).parents[2] / "flows"
Edits = Mapping[str, Sequence[tuple[str, str]]]
Compare = Callable[..., list[str]]


def compared(tmp_path: Path, edits: Edits) -> Comparison:
    """Compare the small city with itself after these replacements in its files."""
    folders = []
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        folders.append(write_city(tmp_path / name))
    for name, replacements in edits.items():
        file = folders[1] / name
        text = file.read_text("utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
    before, after = (read_folder(folder) for folder in folders)
    assert not check(after).problems
    return compare(before, after)


@pytest.fixture
def told(tmp_path: Path) -> Compare:
    # How long things take to say is an estimate of its own: `ivr.flow.pace`.
    return lambda **edits: [
        re.sub(r"\d+\.\d s", "N s", str(each))
        for each in compared(
            tmp_path,
            {
                {"flow": "main.flow.yaml"}.get(name, f"{name}.yaml"): replacements
                for name, replacements in edits.items()
            },
        ).changes
    ]


def test_a_further_place_for_emergencies(told: Compare) -> None:
    entry = "also: [{destination: library, keys: ['8'], words: {en: [blaze], es: [fuego]}}]"
    assert told(city=[("destination: emergency", f"destination: emergency\n  {entry}")]) == [
        "everywhere, for library as an emergency: is understood too [en]: “blaze”",
        "everywhere, for library as an emergency: is understood too [es]: “fuego”",
        "everywhere, for library as an emergency: the keys: 8",
    ]


def test_a_changed_city_in_words(told: Compare) -> None:
    assert told(
        city=[('library: {number: "5559000"}', 'library: {number: "5559001"}')],
        faqs=[
            (
                "answer: {en: Be quiet., es: Silencio.}",
                'number: "77"\n    answer: {en: Hush., es: Silencio.}',
            )
        ],
        routing=[("general: {kind: general}", "general: {kind: general, max_wait_s: 90}")],
        flow=[
            ("text: {en: Hello., es: Hola.}", "text: {en: Welcome., es: Hola.}"),
            ('fri: ["08:00-12:00", "22:00-02:00"]', 'fri: ["08:00-14:00"]'),
            ("holidays: [2026-12-25]", "holidays: [2026-12-25, 2026-12-31]"),
            ('{key: "2", words: {en: [message]}', '{key: "5", words: {en: [message]}'),
            (
                'hours: {key: "3", goto: hours}',
                'hours: {key: "3", goto: person}\n      when: {key: "6", goto: hours}',
            ),
            ("queue: general\n", "queue: general\n    priority: 2\n"),
            ("failed: person", "failed: message"),
            ("on_unstaffed: message", "on_unstaffed: library"),
        ],
    ) == [
        "main/welcome: the text is otherwise [en]: “Welcome.” (was: “Hello.”)",
        "main/menu: key 2 is gone: message (voicemail, “Speak now.”)",
        "main/menu: key 3 leads elsewhere: person (waiting in general, “One moment.”) "
        "(was: hours (hours))",
        "main/menu: key 5 is new: message (voicemail, “Speak now.”)",
        "main/menu: key 6 is new: hours (hours)",
        "main/library: when it fails: message (voicemail, “Speak now.”) "
        "(was: person (waiting in general, “One moment.”))",
        "main/hours: hours on fri: 08:00-14:00 (was: 08:00-12:00, 22:00-02:00)",
        "main/hours: closed on the holiday: 2026-12-31",
        "main/person: with nobody there: library (transfer to library, “To the library.”) "
        "(was: message (voicemail, “Speak now.”))",
        "main/person: the priority: 2 (was: 0)",
        "destination library: is dialled as: 5559001 (was: 5559000)",
        "queue general: seconds to wait at most: 90 (was: 300)",
        "question noise: the number that is keyed for it: 77 (was: none of its own)",
        "question noise: the answer is otherwise [en]: “Hush.” (was: “Be quiet.”)",
    ]


def test_names_comments_order_and_steps_that_only_pass_on_are_not_noticed(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        {
            "main.flow.yaml": [
                ("next: welcome}", "next: hello}"),
                ("  welcome:\n", "  hello: # as always\n"),
                ("next: leave\n", "next: bye\n"),
                ("  leave: {type: goto, goto: bye}\n", ""),
                (
                    "next: language\n",
                    "next: note\n  note: {type: set, values: {x: 1}, next: language}\n",
                ),
                ("goto: help}", "goto: sos}"),
                ("  help: {type: emergency}", "  sos: {type: emergency}"),
            ]
        },
    )
    assert [str(each) for each in found.changes] == ["main: a node is new: note (computes x = 1)"]
    assert set(found.renamed) == {("main/welcome", "main/hello"), ("main/help", "main/sos")}
    assert not found.is_same


def test_names_that_two_nodes_exchange_are_not_noticed(tmp_path: Path) -> None:
    swap = [
        ("    fallback: bye", "    fallback: @"),
        ("next: leave", "next: @leave"),
        ("goto: message}", "goto: ~}"),
        ("message\n", "~\n"),
        ("  message:\n", "  ~:\n"),
        ("goto: library}", "goto: message}"),
        ("  library:\n", "  message:\n"),
        ("goto: ~}", "goto: library}"),
        (": ~\n", ": library\n"),
        ("  ~:\n", "  library:\n"),
        (": @leave", ": leave"),
        (": @", ": bye"),
    ]
    found = compared(tmp_path, {"main.flow.yaml": swap})
    assert [str(each) for each in found.changes] == []
    assert set(found.renamed) == {
        ("main/message", "main/library"),
        ("main/library", "main/message"),
    }


def test_a_step_in_between_is_told_with_what_it_says(told: Compare) -> None:
    new = "  snow: {type: say, text: {en: All offices are closed., es: Cerrado.}, next: menu}\n"
    assert told(flow=[("    next: menu\n", f"    next: snow\n{new}")]) == [
        "line 311, 5551000: a person is waited for N s later [en]: N s (was: N s)",
        "line 311, 5551000: a person is waited for N s later [es]: N s (was: N s)",
        "line 5552000: a person is waited for N s later [es]: N s (was: N s)",
        "main/top: what follows: snow (say, “All offices are closed.”) "
        "(was: menu (menu, “Library 1 or message 2 or hours 3.”))",
        "main: a node is new: snow (say, “All offices are closed.”)",
    ]


def test_how_much_later_a_person_is_waited_for(tmp_path: Path) -> None:
    longer = "Hello. All offices of the city are closed today, and most of them tomorrow."
    edits = {"main.flow.yaml": [("text: {en: Hello., es:", f'text: {{en: "{longer}", es:')]}
    changes = compared(tmp_path, edits).changes
    later = speaking_s(longer) - speaking_s("Hello.")
    # It is said before the language is known, so everybody hears it.
    told = {(each.language, each.what) for each in changes if each.topic is Topic.PERSON}
    assert told == {(tag, f"a person is waited for {later:.1f} s later") for tag in ("en", "es")}


def test_numbers_languages_and_what_holds_everywhere(told: Compare) -> None:
    assert told(
        city=[
            ('  "5551000": {flow: main, alias: Old Office}\n', '  "5553000": {flow: main}\n'),
            ("language: es, probability: 0.95", "language: en, probability: 0.95, texts: true"),
            ('key: "0"', 'key: "#"'),
            ("words: {en: [operator]", "words: {en: [operator, agent]"),
            ("announce: {en: Press 0 for a person.", "announce: {en: Press hash for a person."),
        ],
        languages=[
            ("  so: {name: Somali, native_name: Soomaali, words: [kow, laba, saddex]}\n", ""),
            ("please_hold: Patientez.", "please_hold: Un instant."),
        ],
    ) == [
        "line 311: a person is waited for N s later [en]: N s (was: N s)",
        "line 5552000: a person can be waited for now [en]: N s",
        "line 5552000: no way leads to waiting for a person any more [es]: N s",
        "line 5551000: is no longer taken, flow: main",
        "line 5552000: its callers' language is taken to be: en 0.95 (was: es 0.95)",
        "line 5552000: callers may type",
        "line 5553000: is taken now, flow: main",
        "everywhere: the way to a person is otherwise [en]: “Press hash for a person.” "
        "(was: “Press 0 for a person.”)",
        "everywhere, for a person: is understood too [en]: “agent”",
        "everywhere: the key for a person: # (was: 0)",
        "language fr: the text please_hold is otherwise [fr]: “Un instant.” (was: “Patientez.”)",
        "language so: is no longer known: Somali",
    ]


def test_a_section_without_anything_in_it_is_there(tmp_path: Path) -> None:
    bare = {"by_tree": {"category": None, "back": None}, "words": {}}
    assert list(differing({"by_tree": None, "words": {}}, bare)) == [(("by_tree",), "", "yes")]


def test_a_recording_that_is_another_is_heard(tmp_path: Path) -> None:
    folder = read_folder(write_city(tmp_path))
    found = compare(
        folder, folder, recordings=({"en/a.wav": "1", "en/b.wav": "2"}, {"en/a.wav": "3"})
    )
    assert [str(each) for each in found.changes] == [
        "recording en/a.wav: is another one",
        "recording en/b.wav: is gone",
    ]


def test_the_same_files_have_no_changes(tmp_path: Path) -> None:
    found = compared(tmp_path, {})
    assert (found.changes, found.renamed, found.is_same) == ((), (), True)


def test_a_flow_by_another_name_is_the_same_flow(tmp_path: Path) -> None:
    for name in ("before", "after"):
        shutil.copytree(CITIES / "us_311", tmp_path / name)
    after = tmp_path / "after"
    (after / "travel.flow.yaml").rename(after / "roads.flow.yaml")
    for file in (after / "city.yaml", after / "main.flow.yaml"):
        file.write_text(file.read_text("utf-8").replace("flow: travel", "flow: roads"), "utf-8")
    found = compare(read_folder(tmp_path / "before"), read_folder(after))
    assert (found.changes, found.is_same) == ((), False)
    assert found.renamed == (("travel", "roads"),)
