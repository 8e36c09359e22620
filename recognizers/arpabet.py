"""From the phones of any language (IPA) to the nearest ones of American English (ARPAbet).

The acoustic model knows the 39 phones of the CMU dictionary. Every IPA symbol that espeak-ng
writes is mapped to the English phone that an English ear would take it for: front rounded
vowels to the nearest back or central one, uvular and tapped r to R, palatal nasals to N Y.
Length, stress, tone and nasalisation have no counterpart and are dropped. Distinctions that
English lacks are lost; the recognisers therefore compare scores, never phones alone.
"""

import re
import unicodedata
from typing import Final

ARPABET: Final = frozenset(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH "
    "UH UW V W Y Z ZH".split()
)

# Two symbols that are one English phone, or a cluster whose parts would be read otherwise.
_PAIRS: Final = {
    **dict.fromkeys(("aɪ", "ai", "aj", "ɑɪ", "ɑi", "ʌɪ"), "AY"),
    **dict.fromkeys(("aʊ", "au", "aw", "ɑʊ", "ɑu", "æʊ", "æɔ", "æo"), "AW"),
    **dict.fromkeys(("eɪ", "ei", "ej", "ɛɪ", "ɛi"), "EY"),
    **dict.fromkeys(("oʊ", "ou", "əʊ", "ɔʊ", "ʌʊ", "ow"), "OW"),
    **dict.fromkeys(("ɔɪ", "ɔi", "oɪ", "oi", "ɔø", "œy", "ɔʏ"), "OY"),
    **dict.fromkeys(("tʃ", "tɕ", "tʂ", "ʈʂ", "cɕ"), "CH"),
    **dict.fromkeys(("dʒ", "dʑ", "dʐ", "ɖʐ", "ɟʝ"), "JH"),
    **dict.fromkeys(("əɹ", "ɜɹ", "əɻ"), "ER"),
    "ts": "T S",
    "dz": "D Z",
    "pf": "F",
    "iə": "IY AH",
    "uə": "UW AH",
}

_SINGLES: Final = {
    # vowels
    **dict.fromkeys("aɑ", "AA"),
    **dict.fromkeys("æ", "AE"),
    **dict.fromkeys("ɐəɘʌɤ", "AH"),
    **dict.fromkeys("ɒɔ", "AO"),
    **dict.fromkeys("eɛ", "EH"),
    **dict.fromkeys("ɚɝɜɞøœɶ", "ER"),
    **dict.fromkeys("ɪɨᵻ", "IH"),
    **dict.fromkeys("i", "IY"),
    **dict.fromkeys("o", "OW"),
    **dict.fromkeys("ʊʏɵɯ", "UH"),
    **dict.fromkeys("uyʉ", "UW"),
    # plosives and affricates
    **dict.fromkeys("pƥ", "P"),
    **dict.fromkeys("bɓ", "B"),
    **dict.fromkeys("tʈ", "T"),
    **dict.fromkeys("dɖɗᶑ", "D"),
    **dict.fromkeys("kqc", "K"),
    **dict.fromkeys("gɡɢɠʛɣɰ", "G"),
    **dict.fromkeys("ɟʄ", "JH"),
    # nasals, liquids, glides
    **dict.fromkeys("mɱ", "M"),
    **dict.fromkeys("nɳ", "N"),
    **dict.fromkeys("ŋɴ", "NG"),
    "ɲ": "N Y",
    **dict.fromkeys("rɾɽʀʁɹɻɺ", "R"),
    **dict.fromkeys("lɫɭʟɮ", "L"),
    "ʎ": "L Y",
    **dict.fromkeys("jʝ", "Y"),
    **dict.fromkeys("wʍɥ", "W"),
    # fricatives
    **dict.fromkeys("fɸ", "F"),
    **dict.fromkeys("vβʋⱱ", "V"),
    "θ": "TH",
    "ð": "DH",
    "s": "S",
    "z": "Z",
    **dict.fromkeys("ʃɕʂɬɧ", "SH"),
    **dict.fromkeys("ʒʑʐ", "ZH"),
    **dict.fromkeys("hɦħxχç", "HH"),
    # sounds without any English counterpart
    **dict.fromkeys("ʔʕʡʢ", ""),
}

# espeak-ng marks a word read by another language's rules as (en)word(fr).
_LANGUAGE_SWITCH: Final = re.compile(r"\([a-z][a-z0-9-]*\)")
# Combining marks, modifier letters, tone letters and digits, stress, ties, syllable breaks.
_DROPPED: Final = re.compile(
    r"[\u0300-\u036f\u02b0-\u02ff\u1d2c-\u1d6a\u207f\u203f0-9˥-˩↑↓ꜜꜛ.'‘’_\-·|]"
)
_SPACE: Final = re.compile(r"\s+")
# Removed by _DROPPED, except this length mark, which tells a vowel from its r-coloured twin.
_R_COLOURED: Final = ("ɜː", "ɝ")


def unknown_symbols(ipa: str) -> set[str]:
    """Return the symbols of `ipa` that the table does not know."""
    return {symbol for symbol in _clean(ipa) if symbol not in _SINGLES and not symbol.isspace()}


def to_arpabet(ipa: str) -> tuple[str, ...]:
    """Map a transcription of one word to ARPAbet phones; doubled phones are written once.

    Symbols that the table does not know are passed over: see `unknown_symbols`.
    """
    text = _SPACE.sub("", _clean(ipa))
    phones: list[str] = []
    at = 0
    while at < len(text):
        pair = _PAIRS.get(text[at : at + 2])
        found = pair if pair is not None else _SINGLES.get(text[at], "")
        for phone in found.split():
            if not phones or phones[-1] != phone:
                phones.append(phone)
        at += 1 if pair is None else 2
    return tuple(phones)


def _clean(ipa: str) -> str:
    text = _LANGUAGE_SWITCH.sub("", ipa).replace(*_R_COLOURED)
    # Letters are taken from their marks, but c with a cedilla is a sound of its own.
    parted = "".join(c if c == "ç" else unicodedata.normalize("NFD", c) for c in text)
    return _DROPPED.sub("", parted)
