"""What is known of a caller's language before the first word."""

import pytest

from ivr.flow.profile import Profile


def test_priors_follow_the_weights_and_give_way_to_hints(city: Profile) -> None:
    even = city.language_priors({})
    assert sum(even.values()) == pytest.approx(1.0)
    ratio = city.languages["en"].weight / city.languages["fr"].weight
    assert even["en"] / even["fr"] == pytest.approx(ratio)
    hinted = city.language_priors({"fr": 0.9})
    assert hinted["fr"] > 0.9
    assert sum(hinted.values()) == pytest.approx(1.0)
