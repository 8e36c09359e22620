"""A survey is no pause: who cannot be asked in their language is not kept waiting."""

from pathlib import Path

from acd.commands import QueueResult
from ivr.flow import commands, events, inputs
from ivr.flow.profile import load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

SURVEY = """    on_served: rating
  rating:
    type: survey
    questions: {polite: {en: Polite?, es: ¿Amables?}, helpful: {en: Helpful?, es: ¿Útiles?}}
    next: bye
"""


def test_a_caller_in_french_is_through_it_at_once(tmp_path: Path) -> None:
    folder = write_city(tmp_path, main_flow=("    on_served: bye\n", SURVEY))
    phone = Phone(load_profile(folder))
    phone.arrive().heard().language("fr").heard()
    phone.tell(inputs.AgentJoined(agent_id="1001"))
    phone.tell(inputs.QueueReturned(result=QueueResult.SERVED))
    assert phone.ended.disposition is events.Disposition.SERVED
    assert phone.last(commands.HangUp)
