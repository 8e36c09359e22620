import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.errors import SettingsError
from hotline.settings import CONFIG_VARIABLE, Settings, load_settings
from ivr.flow.loading.source import SourceErrors


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    return folder


def test_without_a_file_the_defaults_serve(elsewhere: Path) -> None:
    settings = load_settings()
    assert settings.state_dir == elsewhere / "var"
    assert settings.city == elsewhere / "flows" / "demo_city"
    assert settings.database_url == f"sqlite:///{elsewhere}/var/hotline.db"
    assert settings.listen == "127.0.0.1"
    assert settings.model_copy(update={"city": Path("flows/demo_city"), "state_dir": Path("var")})


def test_the_file_here_is_found(elsewhere: Path) -> None:
    (elsewhere / "hotline.yaml").write_text("max_calls: 7\n")
    assert load_settings().max_calls == 7


def test_the_variable_comes_before_the_file_here_and_the_option_before_both(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "hotline.yaml").write_text("max_calls: 1\n")
    (tmp_path / "two.yaml").write_text("max_calls: 2\n")
    (tmp_path / "three.yaml").write_text("max_calls: 3\n")
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "two.yaml"))
    assert load_settings().max_calls == 2
    assert load_settings(tmp_path / "three.yaml").max_calls == 3
    monkeypatch.setenv(CONFIG_VARIABLE, "")
    assert load_settings().max_calls == 1


def test_relative_paths_are_relative_to_the_file(elsewhere: Path, tmp_path: Path) -> None:
    file = tmp_path / "other" / "hotline.yaml"
    file.parent.mkdir()
    file.write_text("city: town\nstate_dir: /state\nvosk_models: {en: models/en, es: /m/es}\n")
    settings = load_settings(file)
    assert settings.city == file.parent / "town"
    assert settings.state_dir == Path("/state")
    assert settings.vosk_models == {"en": file.parent / "models/en", "es": Path("/m/es")}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///records.db", "sqlite:///{here}/records.db"),
        ("sqlite:////var/records.db", "sqlite:////var/records.db"),
        ("postgresql://city@db/records", "postgresql://city@db/records"),
    ],
)
def test_a_database_beside_the_file_is_found_from_everywhere(
    elsewhere: Path, tmp_path: Path, written: str, meant: str
) -> None:
    file = tmp_path / "other" / "hotline.yaml"
    file.parent.mkdir()
    file.write_text(f"database: {written}\n")
    assert load_settings(file).database_url == meant.format(here=file.parent)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("max_calls: 0\n", "1:12", "max_calls"),
        ("ports:\n  sip: 99999\n", "2:8", "ports.sip"),
        ("port: {}\n", "1:1", "port"),
        ("trunk: {emergncy: x}\n", "1:9", "emergncy"),
        ("listen: [a]\n", "1:1", "listen"),
        ("ports: {rtp_start: 3000, rtp_end: 2000}\n", "1:1", "rtp_end must be above rtp_start"),
        ("ports: {agi: 7000, desk: 7000}\n", "1:1", "desk and agi cannot both have port 7000"),
        ("drain_s: soon\n", "1:10", "drain_s"),
        ("public: {bind: 127.0.0.1}\n", "1:1", "public.port"),
        ("public: {port: 18080}\n", "1:1", "public.port and ports.desk cannot both be 18080"),
        ("public: {port: 1, proxies: [all]}\n", "1:29", "public.proxies.0"),
        ("recording: [\n", "2:1", "bracket"),
        ("- a\n", "", ""),
    ],
)
def test_every_mistake_is_told_with_its_place(
    elsewhere: Path, text: str, where: str, what: str
) -> None:
    (elsewhere / "hotline.yaml").write_text(text)
    with pytest.raises(SourceErrors) as caught:
        load_settings()
    told = str(caught.value)
    assert f"hotline.yaml:{where}" in told
    assert what in told


def test_all_mistakes_are_told_at_once(elsewhere: Path) -> None:
    (elsewhere / "hotline.yaml").write_text("max_calls: 0\ndrain_s: -1\nnope: 1\n")
    with pytest.raises(SourceErrors) as caught:
        load_settings()
    assert len(caught.value.problems) == 3


def test_a_file_that_is_not_there_is_told(elsewhere: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no settings file"):
        load_settings(tmp_path / "none.yaml")
    with pytest.raises(SettingsError, match="no settings file"):
        load_settings(tmp_path)


def test_a_file_that_is_no_text_is_told(elsewhere: Path) -> None:
    (elsewhere / "hotline.yaml").write_bytes(b"city: \xff\xfe\n")
    with pytest.raises(SourceErrors):
        load_settings()


@pytest.fixture
def short_dir() -> Iterator[Path]:
    """A control socket's path must be short; pytest's own folders may be too deep for it."""
    with tempfile.TemporaryDirectory(prefix="hls-") as folder:
        yield Path(folder)


def test_asterisk_gets_an_endpoint_for_each_telephone(short_dir: Path) -> None:
    city = Path(__file__).resolve().parents[2] / "flows" / "demo_city"
    settings = Settings(city=city, state_dir=short_dir)
    asterisk = settings.asterisk()
    assert [agent.name for agent in asterisk.agents] == [
        *("agent1001", "agent1002", "agent1003", "agent2001", "agent2002", "agent9001")
    ]
    assert len({agent.password for agent in asterisk.agents}) == 6
    assert asterisk.ami_secret == settings.secrets().ami


def test_without_a_controller_a_few_telephones_ring_those_of_general_agents_first(
    short_dir: Path,
) -> None:
    city = short_dir / "city"
    shutil.copytree(Path(__file__).resolve().parents[2] / "flows" / "demo_city", city)
    crowd = [
        f'  "{device}": {{name: A, device: {device}, kinds: [{kind}], languages: {{en: 5}}}}\n'
        for kind, letter, count in (("expert", "a", 700), ("general", "z", 8))
        for device in (f"{letter}{number:03}" for number in range(count))
    ]
    with (city / "routing.yaml").open("a") as routing:
        routing.writelines(crowd)
    asterisk = Settings(city=city, state_dir=short_dir / "var").asterisk()
    assert len(asterisk.agents) == 714
    assert asterisk.fallback_devices == (
        *("agent1001", "agent1002", "agent1003"),
        *(f"z{n:03}" for n in range(7)),
    )
