"""Listening as the calls need it: frames in, one judgement out, the event loop never held up.

Voice activity and endpointing run on the loop (0.15 ms for each 32 ms of audio); decoding runs in
worker processes that are started afresh when one dies. Where they cannot start, the service says
so and every listen ends without a result: callers still have their keys. A question that finds
it away has it started again, beside the calls.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar

import structlog

from ivr.flow.commands import Phrase
from recognizers import worker
from recognizers.base import LanguageResult, LanguageScores, WordResult
from recognizers.endpoint import Endpointer, EndpointSettings, SpeechStarted, UtteranceEnded
from recognizers.errors import DecodingFailed, RecognizerError, RecognizerUnavailable
from recognizers.fusion import FusionSettings, fuse
from recognizers.vad import Vad, VadModel
from recognizers.worker import WorkerSettings

_T = TypeVar("_T")
_START_TIMEOUT_S: Final = 30.0
_DECODE_TIMEOUT_S: Final = 15.0
_REVIVAL_PAUSE_S: Final = 5.0

_log = structlog.get_logger()


class RecognitionService:
    """Recognition for all calls. Start it, share it, close it."""

    def __init__(
        self,
        *,
        workers: int = 1,
        settings: WorkerSettings | None = None,
        endpointing: EndpointSettings | None = None,
        fusion: FusionSettings | None = None,
    ) -> None:
        """Prepare; nothing is loaded before `start`. `workers` is how many decode at a time."""
        if workers < 1:
            raise ValueError("at least one worker is needed")
        self._workers = workers
        self._settings = settings or WorkerSettings()
        self._endpointing = endpointing
        self._fusion = fusion
        self._vad: VadModel | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._reason = "not started"
        self._renewal = asyncio.Lock()
        self._wanted = False
        self._revival: asyncio.Task[None] | None = None
        self._no_revival_before = 0.0

    @property
    def available(self) -> bool:
        """Whether speech can be recognised at present; `reason` says why not."""
        return self._pool is not None

    @property
    def reason(self) -> str:
        """Why nothing can be recognised; '' while it can."""
        return "" if self.available else self._reason

    async def start(self) -> None:
        """Load the models. Does not raise: see `available` and `reason`."""
        self._wanted = True
        await self._load()
        try:
            unheard = await self._decode(worker.not_heard) if self.available else ()
        except RecognizerError as error:
            _log.warning("languages_heard_not_known", error=str(error))
        else:
            if unheard:
                _log.warning("languages_not_heard", langs=unheard, reason="no voice speaks them")

    async def close(self) -> None:
        """End the workers; listens under way end without a result."""
        self._wanted = False
        async with self._renewal:
            pool, self._pool, self._reason = self._pool, None, "closed"
        if self._revival is not None:
            await self._revival
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    async def words(
        self,
        frames: AsyncIterator[bytes],
        *,
        language: str,
        phrases: Sequence[Phrase],
        on_speech: Callable[[], None],
        timeout_s: float,
    ) -> WordResult | None:
        """Take the first utterance and say which phrase it is.

        None means that nothing was said for `timeout_s`, or the audio ended (hang-up). A result
        without a choice means that something else was said. `on_speech` is called once, when
        speech begins; the time limit ends there.

        Raises:
            RecognizerUnavailable: the service is not running.
            PronunciationUnknown, TooManyWords: the phrases cannot be listened for.
            DecodingFailed: the utterance could not be decoded.
        """
        pcm = await self._utterance(frames, on_speech, timeout_s)
        if pcm is None:
            return None
        return await self._decode(worker.recognize_words, pcm, language, tuple(phrases))

    async def language(
        self,
        frames: AsyncIterator[bytes],
        *,
        candidates: Sequence[str],
        priors: Mapping[str, float],
        on_speech: Callable[[], None],
        timeout_s: float,
    ) -> LanguageResult:
        """Take the first utterance and say which language it is in, with what was known before.

        Nothing said, or a hang-up, leaves the language unknown: silence confirms no prior.
        Candidates without words, or without a voice to pronounce them by, are not listened for.

        Raises:
            RecognizerUnavailable: the service is not running.
            DecodingFailed: the utterance could not be decoded.
        """
        pcm = await self._utterance(frames, on_speech, timeout_s)
        if pcm is None:
            return LanguageResult(language=None, confidence=0.0, evidence={"speech": "silence"})
        spoken: LanguageScores = await self._decode(worker.score_languages, pcm, tuple(candidates))
        return fuse(candidates=candidates, priors=priors, spoken=spoken, settings=self._fusion)

    async def _utterance(
        self, frames: AsyncIterator[bytes], on_speech: Callable[[], None], timeout_s: float
    ) -> bytes | None:
        if self._vad is None or (self._pool is None and not self._renewal.locked()):
            self._revive()
            raise RecognizerUnavailable(self._reason)
        vad, endpointer = Vad(self._vad), Endpointer(self._endpointing)
        try:
            async with asyncio.timeout(timeout_s) as limit:
                async for frame in frames:
                    for chunk, probability in vad.feed(frame):
                        event = endpointer.feed(chunk, probability)
                        if isinstance(event, SpeechStarted):
                            # From here the longest utterance is the limit, plus its hang-over.
                            limit.reschedule(None)
                            on_speech()
                        elif isinstance(event, UtteranceEnded):
                            return event.pcm
        except TimeoutError:
            if not limit.expired():
                raise
        return None

    async def _decode(self, question: Callable[..., _T], *arguments: object) -> _T:
        for attempt in (1, 2):
            # While lost workers are being replaced, the others wait for that.
            async with self._renewal:
                pool = self._pool
            if pool is None:
                raise RecognizerUnavailable(self._reason)
            try:
                answer = asyncio.wrap_future(pool.submit(question, *arguments))
                return await asyncio.wait_for(answer, _DECODE_TIMEOUT_S)
            except BrokenProcessPool as error:
                _log.warning("recognizer_worker_lost", attempt=attempt)
                await self._renew(pool)
                if attempt == 2:
                    raise DecodingFailed("the decoding process died, twice") from error
            except TimeoutError as error:
                raise DecodingFailed(f"no answer within {_DECODE_TIMEOUT_S:.0f} s") from error
            except RuntimeError as error:
                # The pool was closed between the look at it and the question.
                if self._pool is pool:
                    raise DecodingFailed(f"the decoding process failed: {error}") from error
        raise RecognizerUnavailable(self._reason)

    async def _load(self) -> None:
        async with self._renewal:
            if self._pool is not None or not self._wanted:
                return
            try:
                if self._vad is None:
                    self._vad = await asyncio.to_thread(VadModel)
                self._pool = await self._new_pool()
            except RecognizerError as error:
                self._reason = str(error)
                _log.warning("recognizer_unavailable", reason=self._reason)

    def _revive(self) -> None:
        """Start what is away, beside the calls; not all the time, a start costs seconds of work."""
        now = asyncio.get_running_loop().time()
        if not self._wanted or now < self._no_revival_before:
            return
        if self._revival is None or self._revival.done():
            self._revival = asyncio.create_task(self._revived())

    async def _revived(self) -> None:
        await self._load()
        self._no_revival_before = asyncio.get_running_loop().time() + _REVIVAL_PAUSE_S
        if self.available:
            _log.info("recognizer_back")

    async def _renew(self, broken: ProcessPoolExecutor) -> None:
        async with self._renewal:
            if self._pool is not broken:
                return
            self._pool = None
            await asyncio.to_thread(broken.shutdown, wait=True, cancel_futures=True)
            try:
                self._pool = await self._new_pool()
            except RecognizerError as error:
                self._reason = str(error)
                _log.error("recognizer_unavailable", reason=self._reason)

    async def _new_pool(self) -> ProcessPoolExecutor:
        # A forked child would inherit the calls' sockets and locks.
        pool = ProcessPoolExecutor(
            self._workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=worker.load,
            initargs=(self._settings,),
        )
        # One question for each worker starts them all; answers show that they are loaded.
        started = [
            asyncio.wrap_future(pool.submit(worker.process_id)) for _ in range(self._workers)
        ]
        try:
            await asyncio.wait_for(asyncio.gather(*started), _START_TIMEOUT_S)
        except (BrokenProcessPool, TimeoutError, OSError, RecognizerError) as error:
            await asyncio.to_thread(pool.shutdown, wait=False, cancel_futures=True)
            raise RecognizerUnavailable(f"the decoding processes do not start: {error}") from error
        return pool
