"""`hotline flow try` through a pipe: what it shows, and the transcript and the sound it writes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli.flow import flow
from hotline.cli.rehearsal_view import turn_of
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from ivr.flow.rehearsal.transcript_schema import TurnSpec
from ivr.flow.rehearsal.transcripts import play_all, read_transcripts
from tests.flow.small_city import write_city
from tests.flow.test_waiting import ANCHOR, WAITING

CHINESE = Path(__file__).parents[2] / "flows" / "cn_12345"


def tried(folder: Path, typed: str, *options: str) -> Result:
    arguments = ["try", str(folder), "--at", "2026-07-14 10:00", *options]
    return CliRunner().invoke(flow, arguments, input=typed)


def test_a_call_by_keys_words_and_silence(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    result = tried(folder, "1\nnoise\n\n", "--asked", "noise")
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.output.splitlines()]
    assert "0:00.0 en  Hello." in lines
    assert "keys 1 en, 2 es" in lines
    assert "words 'garbage', 'noise', 'emergency', 'operator'" in lines
    assert any(line.endswith("[chosen noise]") for line in lines)
    assert lines[-1].endswith("[ended answered_by_faq]")


NODES = {
    "ask": (
        "{type: ask, into: x, prompt: {en: Which?, es: ¿Cuál?},"
        " answer: {type: digits, min: 3, max: 5}, next: menu, fallback: menu}",
        "keys digits (3 to 5), # ends, * begins anew",
    ),
    "ask for yes or no": (
        "{type: ask, into: x, prompt: {en: Is it?, es: ¿Lo es?},"
        " answer: {type: yes_no}, next: menu, fallback: menu}",
        "keys 1 yes, 2 no",
    ),
    "record_consent": (
        "{type: record_consent, prompt: {en: May we?, es: ¿Podemos?}, ask: true,"
        " agreed: menu, refused: menu}",
        "keys 1 yes, 2 no",
    ),
    "survey": (
        "{type: survey, questions: {good: {en: 1 to 5?, es: ¿1 a 5?}}, next: menu}",
        "keys 1, 2, 3, 4, 5",
    ),
}


@pytest.mark.parametrize(("node", "told"), NODES.values(), ids=NODES)
def test_the_keys_of_a_question_are_shown(tmp_path: Path, node: str, told: str) -> None:
    folder = write_city(
        tmp_path, main_flow=("answered: more\n    next: menu", "answered: more\n    next: question")
    )
    flow_file = folder / "main.flow.yaml"
    flow_file.write_text(f"{flow_file.read_text('utf-8')}  question: {node}\n", "utf-8")
    result = tried(folder, "1\n\n")
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[lines.index("at 'question' the flow waits for the caller") + 1] == told


def test_the_keys_of_announced_questions_are_shown_until_one_is_answered(tmp_path: Path) -> None:
    result = tried(write_city(tmp_path), "1\n", "--asked", "noise")
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[lines.index("at 'top' the flow waits for the caller") + 1] == (
        "keys 1 garbage, 2 noise"
    )


def test_the_keys_of_questions_are_shown_while_waiting_from_their_first_offer_on(
    tmp_path: Path,
) -> None:
    folder = write_city(tmp_path, main_flow=(ANCHOR, WAITING + ANCHOR))
    result = tried(folder, "10\n/wait 30\n")
    keys = [line.strip() for line in result.output.splitlines() if line.startswith(" " * 12)]
    assert "keys 5 message" in keys
    assert keys.index("keys 1 garbage, 5 message") > keys.index("keys 5 message")


def test_the_keys_of_a_status_and_of_a_callback_are_shown_stage_by_stage() -> None:
    result = tried(CHINESE, "\n\n4\n")
    assert "keys digits (5 to 12), # ends, * begins anew" in result.output
    result = tried(CHINESE, "\n\n5\n13800000000#\n")
    assert "keys digits of the number, # ends" in result.output
    assert "keys 1 number_confirmed, 2 other_number" in result.output


def test_the_keys_that_are_good_everywhere_are_shown_once(tmp_path: Path) -> None:
    folder = write_city(
        tmp_path, city=('key: "0"', 'key: "8"'), main_flow=('help: {key: "4"', 'help: {key: "5"')
    )
    result = tried(folder, "1\n\n\n")
    assert result.output.count("everywhere: 8 person, 9 emergency") == 1
    assert result.output.count("everywhere:") == 1


def test_the_end_of_the_input_hangs_up(tmp_path: Path) -> None:
    result = tried(write_city(tmp_path), "10\n")
    assert result.exit_code == 0
    assert "at 'person' the caller waits for a person" in result.output
    assert result.output.rstrip().endswith("[ended abandoned_in_queue]")


def test_what_cannot_be_done_is_said_and_the_call_goes_on(tmp_path: Path) -> None:
    result = tried(write_city(tmp_path), "/agent joins\n/fly\n/help\n10\n/agent joins\n")
    assert "? nobody waits for an agent: at 'language'" in result.output
    assert "? '/fly' is nothing that can be done: /help" in result.output
    assert "/queue timed_out" in result.output
    assert result.output.rstrip().endswith("[ended served]")


def test_more_keys_than_a_line_takes_are_told_and_the_call_goes_on(tmp_path: Path) -> None:
    result = tried(write_city(tmp_path), "1" * 201 + "\n" + "x" * 2001 + "\n*#A\n")
    assert result.exit_code == 0, result.output
    assert "? 201 keys are too many for a line, at most 200" in result.output
    assert "? that cannot be said: 1 to 2000 characters, in UTF-8" in result.output
    assert "[said *#A]" in result.output


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("tests: [\n", "a.test.yaml:"),
        (
            "tests:\n- name: x\n  at: 2026-07-14 10:00\n  turns: [silence: true]\n  ends: served\n",
            "no call can be added",
        ),
        ("calls: []\n", "unknown key"),
    ],
)
def test_a_file_to_which_no_call_can_be_added_is_left_as_it_is(
    tmp_path: Path, before: str, told: str
) -> None:
    folder, file = write_city(tmp_path), tmp_path / "a.test.yaml"
    file.write_text(before, encoding="utf-8")
    result = tried(folder, "10\n", "--write", str(file))
    assert isinstance(result.exception, SourceErrors)
    assert told in str(result.exception)
    assert file.read_text(encoding="utf-8") == before


def test_what_was_rehearsed_is_a_transcript_that_holds(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    file = folder / "recorded.test.yaml"
    for number, typed in enumerate(["1\nnoise\n\n", "2\n0\n/queue full\nmi calle\n\n\n"]):
        result = tried(
            folder, typed, "--asked", "noise", "--write", str(file), "--name", f"call {number}"
        )
        assert result.exit_code == 0, result.output
    calls = list(play_all(read_transcripts(folder), load_profile(folder)))
    assert [(call.name, call.problem) for call in calls] == [("call 0", None), ("call 1", None)]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--language", "tlh"], "the city has no 'tlh'"),
        (["--asked", "ufo"], "the city has no 'ufo'"),
        (["--unstaffed", "nowhere"], "the city has no 'nowhere'"),
        (["--write", "a.yaml"], "the name must end in .test.yaml"),
        (["--at", "noon"], "say it as 2026-12-24 18:30"),
        (["--at", "9999-12-31 23:59"], "a year from 1970 to 2999"),
        (["--audio", "a.mp3"], "the name must end in .wav"),
        (["--audio", "nowhere/a.wav"], "there is no folder nowhere"),
    ],
)
def test_wrong_usage(tmp_path: Path, options: list[str], complaint: str) -> None:
    result = tried(write_city(tmp_path), "", *options)
    assert result.exit_code == 2
    assert complaint in result.output


@pytest.mark.parametrize(
    ("typed", "turn"),
    [
        ("12#", TurnSpec(keys="12#")),
        ("", TurnSpec(silence=True)),
        (None, TurnSpec(hangs_up=True)),
        ("/hangup", TurnSpec(hangs_up=True)),
        ("/say 311", TurnSpec(says="311")),
        ("/type a message", TurnSpec(types="a message")),
        ("/wait 30", TurnSpec(waits=30.0)),
        ("/queue overflowed other", TurnSpec(queue="overflowed", exit="other")),
        ("/corrects fr", TurnSpec(corrects="fr")),
        ("my street", TurnSpec(says="my street")),
    ],
)
def test_a_line_is_a_turn(typed: str | None, turn: TurnSpec) -> None:
    assert turn_of(typed) == turn


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("/corrects qq", "unknown language 'qq'"),
        ("/corrects fre", "unknown language 'fre' (did you mean 'fr'?)"),
        ("/corrects French", "'French' is no tag of a language, like en or zh-Hant"),
        ("/corrects", "'' is no tag of a language, like en or zh-Hant"),
    ],
)
def test_an_agent_cannot_correct_to_what_is_no_language(
    tmp_path: Path, typed: str, complaint: str
) -> None:
    written = tmp_path / "calls.test.yaml"
    result = tried(write_city(tmp_path), f"1\n0\n/agent joins\n{typed}\n", "--write", str(written))
    assert result.exit_code == 0
    assert f"  ? {complaint}\n" in result.output
    assert "corrects" not in written.read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", ["fr", "so", "vi", "es-419"])
def test_an_agent_corrects_to_any_language_of_the_city_or_the_catalogue(
    tmp_path: Path, tag: str
) -> None:
    result = tried(write_city(tmp_path), f"1\n0\n/agent joins\n/corrects {tag}\n")
    assert "  ? " not in result.output


@pytest.mark.parametrize("option", ["--line", "--caller"])
def test_what_is_no_number_is_refused(tmp_path: Path, option: str) -> None:
    result = tried(write_city(tmp_path), "", option, "*#A")
    assert result.exit_code == 2
    assert f"'{option}': '*#A' must be a telephone number" in " ".join(result.output.split())


def test_a_number_that_is_no_line_is_said_to_be_taken_as_the_default(tmp_path: Path) -> None:
    result = tried(write_city(tmp_path), "", "--line", "999999")
    assert result.exit_code == 0
    assert result.stderr == "999999 is no line of the city: it is taken as 311\n"
