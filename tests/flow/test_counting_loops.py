"""Loops that lead out by counting are let through, and those that never would are not."""

from pathlib import Path

import pytest

from ivr.flow.loading.folder import read_folder
from ivr.flow.proof.prove import prove
from tests.flow.small_city import write_city

START = "{type: answer, next: welcome}"
ASKING = """\
again: {type: menu, prompt: {en: Which?, es: ¿Cuál?}, options: {a: {key: "1", goto: person}},
    fallback: count}"""
COUNT = "count: {type: set, values: {tries: tries + 1}, next: enough}"
ENOUGH = "enough: {type: branch, cases: [{when: tries < 3, goto: again}], otherwise: welcome}"


def flow(*nodes: str, begin: str = "tries: 0", after: str = "again") -> tuple[str, str]:
    """Return the change that puts nodes between the answer and the welcome."""
    first = f"begin: {{type: set, values: {{{begin}}}, next: {after}}}"
    text = "\n  ".join(["{type: answer, next: begin}", first, *nodes])
    return START, text


def circles(folder: Path, change: tuple[str, str]) -> list[str]:
    problems = prove(read_folder(write_city(folder, main_flow=change))).problems
    return [str(each) for each in problems if "goes round in a circle" in each.message]


@pytest.mark.parametrize(
    "change",
    [
        flow(ASKING, COUNT, ENOUGH),
        flow(ASKING, COUNT.replace("tries + 1", "1 + tries"), ENOUGH),
        flow(
            ASKING,
            COUNT.replace("+ 1", "- 2"),
            ENOUGH.replace("tries < 3", "tries > 0"),
            begin="tries: 8",
        ),
        flow(
            ASKING,
            COUNT,
            "enough: {type: branch, cases: [{when: 3 <= tries, goto: welcome}], otherwise: again}",
        ),
        # Who speaks Spanish leaves sooner, the others when they have counted.
        flow(
            ASKING,
            COUNT,
            'enough: {type: branch, cases: [{when: call.language == "es", goto: welcome}, '
            "{when: tries >= 3 or known(caller.number), goto: welcome}], otherwise: again}",
        ),
        # One loop within another, each with a number of its own.
        flow(
            "again: {type: set, values: {parts: 0}, next: part}",
            "part: {type: say, text: {en: Part., es: Parte.}, next: one_more}",
            "one_more: {type: set, values: {parts: parts + 1}, next: all_parts}",
            "all_parts: {type: branch, cases: [{when: parts < 2, goto: part}], otherwise: count}",
            COUNT,
            ENOUGH,
        ),
    ],
)
def test_a_loop_that_counts_is_let_through(tmp_path: Path, change: tuple[str, str]) -> None:
    assert circles(tmp_path, change) == []


@pytest.mark.parametrize(
    "change",
    [
        # What is counted is not what is asked.
        flow(ASKING, COUNT.replace("{tries:", "{others:"), ENOUGH),
        # It counts away from the way out.
        flow(ASKING, COUNT.replace("+ 1", "- 1"), ENOUGH),
        flow(ASKING, COUNT, ENOUGH.replace("tries < 3", "tries >= 0")),
        # The way out is too far, or may be stepped over.
        flow(ASKING, COUNT, ENOUGH.replace("< 3", "< 100000000")),
        flow(ASKING, COUNT.replace("+ 1", "+ 2"), ENOUGH.replace("tries < 3", "tries != 5")),
        # Both up and down.
        flow(ASKING, COUNT.replace("+ 1}", "+ 1, others: 1}"), ENOUGH.replace("again}", "down}"),
             "down: {type: set, values: {tries: tries - 1}, next: again}"),
        # It begins anew in each round.
        flow(ASKING.replace("again:", "ask:"), "again: {type: set, values: {tries: 0}, next: ask}",
             COUNT, ENOUGH),
        # Nobody has said where it begins.
        flow(ASKING, COUNT, ENOUGH, begin="others: 0"),
        # There is a way round without the step.
        flow(ASKING.replace("fallback: count", "fallback: either"),
             "either: {type: branch, cases: [{when: known(caller.number), goto: again}], "
             "otherwise: count}", COUNT, ENOUGH),
        # Another condition may hold the caller before the count is looked at.
        flow(ASKING, COUNT, ENOUGH.replace("[", "[{when: known(caller.number), goto: again}, ")),
        # Nobody is asked anything: the flow would spin.
        flow(COUNT, ENOUGH.replace("tries < 3, goto: again", "tries >= 0, goto: count"),
             after="count"),
    ],
)  # fmt: skip
def test_a_loop_that_never_ends_is_told(tmp_path: Path, change: tuple[str, str]) -> None:
    (found,) = circles(tmp_path, change)
    assert "a loop may count its rounds, 20 at most" in found
