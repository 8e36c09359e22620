"""Asterisk's configuration, rendered into the run directory."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from asterisk_conf.checks import conf_value
from asterisk_conf.errors import RenderFailed
from asterisk_conf.files import write_private
from asterisk_conf.layout import Layout
from asterisk_conf.music import music_wav
from asterisk_conf.outage import prepare_outage_sounds
from asterisk_conf.settings import AsteriskSettings
from asterisk_conf.toolchain import Toolchain

FEATURE_CODES: Final = {
    "*60": "login",
    "*61": "logout",
    "*62": "pause",
    "*63": "resume",
    "*64": "ready",
    "*65": "extend",
    "*0": "status",
}
"""What an agent dials, and the feature that the controller is asked for."""

UNHEARD_EVENTS: Final = (
    *(
        "BridgeCreate",
        "BridgeDestroy",
        "DTMFBegin",
        "DialBegin",
        "HangupRequest",
        "MixMonitorStart",
    ),
    *("MixMonitorStop", "MusicOnHoldStart", "MusicOnHoldStop", "NewCallerid", "NewConnectedLine"),
    *("Newstate", "SoftHangupRequest"),
)
"""Events of the manager interface that the controller does not act on; whoever subscribes to one
takes it out of this list."""

_BENCH_ONLY = "queues.conf"
_SUFFIX = ".j2"


def render(settings: AsteriskSettings, toolchain: Toolchain) -> Path:
    """Fill the run directory and return its configuration folder.

    A second run with the same settings changes no file. Files are readable by their owner
    only: they hold the AMI secret and the telephones' passwords.

    Raises:
        RenderFailed: the run directory cannot be written, or a message cannot be spoken.
    """
    layout = Layout(run_dir=settings.run_dir)
    try:
        _make_folders(settings, layout)
        _link_data(toolchain, layout)
        outage = prepare_outage_sounds(settings, layout.outage_sounds)
        write_private(layout.music / "waiting.wav", music_wav())
        environment = _environment()
        names = [name.removesuffix(_SUFFIX) for name in environment.list_templates(["j2"])]
        wanted = [name for name in names if settings.app_queues or name != _BENCH_ONLY]
        for name in wanted:
            text = environment.get_template(name + _SUFFIX).render(
                settings=settings,
                toolchain=toolchain,
                layout=layout,
                outage=outage,
                features=FEATURE_CODES,
                unheard=UNHEARD_EVENTS,
                music_dir=settings.music_dir or layout.music,
            )
            write_private(layout.etc / name, text.encode())
        for old in layout.etc.glob("*.conf"):
            if old.name not in wanted:
                old.unlink()
    except OSError as error:
        raise RenderFailed(
            f"the run directory {settings.run_dir} cannot be written: "
            f"{error.strerror} ({error.filename})"
        ) from error
    return layout.etc


def _environment() -> Environment:
    # `finalize` escapes what every expression puts out: no template can forget to.
    return Environment(
        loader=PackageLoader("asterisk_conf"),
        undefined=StrictUndefined,
        finalize=conf_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _make_folders(settings: AsteriskSettings, layout: Layout) -> None:
    recordings = settings.record_dir or layout.recordings
    layout.run_dir.mkdir(parents=True, exist_ok=True)
    layout.run_dir.chmod(0o700)
    for folder in (*layout.folders, recordings):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _link_data(toolchain: Toolchain, layout: Layout) -> None:
    for name in ("documentation", "rest-api"):
        _link(layout.data / name, toolchain.share_dir / name)
    for language, folder in toolchain.sounds_dirs.items():
        _link(layout.data / "sounds" / language, folder)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)
