"""Who asks, in which language, and for which form."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.public.asking import asker, chosen_language, wants_json, weighted

PROXIES = (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("198.51.100.9", "192.0.2.1", "198.51.100.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.9", "", "198.51.100.9"),
        ("", "192.0.2.1", ""),
    ],
)
def test_who_asks(peer: str, forwarded: str, address: str) -> None:
    assert asker(peer, forwarded, PROXIES) == address


def test_nobody_is_believed_who_is_not_named() -> None:
    assert asker("127.0.0.1", "192.0.2.1", ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "zh"),
        ("en", "zh", "en"),
        ("EN-gb", "", "en"),
        ("xx", "en;q=0.5, yue-HK;q=0.8, fr", "yue"),
        ("", "zh-Hant-HK, en", "zh"),
        ("", "en;q=0, yue;q=0.1", "yue"),
        ("", "es", "es-MX"),
        ("", "fr, *", "zh"),
        ("-", "-,;q=1,en;q=nan", "zh"),
    ],
)
def test_the_language(asked: str, accepted: str, language: str) -> None:
    assert chosen_language(asked, accepted, ("zh", "yue", "en", "es-MX")) == language


@pytest.mark.parametrize(
    ("accepted", "is_json"),
    [
        ("application/json", True),
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("text/html, application/json", False),
        ("text/html;q=0.5, application/json", True),
        ("application/json;q=0", False),
        ("application/json, application/json;q=0.1", True),
    ],
)
def test_the_form(accepted: str, is_json: bool) -> None:
    assert wants_json(accepted) is is_json


@given(st.text(), st.text())
def test_any_header_is_survived(asked: str, accepted: str) -> None:
    assert chosen_language(asked, accepted, ("en", "es")) in ("en", "es")
    assert asker(asked, accepted, PROXIES) is not None
    assert all(weight > 0 for _, weight in weighted(accepted))
