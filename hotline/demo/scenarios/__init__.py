"""The stories of the demo, in the order they are told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from hotline.demo.proof import Proof
from hotline.demo.scenarios import cities, emergencies, people, self_service
from hotline.demo.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story: a caller's number, and the coroutine that lives it."""

    name: str
    title: str
    caller: str
    play: Callable[[Stage, Proof, str], Awaitable[None]]


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        name="faq",
        title="An English caller hears a trending answer and hangs up content",
        caller="2125550101",
        play=self_service.trending_answer,
    ),
    Scenario(
        name="spanish",
        title="A Spanish speaker reaches an agent who speaks Spanish",
        caller="2125550102",
        play=people.spanish_speaker,
    ),
    Scenario(
        name="interpreter",
        title="A caller in a rare language gets agent and interpreter in one call",
        caller="2125550103",
        play=people.rare_language,
    ),
    Scenario(
        name="override",
        title="An agent corrects the caller's language and an interpreter joins",
        caller="2125550110",
        play=people.language_override,
    ),
    Scenario(
        name="handover",
        title="A general agent hands over to an expert, with the context",
        caller="2125550104",
        play=people.handover,
    ),
    Scenario(
        name="abandon",
        title="A caller hangs up while the agent's telephone rings",
        caller="2125550105",
        play=people.abandon_while_ringing,
    ),
    Scenario(
        name="emergency-key",
        title="The emergency key transfers at once",
        caller="2125550106",
        play=emergencies.by_key,
    ),
    Scenario(
        name="emergency-word",
        title="The word 'emergency' transfers at once",
        caller="2125550107",
        play=emergencies.by_word,
    ),
    Scenario(
        name="emergency-agent",
        title="An agent's emergency keys connect the caller at once",
        caller="2125550109",
        play=emergencies.by_agent,
    ),
    Scenario(
        name="voicemail",
        title="Nobody is there: a message becomes a callback task",
        caller="2125550108",
        play=self_service.voicemail,
    ),
)

CITIES: Mapping[str, tuple[Scenario, ...]] = {
    "us_311": (
        Scenario(
            name="harborview",
            title="Harborview: an English caller hears what is asked most and is content",
            caller="2125550140",
            play=cities.answer_in_harborview,
        ),
    ),
    "cn_12345": (
        Scenario(
            name="jiangzhou",
            title="江州市: a Mandarin caller waits, hears an answer, is served and rates it",
            caller="13800138000",
            play=cities.person_in_jiangzhou,
        ),
    ),
}
"""The stories of the complete cities, by their folder in `flows/`."""
