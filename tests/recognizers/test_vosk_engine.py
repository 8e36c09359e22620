from pathlib import Path

import pytest

from ivr.flow.commands import Phrase
from recognizers.base import WordResult
from recognizers.errors import ModelMissing
from recognizers.vosk_engine import (
    VoskWordRecognizer,
    check_model,
    match_phrase,
    model_rate_hz,
)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_directory_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="not a directory"):
        check_model(tmp_path / "absent")


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"am/final.mdl": "x", "conf/mfcc.conf": ""})
    with pytest.raises(ModelMissing, match=r"conf/mfcc\.conf, conf/model\.conf missing or empty"):
        check_model(tmp_path)


@pytest.mark.parametrize(
    "files",
    [
        {"am/final.mdl": "x", "conf/mfcc.conf": "x", "conf/model.conf": "x"},
        {"final.mdl": "x", "mfcc.conf": "x"},
    ],
)
def test_either_layout_passes_the_look(tmp_path: Path, files: dict[str, str]) -> None:
    check_model(write(tmp_path, files))


def test_damaged_model_is_an_error_with_its_directory(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "am/final.mdl": "garbage" * 100,
            "conf/mfcc.conf": "--sample-frequency=16000\n",
            "conf/model.conf": "--beam=10\n",
        },
    )
    with pytest.raises(ModelMissing, match=str(tmp_path)):
        VoskWordRecognizer(tmp_path, language="en")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("--use-energy=false\n--sample-frequency=8000  # telephone\n", 8000),
        ("--sample-frequency=16000.0", 16000),
        ("#--sample-frequency=8000", 16000),
        ("", 16000),
    ],
)
def test_rate_is_read_from_the_model(tmp_path: Path, text: str, rate: int) -> None:
    assert model_rate_hz(write(tmp_path, {"conf/mfcc.conf": text})) == rate


@pytest.mark.parametrize("text", ["--sample-frequency=high", "--sample-frequency=4000"])
def test_impossible_rate_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ModelMissing, match=r"mfcc\.conf"):
        model_rate_hz(write(tmp_path, {"mfcc.conf": text}))


def answer(*words: tuple[str, float]) -> dict[str, object]:
    return {"result": [{"word": word, "conf": conf} for word, conf in words]}


PHRASES = (
    Phrase(words="street", choice="street"),
    Phrase(words="Street light", choice="light"),
    Phrase(words="", choice="nothing"),
)


def test_longest_phrase_in_a_row_wins() -> None:
    said = answer(("the", 1.0), ("street", 0.9), ("light", 0.7))
    result = match_phrase(said, PHRASES)
    assert result.choice == "light"
    assert result.confidence == pytest.approx(0.8)


def test_words_apart_are_not_the_phrase() -> None:
    said = answer(("light", 1.0), ("the", 1.0), ("street", 0.6))
    assert match_phrase(said, PHRASES) == WordResult(choice="street", confidence=0.6)


@pytest.mark.parametrize("said", [answer(), {"text": ""}, answer(("streets", 1.0))])
def test_anything_else_is_no_choice(said: dict[str, object]) -> None:
    assert match_phrase(said, PHRASES) == WordResult(choice=None, confidence=0.0)
