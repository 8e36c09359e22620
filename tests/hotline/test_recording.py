import wave
from pathlib import Path

import pytest

from hotline.lines import recording
from hotline.lines.recording import ConversationRecorder, wav_seconds
from hotline.messages import FactHappened
from ivr.asterisk.errors import AgiHangup
from ivr.flow.events import RecordingKept
from tests.hotline.fakes import GoneSession, Session


def write_wav(path: Path, seconds: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(seconds * 16000)))


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "_SETTLE_S", (0.01,) * 20)


@pytest.fixture
def facts() -> list[FactHappened]:
    return []


@pytest.fixture
def recorder(tmp_path: Path, facts: list[FactHappened]) -> ConversationRecorder:
    return ConversationRecorder(folder=tmp_path / "rec", post=facts.append, enabled=True)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, and some more of it" * 9])
def test_a_file_that_is_no_sound_has_no_length(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.wav").write_bytes(content)
    assert wav_seconds(tmp_path / "x.wav") == 0.0
    assert wav_seconds(tmp_path / "none.wav") == 0.0


async def test_a_conversation_is_recorded_once_and_kept_with_both_sides(
    recorder: ConversationRecorder, facts: list[FactHappened], tmp_path: Path
) -> None:
    session = Session()
    await recorder.begin("call-1", session)  # type: ignore[arg-type]
    await recorder.begin("call-1", session)  # type: ignore[arg-type]
    ((_, application, mixed, sides),) = session.done
    assert application == "MixMonitor"
    write_wav(Path(mixed), 1.5)
    recorder.finish("call-1")
    recorder.finish("call-1")
    await recorder.drain()
    (fact,) = facts
    kept = fact.event
    assert isinstance(kept, RecordingKept)
    assert (kept.path, kept.duration_s) == (mixed, 1.5)
    assert all(path in sides for path in kept.sides.values())
    assert set(kept.sides) == {"caller", "agents"}


async def test_a_recording_whose_file_never_comes_is_told_with_no_length(
    recorder: ConversationRecorder, facts: list[FactHappened]
) -> None:
    await recorder.begin("call-1", Session())  # type: ignore[arg-type]
    recorder.finish("call-1")
    await recorder.drain()
    assert [fact.event.duration_s for fact in facts] == [0.0]  # type: ignore[union-attr]
    assert "nothing was written to call-1.wav" in recorder.failure
    session = Session()
    await recorder.begin("call-2", session)  # type: ignore[arg-type]
    write_wav(Path(session.done[0][2]), 0.5)
    recorder.finish("call-2")
    await recorder.drain()
    assert "not recorded" not in recorder.failure


async def test_a_call_that_was_not_recorded_leaves_nothing(
    recorder: ConversationRecorder, facts: list[FactHappened], tmp_path: Path
) -> None:
    off = ConversationRecorder(folder=tmp_path / "off", post=facts.append, enabled=False)
    session = Session()
    await off.begin("call-1", session)  # type: ignore[arg-type]
    off.finish("call-1")
    recorder.finish("call-2")
    await recorder.drain()
    await off.drain()
    assert (session.done, facts, (tmp_path / "off").exists()) == ([], [], False)


async def test_a_recording_that_cannot_be_made_does_not_end_the_call(
    recorder: ConversationRecorder, facts: list[FactHappened], tmp_path: Path
) -> None:
    await recorder.begin("call-1", Session(refuses=("execute",)))  # type: ignore[arg-type]
    (tmp_path / "file").write_text("")
    blocked = ConversationRecorder(folder=tmp_path / "file" / "x", post=facts.append, enabled=True)
    await blocked.begin("call-2", Session())  # type: ignore[arg-type]
    recorder.finish("call-1")
    blocked.finish("call-2")
    assert facts == []


async def test_a_caller_who_left_is_told_to_the_session(recorder: ConversationRecorder) -> None:
    with pytest.raises(AgiHangup):
        await recorder.begin("call-1", GoneSession())  # type: ignore[arg-type]
