import pytest

from tests.random_days import FRESH_DAYS, random_days


def test_days_are_the_same_ones_until_fresh_ones_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(FRESH_DAYS, raising=False)
    same = random_days(60, steps=50)
    monkeypatch.setenv(FRESH_DAYS, "3")
    fresh = random_days(60, steps=50)
    assert (same.derandomize, same.max_examples) == (True, 60)
    assert (fresh.derandomize, fresh.max_examples) == (False, 180)


@pytest.mark.parametrize("times", ["0", "-1", "many"])
def test_a_variable_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch, times: str) -> None:
    monkeypatch.setenv(FRESH_DAYS, times)
    with pytest.raises(ValueError, match=FRESH_DAYS):
        random_days(60, steps=50)
