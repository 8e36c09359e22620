"""Random events for the derived rows to be tried on."""

import dataclasses

from hypothesis import strategies as st

from acd.events import EntryOutcome, OfferOutcome
from db.codec import EVENT_CLASSES
from db.ledger import LedgerEntry
from ivr.flow.events import ControllerStarted, Disposition
from tests.db.story import NOON, Story

_POOLS = {
    "call_id": st.sampled_from(["c1", "c2"]),
    "agent_id": st.sampled_from(["a1", "a2"]),
    "entry_id": st.sampled_from(["e1", "e2"]),
    "offer_id": st.sampled_from(["o1", "o2", "o3"]),
    "task_id": st.sampled_from(["T2026-000001", "T2026-000002"]),
    "notice_id": st.sampled_from(["n1", "n2"]),
    "version_id": st.integers(1, 3),
    "serial": st.sampled_from(["I1", "I2"]),
}


def _with_few_ids(cls: type) -> st.SearchStrategy:
    names = {field.name for field in dataclasses.fields(cls)}
    return st.builds(cls, **{name: pool for name, pool in _POOLS.items() if name in names})


_chaotic_event = st.one_of([_with_few_ids(each) for each in EVENT_CLASSES.values()])


@st.composite
def chaos(draw: st.DrawFn) -> list[LedgerEntry]:
    """Events of any kind in any order, over two boots, about a few calls and agents."""
    entries = []
    now = NOON
    for boot in ("boot-1", "boot-2"):
        for seq, event in enumerate(draw(st.lists(_chaotic_event, max_size=25))):
            now += draw(st.integers(0, 50)) / 7
            entries.append(LedgerEntry(boot_id=boot, seq=seq, at=now, event=event))
    return entries


@st.composite
def calls(draw: st.DrawFn) -> list[LedgerEntry]:
    """Valid calls, interleaved, with a restart in the middle of some of them."""
    stories = [draw(_call(f"c{number}")) for number in range(draw(st.integers(1, 4)))]
    restart_at = draw(st.integers(0, 60))
    entries: list[LedgerEntry] = []
    boot, seq, now = "boot-1", 0, NOON
    while any(stories):
        story = draw(st.sampled_from([each for each in stories if each]))
        now += draw(st.integers(0, 50)) / 7
        event = story.pop(0).event
        if len(entries) == restart_at:
            boot, seq = "boot-2", 0
            event = ControllerStarted(version="1", profile="p")
        seq += draw(st.integers(1, 3))
        entries.append(LedgerEntry(boot_id=boot, seq=seq, at=now, event=event))
    return entries


@st.composite
def _call(draw: st.DrawFn, call: str) -> list[LedgerEntry]:
    story, agent = Story(), f"agent-{call}"
    story.arrive(call)
    if draw(st.booleans()):
        story.hear_faq(call)
    story.speak(draw(st.sampled_from(["en", "es", None])), call)
    way = draw(st.sampled_from(["menu", "served", "abandoned", "rejected", "voicemail"]))
    if way == "menu":
        story.finish(Disposition.ABANDONED_IN_MENU, call)
        return story.entries
    story.enqueue(call)
    story.offer(call, agent)
    if way == "served":
        story.connect(call, agent)
        if draw(st.booleans()):
            story.hold(call, agent, after=1, length=2)
        story.finish(Disposition.SERVED, call)
        story.leave(call, agent)
    elif way == "abandoned":
        story.finish(Disposition.ABANDONED_IN_QUEUE, call)
        story.end_offer(OfferOutcome.CANCELLED, call, agent)
        story.end_entry(EntryOutcome.ABANDONED, call)
    else:
        story.end_offer(OfferOutcome.REJECTED, call, agent)
        story.end_entry(EntryOutcome.TIMED_OUT, call)
        story.voicemail(call)
        story.finish(Disposition.VOICEMAIL, call)
    return story.entries
