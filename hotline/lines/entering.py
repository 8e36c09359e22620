"""Puts callers into the distributor's queues, at the place that is theirs.

A caller who waited before, on a line that was lost, in this call, or for a callback, has the
earliest of those times.
"""

from typing import Protocol

import structlog

import acd.events
import acd.inputs
from acd.engine import Engine as Distributor
from acd.errors import UnknownQueue
from acd.queue.kept_places import KeptPlace, KeptPlaces
from hotline.callbacks import Callbacks
from hotline.lines.live import LiveCall
from ivr.flow import commands, inputs

log = structlog.get_logger()


class Cores(Protocol):
    """What is asked of the exchange."""

    distributor: Distributor
    callbacks: Callbacks

    def feed_distributor(self, value: acd.inputs.Input, now: float) -> None:
        """Hand the distributor an input."""
        ...

    def feed_call(self, call_id: str, value: inputs.Input, now: float) -> None:
        """Hand a call's flow an input."""
        ...

    def record(self, event: acd.events.Event, now: float) -> None:
        """Keep an event for the ledger."""
        ...


class Entering:
    """The way of calls from their flow into a queue."""

    def __init__(self, cores: Cores, kept_places: KeptPlaces) -> None:
        self._cores = cores
        self._kept_places = kept_places

    def enter(self, call: LiveCall, command: commands.EnterQueue, now: float) -> None:
        """Let the caller wait where the flow says, or tell the flow that there is no such queue."""
        call.line.wait_in_queue()
        kept = self._earlier_place(call, command.queue, now)
        try:
            self._cores.feed_distributor(
                acd.inputs.CallEnqueued(
                    call_id=call.call_id,
                    queue=command.queue,
                    language=command.language,
                    skills=command.skills,
                    priority=command.priority,
                    caller_key=call.caller,
                    waiting_since=self._cores.callbacks.place_in(
                        call, command.queue, now, kept=kept.waiting_since if kept else now
                    ),
                ),
                now,
            )
        except UnknownQueue:
            # The call keeps its version of the city; the queue is gone from the present one.
            log.warning("queue_gone", call_id=call.call_id, queue=command.queue)
            call.line.leave_queue()
            failed = inputs.CommandFailed(what="EnterQueue", reason="queue_gone")
            self._cores.feed_call(call.call_id, failed, now)
            return
        if kept is not None and self._cores.distributor.call(call.call_id) is not None:
            self._cores.record(kept.restored_to(call.call_id), now)

    def _earlier_place(self, call: LiveCall, queue: str, now: float) -> KeptPlace | None:
        known = self._cores.distributor.queue(queue)
        within_s = known.reconnect_s if known is not None else None
        return self._kept_places.find(call.caller, queue, within_s=within_s, now=now)
