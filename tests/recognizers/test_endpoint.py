import pytest

from recognizers.endpoint import (
    Endpointer,
    EndpointSettings,
    EndpointState,
    SpeechStarted,
    UtteranceEnded,
)

CHUNK = 512  # bytes of 32 ms


def run(endpointer: Endpointer, probabilities: list[float]) -> list[tuple[int, object]]:
    events = []
    for number, probability in enumerate(probabilities):
        event = endpointer.feed(bytes([number % 256]) * CHUNK, probability)
        if event is not None:
            events.append((number, event))
    return events


def test_utterance_has_pre_roll_speech_and_post_roll() -> None:
    endpointer = Endpointer(EndpointSettings(pre_roll_s=0.256, hang_over_s=0.64, post_roll_s=0.128))
    events = run(endpointer, [0.0] * 20 + [0.9] * 30 + [0.0] * 40)
    assert events[0] == (22, SpeechStarted())  # the third chunk of speech: 96 ms
    number, ended = events[1]
    assert number == 69  # 20 chunks of silence: 640 ms
    assert isinstance(ended, UtteranceEnded)
    assert not ended.cut
    # Eight chunks of pre-roll before chunk 20, four of post-roll after chunk 49.
    assert [ended.pcm[at] for at in range(0, len(ended.pcm), CHUNK)] == list(range(12, 54))
    assert endpointer.state is EndpointState.ENDED


def test_nothing_follows_the_end() -> None:
    events = run(Endpointer(), [0.9] * 10 + [0.0] * 30 + [0.9] * 30 + [0.0] * 30)
    assert [type(event) for _, event in events] == [SpeechStarted, UtteranceEnded]


def test_click_is_forgotten() -> None:
    assert run(Endpointer(), ([0.9, 0.9] + [0.1] * 5) * 20) == []


def test_pause_shorter_than_the_hang_over_does_not_end_it() -> None:
    settings = EndpointSettings(hang_over_s=0.6)
    short_pauses = ([0.9] * 10 + [0.0] * 18) * 3
    assert len(run(Endpointer(settings), short_pauses)) == 1
    assert len(run(Endpointer(settings), [*short_pauses, 0.0])) == 2


def test_doubtful_chunks_neither_start_nor_end_speech() -> None:
    doubtful = [0.4] * 60
    assert run(Endpointer(), doubtful) == []
    assert len(run(Endpointer(), [0.9] * 5 + doubtful)) == 1


def test_endless_speech_is_cut() -> None:
    events = run(Endpointer(EndpointSettings(max_utterance_s=1.6)), [0.9] * 100)
    number, ended = events[1]
    assert isinstance(ended, UtteranceEnded)
    assert ended.cut
    assert len(ended.pcm) == 50 * CHUNK
    assert number == 49


@pytest.mark.parametrize("pre_roll_s", [0.2, 0.3])
def test_speech_from_the_first_chunk_has_what_pre_roll_there_is(pre_roll_s: float) -> None:
    events = run(Endpointer(EndpointSettings(pre_roll_s=pre_roll_s)), [0.9] * 5 + [0.0] * 30)
    ended = events[1][1]
    assert isinstance(ended, UtteranceEnded)
    assert ended.pcm[0] == 0
