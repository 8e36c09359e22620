"""Whether the ports that Asterisk will listen on are free."""

import errno
import socket

from asterisk_conf.errors import PortTaken
from asterisk_conf.settings import AsteriskSettings


def check_ports(settings: AsteriskSettings) -> None:
    """Bind each port for a moment. RTP ports are not tried: Asterisk passes over taken ones.

    Raises:
        PortTaken: naming the port and its setting; also if `bind_host` is no address of this
            machine, or binding is not allowed.
    """
    _check("UDP", socket.SOCK_DGRAM, settings.bind_host, settings.sip_port, "sip_port")
    _check("TCP", socket.SOCK_STREAM, "127.0.0.1", settings.ami_port, "ami_port")


def _check(protocol: str, kind: socket.SocketKind, host: str, port: int, setting: str) -> None:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # As Asterisk does: connections that are closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            where = f"{protocol} port {port} (setting {setting}) on {host}"
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    f"{where} is in use: stop the program that has it or choose another port"
                ) from error
            raise PortTaken(f"{where} cannot be used: {error.strerror}") from error
