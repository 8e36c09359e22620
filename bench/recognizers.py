"""How well the recognisers do on real recordings: ``python -m bench.recognizers``.

The recordings are Asterisk's core sounds, one speaker a language, read and clean; noise is added
at 30 and 15 dB. Speed and pauses are varied, so trials of one language are not independent.
Callers will be harder to recognise than this.
"""

import argparse
import json
import os
import random
import sys
import time
import wave
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from ivr.flow.commands import Phrase
from recognizers.audio import pcm_of, samples_of
from recognizers.base import SAMPLE_RATE_HZ
from recognizers.fusion import fuse
from recognizers.keyword_lists import COUNT_TO_THREE
from recognizers.keywords import MenuWordRecognizer
from recognizers.language import PromptedKeywordDetector

Sound = NDArray[np.float64]

LANGUAGES = ("en", "es", "fr", "it", "ru")
CITY = ("en", "es", "fr", "it", "ru", "ht", "zh", "vi")
SPEECH_RMS = 3000.0
NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez".split(),
}
WORDS = {
    "en": {
        "hello": "hello",
        "goodbye": "goodbye",
        "vm-Family": "family",
        "vm-Friends": "friends",
        "vm-Work": "work",
        "vm-Urgent": "urgent",
        "cancelled": "cancelled",
        "activated": "activated",
        "hours": "hours",
        "minutes": "minutes",
        "location": "location",
        "extension": "extension",
        "phonetic/a_p": "alpha",
        "phonetic/h_p": "hotel",
        "phonetic/n_p": "november",
        "phonetic/o_p": "oscar",
        "number": "number",
    }
}


def sounds_dir(language: str) -> Path:
    """Return where set-up put the core sounds of a language."""
    base = os.environ.get("HOTLINE_CACHE") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "hotline"
    )
    described = json.loads(Path(base, "asterisk", "toolchain.json").read_text())
    return Path(described["sounds_dirs"][language])


