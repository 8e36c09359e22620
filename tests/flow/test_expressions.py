from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flow.expression.errors import Malformed
from ivr.flow.expression.evaluate import evaluate
from ivr.flow.expression.lexer import MAX_LENGTH
from ivr.flow.expression.parser import MAX_PARTS, parse
from ivr.flow.expression.typing import Checker
from ivr.flow.expression.values import Type, Value

TYPES = {
    "zip": Type.TEXT,
    "tries": Type.NUMBER,
    "sure": Type.YES_NO,
    "day": Type.DATE,
    "now.time": Type.TIME,
    "gone": Type.TEXT,
}
VALUES: dict[str, Value] = {
    "zip": "10001",
    "tries": 2,
    "sure": True,
    "day": date(2026, 12, 24),
    "now.time": time(8, 30),
}


class Scope:
    def value(self, name: str) -> Value:
        return VALUES.get(name)

    def queue(self, function: str, queue: str) -> Value:
        return {"waiting": 7, "staffed": False}.get(function)


def value(formula: str) -> Value:
    tree = parse(formula)
    checker = Checker(names=TYPES, queues=["general"])
    checker.type_of(tree)
    assert checker.flaws == []
    return evaluate(tree, Scope())


def flaws(formula: str, wanted: Type | None = None) -> list[tuple[int, str]]:
    checker = Checker(names=TYPES, queues=["general"])
    try:
        checker.need(parse(formula), wanted)
    except Malformed as error:
        return [(error.flaw.at, str(error))]
    return [(flaw.at, flaw.message) for flaw in checker.flaws]


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ('zip == "10001"', True),
        ("zip != '10001'", False),
        ("tries + 1", 3),
        ("tries - 0.5", 1.5),
        ('zip + "-" + zip', "10001-10001"),
        ("1 < 2 and not (2 < 1)", True),
        ("false or sure", True),
        ("true or false and false", True),
        ('zip in ["10002", "10001"]', True),
        ("tries in [1, -2]", False),
        ('day >= date("2026-12-24")', True),
        ('now.time < time("08:30")', False),
        ('waiting("general") > 5 and not staffed("general")', True),
        ('expected_wait("general") > 0', False),
        ("known(zip) and not known(gone)", True),
        ('gone == "x" or gone != "x"', False),
        ("length(zip)", 5),
        ("length(gone)", None),
        ('starts_with(zip, "100")', True),
        ('starts_with(gone, "")', False),
    ],
)
def test_values(formula: str, result: Value) -> None:
    assert value(formula) == result


@pytest.mark.parametrize(
    ("formula", "at", "message"),
    [
        ("zip == 10001", 4, "a text is compared with a number"),
        ("zap == '1'", 0, "unknown variable 'zap'"),
        ("sure and tries", 9, "this is a number, but a yes_no is needed"),
        ("tries + zip", 6, "'+' between a number and a text"),
        ("sure + 1", 0, "a yes_no cannot stand beside '+'"),
        ("zip < '2'", 4, "'<' between two values of type text"),
        ("tries in [1, 'a']", 13, "this is a text, but a number is needed"),
        ("waiting('generl') > 1", 8, "unknown queue 'generl'"),
        ("waiting(zip) > 1", 8, "the queue is written out in quotation marks here"),
        ("lenth(zip) > 1", 0, "unknown function 'lenth'"),
        ("length(zip, zip) > 1", 0, "length takes 1 value(s)"),
        ("tries", 0, "this is a number, but a yes_no is needed"),
        ("sure = true", 5, "'=' means nothing here"),
        ("", 0, "the formula is empty"),
        ("tries >", 7, "the end was not expected here"),
        ("(tries > 1", 10, "')' was expected here"),
        ("tries > 1 1", 10, "'1' was not expected here"),
        ("day == date('2026-13-01')", 7, "'2026-13-01' is not a date"),
        ("day == date(1)", 7, "date takes one text"),
        ('zip == "1', 7, "'\"' means nothing here"),
        ("__import__('os')", 0, "'_' means nothing here"),
        ("zip.__class__ == 1", 3, "'.' means nothing here"),
    ],
)
def test_flaws_have_a_place(formula: str, at: int, message: str) -> None:
    assert flaws(formula, Type.YES_NO) == [(at, message)]


@pytest.mark.parametrize("formula", ["tries / 0", "tries * 2"])
def test_what_formulas_can_do_is_said_where_they_are_asked_for_more(formula: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(formula)
    assert caught.value.flaw.hint == "formulas add and subtract: + and -"


def test_all_flaws_are_told_at_once() -> None:
    assert [at for at, _ in flaws("zap == 1 and zop == 2")] == [0, 13]


def test_length_and_depth_are_bounded() -> None:
    assert flaws("1" + " " * MAX_LENGTH)[0][0] == MAX_LENGTH
    assert "parts" in flaws("(" * 200 + "1" + ")" * 200)[0][1]
    assert "parts" in flaws("not " * (MAX_PARTS + 1) + "sure")[0][1]
    assert "parts" in flaws(" + ".join("1" * (MAX_PARTS + 5)))[0][1]


def test_values_are_bounded() -> None:
    class Long(Scope):
        def value(self, name: str) -> Value:
            return "x" * 400 if name == "zip" else 10**15

    assert len(str(evaluate(parse("zip + zip"), Long()))) == 500
    assert evaluate(parse("tries + tries"), Long()) is None


@given(st.text(alphabet="zip tries()[],'\"0123.<>=!+-andortknw", max_size=60))
def test_any_text_is_a_value_or_a_flaw(formula: str) -> None:
    if not flaws(formula):
        evaluate(parse(formula), Scope())
