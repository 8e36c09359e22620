"""The complete cities are without a fault, can be spoken, and understand what callers say."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acd.plan.model import QueueKind
from ivr.flow.commands import Prompt
from ivr.flow.graph import AnnounceNode, DetectLanguageNode, EnqueueNode, VoicemailNode
from ivr.flow.profile import Profile, load_profile
from ivr.flow.rehearsal.transcripts import play_all, read_transcripts
from ivr.prompts.voices import installed_voices
from recognizers.pronounce import Pronouncer, _espeak

CITIES = Path(__file__).resolve().parents[2] / "flows"
NAMES = ("us_311", "cn_12345")


@pytest.fixture(scope="module", params=NAMES)
def city(request: pytest.FixtureRequest) -> Profile:
    return load_profile(CITIES / request.param)


@pytest.fixture(scope="module")
def us() -> Profile:
    return load_profile(CITIES / "us_311")


@pytest.fixture(scope="module")
def cn() -> Profile:
    return load_profile(CITIES / "cn_12345")


def _words(profile: Profile) -> Iterator[tuple[str, str]]:
    """Every word that callers may say, with its language."""
    found: list[Mapping[str, Any]] = [*profile.emergency.words.values(), profile.human.words]
    found += [item.words for item in profile.knowledge.items.values()]
    for wordings in found:
        for tag, words in wordings.items():
            yield from ((tag, word) for word in words)
    for tag, language in profile.languages.items():
        for word in (*language.words, *language.yes, *language.no, *language.digits):
            yield tag, language.spoken.get(word, word)


def test_every_word_can_be_listened_for(city: Profile) -> None:
    pronouncer = Pronouncer()
    # Two of the languages that interpreters speak have no voice here, and so are told by agents.
    deaf = set(installed_voices().missing(city.languages))
    assert not deaf & set(city.first_line)
    for tag, word in sorted(set(_words(city))):
        if tag not in deaf:
            assert pronouncer.phones(word.split(), language=tag), (tag, word)


def test_every_text_is_read_in_its_own_language(city: Profile) -> None:
    by_language: dict[str, list[Prompt]] = {}
    for prompt in city.prompts():
        by_language.setdefault(prompt.language, []).append(prompt)
    assert set(city.first_line) <= set(by_language)
    for tag, prompts in by_language.items():
        voice = installed_voices().voice_for(tag)
        said = "\n".join(_espeak(voice, "\n".join(p.text for p in prompts if p.text)))
        assert "(en)" not in said or not {"zh", "yue"} & {tag}, tag


def test_both_first_lines_have_their_agents(city: Profile) -> None:
    for tag in city.first_line:
        able = [
            agent
            for agent in city.plan.agents.values()
            if tag in agent.languages and QueueKind.GENERAL in agent.kinds
        ]
        assert len(able) >= 2, tag


def test_other_languages_have_an_interpreter_or_a_vendor(city: Profile) -> None:
    own = {
        tag
        for agent in city.plan.agents.values()
        if QueueKind.INTERPRETER in agent.kinds
        for tag in agent.languages
    }
    vendors = {tag for vendor in city.plan.vendors for tag in vendor.languages}
    assert len(vendors) >= 9
    assert own - set(city.first_line)


def test_complaints_about_staff_reach_one_desk_alone(city: Profile) -> None:
    (restricted,) = [
        queue for queue in city.plan.queues.values() if queue.groups and queue.overflow is None
    ]
    agents = city.plan.agents.values()
    desk = [agent for agent in agents if agent.group in restricted.groups]
    assert desk
    assert all(QueueKind.GENERAL not in agent.kinds for agent in desk)
    waiting = [
        node
        for flow in city.flows.values()
        for node in flow.nodes.values()
        if isinstance(node, EnqueueNode) and node.queue == restricted.name
    ]
    assert waiting
    for node in waiting:
        for target in (node.on_timed_out, node.on_unstaffed):
            # Neither the general queue nor its mailbox: what is said stays with the desk.
            assert isinstance(city.flows["main"].nodes[target], VoicemailNode)
            assert target != "message"


def test_the_us_city_announces_heat_in_winter_and_noise_in_summer(us: Profile) -> None:
    top = us.flows["main"].nodes["top"]
    assert isinstance(top, AnnounceNode)
    editorial = top.question_list.editorial
    assert [tuple(editorial.pins(day)) for day in (date(2027, 1, 15), date(2027, 7, 15))] == [
        ("heat",),
        ("noise",),
    ]
    assert top.question_list.control_share > 0


def test_the_chinese_city_assumes_mandarin_and_has_no_menu_before_the_queue(cn: Profile) -> None:
    hello = cn.flows["main"].nodes["hello"]
    assert isinstance(hello, DetectLanguageNode)
    assert (hello.assume, hello.attempts) == ("zh", 1)
    assert cn.flows["main"].types[hello.identified] == "record_consent"
    assert {cn.destinations[name].number for name in cn.destinations} >= {
        "110",
        "119",
        "120",
        "122",
    }


def test_calls_go_as_they_are_written(city: Profile) -> None:
    """The golden transcripts of the city, as `hotline flow test` plays them."""
    folder = city.sounds_dir.parent
    played = list(play_all(read_transcripts(folder), city))
    assert len(played) >= 20
    assert [str(call.problem) for call in played if call.problem is not None] == []
