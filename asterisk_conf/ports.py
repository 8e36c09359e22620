"""Whether the ports that Asterisk will listen on are free."""

import errno
import socket
import time
from typing import Final

from asterisk_conf.errors import PortTaken
from asterisk_conf.settings import AsteriskSettings

# A killed process with several threads is gone a moment before its ports are free.
_LET_GO_S: Final = 1.0
_TRY_AGAIN_S: Final = 0.05


def check_ports(settings: AsteriskSettings) -> None:
    """Bind each port for a moment. RTP ports are not tried: Asterisk passes over taken ones.

    Raises:
        PortTaken: naming the port and its setting; also if `bind_host` is no address of this
            machine, or binding is not allowed.
    """
    _check("UDP", socket.SOCK_DGRAM, settings.bind_host, settings.sip_port, "sip_port")
    _check("TCP", socket.SOCK_STREAM, "127.0.0.1", settings.ami_port, "ami_port")


def _check(protocol: str, kind: socket.SocketKind, host: str, port: int, setting: str) -> None:
    where = f"{protocol} port {port} (setting {setting}) on {host}"
    limit = time.monotonic() + _LET_GO_S
    try:
        while _is_taken(kind, host, port):
            if time.monotonic() > limit:
                raise PortTaken(
                    f"{where} is in use: stop the program that has it or choose another port"
                )
            time.sleep(_TRY_AGAIN_S)
    except OSError as error:
        raise PortTaken(f"{where} cannot be used: {error.strerror}") from error


def _is_taken(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # As Asterisk does: connections that are closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False
