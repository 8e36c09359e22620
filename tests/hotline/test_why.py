"""`hotline calls why`: the reasons of a call's decisions, and the same decisions made again."""

import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

import acd.events
from acd.events import OfferMade
from acd.inputs import AgentPaused, OfferDeclined
from acd.plan.model import PolicyName
from db.ledger import LedgerEntry
from db.models import LedgerRow
from db.store import Store
from hotline.cli import cli
from tests.acd.harness import INTERPRETER, Bench, agent


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A day on record: ann declines, bob gets the call, cay is at lunch."""
    settings = tmp_path / "hotline.yaml"
    settings.write_text(f"state_dir: {tmp_path / 'state'}\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(settings))
    bench = Bench(
        agent("ann", en=5),
        agent("bob", en=4),
        agent("cay", en=3),
        agent("fay", en=1, fr=5),
        agent("ina", INTERPRETER, fr=5),
        policy=PolicyName.LEAST_OCCUPIED,
        wrap_up_s=0.0,
    )
    bench.reload(bench.plan)
    bench.login("ann", "bob", "cay")
    bench.tell(AgentPaused(agent_id="cay", reason="lunch"))
    bench.enqueue("c1", language="en")
    bench.tell(OfferDeclined(offer_id=bench.ring("ann")))
    bench.hang_up(bench.talk("bob"))
    bench.login("fay", "ina")
    bench.enqueue("c2", language="fr")
    bench.talk("fay")
    bench.enqueue("c3", language="fr")
    bench.wait(60)
    kinds = get_args(acd.events.Event)
    database = f"sqlite:///{tmp_path / 'state' / 'hotline.db'}"
    with Store.open(database) as store:
        store.append(
            [
                LedgerEntry(boot_id="boot", seq=seq, at=1_000.0 + seq / 7, event=event)
                for seq, event in enumerate(e for e in bench.log if isinstance(e, kinds))
            ]
        )
    return database


def why(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["calls", "why", *arguments])


@pytest.mark.usefixtures("url")
def test_each_decision_comes_with_its_reasons() -> None:
    result = why("c1")
    assert result.exit_code == 0, result.output
    first, second = result.stdout.split("offered to ")[1:]
    assert first.startswith("ann as primary")
    assert "asked: general, speaks en" in first
    assert "policy least_occupied: ann (occupancy=0, idle_since=00:16:40Z)" in first
    assert "cay: not possible, paused" in first
    assert "ann: not possible, declined_recently" in second
    assert "made again" not in result.stdout


@pytest.mark.usefixtures("url")
def test_made_again_from_the_ledger_they_come_out_the_same() -> None:
    result = why("c1", "--replay")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("made again: the same") == 2


@pytest.mark.usefixtures("url")
def test_an_agent_who_lacks_the_language_comes_with_the_reason() -> None:
    result = why("c3", "--replay")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("made again: the same") == 2
    assert "any language: the caller has waited for a speaker as long as" in result.stdout


def test_a_changed_record_is_found_out(url: str) -> None:
    with Store.open(url) as store, store.writing() as db:
        row = db.execute(
            select(LedgerRow.id, LedgerRow.payload).where(LedgerRow.kind == OfferMade.__name__)
        ).first()
        assert row is not None
        payload = json.loads(json.dumps(row.payload))
        payload["receipt"]["candidates"][1]["rejected"] = "logged_out"
        db.execute(update(LedgerRow).where(LedgerRow.id == row.id).values(payload=payload))
    result = why("c1", "--replay")
    assert result.exit_code == 1
    assert "made again: candidates:" in result.stdout
    assert result.stdout.count("made again: the same") == 1


def test_a_record_without_facts_cannot_be_made_again(url: str) -> None:
    with Store.open(url) as store, store.writing() as db:
        rows = db.execute(
            select(LedgerRow.id, LedgerRow.payload).where(LedgerRow.kind == OfferMade.__name__)
        ).all()
        for row in rows:
            payload = {key: value for key, value in row.payload.items() if key != "facts"}
            db.execute(update(LedgerRow).where(LedgerRow.id == row.id).values(payload=payload))
    assert why("c1").exit_code == 0
    result = why("c1", "--replay")
    assert result.exit_code == 1
    assert "cannot be made again" in result.stdout


@pytest.mark.usefixtures("url")
def test_json_has_the_receipts_and_what_differs() -> None:
    result = why("c1", "--replay", "--json")
    told = json.loads(result.stdout)
    assert [each["offer"]["agent_id"] for each in told["decisions"]] == ["ann", "bob"]
    assert set(map(tuple, told["differences"].values())) == {()}


@pytest.mark.usefixtures("url")
def test_an_unknown_call_is_one_sentence() -> None:
    result = why("nobody")
    assert result.exit_code == 1
    assert result.stderr == ("hotline: there is no call nobody on record: see `hotline calls`\n")
