"""Whatever a telephone tells, in whatever order: a call ends once, and is silent after that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.commands import QueueResult
from ivr.flow import commands, events, inputs
from ivr.flow.call import AGENT_TRANSFER, EMERGENCY, EMERGENCY_WORD, HUMAN
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

OPTION = '      help: {key: "4", goto: help}\n'
LOOK_UP = """
  look_up:
    type: knowledge
    by_number: {}
    by_words: {}
    by_tree: {}
    prompt: {en: What is it about?, es: ¿De qué se trata?}
    item: {en: "{title}, press {key}.", es: "{title}, pulse {key}."}
    answered: more
    fallback: person
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """Return the small city, with everything it knows behind key 5."""
    option = (OPTION, f'{OPTION}      look_up: {{key: "5", goto: look_up}}\n')
    folder = write_city(tmp_path_factory.mktemp("city"), main_flow=option)
    with (folder / "main.flow.yaml").open("a", encoding="utf-8") as flow:
        flow.write(LOOK_UP)
    return load_profile(folder)


WORDS = st.sampled_from(
    [
        None,
        "noise",
        "garbage",
        "library",
        "find:heat",
        "offer:noise",
        "nonsense",
        f"{EMERGENCY_WORD}emergency",
        HUMAN,
    ]
)
TAGS = st.sampled_from([None, "en", "es-MX", "fr", "so", "tlh"])
# An id is that of one of the last commands that have one, or nobody's.
IDS = st.integers(0, 3)


def opened(phone: Phone, back: int) -> str:
    names = ("play_id", "listen_id", "record_id", "transfer_id")
    ids = [getattr(out, name) for out in phone.out for name in names if hasattr(out, name)]
    return ids[-1 - back] if back < len(ids) else "nobody-0"


STEP = st.one_of(
    st.builds(lambda k: lambda p: p.key(k), st.sampled_from("0123456789*#")),
    st.builds(lambda s: lambda p: p.wait(s), st.sampled_from([0.1, 2.5, 6.0, 15.0])),
    st.builds(
        lambda i, c: (
            lambda p: p.tell(inputs.PlaybackEnded(play_id=opened(p, i), complete=c, played_s=1.0))
        ),
        IDS,
        st.booleans(),
    ),
    st.builds(lambda i: lambda p: p.tell(inputs.SpeechStarted(listen_id=opened(p, i))), IDS),
    st.builds(
        lambda i, w: lambda p: p.tell(inputs.WordsHeard(listen_id=opened(p, i), choice=w)),
        IDS,
        WORDS,
    ),
    st.builds(
        lambda t: lambda p: p.tell(inputs.TextReceived(text=t)),
        st.sampled_from(["1", "9", "47#", "message", "operator", "uno dos", "hello?", "", "911"]),
    ),
    st.builds(
        lambda i, t: lambda p: p.tell(inputs.LanguageHeard(listen_id=opened(p, i), language=t)),
        IDS,
        TAGS,
    ),
    st.builds(
        lambda i, d: (
            lambda p: p.tell(
                inputs.MessageRecorded(record_id=opened(p, i), path="m.wav", duration_s=d)
            )
        ),
        IDS,
        st.sampled_from([0.0, 3.0]),
    ),
    st.builds(
        lambda r: lambda p: p.tell(inputs.QueueReturned(result=r)), st.sampled_from(QueueResult)
    ),
    st.builds(
        lambda i, a: lambda p: p.tell(inputs.TransferEnded(transfer_id=opened(p, i), answered=a)),
        IDS,
        st.booleans(),
    ),
    st.builds(lambda i: lambda p: p.tell(inputs.CommandFailed(what=opened(p, i), reason="x")), IDS),
    st.builds(
        lambda w: lambda p: p.tell(inputs.CommandFailed(what=w, reason="x")),
        st.sampled_from(["EnterQueue", "Play", "RecordMessage", "TransferOut", "ListenForWords"]),
    ),
    st.sampled_from(
        [
            lambda p: p.tell(inputs.AgentJoined(agent_id="1001")),
            lambda p: p.tell(inputs.EmergencyDeclared(by_agent="1001")),
            lambda p: p.tell(inputs.TransferDeclared(by_agent="1001", destination="library")),
            lambda p: p.tell(inputs.LanguageCorrected(language="fr", by_agent="1001")),
            lambda p: p.arrive(),
        ]
    ),
)


@settings(max_examples=250, deadline=None)
@given(
    steps=st.lists(STEP, max_size=40),
    tells_stops=st.booleans(),
    line=st.sampled_from(["311", "5552000"]),
)
def test_every_call_ends_exactly_once(
    city: Profile, steps: list, tells_stops: bool, line: str
) -> None:
    phone = Phone(city, "noise", "heat", tells_stops=tells_stops).arrive(line)
    for step in steps:
        step(phone)
        assert_contract(phone)
    phone.hang_up().wait(5)
    assert phone.ended.call_id == "c1"
    assert phone.machine.finished
    assert phone.machine.next_deadline() is None
    length = len(phone.out)
    for step in steps:
        step(phone)
    assert len(phone.out) == length


def assert_contract(phone: Phone) -> None:
    """At most one prompt and one listening are open; waiting is always bounded or someone's."""
    plays = len(phone.all(commands.Play))
    assert 0 <= plays - len(phone.all(events.PromptHeard)) <= 1
    opened_ids = [
        out.listen_id
        for out in phone.out
        if isinstance(out, commands.ListenForWords | commands.ListenForLanguage)
    ]
    assert len(opened_ids) == len(set(opened_ids))
    entered, left = len(phone.all(commands.EnterQueue)), len(phone.all(commands.LeaveQueue))
    assert left <= entered
    if phone.machine.finished:
        return
    someone_elses = phone.playing is not None or phone.machine.node in (
        "person",
        "library",
        "help",
        "message",
        AGENT_TRANSFER,
        EMERGENCY,
    )
    assert someone_elses or phone.machine.next_deadline() is not None
