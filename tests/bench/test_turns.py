import pytest

from bench.sip.agents import TakenCall
from bench.turns import (
    Window,
    calls_a_minute,
    first_served,
    freed_ms,
    freed_within_ms,
    idle_share,
    overtaken,
)

WINDOW = Window(began=100.0, ended=110.0)


def taken(agent: str, began: float, ended: float | None, caller: str = "x") -> TakenCall:
    return TakenCall(agent=agent, caller=caller, invited_at=began, ended_at=ended)


def test_who_is_served_in_the_order_of_coming_is_not_overtaken() -> None:
    came = {"a": 1.0, "b": 2.0, "c": 3.0}
    assert overtaken(came, {"a": 5.0, "b": 6.0, "c": 7.0}) == 0


def test_each_one_before_whom_a_later_one_is_served_counts_once() -> None:
    came = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}
    assert overtaken(came, {"a": 9.0, "b": 6.0, "c": 5.0, "d": 7.0}) == 0.5


def test_who_is_never_served_is_overtaken_by_those_who_came_later() -> None:
    came = {"a": 1.0, "b": 2.0, "still waiting": 3.0}
    assert overtaken(came, {"b": 5.0}) == 0.5


@pytest.mark.parametrize(
    ("second", "served"), [(1.005, (5.0, 4.0)), (2.0, (5.0, 4.995))], ids=["came", "served"]
)
def test_the_same_moment_has_no_order(second: float, served: tuple[float, float]) -> None:
    came = {"a": 1.0, "b": second}
    assert overtaken(came, {"a": served[0], "b": served[1]}) == 0


def test_a_caller_is_served_when_the_first_telephone_rings() -> None:
    calls = [taken("a", 1.0, 2.0, "x"), taken("b", 3.0, 4.0, "x"), taken("a", 5.0, None, "y")]
    assert first_served(calls) == {"x": 1.0, "y": 5.0}


def test_an_agent_is_free_from_hanging_up_to_the_next_invite_of_the_same_agent() -> None:
    calls = [
        taken("a", 100.0, 101.0),
        taken("b", 101.0, 102.0),
        taken("a", 101.5, 111.0),
        taken("b", 102.25, None),
        taken("a", 111.5, None),
    ]
    assert sorted(freed_ms(calls)) == [250.0, 500.0, 500.0]


def test_an_agent_who_is_not_rung_again_is_free_to_the_windows_end() -> None:
    calls = [
        taken("a", 98.0, 99.0),
        taken("a", 99.5, 101.0),
        taken("a", 101.5, None),
        taken("b", 100.0, 108.0),
    ]
    assert sorted(freed_within_ms(calls, WINDOW)) == [500.0, 2000.0]


def test_idle_is_the_time_without_a_call_within_the_window() -> None:
    calls = [taken("a", 95.0, 102.0), taken("a", 104.0, 108.0), taken("b", 105.0, None)]
    assert idle_share(calls, agents=2, window=WINDOW) == pytest.approx(9 / 20)
    assert idle_share([], agents=2, window=WINDOW) == 1


def test_calls_count_when_they_end() -> None:
    calls = [taken("a", 90.0, 99.0), taken("a", 99.0, 101.0), taken("a", 101.0, None)]
    assert calls_a_minute(calls, WINDOW) == 6
