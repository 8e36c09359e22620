"""What agents did on a day, who spoke with whom last, and whose the ids are, from records."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from acd.events import AgentStatus, AgentStatusChanged
from acd.plan.model import AgentProfile, PauseReason, QueueKind, RoutingPlan
from acd.staff.events import AgentEnrolled
from db.queries.activity import agent_activity
from db.queries.last_agents import last_agents
from db.queries.people import known_agents
from db.rebuild import check
from db.store import Store
from hotline.cli import cli
from hotline.identities import enrol
from ivr.flow.events import Disposition
from ivr.flow.loading.problems import SourceErrors
from tests.db.story import NOON, Story

REASONS = {
    "lunch": PauseReason(paid=False),
    "training": PauseReason(paid=True, productive=True),
}


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(NOON + seconds, UTC)


def pause(story: Story, reason: str, *, after: float) -> None:
    paused = AgentStatusChanged(agent_id="ana", status=AgentStatus.PAUSED, reason=reason)
    story.add(paused, after=after)


def resume(story: Story, *, after: float) -> None:
    story.add(AgentStatusChanged(agent_id="ana", status=AgentStatus.AVAILABLE), after=after)


def a_day(store: Store) -> Story:
    """100 s idle, 300 s lunch, 50 s training; then a call: 14 s talk, 6 s hold, 20 s wrap-up."""
    story = Story()
    story.log_in("ana")
    pause(story, "lunch", after=100)
    pause(story, "training", after=300)
    resume(story, after=50)
    story.served_call("c1", "ana")
    story.log_out("ana", after=10)
    story.log_in("ben", after=0)
    store.append(story.entries)
    return story


def test_the_day_of_an_agent_adds_up(store: Store) -> None:
    story = a_day(store)
    with store.session() as session:
        ana, ben = agent_activity(
            session, at(-60), at(86_400), now=at(story.now - NOON + 30), reasons=REASONS
        )
    assert ana.paused_s == {"lunch": 300.0, "training": 50.0}
    assert (ana.wrap_up_s, ana.calls) == (20.0, 1)
    assert ana.logged_in_s == pytest.approx(story.now - NOON)
    assert ana.paid_s == pytest.approx(ana.logged_in_s - 300)
    assert ana.productive_s == pytest.approx(ana.talk_s + ana.hold_s + 20 + 50)
    assert (ana.first_login, ana.last_logout) == (at(0), at(story.now - NOON))
    # Somebody who is still here counts up to now.
    assert (ben.logged_in_s, ben.available_s, ben.last_logout) == (30.0, 30.0, None)


def test_a_day_is_cut_at_its_bounds(store: Store) -> None:
    a_day(store)
    with store.session() as session:
        (ana,) = agent_activity(session, at(50), at(150), now=at(9999), reasons=REASONS)
        assert agent_activity(session, at(-99), at(-1), now=at(9999), reasons=REASONS) == ()
    assert (ana.logged_in_s, ana.available_s, ana.paused_s) == (100.0, 50.0, {"lunch": 50.0})
    assert (ana.last_logout, ana.occupancy) == (None, 0.0)


def test_the_command_prints_and_counts(tmp_path: Path) -> None:
    config = tmp_path / "hotline.yaml"
    city = Path(__file__).resolve().parents[2] / "flows" / "demo_city"
    config.write_text(f"city: {city}\nstate_dir: .\n")
    with Store.open(f"sqlite:///{tmp_path / 'hotline.db'}") as store:
        a_day(store)
    words = ["--config", str(config), "report", "agents", "2026-07-15", "--zone", "UTC"]
    shown = CliRunner().invoke(cli, words)
    assert shown.exit_code == 0
    assert "lunch 300" in shown.output
    found = json.loads(CliRunner().invoke(cli, [*words, "--json"]).output)
    assert [row["agent_id"] for row in found["agents"]] == ["ana", "ben"]


def test_who_spoke_with_a_caller_last_is_known_from_records(store: Store) -> None:
    story = Story()
    for call, agent, caller in (("c1", "ana", "1"), ("c2", "ben", "2"), ("c3", "cay", "1")):
        story.arrive(call, caller=caller)
        story.enqueue(call)
        story.offer(call, agent)
        story.connect(call, agent)
        story.finish(Disposition.SERVED, call)
        story.leave(call, agent)
    store.append(story.entries)
    with store.session() as session:
        assert list(last_agents(session, since=at(0), most=9).items()) == [
            ("2", "ben"),
            ("1", "cay"),
        ]
        assert last_agents(session, since=at(0), most=1) == {"1": "cay"}
        assert last_agents(session, since=at(9999), most=9) == {}


def plan(**names: str) -> RoutingPlan:
    agents = {
        agent_id: AgentProfile(
            agent_id=agent_id,
            name=name.partition("/")[0],
            device=f"tel-{agent_id}",
            kinds=frozenset({QueueKind.GENERAL}),
            formerly=tuple(name.split("/")[1:]),
        )
        for agent_id, name in names.items()
    }
    return RoutingPlan(queues={}, agents=agents)


def test_an_id_is_one_persons_for_ever(store: Store, tmp_path: Path) -> None:
    routing = tmp_path / "routing.yaml"
    routing.write_text("agents:\n  a1:\n    name: Zoe\n")
    story = Story()

    def take(**names: str) -> list[AgentEnrolled]:
        with store.session() as session:
            news = enrol(plan(**names), known_agents(session), routing=routing)
        told = len(story.entries)
        for event in news:
            story.add(event, after=1)
        store.append(story.entries[told:])
        return list(news)

    assert take(a1="Ada", a2="Bob") == [
        AgentEnrolled(agent_id="a1", name="Ada"),
        AgentEnrolled(agent_id="a2", name="Bob"),
    ]
    assert take(a2="Bob") == []
    # The id was taken from the file, and its number given to somebody else.
    with pytest.raises(SourceErrors) as caught:
        take(a1="Zoe", a2="Bob")
    (problem,) = caught.value.problems
    assert (problem.line, problem.field) == (3, "agents.a1.name")
    assert "Ada's for ever" in str(problem)
    assert take(a1="Ada King/Ada") == [AgentEnrolled(agent_id="a1", name="Ada King")]
    assert take(a1="Ada King") == []
    assert check(store) == ()
