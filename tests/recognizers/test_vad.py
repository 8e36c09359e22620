import sys
from pathlib import Path

import numpy as np
import pytest

from bench.recognizers import no_speech, recording, silence
from recognizers.audio import pcm_of
from recognizers.base import FRAME_BYTES
from recognizers.errors import ModelMissing
from recognizers.vad import CHUNK_SAMPLES, Vad, VadModel, model_path


@pytest.fixture(scope="module")
def model() -> VadModel:
    return VadModel()


def probabilities(model: VadModel, pcm: bytes) -> np.ndarray:
    vad = Vad(model)
    frames = (pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES))
    return np.array([p for frame in frames for _, p in vad.feed(frame)])


def test_model_is_found_without_importing_torch() -> None:
    assert model_path().is_file()
    assert "torch" not in sys.modules


@pytest.mark.parametrize("language", ["en", "es", "fr", "it", "ru"])
def test_speech_is_told_from_the_silence_around_it(model: VadModel, language: str) -> None:
    word = recording(language, "vm-intro")[:16000]
    pcm = pcm_of(np.concatenate([silence(1.0), word, silence(1.5)]))
    heard = probabilities(model, pcm) > 0.5
    before, during = heard[:28], heard[32 : 32 + len(word) // CHUNK_SAMPLES]
    assert before.sum() == 0
    assert during.mean() > 0.7
    assert heard[-16:].sum() == 0


@pytest.mark.parametrize("name", ["silence", "hiss", "dtmf 5", "dial tone"])
def test_line_noises_are_not_speech(model: VadModel, name: str) -> None:
    heard = probabilities(model, no_speech(np.random.default_rng(1))[name])
    assert (heard > 0.5).mean() < 0.05


def test_pieces_of_any_size_give_the_same(model: VadModel) -> None:
    pcm = pcm_of(recording("en", "hello"))
    whole = [p for _, p in Vad(model).feed(pcm)]
    vad, odd = Vad(model), []
    for at in range(0, len(pcm), 333):
        odd += [p for _, p in vad.feed(pcm[at : at + 333])]
    assert odd == whole


def test_chunks_add_up_to_the_audio(model: VadModel) -> None:
    pcm = bytes(range(256)) * 5
    assert b"".join(chunk for chunk, _ in Vad(model).feed(pcm)) == pcm[:1024]


def test_broken_model_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "model.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(ModelMissing, match=r"model\.onnx"):
        VadModel(broken)
    with pytest.raises(ModelMissing, match=r"absent\.onnx"):
        VadModel(tmp_path / "absent.onnx")


def test_the_model_is_not_asked_about_a_silent_line(monkeypatch: pytest.MonkeyPatch) -> None:
    model = VadModel()
    asked: list[float] = []
    real = model.run

    def run(window: np.ndarray, state: np.ndarray) -> tuple[float, np.ndarray]:
        answer = real(window, state)
        asked.append(answer[0])
        return answer

    monkeypatch.setattr(model, "run", run)
    quiet = np.random.default_rng(3).uniform(-50, 50, 8000)
    assert probabilities(model, pcm_of(quiet)).max() == 0.0
    assert asked == []
    word = recording("en", "hello")
    assert probabilities(model, pcm_of(np.concatenate([quiet, word]))).max() > 0.5
    assert len(asked) <= len(word) // CHUNK_SAMPLES + 1
