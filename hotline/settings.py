"""How this machine runs the service: ports, folders, limits. What callers hear is in the city.

`hotline.yaml` is looked for in this order: the `--config` option, the `HOTLINE_CONFIG` variable,
the working directory. Without one the defaults serve a single machine on loopback.
"""

import os
from ipaddress import IPv4Address
from pathlib import Path
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyAddress,
    IPvAnyNetwork,
    model_validator,
)

from acd.plan.model import QueueKind
from asterisk_conf.settings import AgentEndpoint, AsteriskSettings
from hotline.cities.loading import load_city
from hotline.errors import SettingsError
from hotline.lines.vendor_keys import VendorPins
from hotline.secrets_file import Secrets
from ivr.flow.loading.source import load_yaml
from ivr.flow.profile import Profile
from ivr.prompts.store import PromptStore
from ivr.prompts.synthesis import Pyttsx3Synthesizer

CONFIG_VARIABLE = "HOTLINE_CONFIG"
DEFAULT_FILE = Path("hotline.yaml")
FALLBACK_DEVICES = 10
"""How many telephones, those of general agents first, ring for a caller without a controller."""
_TCP_PORTS = ("ami", "agi", "audiosocket", "desk")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ports(_Model):
    """TCP and UDP ports. RTP takes the whole range, two a call leg."""

    sip: int = Field(15060, ge=1, le=65535)
    rtp_start: int = Field(20000, ge=1024, le=65534)
    rtp_end: int = Field(23999, ge=1025, le=65535)
    ami: int = Field(15038, ge=1, le=65535)
    agi: int = Field(14573, ge=1, le=65535)
    audiosocket: int = Field(19092, ge=1, le=65535)
    desk: int = Field(18080, ge=1, le=65535)

    @model_validator(mode="after")
    def _range_in_order(self) -> Self:
        if self.rtp_end <= self.rtp_start:
            raise ValueError("rtp_end must be above rtp_start")
        for name in _TCP_PORTS:
            port: int = getattr(self, name)
            if (first := self.name_of(port)) != name:
                raise ValueError(f"{name} and {first} cannot both have port {port}")
        return self

    def name_of(self, port: int) -> str:
        """Return which of the service's own servers has a port, '' for none."""
        return next((name for name in _TCP_PORTS if getattr(self, name) == port), "")


class Trunk(_Model):
    """Where calls come from and where calls out go to."""

    match: tuple[str, ...] = ("127.0.0.1/32",)
    emergency: str = "sip:emergency@127.0.0.1:15061"
    outside: str = "sip:outside@127.0.0.1:15062"


class PublicPage(_Model):
    """The page for citizens. `proxies` are networks whose X-Forwarded-For is believed.

    One address may look up `per_minute` numbers, all together `per_minute_overall`.
    """

    port: int = Field(ge=1, le=65535)
    bind: IPvAnyAddress = IPv4Address("127.0.0.1")
    proxies: tuple[IPvAnyNetwork, ...] = ()
    per_minute: int = Field(10, ge=1)
    per_minute_overall: int = Field(300, ge=1)


