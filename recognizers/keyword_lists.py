"""What a caller says who was asked to count to three, in the languages cities meet most.

These are the defaults of the prompted language detector; a city's profile may bring its own
phrases for a tag. Native script, since the pronunciation rules are those of the language.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_COUNTS: Final = {
    "en": ("one two three",),
    "es": ("uno dos tres",),
    "fr": ("un deux trois",),
    "it": ("uno due tre",),
    "ru": (
        "один два три",
        "раз два три",
    ),
    "pt": ("um dois três",),
    "ht": ("youn de twa",),
    "de": ("eins zwei drei",),
    "pl": ("jeden dwa trzy",),
    "uk": ("один два три",),
    "ro": ("unu doi trei",),
    "sq": ("një dy tre",),
    "el": ("ένα δύο τρία",),
    "ar": ("واحد اثنان ثلاثة",),
    "fa": ("یک دو سه",),
    "tr": ("bir iki üç",),
    "hi": ("एक दो तीन",),
    "ur": ("ایک دو تین",),
    "bn": ("এক দুই তিন",),
    "pa": ("ਇੱਕ ਦੋ ਤਿੰਨ",),
    "ne": ("एक दुई तीन",),
    "zh": ("一 二 三",),
    "yue": ("一 二 三",),
    "vi": ("một hai ba",),
    "ko": (
        "하나 둘 셋",
        "일 이 삼",
    ),
    "ja": ("いち に さん",),
    "am": ("አንድ ሁለት ሦስት",),
    "sw": ("moja mbili tatu",),
}

COUNT_TO_THREE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(_COUNTS)
