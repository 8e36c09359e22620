"""Who is taken to be still at work after a restart."""

from acd.events import AgentStatus, AgentStatusChanged
from db.ledger import LedgerEntry
from db.queries import last_attendance
from db.store import Store
from ivr.flow.events import ControllerStarted

T0 = 1_800_000_000.0


def entries(*events: object, boot: str = "boot-1", at: float = T0) -> list[LedgerEntry]:
    return [
        LedgerEntry(boot_id=boot, seq=seq, at=at + seq, event=event)  # type: ignore[arg-type]
        for seq, event in enumerate(events, start=1)
    ]


def status(agent_id: str, value: AgentStatus, **more: str) -> AgentStatusChanged:
    return AgentStatusChanged(agent_id=agent_id, status=value, **more)


def test_the_last_status_of_everyone_who_did_not_log_out(store: Store) -> None:
    paused = status("1002", AgentStatus.PAUSED, reason="lunch", device="d2")
    available = status("1001", AgentStatus.AVAILABLE, device="elsewhere")
    store.append(
        entries(
            ControllerStarted(version="1", profile="p"),
            status("1001", AgentStatus.AVAILABLE, device="d1"),
            status("1002", AgentStatus.AVAILABLE, device="d2"),
            status("1003", AgentStatus.AVAILABLE, device="d3"),
            paused,
            available,
            status("1003", AgentStatus.LOGGED_OUT),
        )
    )
    with store.session() as session:
        assert last_attendance(session, not_before=T0) == (available, paused)


def test_a_restart_does_not_end_it_and_a_long_absence_does(store: Store) -> None:
    available = status("1001", AgentStatus.AVAILABLE, device="d1")
    store.append(entries(ControllerStarted(version="1", profile="p"), available))
    store.append(entries(ControllerStarted(version="1", profile="p"), boot="boot-2", at=T0 + 100))
    with store.session() as session:
        assert last_attendance(session, not_before=T0 + 50) == (available,)
        assert last_attendance(session, not_before=T0 + 200) == ()


def test_nobody_on_an_empty_ledger(store: Store) -> None:
    with store.session() as session:
        assert last_attendance(session, not_before=0.0) == ()
