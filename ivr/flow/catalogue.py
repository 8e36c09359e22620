"""The languages there are, by BCP 47 tag, with their English names."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from acd.plan.sections import LanguageTag
from ivr.flow.loading.problems import did_you_mean
from ivr.flow.loading.source import load_yaml

FILE = Path(__file__).with_name("languages.yaml")


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: dict[LanguageTag, str]


@cache
def catalogue() -> dict[str, str]:
    """Return every language of the catalogue, tag to name."""
    return load_yaml(FILE, _Catalogue).languages


def is_language(tag: str, known: Collection[str]) -> bool:
    """Tell whether `known` or the catalogue has a language, whatever its region or script."""
    return tag in known or tag.partition("-")[0].lower() in catalogue()


def language_hint(tag: str, known: Collection[str]) -> str:
    """Return what an unknown tag may mean, in brackets after a blank; '' if nothing is near."""
    hint = did_you_mean(tag, (*known, *catalogue()))
    return f" ({hint})" if hint else ""
