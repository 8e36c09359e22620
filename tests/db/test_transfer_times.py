"""Whatever way a caller changes hands, each agent has the own talk, hold and wrap-up, no more.

The real engine talks, the records listen, and the commands report.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

import acd.events
from acd.consults.messages import (
    ConsultCompleted,
    ConsultRequested,
    Target,
    TargetKind,
    TransferRequested,
)
from acd.inputs import HandoverRequested, LegHeld, LegResumed
from db.ledger import LedgerEntry
from db.models import Segment
from db.rebuild import check
from db.store import Store
from hotline.cli import cli
from ivr.flow.events import CallEnded, CallStarted, Disposition
from tests.acd.harness import EXPERT, Bench, agent
from tests.db.rows import rows
from tests.db.story import NOON

CITY = Path(__file__).resolve().parents[2] / "flows" / "demo_city"
HOUSING = Target(kind=TargetKind.QUEUE, name="housing")


@dataclass
class Centre:
    """Ann serves everybody (20 s of wrap-up), Eve is the expert (30 s)."""

    store: Store

    def __post_init__(self) -> None:
        self.bench = Bench(
            agent("ann"), agent("eve", EXPERT, skills={"housing": 5}), wrap_up_s=20.0
        )
        self.bench.now = NOON
        self._seq = 0
        self._told = 0
        self.bench.login("ann", "eve")
        self.write(
            CallStarted(call_id="c1", caller="1", dialled="311", flow="main", flow_version="v")
        )
        self.bench.enqueue("c1")
        self.keep()

    def write(self, *events: object) -> None:
        for event in events:
            self._seq += 1
            self.store.append(
                [LedgerEntry(boot_id="b", seq=self._seq, at=self.bench.now, event=event)]
            )

    def keep(self) -> None:
        """Put on record what the engine has said since the last time."""
        said, self._told = self.bench.log[self._told :], len(self.bench.log)
        self.write(*(each for each in said if isinstance(each, get_args(acd.events.Event))))

    def tell(self, told: acd.inputs.Input) -> None:
        self.bench.tell(told)
        self.keep()

    def talk(self, agent_id: str) -> str:
        offer_id = self.bench.talk(agent_id)
        self.keep()
        return offer_id

    def wait(self, seconds: float) -> None:
        """Time passes, and each event keeps the time at which it was said."""
        end = self.bench.now + seconds
        while (due := self.bench.engine.next_deadline()) is not None and due <= end:
            self.bench.wait(due - self.bench.now)
            self.keep()
        self.bench.now = end

    def hold(self, offer_id: str, seconds: float) -> None:
        self.tell(LegHeld(offer_id=offer_id))
        self.wait(seconds)
        self.tell(LegResumed(offer_id=offer_id))


def hand_over(centre: Centre) -> str:
    centre.tell(HandoverRequested(call_id="c1", queue="housing", by_agent="ann"))
    return centre.talk("eve")


def transfer(centre: Centre) -> str:
    centre.tell(TransferRequested(call_id="c1", by_agent="ann", target=HOUSING))
    return centre.talk("eve")


def consult_and_complete(centre: Centre) -> str:
    centre.tell(ConsultRequested(call_id="c1", by_agent="ann", target=HOUSING))
    eve = centre.talk("eve")
    centre.wait(25)
    centre.tell(ConsultCompleted(call_id="c1", by_agent="ann"))
    return eve


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "hotline.yaml").write_text(f"city: {CITY}\nstate_dir: .\n")
    with Store.open(f"sqlite:///{tmp_path / 'hotline.db'}") as store:
        yield store


@pytest.mark.parametrize(
    ("change_hands", "ann", "eve"),
    [
        # An agent who consults holds the caller; who is consulted talks.
        (hand_over, {"talk": 60, "hold": 15}, {"talk": 45, "hold": 5}),
        (transfer, {"talk": 60, "hold": 15}, {"talk": 45, "hold": 5}),
        (consult_and_complete, {"talk": 60, "hold": 40}, {"talk": 70, "hold": 5}),
    ],
)
def test_each_agent_has_the_own_times(
    records: Store,
    tmp_path: Path,
    change_hands: Callable[[Centre], str],
    ann: dict[str, float],
    eve: dict[str, float],
) -> None:
    centre = Centre(records)
    first = centre.talk("ann")
    centre.wait(40)
    centre.hold(first, 15)
    centre.wait(20)
    second = change_hands(centre)
    centre.wait(30)
    centre.hold(second, 5)
    centre.wait(15)
    centre.bench.hang_up(second)
    centre.keep()
    centre.write(
        CallEnded(call_id="c1", disposition=Disposition.SERVED, by="flow", node="q", reason="")
    )
    centre.wait(100)

    shown = CliRunner().invoke(
        cli,
        [
            *("--config", str(tmp_path / "hotline.yaml"), "report", "agents", "2026-07-15"),
            *("--zone", "UTC", "--json"),
        ],
    )
    found = {row["agent_id"]: row for row in json.loads(shown.output)["agents"]}
    for agent_id, times, wrap_up in (("ann", ann, 20), ("eve", eve, 30)):
        row = found[agent_id]
        assert {name: row[f"{name}_s"] for name in times} == times, agent_id
        assert (row["wrap_up_s"], row["calls"]) == (wrap_up, 1), agent_id
    segments = [
        (each.kind, each.agent_id, (each.ended_at - each.started_at).seconds)
        for each in rows(records, Segment)
        if each.kind in ("talk", "hold")
    ]
    assert segments == [
        ("talk", "ann", 40),
        ("hold", "ann", 15),
        ("talk", "ann", 20),
        *([("hold", "ann", 25)] if change_hands is consult_and_complete else []),
        ("talk", "eve", 30),
        ("hold", "eve", 5),
        ("talk", "eve", 15),
    ]
    assert check(records) == ()
