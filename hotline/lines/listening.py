"""The caller's ear: opens the audio tap of a call and hands it to the recognisers."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.audio_tap import AudioTap
from ivr.asterisk.audiosocket import AudioSocketServer, tap_channel
from ivr.asterisk.errors import TelephonyError
from ivr.flow import commands, inputs
from recognizers.errors import RecognizerError
from recognizers.service import RecognitionService

log = structlog.get_logger()

# The flow ends a listen that has lasted long enough; this is the bound should it forget.
_LONGEST_S: Final = 120.0
# Opening a tap costs the switch a channel. A menu that follows another one asks at once.
_LINGER_S: Final = 1.0


class Listening:
    """One tap a call, kept from question to question. Nobody hears what comes between two.

    Without a recogniser keys still work: the answer is 'nothing heard'.
    """

    def __init__(
        self, *, ami: AmiClient, server: AudioSocketServer, recognition: RecognitionService
    ) -> None:
        self._ami = ami
        self._server = server
        self._recognition = recognition
        self._resting: dict[str, AudioTap] = {}

    async def listen(
        self,
        command: commands.ListenForWords | commands.ListenForLanguage,
        *,
        channel_uniqueid: str,
        on_speech: Callable[[], None],
    ) -> inputs.Input:
        """Return WordsHeard or LanguageHeard for the first utterance, or CommandFailed."""
        try:
            tap = await self._open(channel_uniqueid)
        except TelephonyError as error:
            log.warning("tap_failed", error=str(error))
            return inputs.CommandFailed(what=command.listen_id, reason=str(error))
        try:
            if isinstance(command, commands.ListenForWords):
                words = await self._recognition.words(
                    tap,
                    language=command.language,
                    phrases=command.phrases,
                    on_speech=on_speech,
                    timeout_s=_LONGEST_S,
                )
                return inputs.WordsHeard(
                    listen_id=command.listen_id,
                    choice=words.choice if words else None,
                    confidence=words.confidence if words else 0.0,
                )
            language = await self._recognition.language(
                tap,
                candidates=command.candidates,
                priors=command.priors,
                on_speech=on_speech,
                timeout_s=_LONGEST_S,
            )
            return inputs.LanguageHeard(
                listen_id=command.listen_id,
                language=language.language,
                confidence=language.confidence,
                evidence=language.evidence,
            )
        except RecognizerError as error:
            log.warning("recognition_failed", error=str(error))
            return inputs.CommandFailed(what=command.listen_id, reason=str(error))
        finally:
            self._rest(channel_uniqueid, tap)

    async def _open(self, channel_uniqueid: str) -> AudioTap:
        resting = self._resting.pop(channel_uniqueid, None)
        if resting is not None and not resting.closed:
            resting.skip()
            return resting
        return await tap_channel(self._ami, self._server, channel_uniqueid=channel_uniqueid)

    def _rest(self, channel_uniqueid: str, tap: AudioTap) -> None:
        """Keep the tap for a moment: the next question may follow at once."""
        other = self._resting.pop(channel_uniqueid, None)
        if other is not None:
            other.close()
        if not tap.closed:
            self._resting[channel_uniqueid] = tap
        asyncio.get_running_loop().call_later(_LINGER_S, self._let_go, channel_uniqueid, tap)

    def _let_go(self, channel_uniqueid: str, tap: AudioTap) -> None:
        if self._resting.get(channel_uniqueid) is tap:
            del self._resting[channel_uniqueid]
            tap.close()