def recording(language: str, name: str) -> Sound:
    """Read one core sound, without the silence around it."""
    with wave.open(str(sounds_dir(language) / f"{name}.wav")) as sound:
        samples = samples_of(sound.readframes(sound.getnframes())).astype(np.float64)
    frames = samples[: len(samples) // 80 * 80].reshape(-1, 80)
    level = np.sqrt((frames**2).mean(axis=1))
    loud = np.flatnonzero(level > 0.02 * level.max())
    return samples[max(0, loud[0] - 2) * 80 : (loud[-1] + 3) * 80]


def silence(seconds: float) -> Sound:
    """Return digital silence."""
    return np.zeros(int(seconds * SAMPLE_RATE_HZ))


def counting(
    language: str,
    rng: np.random.Generator,
    *,
    numbers: Sequence[int] = (1, 2, 3),
    speed: float = 1.0,
) -> Sound:
    """Join the recorded numbers with pauses of 50 to 400 ms."""
    parts = [silence(0.25)]
    for number in numbers:
        word = recording(language, f"digits/{number}")
        parts += [resample_poly(word, 100, round(100 * speed)), silence(rng.uniform(0.05, 0.4))]
    return np.concatenate([*parts[:-1], silence(0.3)])


def with_noise(sound: Sound, snr_db: float, rng: np.random.Generator) -> bytes:
    """Set the speech to a usual level and add white noise below it."""
    loud = np.abs(sound) > 0.05 * np.abs(sound).max()
    speech = sound * (SPEECH_RMS / np.sqrt(np.mean(sound[loud] ** 2)))
    noise = rng.normal(scale=SPEECH_RMS * 10 ** (-snr_db / 20), size=len(sound))
    return pcm_of(speech + noise)


def no_speech(rng: np.random.Generator) -> dict[str, bytes]:
    """Return two seconds each of what a line carries when nobody speaks."""
    t = np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    tone: Callable[[float], Sound] = lambda hertz: np.sin(2 * np.pi * hertz * t)  # noqa: E731
    tremolo = 1 + 0.5 * tone(3.0)
    return {
        "silence": pcm_of(silence(2.0)),
        "hiss": pcm_of(rng.normal(scale=1000, size=len(t))),
        "dtmf 5": pcm_of(4000 * (tone(770) + tone(1336))),
        "dial tone": pcm_of(4000 * tone(425)),
        "chord": pcm_of(2500 * tremolo * (tone(262) + tone(330) + tone(392))),
    }


@dataclass(slots=True)
class Tally:
    """What came of the trials of one condition."""

    trials: int = 0
    right: int = 0
    answered: int = 0
    right_answered: int = 0
    confusions: Counter[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        """Begin with no confusions."""
        self.confusions = Counter()

    def add(self, truth: str, best: str, answer: str | None) -> None:
        """Count one trial: the best candidate, and the answer given if any."""
        self.trials += 1
        self.right += best == truth
        self.answered += answer is not None
        self.right_answered += answer == truth
        if answer not in (None, truth):
            self.confusions[f"{truth}>{answer}"] += 1

    def __str__(self) -> str:
        """Show shares, and accuracy among the answered."""
        accuracy = self.right_answered / self.answered if self.answered else float("nan")
        return (
            f"n={self.trials} best right {self.right / self.trials:.2f} | answered "
            f"{self.answered / self.trials:.2f}, of these right {accuracy:.2f} "
            f"{dict(self.confusions) or ''}"
        )


def language_trials(
    detector: PromptedKeywordDetector,
    *,
    candidates: Sequence[str],
    snr_db: float,
    seed: int,
    each: int,
) -> Tally:
    """Let each real speaker count to three `each` times."""
    rng, tally = np.random.default_rng(seed), Tally()
    for language in LANGUAGES:
        for _ in range(each):
            sound = counting(language, rng, speed=rng.uniform(0.9, 1.12))
            scores = detector.score(with_noise(sound, snr_db, rng), candidates=candidates)
            best = max(scores.probabilities, key=lambda tag: scores.probabilities[tag])
            result = fuse(candidates=candidates, spoken=scores)
            tally.add(language, best if scores.speech_likelihood else "", result.language)
    return tally


def stray_trials(
    detector: PromptedKeywordDetector, *, candidates: Sequence[str], seed: int
) -> tuple[int, int]:
    """Return how many stray sounds there were, and for how many a language was named."""
    rng = np.random.default_rng(seed)
    names = ("auth-thankyou", "vm-sorry", "vm-goodbye", "vm-password", "vm-messages", "vm-youhave")
    strays = list(no_speech(rng).values()) + [
        with_noise(recording(language, name), 25, rng) for language in LANGUAGES for name in names
    ]
    named = sum(
        fuse(candidates=candidates, spoken=detector.score(pcm, candidates=candidates)).language
        is not None
        for pcm in strays
    )
    return len(strays), named


def menu_sounds(language: str) -> Iterator[tuple[str, Sound]]:
    """Yield the words of a language that were really recorded."""
    for number, word in enumerate(NUMBERS[language]):
        yield word, recording(language, f"digits/{number}")
    for name, word in WORDS.get(language, {}).items():
        yield word, recording(language, name)


def menu_trials(
    recognizer: MenuWordRecognizer, *, language: str, snr_db: float, seed: int, menus: int
) -> tuple[Tally, int, int]:
    """Ask menus of eight words for all words there are; count apart those that are not in it."""
    rng, pick = np.random.default_rng(seed), random.Random(seed)
    sounds = dict(menu_sounds(language))
    tally, strays, taken = Tally(), 0, 0
    for _ in range(menus):
        menu = pick.sample(sorted(sounds), 8)
        phrases = [Phrase(words=word, choice=word) for word in menu]
        for word, sound in sounds.items():
            padded = np.concatenate([silence(0.25), sound, silence(0.3)])
            pcm = with_noise(padded, snr_db, rng)
            result = recognizer.recognize(pcm, language=language, phrases=phrases)
            answer = result.choice if result.confidence >= 0.5 else None
            if word in menu:
                tally.add(word, result.choice or "", answer)
            else:
                strays += 1
                taken += answer is not None
    return tally, strays, taken


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--each", type=int, default=6, help="trials a language")
    parser.add_argument("--menus", type=int, default=4, help="random menus a condition")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    detector, words = PromptedKeywordDetector(), MenuWordRecognizer()
    begun, everyone = time.perf_counter(), tuple(COUNT_TO_THREE)
    for candidates in (LANGUAGES, CITY, everyone):
        for snr_db in (30.0, 15.0):
            tally = language_trials(
                detector,
                candidates=candidates,
                snr_db=snr_db,
                seed=options.seed,
                each=options.each,
            )
            print(f"language, {len(candidates)} candidates, {snr_db:.0f} dB: {tally}", flush=True)
        strays, named = stray_trials(detector, candidates=candidates, seed=options.seed)
        print(f"  strays taken for a language: {named} of {strays}", flush=True)
    for language in ("en", "es"):
        for snr_db in (30.0, 15.0):
            tally, strays, taken = menu_trials(
                words, language=language, snr_db=snr_db, seed=options.seed, menus=options.menus
            )
            print(f"menu {language}, {snr_db:.0f} dB: {tally} | strays taken {taken} of {strays}")
    print(f"{time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
