import json

import pytest

from asterisk_conf.errors import AsteriskMissing
from asterisk_conf.toolchain import cache_dir, load_toolchain

GOOD = {
    "command": ["/bin/true", "x"],
    "version": "22.1.0",
    "modules_dir": "/",
    "share_dir": "/usr/share",
    "sounds_dirs": {"en": "/sounds/en"},
}


def test_a_description_is_read(tmp_path):
    file = tmp_path / "toolchain.json"
    file.write_text(json.dumps(GOOD))
    found = load_toolchain(file)
    assert found.command == ("/bin/true", "x")
    assert str(found.sounds_dirs["en"]) == "/sounds/en"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        json.dumps({**GOOD, "sounds_dirs": None}),
        json.dumps({k: v for k, v in GOOD.items() if k != "command"}),
        json.dumps({**GOOD, "command": ["/nowhere/asterisk"]}),
        json.dumps({**GOOD, "modules_dir": "/nowhere"}),
        json.dumps({**GOOD, "command": []}),
    ],
)
def test_a_useless_description_says_what_to_do(tmp_path, content):
    file = tmp_path / "toolchain.json"
    file.write_text(content)
    with pytest.raises(AsteriskMissing, match="make setup"):
        load_toolchain(file)


def test_without_set_up_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_CACHE", str(tmp_path))
    with pytest.raises(AsteriskMissing, match="make setup"):
        load_toolchain()


def test_the_cache_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("HOTLINE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_dir() == tmp_path / "hotline"
