import shutil
from pathlib import Path

import pytest

from bench.centre import CREW, Centre
from ivr.flow.profile import load_profile

CITY = Path(__file__).resolve().parents[2] / "bench" / "city"


@pytest.mark.parametrize("agents", [CREW, 60])
def test_the_city_of_a_centre_is_valid_and_staffed_as_the_peer_is(
    agents: int, tmp_path: Path
) -> None:
    city = tmp_path / "city"
    shutil.copytree(CITY, city)
    centre = Centre(agents=agents)
    centre.write(city)
    profile = load_profile(city)
    people = [profile.plan.agents[agent_id] for agent_id in centre.agent_ids]
    assert [person.device for person in people] == list(centre.devices)
    for desk, queue in zip(
        (centre.everyone, centre.crew, centre.solo), centre.app_queues(), strict=True
    ):
        asked = profile.plan.queues[desk.name].skills
        able = [person for person in people if asked.keys() <= person.skills.keys()]
        assert queue.name == desk.peer
        assert tuple(person.device for person in able) == queue.members
        assert len(able) == desk.agents
        assert profile.lines[desk.ours][0].flow == desk.name
    assert len(centre.app_queues()[1].paused) == agents - CREW
