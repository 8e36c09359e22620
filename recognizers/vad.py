"""How likely a moment of telephone audio is speech: the Silero model through onnxruntime.

At 8 kHz the model takes 256 samples (32 ms), preceded by the last 32 samples of what came
before, and carries a state from one to the next.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recognizers.audio import samples_of
from recognizers.base import SAMPLE_RATE_HZ
from recognizers.errors import ModelMissing

CHUNK_SAMPLES: Final = 256
CHUNK_S: Final = CHUNK_SAMPLES / SAMPLE_RATE_HZ
_CONTEXT_SAMPLES: Final = 32
_STATE_SHAPE: Final = (2, 1, 128)
_FULL_SCALE: Final = np.float32(32768.0)
_QUIET_PEAK: Final = 64
"""-54 dBFS. No voice on a telephone stays below it, and most callers are silent most of the time:
asking the model about silence would be most of the work."""


def model_path() -> Path:
    """Return the model file of the installed silero_vad package, without importing it.

    Importing it would ask for torch, which the model in ONNX form does not need.

    Raises:
        ModelMissing: the package or its model file is not there.
    """
    spec = find_spec("silero_vad")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "data", "silero_vad.onnx")
        if path.is_file():
            return path
    raise ModelMissing("the package silero-vad with its file data/silero_vad.onnx is not installed")


class VadModel:
    """The loaded model, to be shared by all calls."""

    def __init__(self, path: Path | None = None) -> None:
        """Load the model, by default the installed one.

        Raises:
            ModelMissing: it is not there or is no such model.
        """
        where = path or model_path()
        try:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(where), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises classes of its own for every fault
            raise ModelMissing(f"{where} cannot be loaded: {error}") from error

    def run(
        self, window: NDArray[np.float32], state: NDArray[np.float32]
    ) -> tuple[float, NDArray[np.float32]]:
        """Return the probability of speech in one window, and the next state."""
        probability, next_state = self._session.run(
            None,
            {"input": window, "state": state, "sr": np.array(SAMPLE_RATE_HZ, dtype=np.int64)},
        )
        return float(probability[0, 0]), next_state


class Vad:
    """One call's voice activity: PCM of any length in, one probability for each 32 ms out."""

    def __init__(self, model: VadModel) -> None:
        """Begin with silence behind."""
        self._model = model
        self._state = np.zeros(_STATE_SHAPE, np.float32)
        self._before = bytes(2 * _CONTEXT_SAMPLES)
        self._pending = b""

    def feed(self, pcm: bytes) -> list[tuple[bytes, float]]:
        """Take PCM; return each chunk of 256 samples completed by it, with its probability."""
        self._pending += pcm
        size = 2 * CHUNK_SAMPLES
        done = []
        while len(self._pending) >= size:
            chunk, self._pending = self._pending[:size], self._pending[size:]
            done.append((chunk, self._judge(chunk)))
        return done

    def _judge(self, chunk: bytes) -> float:
        before, self._before = self._before, chunk[-2 * _CONTEXT_SAMPLES :]
        samples = np.frombuffer(chunk, "<i2")
        if samples.max() < _QUIET_PEAK and samples.min() > -_QUIET_PEAK:
            return 0.0
        window = samples_of(before + chunk)[None, :] / _FULL_SCALE
        probability, self._state = self._model.run(window, self._state)
        return probability
