"""What becomes of a caller whom a queue does not keep: full, closed, overflowed."""

from pathlib import Path

import pytest

from acd.commands import QueueResult
from ivr.flow import events, inputs
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

QUEUE = "general: {kind: general"
WAYS = "on_served: bye"


def complaint(folder: Path, **changes: tuple[str, str]) -> str:
    with pytest.raises(SourceErrors) as caught:
        load_profile(write_city(folder, **changes))
    return str(caught.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("result", "exit", "node"),
    [
        (QueueResult.FULL, "", "full"),
        (QueueResult.CLOSED, "", "closed"),
        (QueueResult.OVERFLOWED, "library", "library"),
        (QueueResult.OVERFLOWED, "elsewhere", "message"),
    ],
)
def test_each_result_has_its_own_way(
    tmp_path: Path, result: QueueResult, exit: str, node: str
) -> None:
    city = load_profile(
        write_city(
            tmp_path,
            routing=(QUEUE, QUEUE + ", max_waiting: 3, overflow: {after_s: 9, exit: library}"),
            main_flow=(
                WAYS,
                f"{WAYS}\n    on_full: full\n    on_closed: closed\n"
                "    on_overflowed: {library: library}\n"
                "  full: {type: goto, goto: message}\n  closed: {type: goto, goto: message}",
            ),
        )
    )
    phone = Phone(city).at("person").heard()
    phone.tell(inputs.QueueReturned(result=result, exit=exit))
    assert [entered.node for entered in phone.all(events.NodeEntered)].count(node) == 1


@pytest.mark.parametrize(
    ("result", "node"),
    [
        (QueueResult.FULL, "message"),
        (QueueResult.CLOSED, "message"),
        (QueueResult.OVERFLOWED, "message"),
    ],
)
def test_what_is_left_out_goes_where_its_kin_goes(
    phone: Phone, result: QueueResult, node: str
) -> None:
    phone.at("person").heard().tell(inputs.QueueReturned(result=result, exit="x"))
    assert phone.machine.node == node


def test_a_queue_that_may_be_full_needs_a_way_on(tmp_path: Path) -> None:
    assert complaint(tmp_path, routing=(QUEUE, QUEUE + ", max_waiting: 3")) == (
        "main.flow.yaml:59:3: nodes.person: queue 'general' may be full, and there is no "
        "'on_full' (name the node that follows)"
    )


def test_an_exit_that_no_queue_names_is_told(tmp_path: Path) -> None:
    assert complaint(
        tmp_path, main_flow=(WAYS, f"{WAYS}\n    on_overflowed: {{librari: library}}")
    ).startswith("main.flow.yaml:66:30: nodes.person.on_overflowed.librari: unknown exit 'librari'")


def test_a_skill_that_no_agent_has_is_told(tmp_path: Path) -> None:
    found = complaint(
        tmp_path, main_flow=("queue: general\n", "queue: general\n    skills: {housng: 2}\n")
    )
    assert found.startswith("main.flow.yaml:62:22: nodes.person.skills.housng: unknown skill")


def test_a_dead_end_in_the_routing_has_its_line(tmp_path: Path) -> None:
    found = complaint(tmp_path, routing=(QUEUE, QUEUE + ", skills: {housng: 2}"))
    assert found.startswith(
        "routing.yaml:2:45: queues.general.skills.housng: no agent has the skill housng"
    )
