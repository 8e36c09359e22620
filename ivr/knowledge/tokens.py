"""Texts as the pieces that are searched for.

Case, accents and width are folded. Of scripts written without spaces every two neighbouring signs
are a piece (bigrams: Manning, Raghavan and Schuetze, "Introduction to Information Retrieval",
2008, section 2.2.1); a sign that stands alone is one by itself.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNSPACED = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0e7f\U00020000-\U0003134f"
_RUNS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_FIRST_UNSPACED = re.compile(rf"[{_UNSPACED}]")


def folded(text: str) -> str:
    """Return the text without what a searcher may leave out: case, accents, width."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")


def is_unspaced(piece: str) -> bool:
    """Whether a piece is of a script written without spaces."""
    return _FIRST_UNSPACED.match(piece) is not None


def tokens(text: str) -> Iterator[str]:
    """Yield the pieces of a text, in its order, as often as they come."""
    for run in _RUNS.findall(folded(text)):
        if len(run) > 1 and is_unspaced(run):
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield run
