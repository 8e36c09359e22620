"""How a language says an amount of the city's money."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
AMOUNT = "{amount}"


def rounded(value: float) -> Decimal:
    """Return the amount to the hundredth, as it is written: half a cent is rounded up."""
    return Decimal(str(value)).quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyForm:
    """Patterns of {amount} for units and for hundredths of them, and how the two are joined.

    `one_unit` and `one_cent` are said in place of the number 1, '' where it is like any other. The
    usual form says the bare figures.
    """

    units: str = AMOUNT
    cents: str = AMOUNT
    both: str = "{units}.{cents}"
    below_zero: str = "-{money}"
    one_unit: str = ""
    one_cent: str = ""

    def of(self, value: float) -> str:
        """Return the amount in words and figures; hundredths of 0 are left out."""
        amount = rounded(value)
        whole, hundredths = divmod(int(abs(amount) / CENT), 100)
        units = self.one_unit if whole == 1 and self.one_unit else _figures(self.units, whole)
        cents = (
            self.one_cent
            if hundredths == 1 and self.one_cent
            else _figures(self.cents, hundredths, width=2 if self.cents == AMOUNT else 1)
        )
        if not hundredths:
            text = units
        elif not whole and self.cents != AMOUNT:
            text = cents
        else:
            text = self.both.replace("{units}", units).replace("{cents}", cents)
        return self.below_zero.replace("{money}", text) if amount < 0 else text


def _figures(pattern: str, number: int, *, width: int = 1) -> str:
    return pattern.replace(AMOUNT, f"{number:0{width}d}")
