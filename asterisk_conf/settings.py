"""What Asterisk's configuration is rendered from. The composition root fills it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from asterisk_conf import checks
from asterisk_conf.errors import SettingsInvalid

RESERVED_NAMES = frozenset(
    {
        *("global", "system", "media", "trunk", "emergency", "outside"),
        *("agent", "agent-aor", "transport-udp"),
    }
)
# The control socket's path must fit into a Unix socket address of 108 bytes.
_LONGEST_RUN_DIR = 108 - len("/run/asterisk.ctl") - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEndpoint:
    """One telephone that registers: its SIP user name and digest password."""

    name: str
    password: str
    transport: Literal["udp"] = "udp"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageMessage:
    """What a caller hears when the controller is away, in one language (a BCP 47 tag).

    `voice` is the espeak-ng voice. `{key}` in `sorry` stands for the emergency key. A recording
    `sounds_dir/<language>/outage-sorry.wav` or `outage-goodbye.wav` wins over the voice.
    """

    language: str
    voice: str
    sorry: str
    goodbye: str


OUTAGE_MESSAGES = (
    OutageMessage(
        language="en",
        voice="en-us",
        sorry="We are sorry, our service is interrupted. If this is an emergency, press {key}. "
        "Otherwise please stay on the line.",
        goodbye="We could not reach anyone. Please call again in a few minutes. Goodbye.",
    ),
    OutageMessage(
        language="es",
        voice="es-419",
        sorry="Lo sentimos, nuestro servicio está interrumpido. Si es una emergencia, oprima "
        "{key}. Si no, por favor permanezca en la línea.",
        goodbye="No pudimos comunicarle con nadie. Llame de nuevo en unos minutos. Adiós.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppQueue:
    """A queue of Asterisk's own app_queue; its name is the number that callers dial.

    `members` and `paused` are endpoint names; the paused are members who take no calls.
    """

    name: str
    members: tuple[str, ...]
    paused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSettings:
    """Everything that the templates ask for.

    `bind_host` is where SIP listens and `media_host` the address of RTP, which is also what
    the SDP says; AMI always listens on loopback. Calls from `trunk_match` networks are the
    citizens' calls. `emergency_contact` and `outside_contact` are SIP addresses of the trunks
    that calls go out to. `fallback_devices` are endpoint names rung while the controller is
    away. `sounds_dir` and `music_dir` hold the city's own recordings (8 kHz mono 16-bit WAV)
    and music; without them both are synthesised. `app_queues` and the file
    `more_dialplan`, which may add to any context, are there to be measured against.

    Raises:
        SettingsInvalid: at construction, naming the first setting that cannot be used.
    """

    run_dir: Path
    ami_secret: str
    ami_user: str = "hotline"
    bind_host: str = "127.0.0.1"
    media_host: str = "127.0.0.1"
    sip_port: int = 15060
    rtp_start: int = 20000
    rtp_end: int = 23999
    ami_port: int = 15038
    agi_host: str = "127.0.0.1"
    agi_port: int = 14573
    trunk_match: tuple[str, ...] = ("127.0.0.1/32",)
    agents: tuple[AgentEndpoint, ...] = ()
    emergency_contact: str = "sip:emergency@127.0.0.1:15061"
    outside_contact: str = "sip:outside@127.0.0.1:15062"
    codecs: tuple[str, ...] = ("alaw", "ulaw")
    rtp_timeout_s: int = 120
    fallback_devices: tuple[str, ...] = ()
    fallback_ring_s: int = 25
    resume_attempts: int = 3
    resume_pause_s: int = 2
    emergency_key: str = "9"
    park_limit_s: int = 15
    aside_limit_s: int = 900
    outage_messages: tuple[OutageMessage, ...] = OUTAGE_MESSAGES
    record_dir: Path | None = None
    sounds_dir: Path | None = None
    music_dir: Path | None = None
    app_queues: tuple[AppQueue, ...] = ()
    more_dialplan: Path | None = None

    def __post_init__(self) -> None:
        """Check every setting that ends up in a file."""
        self._check_paths()
        self._check_addresses()
        self._check_names()
        for setting in (
            "fallback_ring_s",
            "resume_attempts",
            "resume_pause_s",
            "park_limit_s",
            "aside_limit_s",
        ):
            if getattr(self, setting) < 1:
                raise SettingsInvalid(f"{setting} must be at least 1")
        if self.rtp_timeout_s < 0:
            raise SettingsInvalid("rtp_timeout_s must be 0 (never) or more")
        if len(self.emergency_key) != 1 or self.emergency_key not in "0123456789":
            raise SettingsInvalid(f"emergency_key {self.emergency_key!r} is not one digit")
        if not self.codecs or set(self.codecs) - {"alaw", "ulaw"}:
            raise SettingsInvalid("codecs must be alaw, ulaw or both")

    def _check_paths(self) -> None:
        checks.check_path("run_dir", self.run_dir)
        if not self.run_dir.is_absolute():
            raise SettingsInvalid(f"run_dir {self.run_dir} is not an absolute path")
        if len(str(self.run_dir).encode()) > _LONGEST_RUN_DIR:
            raise SettingsInvalid(
                f"run_dir {self.run_dir} is longer than {_LONGEST_RUN_DIR} bytes, "
                "too long for a control socket: choose a shorter path"
            )
        for setting in ("record_dir", "sounds_dir", "music_dir", "more_dialplan"):
            path = getattr(self, setting)
            if path is not None:
                checks.check_path(setting, path)

    def _check_addresses(self) -> None:
        checks.check_address("bind_host", self.bind_host)
        checks.check_address("media_host", self.media_host)
        checks.check_host("agi_host", self.agi_host)
        for setting in ("sip_port", "ami_port", "agi_port", "rtp_start", "rtp_end"):
            checks.check_port(setting, getattr(self, setting))
        if self.rtp_end <= self.rtp_start:
            raise SettingsInvalid("rtp_end must be above rtp_start")
        if not self.trunk_match:
            raise SettingsInvalid("trunk_match is empty: no citizen could call")
        for network in self.trunk_match:
            checks.check_network("trunk_match", network)
        checks.check_contact("emergency_contact", self.emergency_contact)
        checks.check_contact("outside_contact", self.outside_contact)

    def _check_names(self) -> None:
        checks.check_name("ami_user", self.ami_user, reserved=frozenset({"general"}))
        checks.check_secret("ami_secret", self.ami_secret)
        names: set[str] = set()
        for agent in self.agents:
            checks.check_name("agent endpoint", agent.name, reserved=RESERVED_NAMES)
            checks.check_secret(f"the password of agent endpoint {agent.name}", agent.password)
            if agent.name.lower() in names:
                raise SettingsInvalid(f"agent endpoint {agent.name!r} is there twice")
            names.add(agent.name.lower())
        unknown = set(self.fallback_devices) - {agent.name for agent in self.agents}
        if unknown:
            raise SettingsInvalid(f"fallback_devices {sorted(unknown)} are no agent endpoints")
        for queue in self.app_queues:
            checks.check_name("app_queue", queue.name, reserved=frozenset({"general"}))
        for message in self.outage_messages:
            checks.check_name("outage message language", message.language)
