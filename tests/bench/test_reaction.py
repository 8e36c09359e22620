import pytest

from bench.errors import CallFailed
from bench.reaction import Heard, Reaction, reaction

PRESSED_AT = 100.0


def of(*heard: tuple[float, str | None]) -> Reaction | None:
    packets = [Heard(at=at, tone=tone) for at, tone in heard]
    return reaction(packets, pressed_at=PRESSED_AT, before="a", after="b")


def test_silence_is_the_end_of_the_last_packet_and_the_next_prompt_the_first_one() -> None:
    done = of((99.995, "a"), (100.015, "a"), (100.035, None), (100.040, "b"), (100.060, "b"))
    assert done is not None
    assert done.to_silence_ms == pytest.approx(35)
    assert done.to_next_ms == pytest.approx(40)


def test_a_packet_before_the_key_may_be_the_last() -> None:
    done = of((99.995, "a"), (100.004, "b"))
    assert done is not None
    assert (done.to_silence_ms, done.to_next_ms) == (pytest.approx(15), pytest.approx(4))


def test_a_prompt_that_was_over_before_the_key_was_silent_at_once() -> None:
    done = of((98.0, "a"), (100.004, "b"))
    assert done is not None
    assert done.to_silence_ms == 0


def test_without_the_next_prompt_there_is_no_reaction_yet() -> None:
    assert of((99.995, "a"), (100.015, None)) is None


@pytest.mark.parametrize(
    ("tone", "at", "why"), [("c", 100.02, "c was heard, not b"), ("b", 99.99, "before the key")]
)
def test_what_the_key_cannot_have_done_is_an_error(tone: str, at: float, why: str) -> None:
    with pytest.raises(CallFailed, match=why):
        of((at, tone))
