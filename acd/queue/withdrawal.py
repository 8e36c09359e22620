"""An entry ends without an agent, whatever is under way for it."""

from acd.events import EntryOutcome
from acd.floor import Floor
from acd.legs import release
from acd.offers.offering import cancel
from acd.queue.entry import Entry, EntryState
from acd.queue.queueing import leave


def drop_entry(floor: Floor, entry: Entry, outcome: EntryOutcome) -> None:
    """Cancel the entry's offer or undo its join, then end it."""
    if entry.state is EntryState.OFFERED and entry.offer_id is not None:
        cancel(floor, floor.offers[entry.offer_id], reason=outcome)
    elif entry.state is EntryState.JOINING and entry.offer_id is not None:
        party = floor.parties[entry.offer_id]
        release(floor, party, leg_reason=outcome, party_reason=outcome)
    leave(floor, entry, outcome)
