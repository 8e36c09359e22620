"""Commands where there is no installation, or another one: what they say."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from hotline.cities.comparing import folder_named
from hotline.cli.city_folder import city_folder
from hotline.desk.client import DeskClient
from hotline.errors import HotlineError, NotFound
from hotline.settings import Settings


def test_no_city_where_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    with pytest.raises(NotFound, match="is no folder: name the city's folder, or the settings"):
        city_folder(None)
    with pytest.raises(NotFound, match=r"there is no draft: .* \(name two to compare"):
        folder_named(Settings(city=tmp_path / "nowhere"), "draft")


class Refuses(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(HTTPStatus.UNAUTHORIZED)
        self.end_headers()
        self.wfile.write(b'{"error": "missing or wrong token"}')

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_the_service_of_another_installation_is_named() -> None:
    with HTTPServer(("127.0.0.1", 0), Refuses) as server:
        answering = Thread(target=server.handle_request)
        answering.start()
        base = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(HotlineError, match=rf"{base} does not take this installation's token"):
            DeskClient(base, "secret").get("/api/calls")
        answering.join()
