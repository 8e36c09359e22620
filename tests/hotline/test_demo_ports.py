"""A demo whose ports are taken says so before it starts or clears away anything."""

import socket
from pathlib import Path

import pytest

from hotline.demo.stage import open_stage
from hotline.errors import StartupError
from hotline.settings import Ports, Settings, Trunk
from tests.ports import free_port


async def test_taken_ports_are_told_before_anything_is_cleared_away(tmp_path: Path) -> None:
    udp = socket.SOCK_DGRAM
    settings = Settings(
        state_dir=tmp_path,
        ports=Ports(
            sip=free_port(udp),
            ami=free_port(),
            agi=free_port(),
            audiosocket=free_port(),
            desk=free_port(),
        ),
        trunk=Trunk(
            emergency=f"sip:emergency@127.0.0.1:{free_port(udp)}",
            outside=f"sip:outside@127.0.0.1:{free_port(udp)}",
        ),
    )
    kept = tmp_path / "hotline.db"
    kept.write_text("of the demo that runs")
    with (
        socket.socket(socket.AF_INET, udp) as sip,
        socket.create_server(("127.0.0.1", settings.ports.desk)),
    ):
        sip.bind(("127.0.0.1", settings.ports.sip))
        with pytest.raises(StartupError) as caught:
            async with open_stage(settings):
                pytest.fail("it began")
    assert str(caught.value).startswith(
        f"ports are taken: {settings.ports.sip} (ports.sip), {settings.ports.desk} (ports.desk). "
    )
    assert kept.read_text() == "of the demo that runs"
