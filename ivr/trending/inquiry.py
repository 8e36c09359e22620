"""One question answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A question answered at epoch second `at`, under the code of its answer.

    `language` is a BCP 47 tag, `district` the city's own name; either is '' when not known.
    """

    code: str
    at: float
    language: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose inquiries count: None is everybody's."""

    language: str | None = None
    district: str | None = None

    def covers(self, *, language: str, district: str) -> bool:
        """Whether an inquiry in this language from this district counts."""
        return self.language in (None, language) and self.district in (None, district)


def only_language(spoken: str) -> str:
    """Return the language of an answer spoken in `spoken`, a tag or several with commas between.

    '' for several: such an answer says nothing of the caller's language.
    """
    return "" if "," in spoken else spoken


CITY = Scope()
"""Everybody's inquiries."""
