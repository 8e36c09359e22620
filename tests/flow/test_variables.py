"""Variables: set, decided upon, and read out in the caller's language."""

from datetime import date, time
from pathlib import Path

import pytest

from ivr.flow import commands
from ivr.flow.commands import Prompt
from ivr.flow.expression.template import Manner
from ivr.flow.expression.values import Value
from ivr.flow.loading.source import SourceErrors
from ivr.flow.money import MoneyForm
from ivr.flow.profile import Profile, load_profile
from ivr.flow.reading import DateForm, Forms, read_out
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

NODES = """
  remember:
    type: set
    values: {office: '"12 b"', tries: 1, more: tries + 1, open: true}
    next: tell
  tell:
    type: say
    text:
      en: "{{Room}} {office|digits}, try {more}, on {now.date}."
      es: "Sala {office|digits}."
    next: which
  which:
    type: branch
    cases:
      - {when: 'open and call.language == "es"', goto: library}
      - {when: waiting("general") > 2, goto: message}
    otherwise: menu
"""
INTO_MENU = ("    answered: more\n    next: menu", "    answered: more\n    next: remember")


def city(folder: Path, nodes: str = NODES) -> Profile:
    write_city(folder, main_flow=INTO_MENU)
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + nodes, "utf-8")
    return load_profile(folder)


def spoken(phone: Phone) -> list[tuple[str, str]]:
    return [(p.name, p.text) for p in phone.last(commands.Play).prompts]


def test_a_text_with_variables_is_read_out(tmp_path: Path) -> None:
    phone = Phone(city(tmp_path), "noise").at("top").heard().wait(3)
    assert phone.machine.node == "tell"
    assert spoken(phone) == [
        ("main.tell.1", "{Room}"),
        ("digits/1", "1"),
        ("digits/2", "2"),
        ("letters/b", "B"),
        ("main.tell.2", ", try"),
        ("numbers/2", "2"),
        ("main.tell.3", ", on"),
        ("dates/2023-11-14", "14 11 2023"),
    ]
    assert phone.heard().machine.node == "menu"


def test_a_condition_decides(tmp_path: Path) -> None:
    phone = Phone(city(tmp_path), "noise").at("language").key("2").heard().wait(3)
    assert spoken(phone) == [
        ("main.tell.1", "Sala"),
        ("digits/1", "1"),
        ("digits/2", "2"),
        ("letters/b", "B"),
    ]
    assert phone.heard().machine.node == "library"


def test_the_digits_are_made_ready_before_anybody_calls(tmp_path: Path) -> None:
    prompts = city(tmp_path).prompts()
    assert Prompt(name="digits/7", language="es", text="7") in prompts
    assert Prompt(name="main.tell.2", language="en", text=", try") in prompts


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("{more}", "{mroe}", "{mroe}", "unknown variable 'mroe' (did you mean 'more'?)"),
        ("{more}", "{more|date}", "{more|date}", "cannot be said as 'date'"),
        ("{more}", "{open}", "{open}", "is a yes_no, which cannot be read out"),
        ("{more}", "{more", "{more, on", "a single '{'"),
        ("{more}", "{more|loud}", "{more|loud}", "unknown way to say it: 'loud'"),
        ("open and", "office and", "office and", "this is a text, but a yes_no is needed"),
        ("> 2", "> 'x'", "> 'x'", "a number is compared with a text"),
        ("tries + 1", "tries +", "", "the end was not expected here"),
        ("open: true", "in: true", "true}", "'in' is a word of the formulas"),
        ("type: say\n", "type: say\n    txt: x\n", "txt: x", "unknown key"),
    ],
)
def test_mistakes_have_their_line_and_column(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    assert old in NODES
    with pytest.raises(SourceErrors) as caught:
        city(tmp_path, NODES.replace(old, new, 1))
    lines = (tmp_path / "main.flow.yaml").read_text("utf-8").splitlines()
    found = [
        (lines[problem.line - 1][problem.column - 1 :], str(problem))
        for problem in caught.value.problems
    ]
    assert any(rest.startswith(place) and message in line for rest, line in found), found


def test_a_variable_has_one_type_in_all_flows(tmp_path: Path) -> None:
    other = NODES.replace(
        "tries: 1, more: tries + 1,", "tries: 1, more: tries + 1, office2: office,"
    )
    clash = other.replace("    next: tell\n", "    next: again\n") + (
        "  again:\n    type: set\n    values: {tries: '\"one\"'}\n    next: tell\n"
    )
    with pytest.raises(SourceErrors, match="'tries' is a number elsewhere, here a text"):
        city(tmp_path, clash)


@pytest.mark.parametrize(
    ("value", "manner", "said"),
    [
        ("a-1?", Manner.DIGITS, [("letters/a", "A"), ("digits/1", "1")]),
        ("1" * 200, Manner.DIGITS, [("digits/1", "1")] * 40),
        ("Main Street", None, [("", "Main Street")]),
        (2.5, None, [("numbers/2.5", "2.5")]),
        (1204.5, Manner.MONEY, [("money/1204.50", "1204 dólares con 50 centavos")]),
        (1, Manner.MONEY, [("money/1.00", "un dólar")]),
        (-1.01, Manner.MONEY, [("money/-1.01", "menos un dólar con un centavo")]),
        (0.05, Manner.MONEY, [("money/0.05", "5 centavos")]),
        (0, Manner.MONEY, [("money/0.00", "0 dólares")]),
        (2.675, Manner.MONEY, [("money/2.68", "2 dólares con 68 centavos")]),
        (time(8, 5), None, [("times/08-05", "08:05")]),
        (date(2026, 3, 4), None, [("dates/2026-03-04", "4 de marzo")]),
        (None, None, []),
        (True, None, []),
        ("  ", None, []),
    ],
)
def test_how_values_are_read_out(
    value: Value, manner: Manner | None, said: list[tuple[str, str]]
) -> None:
    months = ["enero", "febrero", "marzo", *["x"] * 9]
    money = MoneyForm(
        units="{amount} dólares",
        cents="{amount} centavos",
        both="{units} con {cents}",
        below_zero="menos {money}",
        one_unit="un dólar",
        one_cent="un centavo",
    )
    forms = Forms(dates=DateForm(pattern="{day} de {month}", months=months), money=money)
    prompts = read_out(value, manner, "es", forms)
    assert [(p.name, p.text) for p in prompts] == said


def test_without_words_for_money_an_amount_is_said_in_figures() -> None:
    assert MoneyForm().of(1204.5) == "1204.50"
    assert MoneyForm().of(-3) == "-3"


def test_yuan_and_fen_stand_side_by_side() -> None:
    money = MoneyForm(units="{amount}元", cents="{amount}分", both="{units}{cents}")
    assert money.of(1204.5) == "1204元50分"


def test_an_amount_needs_the_languages_words_for_it(tmp_path: Path) -> None:
    nodes = NODES.replace("{more}", "{more|money}")
    with pytest.raises(SourceErrors, match="nothing tells how 'en' says an amount"):
        city(tmp_path, nodes)