class Settings(_Model):
    """The whole of `hotline.yaml`. Relative paths are relative to the file's folder."""

    city: Path = Path("flows/demo_city")
    state_dir: Path = Path("var")
    database: str = ""
    listen: str = "127.0.0.1"
    media_host: str = "127.0.0.1"
    ports: Ports = Ports()
    trunk: Trunk = Trunk()
    recording: bool = True
    max_calls: int = Field(500, ge=1)
    drain_s: float = Field(30.0, ge=0)
    keep_attendance_s: float = Field(900.0, ge=0)
    keep_prompts_days: float = Field(30.0, ge=1)
    keep_prompts_versions: int = Field(3, ge=1)
    speech_workers: int = Field(1, ge=1, le=16)
    vosk_models: dict[str, Path] = {}
    public: PublicPage | None = None

    @model_validator(mode="after")
    def _port_of_its_own(self) -> Self:
        if self.public is not None and (name := self.ports.name_of(self.public.port)):
            raise ValueError(f"public.port and ports.{name} cannot both be {self.public.port}")
        return self

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL; SQLite in the state folder unless one is configured."""
        return self.database or f"sqlite:///{self.state_dir / 'hotline.db'}"

    @property
    def run_dir(self) -> Path:
        """Asterisk's private files."""
        return self.state_dir / "asterisk"

    @property
    def recordings_dir(self) -> Path:
        """Conversations and messages, by date."""
        return self.state_dir / "recordings"

    @property
    def prompts_dir(self) -> Path:
        """The cache of spoken prompts."""
        return self.state_dir / "prompts"

    @property
    def spool_path(self) -> Path:
        """Where events wait while the database is away."""
        return self.state_dir / "ledger.spool.jsonl"

    @property
    def vendor_pins(self) -> VendorPins:
        """The PINs of the interpreting vendors."""
        return VendorPins(self.state_dir / "secrets.json")

    def secrets(self) -> Secrets:
        """Return this installation's secrets, made at first use.

        Raises:
            SettingsError: the state folder cannot be written.
        """
        return Secrets.open(self.state_dir / "secrets.json")

    def load_city(self) -> Profile:
        """Load the city's folder, which is the draft: see `hotline.cities.start.city_served`.

        Raises:
            ivr.flow.loading.source.SourceErrors: with every problem in it.
        """
        return load_city(self.city)

    def prompt_store(self, profile: Profile) -> PromptStore:
        """Return the store of the city's spoken prompts."""
        synth = Pyttsx3Synthesizer(remembered_in=self.prompts_dir / "voices.json")
        return PromptStore(self.prompts_dir, profile.sounds_dir, synth=synth)

    def asterisk(self, profile: Profile | None = None) -> AsteriskSettings:
        """Return what `asterisk_conf` renders from, with an endpoint for each agent's device."""
        profile = profile or self.load_city()
        secrets = self.secrets()
        agents = profile.plan.agents.values()
        devices = secrets.devices(sorted(profile.plan.devices))
        general = {agent.device for agent in agents if QueueKind.GENERAL in agent.kinds}
        first_to_ring = sorted(devices, key=lambda device: (device not in general, device))
        return AsteriskSettings(
            run_dir=self.run_dir,
            sip_port=self.ports.sip,
            rtp_start=self.ports.rtp_start,
            rtp_end=self.ports.rtp_end,
            ami_port=self.ports.ami,
            ami_user="hotline",
            ami_secret=secrets.ami,
            agi_host="127.0.0.1",
            agi_port=self.ports.agi,
            bind_host=self.listen,
            media_host=self.media_host,
            trunk_match=self.trunk.match,
            emergency_contact=self.trunk.emergency,
            outside_contact=self.trunk.outside,
            agents=tuple(AgentEndpoint(name=name, password=word) for name, word in devices.items()),
            fallback_devices=tuple(first_to_ring[:FALLBACK_DEVICES]),
        )


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of this machine.

    Raises:
        SettingsError: the named file does not exist.
        ivr.flow.loading.source.SourceErrors: the file is not valid.
    """
    named = path or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named is not None and not named.is_file():
        raise SettingsError(f"no settings file {named}: check --config or {CONFIG_VARIABLE}")
    file = named or DEFAULT_FILE
    settings = load_yaml(file, Settings) if file.is_file() else Settings()
    base = file.resolve().parent
    return settings.model_copy(
        update={
            "city": base / settings.city,
            "state_dir": base / settings.state_dir,
            "database": _beside(base, settings.database),
            "vosk_models": {tag: base / p for tag, p in settings.vosk_models.items()},
        }
    )


def _beside(base: Path, url: str) -> str:
    """Make the path of an SQLite URL relative to `base`, as every path in the file is."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/") or url == prefix + ":memory:":
        return url
    return prefix + str(base / url.removeprefix(prefix))
