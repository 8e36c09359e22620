"""A line that broke while the manager connection was down, all the way into the engine."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import acd.inputs
from acd.events import OfferEnded, OfferMade, PartyLeft
from acd.plan.model import Role
from hotline.lines.agent_lines import AgentLegLines
from ivr.flow.profile import load_profile
from tests.asterisk.conftest import Connect
from tests.asterisk.fake_ami import FakeAmi, event, listing, until
from tests.hotline.bench import CITY, Bench

VENDORS = """
vendors:
  first: {number: "5550801", languages: {it: ""}, price: {per_minute: 2}}
  second: {number: "5550802", languages: {it: ""}, price: {per_minute: 3}}
"""


async def test_a_vendors_line_that_breaks_unseen_is_found_and_another_interpreter_called(
    switch: FakeAmi, connect: Connect, tmp_path: Path
) -> None:
    city = Path(shutil.copytree(CITY, tmp_path / "city"))
    with (city / "routing.yaml").open("a", encoding="utf-8") as routing:
        routing.write(VENDORS)
    bench = Bench(load_profile(city))
    bench.login("1001")
    bench.talk("1001")
    ami = await connect()
    lines = AgentLegLines(
        ami,
        post=bench.tell,
        vendor_pins=SimpleNamespace(keys=lambda line: ""),  # type: ignore[arg-type]
    )
    bench.engine.exchange._agent_lines = lines
    gaps: list[int] = []
    ami.on_gap(lambda: gaps.append(1))

    bench.feed(acd.inputs.LanguageOverridden(call_id="c1", language="it", by_agent="1001"))
    await until(lambda: switch.named("Originate"))
    (made,) = [each for each in bench.events(OfferMade) if each.role is Role.INTERPRETER]
    leg = {"Uniqueid": f"leg-{made.offer_id}", "Channel": "PJSIP/outside-1"}
    switch.send(event("Newchannel", **leg) + event("BridgeEnter", **leg))
    await until(lambda: bench.lines["c1"].joined[-1][0] == made.offer_id)
    bench.feed(acd.inputs.LegJoined(offer_id=made.offer_id))
    assert len(switch.named("Originate")) == 1

    switch.drop()
    await until(lambda: gaps)
    switch.replies["CoreShowChannels"] = lambda action: listing(action)
    await lines.resync()
    await until(lambda: len(switch.named("Originate")) == 2)
    (left,) = bench.events(PartyLeft)
    assert (left.offer_id, left.reason) == (made.offer_id, "line_broke")
    again = bench.events(OfferMade)[-1]
    assert (again.role, again.language) == (Role.INTERPRETER, "it")
    assert bench.engine.calls["c1"].parties == {"1001": Role.PRIMARY}
    assert all(each.offer_id != again.offer_id for each in bench.events(OfferEnded))
    await lines.close()
