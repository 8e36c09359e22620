"""The languages there are, by BCP 47 tag, with their English names."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from acd.plan.sections import LanguageTag
from ivr.flow.loading.source import load_yaml

FILE = Path(__file__).with_name("languages.yaml")


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: dict[LanguageTag, str]


@cache
def catalogue() -> dict[str, str]:
    """Return every language of the catalogue, tag to name."""
    return load_yaml(FILE, _Catalogue).languages
