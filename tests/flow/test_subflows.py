"""Flows that call flows, and calendars that flows share."""

from pathlib import Path

import pytest

from ivr.flow import commands, events
from ivr.flow.call import EMERGENCY
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

INTO_MENU = ("answered: more\n    next: menu", "answered: more\n    next: aside")
ASIDE = "\n  aside: {type: call, flow: offices, next: menu}\n"
OFFICES = """\
start: open
nodes:
  open: {type: set, values: {seen: true}, next: tell}
  tell:
    type: say
    text: {en: We are at the town hall., es: Estamos en el ayuntamiento.}
    next: rooms
  rooms: {type: call, flow: rooms, next: back}
  back: {type: return}
"""
ROOMS = """\
start: which
nodes:
  which:
    type: menu
    prompt: {en: Which room?, es: ¿Qué sala?}
    options: {one: {key: "1", goto: back}}
    attempts: 1
    fallback: back
  back: {type: return}
"""


def city(folder: Path, offices: str = OFFICES, rooms: str = ROOMS, aside: str = ASIDE) -> Profile:
    write_city(folder, main_flow=INTO_MENU)
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + aside, "utf-8")
    (folder / "offices.flow.yaml").write_text(offices, "utf-8")
    (folder / "rooms.flow.yaml").write_text(rooms, "utf-8")
    return load_profile(folder)


def inside(folder: Path) -> Phone:
    phone = Phone(city(folder), "noise").at("top").heard().wait(3).heard()
    assert phone.machine.node == "rooms.which"
    return phone


def test_a_flow_is_gone_through_and_returned_from(tmp_path: Path) -> None:
    phone = inside(tmp_path)
    assert phone.last(events.PromptHeard).names == ("offices.tell",)
    assert phone.key("1").machine.node == "menu"
    assert [entered.node for entered in phone.all(events.NodeEntered)][-8:] == [
        "aside",
        "offices.open",
        "offices.tell",
        "offices.rooms",
        "rooms.which",
        "rooms.back",
        "offices.back",
        "menu",
    ]


def test_a_person_is_where_the_calling_flow_has_one(tmp_path: Path) -> None:
    assert inside(tmp_path).key("0").machine.node == "person"
    assert inside(tmp_path).key("9").machine.node == EMERGENCY


def test_a_caller_who_hangs_up_inside_has_ended_the_call(tmp_path: Path) -> None:
    assert inside(tmp_path).hang_up().ended.node == "rooms.which"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"aside": ASIDE.replace("offices", "ofices")}, "unknown flow 'ofices'"),
        (
            {"rooms": ROOMS.replace("{type: return}", "{type: call, flow: offices, next: which}")},
            "the flow 'offices' calls this one: they would never end",
        ),
        (
            {"rooms": ROOMS.replace("{type: return}", "{type: call, flow: rooms, next: which}")},
            "the flow 'rooms' calls this one: they would never end",
        ),
        (
            {"aside": ASIDE.replace("type: call, flow: offices, next: menu", "type: return")},
            "there is nothing to return to",
        ),
        ({"offices": OFFICES.replace("seen: true", "seen: sen")}, "unknown variable 'sen'"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, parts: dict[str, str], message: str) -> None:
    with pytest.raises(SourceErrors) as caught:
        city(tmp_path, **parts)
    assert message in str(caught.value)


WEEK = '    week:\n      mon: ["08:00-18:00"]'
CALENDAR = """
calendars:
  office:
    week: {tue: ["23:00-24:00"]}
    holidays: [2026-01-01]
"""


@pytest.mark.parametrize(("day", "node"), [("tue", "person"), ("wed", "message")])
def test_hours_by_a_calendar_of_the_city(tmp_path: Path, day: str, node: str) -> None:
    write_city(tmp_path)
    flow, file = tmp_path / "main.flow.yaml", tmp_path / "city.yaml"
    text = flow.read_text("utf-8")
    begin, end = text.index("    week:\n"), text.index("    holidays: [2026-12-25]")
    flow.write_text(text[:begin] + "    calendar: office\n" + text[end:], "utf-8")
    file.write_text(file.read_text("utf-8") + CALENDAR.replace("tue", day), "utf-8")
    # It is a quarter past eleven on Tuesday night.
    phone = Phone(load_profile(tmp_path), "noise").at("menu").key("3")
    assert phone.machine.node == node
    assert not phone.all(commands.HangUp)


def test_a_calendar_that_is_not_there_and_one_beside_a_week(tmp_path: Path) -> None:
    for new, message in (
        ("    calendar: ofice\n", "unknown calendar 'ofice'"),
        (f"    calendar: office\n{WEEK}\n", "'calendar' stands in place of 'week'"),
    ):
        write_city(tmp_path)
        flow, file = tmp_path / "main.flow.yaml", tmp_path / "city.yaml"
        text = flow.read_text("utf-8")
        begin, end = text.index("    week:\n"), text.index("    holidays: [2026-12-25]")
        flow.write_text(text[:begin] + new + text[end:], "utf-8")
        file.write_text(file.read_text("utf-8") + CALENDAR, "utf-8")
        with pytest.raises(SourceErrors) as caught:
            load_profile(tmp_path)
        assert message in str(caught.value)
