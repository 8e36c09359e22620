"""A process that speaks texts into files through pyttsx3, one line of JSON for each.

Run as ``python -m ivr.prompts.speak``. A line ``{"text", "voice", "rate_wpm", "path"}`` is
answered by ``{"error": null or a reason}``.

Each text is spoken by a fork of its own. pyttsx3 crashes when used from several threads, writes
only the last of several queued texts, and an engine used again now and then leaves an empty
file: an end-of-message event of the text before ends the next one. A fork costs 30 ms, and
equal texts then sound equal to the sample.
"""

import json
import os
import sys
import wave
from typing import Any, Final

from pyttsx3.engine import Engine

_TRIES: Final = 2
_SPOKEN, _REFUSED = 0, 3


def main() -> int:
    """Answer lines on standard input until it ends."""
    # pyttsx3 and espeak-ng print; the answers need a stream nobody else writes to.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        job = json.loads(line)
        reason: str | None = None
        for _ in range(_TRIES):
            reason = _spoken_by_fork(job)
            if reason is None:
                break
        answers.write(json.dumps({"error": reason}) + "\n")
        answers.flush()
    return 0


def _spoken_by_fork(job: dict[str, Any]) -> str | None:
    # The parent never starts the engine, so there is one thread and nothing to inherit.
    child = os.fork()
    if child == 0:
        status = _REFUSED
        try:
            status = _speak(job)
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == _REFUSED:
        return "the synthesiser refused the text or the voice"
    if status != _SPOKEN:
        return f"the synthesiser crashed (status {status})"
    return _fault_of(job["path"])


def _speak(job: dict[str, Any]) -> int:
    engine: Any = Engine(driverName="espeak")
    try:
        engine.setProperty("voice", job["voice"])
        engine.setProperty("rate", job["rate_wpm"])
        engine.save_to_file(job["text"], job["path"])
        engine.runAndWait()
    except (RuntimeError, ValueError, OSError):
        return _REFUSED
    return _SPOKEN


def _fault_of(path: str) -> str | None:
    # The engine swallows errors of its callback, which is what writes the file.
    try:
        with wave.open(path) as spoken:
            return None if spoken.getnframes() else "the synthesiser left an empty file"
    except (OSError, EOFError, wave.Error):
        return "the synthesiser left no file"


if __name__ == "__main__":
    sys.exit(main())
