"""A process that speaks texts into files through pyttsx3's espeak-ng, one line of JSON for each.

Run as ``python -m ivr.prompts.speak``. A line ``{"text", "voice", "rate_wpm", "path"}`` is
answered by ``{"error": null or a reason}``.

pyttsx3's own event loop ends before espeak-ng has spoken whenever the machine is busy: files are
then missing, cut short, or spoken at another rate. Its binding is therefore used in espeak-ng's
synchronous mode: a call returns when all is said, and there is no other thread. The library can
be started once in a process; a text that crashes it costs its process and that text alone.
"""

import ctypes
import json
import os
import sys
import wave
from pathlib import Path
from typing import Any, Final

from pyttsx3.drivers import _espeak as espeak

_BUFFER_MS: Final = 1000
_SAMPLE_BYTES: Final = 2


class _Voice:
    """espeak-ng in this process."""

    def __init__(self) -> None:
        self._said: list[bytes] = []
        self._rate_hz: int = espeak.Initialize(espeak.AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MS)
        if self._rate_hz <= 0:
            raise OSError("espeak-ng cannot be started")
        espeak.SetSynthCallback(self._hear)

    def speak(self, text: str, voice: str, rate_wpm: int, path: Path) -> str | None:
        """Speak `text` into a WAV file; return None, or why it could not be done."""
        self._said.clear()
        if espeak.SetVoiceByName(voice.encode()) != espeak.EE_OK:
            return "the synthesiser refused the voice"
        espeak.SetParameter(espeak.RATE, rate_wpm, 0)
        flags = espeak.ENDPAUSE | espeak.CHARS_UTF8
        if espeak.Synth(text.encode(), flags=flags) != espeak.EE_OK:
            return "the synthesiser refused the text"
        if not self._said:
            return "the synthesiser said nothing"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(_SAMPLE_BYTES)
            file.setframerate(self._rate_hz)
            file.writeframes(b"".join(self._said))
        return None

    def _hear(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._said.append(ctypes.string_at(samples, count * _SAMPLE_BYTES))
        return 0


def main() -> int:
    """Answer lines on standard input until it ends."""
    # espeak-ng prints; the answers need a stream nobody else writes to.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    voice = _Voice()
    for line in sys.stdin:
        job = json.loads(line)
        try:
            reason = voice.speak(job["text"], job["voice"], job["rate_wpm"], Path(job["path"]))
        except OSError as error:
            reason = f"the file cannot be written: {error.strerror}"
        answers.write(json.dumps({"error": reason}) + "\n")
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
