"""Which texts may stand in Asterisk's configuration files, and how they are written there."""

import ipaddress
import re
from pathlib import Path

from asterisk_conf.errors import SettingsInvalid

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_CONTACT = re.compile(r"sips?:[^\s\x00-\x1f\x7f<>\",]{1,200}")
_LONGEST_VALUE = 512


def conf_value(value: object) -> str:
    r"""Return `value` as it stands after ``key = `` in a configuration file.

    Asterisk takes ``;`` as the start of a comment unless a backslash precedes it; no other
    character of a line is special in a value. Booleans become yes and no.

    Raises:
        SettingsInvalid: the value has line breaks or other control characters, begins or ends
            with a blank (Asterisk would strip it), or is longer than 512 characters.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if any(not char.isprintable() for char in text):
        raise SettingsInvalid(f"{text!r} has a line break or another control character")
    if text != text.strip():
        raise SettingsInvalid(f"{text!r} begins or ends with a blank")
    if len(text) > _LONGEST_VALUE:
        raise SettingsInvalid(f"{text[:20]!r}... is longer than {_LONGEST_VALUE} characters")
    return text.replace(";", r"\;")


def check_secret(setting: str, secret: str) -> None:
    """Refuse an empty secret and one that a configuration file cannot hold.

    Raises:
        SettingsInvalid: naming `setting`, never the secret.
    """
    if not secret:
        raise SettingsInvalid(f"{setting} is empty: give it a value")
    try:
        conf_value(secret)
    except SettingsInvalid:
        raise SettingsInvalid(
            f"{setting} has a control character, a blank at an end, or more than "
            f"{_LONGEST_VALUE} characters: choose another"
        ) from None


def check_name(setting: str, name: str, *, reserved: frozenset[str] = frozenset()) -> None:
    """Refuse a section name that is not a word.

    A name starts with a letter: a caller whose number equals an agent's name would be taken
    for that agent and asked for the password.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    if not _NAME.fullmatch(name):
        raise SettingsInvalid(
            f"{setting} {name!r} must be a letter, then up to 39 letters, digits, '_' or '-'"
        )
    if name.lower() in reserved:
        raise SettingsInvalid(f"{setting} {name!r} is a name that the service uses itself")


def check_port(setting: str, port: int) -> None:
    """Refuse what is not a port number.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    if not 1 <= port <= 65535:
        raise SettingsInvalid(f"{setting} {port} is not a port: use 1 to 65535")


def check_address(setting: str, address: str) -> None:
    """Refuse what is not an IPv4 address.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    try:
        ipaddress.IPv4Address(address)
    except ValueError:
        raise SettingsInvalid(f"{setting} {address!r} is not an IPv4 address") from None


def check_network(setting: str, network: str) -> None:
    """Refuse what is not an IPv4 address or network.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    try:
        ipaddress.IPv4Network(network)
    except ValueError as error:
        raise SettingsInvalid(
            f"{setting} {network!r} is not an IPv4 network such as 10.0.0.0/8: {error}"
        ) from None


def check_host(setting: str, host: str) -> None:
    """Refuse what is neither a host name nor an IPv4 address.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    if not _HOST.fullmatch(host):
        raise SettingsInvalid(f"{setting} {host!r} is not a host name or an IPv4 address")


def check_contact(setting: str, contact: str) -> None:
    """Refuse what is not one SIP address.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    if not _CONTACT.fullmatch(contact):
        raise SettingsInvalid(f"{setting} {contact!r} is not a SIP address such as sip:a@10.0.0.1")


def check_path(setting: str, path: Path) -> None:
    """Refuse a path that a configuration file cannot hold.

    Raises:
        SettingsInvalid: naming `setting`.
    """
    try:
        conf_value(path)
    except SettingsInvalid as error:
        raise SettingsInvalid(f"{setting}: {error}") from None
