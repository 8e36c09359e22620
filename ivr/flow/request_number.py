"""Request numbers: a serial number and one check digit, so that a slip of a finger is noticed.

The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", dissertation,
Marburg 2004, table 5.2): it detects every single wrong digit and every two neighbours exchanged,
which are what callers key wrong most, and needs no letter X.
"""

from typing import Final
from unicodedata import category
from unicodedata import digit as digit_of

SHORTEST: Final = 5
LONGEST: Final = 12
"""How many digits a request number has, the check digit among them."""

_PARTING: Final = ("Zs", "Pd", "Cf")
"""The Unicode categories of what stands between digits: spaces, dashes, marks without a width."""

_TABLE: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(serial: str) -> str:
    """Return the digit to put behind a serial number."""
    interim = 0
    for digit in serial:
        interim = int(_TABLE[interim][int(digit)])
    return str(interim)


def is_request_number(number: str) -> bool:
    """Tell whether it is as long as a request number and its last digit fits the others."""
    return (
        SHORTEST <= len(number) <= LONGEST
        and number.isascii()
        and number.isdigit()
        and check_digit(number) == "0"
    )


def as_keyed(text: str) -> str:
    """Return a number as one would key it: digits of any script, without what parts them.

    A text with anything else in it is returned as it is, but for what surrounds it.
    """
    text = text.strip()
    signs = [sign for sign in text if category(sign) not in _PARTING and sign not in "._/"]
    digits = [digit_of(sign, None) for sign in signs]
    return text if None in digits else "".join(map(str, digits))


def request_number(serial: int, *, length: int = 8) -> str:
    """Return the number of the request with this serial, filled with zeros to `length`.

    Raises:
        ValueError: The serial is negative or does not fit the length.
    """
    body = f"{serial:0{length - 1}d}"
    if serial < 0 or len(body) >= length or not SHORTEST <= length <= LONGEST:
        raise ValueError(f"no request number of {length} digits has the serial {serial}")
    return body + check_digit(body)
