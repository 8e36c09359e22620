"""A call centre of many agents: the city's files for ours, the queues of app_queue for the peer.

Both sides have the same agents. Whoever does not serve a queue of ours lacks its skill; in
app_queue, which knows no skills, those beside the crew are members who are paused.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from asterisk_conf.settings import AppQueue

CREW: Final = 20
"""So many agents serve the queue under load."""

_FLOW: Final = """\
start: pick_up
nodes:
  pick_up: {{type: answer, next: to_person}}
  to_person:
    {{type: enqueue, queue: {queue}, on_timed_out: note, on_unstaffed: note, on_served: end}}
  note: {{type: voicemail, prompt: {{en: Please leave a message.}}, next: end}}
  end: {{type: hang_up}}
"""
_MAX_WAIT_S: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One queue, on both sides: the numbers that callers dial, and how many agents serve it."""

    name: str
    ours: str
    peer: str
    agents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A centre of `agents` agents, at least `CREW`."""

    agents: int

    @property
    def everyone(self) -> Desk:
        """The queue that all serve."""
        return Desk(name="everyone", ours="7011", peer="rivaleveryone", agents=self.agents)

    @property
    def crew(self) -> Desk:
        """The queue that the first `CREW` agents serve."""
        return Desk(name="crew", ours="7012", peer="rivalcrew", agents=CREW)

    @property
    def solo(self) -> Desk:
        """The queue that the first agent serves."""
        return Desk(name="solo", ours="7013", peer="rivalsolo", agents=1)

    @property
    def devices(self) -> tuple[str, ...]:
        """The telephones, in the order of agents."""
        return tuple(f"phone{number:05}" for number in range(1, self.agents + 1))

    @property
    def agent_ids(self) -> tuple[str, ...]:
        """The agents."""
        return tuple(f"{number:05}" for number in range(1, self.agents + 1))

    def app_queues(self) -> tuple[AppQueue, ...]:
        """Return the peer's queues."""
        devices = self.devices
        return (
            AppQueue(name=self.everyone.peer, members=devices),
            AppQueue(name=self.crew.peer, members=devices[:CREW], paused=devices[CREW:]),
            AppQueue(name=self.solo.peer, members=devices[:1]),
        )

    def write(self, city: Path) -> None:
        """Put our queues, agents and lines into the city's folder."""
        desks = (self.everyone, self.crew, self.solo)
        yaml = YAML()
        main = yaml.load(city / "city.yaml")
        for desk in desks:
            main["lines"][desk.ours] = {"flow": desk.name}
            flow = city / f"{desk.name}.flow.yaml"
            flow.write_text(_FLOW.format(queue=desk.name), "utf-8")
        yaml.dump(main, city / "city.yaml")
        routing = yaml.load(city / "routing.yaml")
        queue = {"kind": "general", "wrap_up_s": 0, "max_wait_s": _MAX_WAIT_S}
        routing["queues"] |= {"everyone": queue}
        routing["queues"] |= {desk.name: {**queue, "skills": {desk.name: 1}} for desk in desks[1:]}
        people = zip(self.agent_ids, self.devices, strict=True)
        routing["agents"] |= {
            agent_id: self._agent(number, device)
            for number, (agent_id, device) in enumerate(people)
        }
        yaml.dump(routing, city / "routing.yaml")

    def _agent(self, number: int, device: str) -> dict[str, Any]:
        skills = {desk.name: 5 for desk in (self.crew, self.solo) if number < desk.agents}
        return {
            "name": f"Agent {number + 1}",
            "device": device,
            "kinds": ["general"],
            "skills": skills,
            "languages": {"en": 5},
        }
