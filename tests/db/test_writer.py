"""The writer: never waits, never loses, keeps the order, through every kind of failure."""

import asyncio
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from db.errors import EntriesRejected, StoreUnreachable
from db.ledger import LedgerEntry, entry_to_json
from db.models import FaqPlay, LedgerRow
from db.projection import project
from db.rebuild import check
from db.spool import Spool
from db.store import Store
from db.writer import LedgerWriter
from tests.db.postgres import Cluster
from tests.db.rows import rows
from tests.db.story import NOON, Story


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'records.db'}") as store:
        yield store


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool" / "ledger.jsonl"


class Away:
    """A store in front of the real one that fails while `down`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.down = True
        self.poison: set[int] = set()
        self.batches: list[int] = []

    def append(self, entries: Sequence[LedgerEntry]) -> int:
        if self.down:
            raise StoreUnreachable("The database server at nowhere cannot be reached.")
        if self.poison & {entry.seq for entry in entries}:
            raise EntriesRejected("The database refuses the data.")
        self.batches.append(len(entries))
        return self.store.append(entries)


def _story() -> list[LedgerEntry]:
    story = Story()
    story.log_in()
    for number in range(5):
        story.served_call(f"c{number}", f"agent-{number}")
    return story.entries


def _stored(store: Store) -> list[int]:
    return [row.seq for row in rows(store, LedgerRow)]


async def _writer(store: object, spool: Path, **options: float) -> LedgerWriter:
    writer = LedgerWriter(
        store,  # type: ignore[arg-type]
        spool_path=spool,
        clock=lambda: NOON + 100,
        **{"linger_s": 0.01, "retry_s": 0.01, "max_retry_s": 0.02} | options,
    )
    await writer.start()
    return writer


async def _until(condition: Callable[[], bool]) -> None:
    def wait() -> bool:
        return any(condition() or time.sleep(0.005) for _ in range(2000))

    assert await asyncio.to_thread(wait)


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _leave_behind(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _spoiled(path: Path) -> list[str]:
    return _lines(path.with_name(path.name + ".rejected"))


async def test_what_was_put_is_stored_in_few_commits(store: Store, spool: Path) -> None:
    counted = Away(store)
    counted.down = False
    writer = await _writer(counted, spool, linger_s=0.2)
    entries = _story()
    for entry in entries:
        writer.put([entry])
    assert await writer.flush()
    assert (writer.healthy, writer.lag.entries, writer.lag.seconds) == (True, 0, 0)
    assert _stored(store) == [entry.seq for entry in entries]
    assert len(counted.batches) < len(entries) / 3
    assert await writer.close()
    assert _lines(spool) == []


async def test_put_does_not_wait_for_a_slow_database(store: Store, spool: Path) -> None:
    gate, entered = threading.Event(), threading.Event()

    class Slow:
        def append(self, entries: Sequence[LedgerEntry]) -> int:
            entered.set()
            gate.wait(10)
            return store.append(entries)

    writer = await _writer(Slow(), spool)
    first, *others = _story()
    writer.put([first])
    await _until(entered.is_set)
    writer.put(others)
    assert writer.lag.entries == 1 + len(others)
    assert writer.lag.seconds == 100
    gate.set()
    assert await writer.close()
    assert len(_stored(store)) == 1 + len(others)


async def test_entries_wait_in_the_spool_while_the_database_is_away(
    store: Store, spool: Path
) -> None:
    away = Away(store)
    writer = await _writer(away, spool)
    entries = _story()
    writer.put(entries[:10])
    assert not await writer.flush()
    writer.put(entries[10:20])
    assert not await writer.flush()
    assert (writer.healthy, writer.lag.entries) == (False, 20)
    assert writer.failure == "The database server at nowhere cannot be reached."
    assert len(_lines(spool)) == 20

    away.down = False
    writer.put(entries[20:])
    await _until(lambda: writer.healthy)
    assert await writer.close()
    assert _stored(store) == [entry.seq for entry in entries]
    assert check(store) == ()
    assert _lines(spool) == []


async def test_a_spool_left_by_a_killed_controller_is_stored_at_the_start(
    store: Store, spool: Path
) -> None:
    entries = _story()
    store.append(entries[:8])
    torn = entry_to_json(entries[15])[:40]
    # Killed after part of the spool was stored, and while a line was being written.
    left = "".join(f"{entry_to_json(each)}\n" for each in entries[4:15]) + torn
    _leave_behind(spool, left.encode())
    writer = await _writer(store, spool)
    assert await writer.flush()
    assert _stored(store) == [entry.seq for entry in entries[:15]]
    assert await writer.close()


async def test_killed_at_any_byte_of_the_spool(store: Store, spool: Path) -> None:
    entries = _story()[:3]
    whole = "".join(f"{entry_to_json(each)}\n" for each in entries).encode()
    for cut in range(0, len(whole) + 1, 7):
        _leave_behind(spool, whole[:cut])
        writer = await _writer(store, spool)
        await writer.close()
        assert len(_stored(store)) == whole[:cut].count(b"\n")


async def test_one_bad_entry_is_put_aside_and_the_rest_is_kept(store: Store, spool: Path) -> None:
    picky = Away(store)
    picky.down, picky.poison = False, {5}
    writer = await _writer(picky, spool)
    entries = _story()
    writer.put(entries)
    assert await writer.close()
    assert writer.rejected == 1
    assert _stored(store) == [entry.seq for entry in entries if entry.seq != 5]
    assert _spoiled(spool) == [entry_to_json(entries[4])]


async def test_an_event_that_no_projection_can_take_stops_nothing(
    store: Store, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defective(work, event) -> None:
        if type(event).__name__ == "PartyHeld":
            raise ZeroDivisionError
        project(work, event)

    monkeypatch.setattr("db.store.project", defective)
    writer = await _writer(store, spool)
    entries = _story()
    writer.put(entries)
    assert await writer.close()
    assert writer.rejected == 5
    assert len(_stored(store)) == len(entries) - 5


async def test_an_unreadable_spool_line_is_put_aside(store: Store, spool: Path) -> None:
    first, second = (entry_to_json(entry) for entry in _story()[:2])
    _leave_behind(spool, f"{first}\n\xff not json\n{second}\n".encode("latin-1"))
    writer = await _writer(store, spool)
    assert await writer.close()
    assert _stored(store) == [1, 2]
    assert _spoiled(spool) == ["\\xff not json"]


async def test_neither_database_nor_spool_keeps_all_in_memory(store: Store, tmp_path: Path) -> None:
    away = Away(store)
    writer = await _writer(away, tmp_path / "blocked" / "spool.jsonl")
    (tmp_path / "blocked").write_text("a file where the spool's folder should be")
    entries = _story()
    writer.put(entries)
    assert not await writer.flush()
    assert writer.lag.entries == len(entries)
    away.down = False
    assert await writer.close()
    assert _stored(store) == [entry.seq for entry in entries]


def test_lines_for_which_there_is_no_room_leave_the_spool_as_it_was(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "ledger.jsonl")
    first, *others = _story()
    spool.append([first])
    before = spool.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 300, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            spool.append(others)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert spool.path.read_bytes() == before
    spool.append(others)
    assert spool.waiting()[0] == 1 + len(others)


async def test_closing_does_not_hang_when_nothing_can_be_written(
    store: Store, tmp_path: Path
) -> None:
    writer = await _writer(Away(store), tmp_path / "blocked" / "spool.jsonl")
    (tmp_path / "blocked").write_text("a file where the spool's folder should be")
    writer.put(_story())
    async with asyncio.timeout(10):
        assert not await writer.close()


async def test_a_real_server_that_goes_away_and_comes_back(
    cluster: Cluster, new_postgres_url: Callable[[], str], spool: Path
) -> None:
    story = Story()
    story.arrive()
    with Store.open(new_postgres_url()) as store:
        writer = await _writer(store, spool)
        writer.put(story.entries)
        assert await writer.flush()
        cluster.stop_server()
        try:
            story.hear_faq()
            writer.put(story.entries[3:])
            assert not await writer.flush()
            assert not writer.healthy
        finally:
            cluster.start_server()
        await _until(lambda: writer.lag.entries == 0)
        assert await writer.close()
        assert [row.faq for row in rows(store, FaqPlay)] == ["parking"]


async def test_a_locked_database_file_is_waited_for(store: Store, spool: Path) -> None:
    writer = await _writer(store, spool)
    with store.writing():
        writer.put(_story())
        assert writer.lag.entries > 0
    assert await writer.close()
    assert check(store) == ()
