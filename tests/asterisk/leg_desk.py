"""A desk whose legs are followed on a switch that says what a test lets it say."""

from pathlib import Path

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.leg_facts import LegFact
from ivr.asterisk.legs import AgentLegs
from tests.asterisk.fake_ami import FakeAmi, Reply, listing, until

RECORDED = (Path(__file__).parent / "data" / "ami_legs.raw").read_bytes()
CHANNEL = "PJSIP/agent1-00000026"


class Desk:
    def __init__(self, ami: AmiClient, switch: FakeAmi) -> None:
        self.ami = ami
        self.switch = switch
        self.facts: list[LegFact] = []
        self.legs = AgentLegs(ami, on_fact=self.facts.append)
        self.gaps = 0
        ami.on_gap(self._gap)

    def _gap(self) -> None:
        self.gaps += 1

    async def ring(self, offer_id: str = "o1") -> None:
        await self.legs.ring(
            offer_id,
            "agent1",
            ring_timeout_s=15,
            caller_id_name="City",
            caller_id_number="311",
            variables={"CALL": "c1"},
        )

    async def answered(self) -> None:
        """Ring, and let the agent answer as a real Asterisk told it."""
        await self.ring()
        end = RECORDED.index(b"Response: Success\r\nActionID: action-2")
        self.switch.send(RECORDED[RECORDED.index(b"Event: Newchannel") : end])
        await until(lambda: self.legs.channel("o1") and len(self.facts) == 2)

    async def settle(self) -> None:
        """Return when everything that the switch sent has been read."""
        await self.ami.action("Ping")

    async def break_connection(self) -> None:
        gaps = self.gaps
        self.switch.drop()
        await until(lambda: self.gaps > gaps)


def shown(*channels: dict[str, str]) -> Reply:
    return lambda action: listing(
        action,
        *(
            ["Event: CoreShowChannel", *(f"{key}: {value}" for key, value in channel.items())]
            for channel in channels
        ),
    )
