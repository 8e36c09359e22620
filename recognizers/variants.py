"""Other ways a foreign word may sound to an English model at the end of a telephone line.

The telephone cuts off above 3.4 kHz, where most of an s lies: what is left of it resembles th or
f. Plain t and tapped r of most languages are heard as d, pure e as ey, rounded front vowels as
uh. A word gets those of its variants that change least. English words need none of this: the
model was made from them.
"""

from itertools import product
from types import MappingProxyType
from typing import Final

Phones = tuple[str, ...]

MAX_VARIANTS: Final = 24
_HEARD_AS: Final = MappingProxyType(
    {"S": ("TH", "F"), "ER": ("UH", "AH"), "T": ("D",), "R": ("D",), "EH": ("EY",)}
)


def variants(phones: Phones, *, limit: int = MAX_VARIANTS) -> tuple[Phones, ...]:
    """Return the phones themselves and up to `limit` - 1 others, the least changed first."""
    choices = [(phone, *_HEARD_AS.get(phone, ())) for phone in phones]
    ranked = sorted(
        product(*(range(len(choice)) for choice in choices)),
        key=lambda picks: (sum(pick > 0 for pick in picks), sum(picks)),
    )
    return tuple(
        tuple(choice[pick] for choice, pick in zip(choices, picks, strict=True))
        for picks in ranked[:limit]
    )
