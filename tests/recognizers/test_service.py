import asyncio
import os
import signal
from collections.abc import AsyncIterator

import numpy as np
import pytest

from bench.recognizers import counting, no_speech, recording, silence, with_noise
from ivr.flow.commands import Phrase
from recognizers import worker
from recognizers.base import FRAME_BYTES
from recognizers.errors import ModelMissing, PronunciationUnknown, RecognizerUnavailable
from recognizers.service import RecognitionService
from recognizers.worker import WorkerSettings

PHRASES = [Phrase(words=word, choice=word) for word in ("location", "hello", "minutes")]
RNG = np.random.default_rng(3)


async def frames(pcm: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        await asyncio.sleep(0)
        yield pcm[at : at + FRAME_BYTES]


async def for_ever(pcm: bytes) -> AsyncIterator[bytes]:
    while True:
        await asyncio.sleep(0.001)
        yield pcm


def word(name: str) -> bytes:
    return with_noise(np.concatenate([silence(0.5), recording("en", name), silence(1.0)]), 30, RNG)


@pytest.fixture
async def service() -> AsyncIterator[RecognitionService]:
    one = RecognitionService()
    await one.start()
    assert one.available, one.reason
    yield one
    await one.close()


class Calls:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


async def hear(service: RecognitionService, pcm: bytes, **options: float) -> object:
    return await service.words(
        frames(pcm),
        language="en",
        phrases=PHRASES,
        on_speech=Calls(),
        timeout_s=options.get("timeout_s", 5.0),
    )


async def test_word_and_language_from_frames(service: RecognitionService) -> None:
    spoke = Calls()
    heard = await service.words(
        frames(word("location")), language="en", phrases=PHRASES, on_speech=spoke, timeout_s=5
    )
    assert heard is not None
    assert heard.choice == "location"
    assert spoke.count == 1

    spoken = np.concatenate([silence(0.5), counting("ru", RNG), silence(1.0)])
    result = await service.language(
        frames(with_noise(spoken, 30, RNG)),
        candidates=["en", "es", "ru", "zh", "so"],
        priors={"ru": 0.4},
        on_speech=spoke,
        timeout_s=5,
    )
    assert result.language == "ru"
    assert set(result.evidence) == {"priors", "speech"}
    assert spoke.count == 2


async def test_hang_up_and_silence_say_nothing(service: RecognitionService) -> None:
    assert await hear(service, b"") is None
    assert await hear(service, word("location")[: 8000 * 2 // 2]) is None
    assert await hear(service, no_speech(RNG)["silence"]) is None
    result = await service.language(
        frames(no_speech(RNG)["silence"]),
        candidates=["en", "es"],
        priors={"en": 0.9},
        on_speech=Calls(),
        timeout_s=5,
    )
    assert result.language is None


async def test_waiting_for_speech_is_limited(service: RecognitionService) -> None:
    spoke = Calls()
    heard = await service.words(
        for_ever(bytes(FRAME_BYTES)),
        language="en",
        phrases=PHRASES,
        on_speech=spoke,
        timeout_s=0.2,
    )
    assert heard is None
    assert spoke.count == 0


async def test_lost_worker_is_replaced(service: RecognitionService) -> None:
    pool = service._pool
    assert pool is not None
    os.kill(await asyncio.wrap_future(pool.submit(worker.process_id)), signal.SIGKILL)
    results = await asyncio.gather(*(hear(service, word("location")) for _ in range(3)))
    assert [getattr(result, "choice", None) for result in results] == ["location"] * 3
    assert service.available


async def test_faulty_phrases_harm_no_other_listen(service: RecognitionService) -> None:
    with pytest.raises(PronunciationUnknown):
        await service.words(
            frames(word("hello")),
            language="so",
            phrases=[Phrase(words="salaan", choice="x")],
            on_speech=Calls(),
            timeout_s=5,
        )
    assert getattr(await hear(service, word("location")), "choice", None) == "location"


async def test_the_loop_goes_on_during_decoding(service: RecognitionService) -> None:
    listening = asyncio.create_task(hear(service, word("location")))
    turns = 0
    while not listening.done():
        await asyncio.sleep(0)
        turns += 1
    assert listening.result() is not None
    assert turns > 100


async def test_without_a_model_it_says_why() -> None:
    settings = WorkerSettings(vosk_models={"en": "/nowhere/model"})
    service = RecognitionService(settings=settings)
    await service.start()
    assert not service.available
    assert "/nowhere/model" in service.reason
    with pytest.raises(RecognizerUnavailable):
        await hear(service, word("location"))
    await service.close()


async def test_a_question_that_finds_it_away_brings_it_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as without_model:
        without_model.setattr("recognizers.service.VadModel", missing_model)
        service = RecognitionService()
        await service.start()
        assert service.reason == "no model"
    with pytest.raises(RecognizerUnavailable, match="no model"):
        await hear(service, word("location"))
    assert service._revival is not None
    await service._revival
    assert getattr(await hear(service, word("location")), "choice", None) == "location"
    await service.close()


def missing_model() -> None:
    raise ModelMissing("no model")


async def test_closed_or_never_started_it_is_unavailable() -> None:
    service = RecognitionService()
    assert (service.available, service.reason) == (False, "not started")
    with pytest.raises(RecognizerUnavailable, match="not started"):
        await hear(service, word("location"))
    await service.close()
    with pytest.raises(RecognizerUnavailable, match="closed"):
        await hear(service, word("location"))


def test_no_workers_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="one worker"):
        RecognitionService(workers=0)
