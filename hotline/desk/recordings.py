"""Gives out recordings of calls: to whom they are due, and never without a record of it."""

import asyncio
import os
from pathlib import Path

from acd.supervision.rights import hearing_refusal
from agent_desk.port import DeskRefusal
from db.errors import StoreError
from db.queries.recordings import RecordedCall, recorded_call
from db.store import Store
from hotline.engine import Engine
from ivr.flow.desk_events import HearingWay, RecordingHeard, RecordingWithheld


class RecordingDesk:
    """Implements `agent_desk.recording_api.Recordings` on the engine and the records."""

    def __init__(self, engine: Engine, *, store: Store) -> None:
        self._engine = engine
        self._store = store

    async def hear(self, call: str, part: int, listener_id: str, way: str) -> Path:
        """Put on record that somebody hears a recording, or may not; return its file."""
        try:
            found = await asyncio.to_thread(self._find, call)
        except StoreError as error:
            raise DeskRefusal(f"the records cannot be read: {error}", status=409) from error
        if found is None:
            raise DeskRefusal(f"there is no call {call} on record: see `hotline calls`", status=404)
        recorded = found.parts[part - 1] if part <= len(found.parts) else None
        path = recorded.path if recorded is not None else ""
        readable = await asyncio.to_thread(_readable, path)

        def withhold(reason: str, status: int) -> DeskRefusal:
            self._engine.record(
                RecordingWithheld(
                    call_id=found.call_id,
                    part=part,
                    path=path,
                    listener_id=listener_id,
                    way=HearingWay(way),
                    reason=reason,
                )
            )
            return DeskRefusal(reason, status=status)

        def work() -> Path:
            if reason := hearing_refusal(self._engine.profile.plan, listener_id, found.agents):
                raise withhold(reason, 403)
            if recorded is None:
                raise withhold(f"{_how_many(found)}: there is no recording {part}", 404)
            if not readable:
                raise withhold(f"the file of the recording is gone or cannot be read: {path}", 404)
            self._engine.record(
                RecordingHeard(
                    call_id=found.call_id,
                    part=part,
                    kind=recorded.kind,
                    path=path,
                    listener_id=listener_id,
                    way=HearingWay(way),
                )
            )
            return Path(path)

        return await self._engine.ask(work)

    def _find(self, call: str) -> RecordedCall | None:
        with self._store.session() as session:
            return recorded_call(session, call)


def _how_many(found: RecordedCall) -> str:
    count = len(found.parts)
    return f"call {found.call_id} has {count or 'no'} recording{'' if count == 1 else 's'}"


def _readable(path: str) -> bool:
    return bool(path) and Path(path).is_file() and os.access(path, os.R_OK)
