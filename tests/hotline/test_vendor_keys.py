import json
from pathlib import Path

import pytest

from acd.plan.vendors import DialStep, OutsideLine, Vendor
from hotline.errors import SettingsError
from hotline.lines.vendor_keys import VendorPins, pin_variable

LINE = OutsideLine(
    vendor="lang-line",
    number="5550100",
    steps=(
        DialStep(wait_s=1.2),
        DialStep(pin=True),
        DialStep(keys="#"),
        DialStep(wait_s=0.5),
        DialStep(keys="17"),
    ),
)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"vendor:lang-line": "4711"}))
    return path


def test_keys_are_pauses_of_half_a_second_pin_and_language(secrets: Path) -> None:
    assert VendorPins(secrets).keys(LINE) == "www4711#w17"


def test_the_environment_wins(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pin_variable("lang-line") == "HOTLINE_PIN_LANG_LINE"
    monkeypatch.setenv("HOTLINE_PIN_LANG_LINE", "99*")
    assert VendorPins(secrets).of("lang-line") == "99*"


def test_without_a_pin_it_says_where_to_put_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HOTLINE_PIN_LANG_LINE"):
        VendorPins(tmp_path / "secrets.json").keys(LINE)
    assert VendorPins(tmp_path / "secrets.json").keys(OutsideLine(vendor="x", number="1")) == ""


def test_a_pin_that_cannot_be_keyed_is_named_but_not_told(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_PIN_LANG_LINE", "geheim")
    with pytest.raises(SettingsError, match="lang-line") as caught:
        VendorPins(secrets).of("lang-line")
    assert "geheim" not in str(caught.value)


def test_vendors_without_their_pin_are_named_before_a_call_needs_them(secrets: Path) -> None:
    def vendor(name: str, *steps: DialStep) -> Vendor:
        return Vendor(name=name, rank=1, number="1", languages={"so": ""}, steps=steps)

    pin = DialStep(pin=True)
    vendors = [vendor("lang-line", pin), vendor("other", pin), vendor("open", DialStep(keys="1"))]
    (problem,) = VendorPins(secrets).lacking(vendors)
    assert "HOTLINE_PIN_OTHER" in problem
