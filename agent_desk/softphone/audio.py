"""The sounds of one leg: what is played into it, and the recording of what is heard."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Generator
from pathlib import Path

import pjsua2 as pj

from agent_desk.softphone.pcm import RATE_HZ, Pcm, join, read_wav, silence, write_wav
from agent_desk.softphone.recording import Recording
from agent_desk.softphone.stack import delete, stack_errors

# The stack refuses to play a shorter file.
_SHORTEST_S = 0.1
# A tone is looped; a loop's seam is a dip of a millisecond.
_TONE_LOOP_MS = 30_000

_names = itertools.count(1)


class _Player(pj.AudioMediaPlayer):  # type: ignore[misc]
    """Reports the end of its file; the stack calls `onEof2` on a thread of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, on_end: Callable[[], None]) -> None:
        super().__init__()
        self._loop = loop
        self._on_end = on_end

    def onEof2(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._on_end)
        except RuntimeError:
            # The loop is closed: nobody waits for the end any more.
            return


class Playback:
    """A sound on its way into a call; await it to wait for the sound's end."""

    def __init__(self, source: pj.AudioMediaPlayer | None, forget: Callable[[Playback], None]):
        """Wrap the player `source`, which `forget` disconnects."""
        self.source = source
        self._forget = forget
        self._ended = asyncio.get_running_loop().create_future()

    def __await__(self) -> Generator[None, None, bool]:
        """Wait for the end; the result tells whether the sound was played whole."""
        whole: bool = yield from asyncio.shield(self._ended).__await__()
        return whole

    def stop(self) -> None:
        """End the sound now, if it has not ended."""
        self.finish(whole=False)

    def finish(self, *, whole: bool) -> None:
        """Note the end of the sound."""
        if not self._ended.done():
            self._ended.set_result(whole)
            self._forget(self)


class LegAudio:
    """Connects players, a tone and the recorder to a leg's media, as often as the media change.

    The recorder also listens to `keeper`, a source that is never heard: a leg without media, on
    hold for one, would otherwise leave a gap and shift all that follows.
    """

    def __init__(self, *, scratch: Path, recording: Recording | None, keeper: pj.ToneGenerator):
        """Write sounds to play under `scratch`; record into `recording` when there is one."""
        self._scratch = scratch
        self._recording = recording
        self._keeper: pj.ToneGenerator | None = keeper
        self._media: pj.AudioMedia | None = None
        self._recorder: pj.AudioMediaRecorder | None = None
        self._tone: pj.ToneGenerator | None = None
        self._playbacks: list[Playback] = []

    def attach(self, media: pj.AudioMedia) -> bool:
        """Connect everything to the leg's present media; tell whether recording began now."""
        self._media = media
        began = False
        with stack_errors("connect the audio"):
            if self._recording is not None and self._keeper is not None:
                if self._recorder is None:
                    self._recorder = pj.AudioMediaRecorder()
                    self._recorder.createRecorder(str(self._recording.path))
                    self._keeper.startTransmit(self._recorder)
                    began = True
                media.startTransmit(self._recorder)
            if self._tone is not None:
                self._tone.startTransmit(media)
            for playback in self._playbacks:
                if playback.source is not None:
                    playback.source.startTransmit(media)
        return began

    def detach(self) -> None:
        """Note that the leg has no media for now; the stack has cut the connections."""
        self._media = None

    def play(self, sound: Path | Pcm) -> Playback:
        """Play a WAV file or 8 kHz PCM once, from the moment there are media.

        Raises:
            SoundError: the file is missing, or is not 16-bit mono PCM.
        """
        pcm = read_wav(sound) if isinstance(sound, Path) else sound
        path = self._scratch / f"play-{next(_names)}.wav"
        write_wav(path, join([pcm, silence(max(0.0, _SHORTEST_S - pcm.size / RATE_HZ))]))
        playback = Playback(None, self._drop)
        player = _Player(asyncio.get_running_loop(), lambda: playback.finish(whole=True))
        playback.source = player
        with stack_errors("play a sound"):
            player.createPlayer(str(path), pj.PJMEDIA_FILE_NO_LOOP)
            # The stack has the file open; the name is not needed any more.
            path.unlink()
            self._playbacks.append(playback)
            if self._media is not None:
                player.startTransmit(self._media)
        return playback

    def play_tone(self, freq_hz: int) -> None:
        """Play a tone instead of the one before, until stopped."""
        self.stop_tone()
        with stack_errors("play a tone"):
            self._tone = pj.ToneGenerator()
            self._tone.createToneGenerator(RATE_HZ, 1)
            tone = pj.ToneDesc()
            tone.freq1 = freq_hz
            tone.freq2 = 0
            tone.on_msec = _TONE_LOOP_MS
            tone.off_msec = 0
            tones = pj.ToneDescVector()
            tones.append(tone)
            self._tone.play(tones, True)
            if self._media is not None:
                self._tone.startTransmit(self._media)

    def stop_tone(self) -> None:
        """Stop the tone, if there is one."""
        if self._tone is not None:
            delete(self._tone)
            self._tone = None

    def close(self) -> None:
        """Stop all sounds and close the recording, which is complete a moment later."""
        self._media = None
        self.stop_tone()
        for playback in list(self._playbacks):
            playback.stop()
        if self._recorder is not None:
            delete(self._recorder)
            self._recorder = None
        self._keeper = None

    def _drop(self, playback: Playback) -> None:
        self._playbacks.remove(playback)
        if playback.source is not None:
            delete(playback.source)
            playback.source = None
