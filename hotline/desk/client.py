"""A client of the desk's API, for the terminal."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote, urlencode

from hotline.errors import Conflict, HotlineError, NoService, NotFound
from hotline.settings import Settings, load_settings

_TIMEOUT_S = 10

# Whatever proxy the environment names, it is not for the token of this machine's own service.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DeskClient:
    """Blocking calls to a running `hotline run` on this machine."""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        self._token = token

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Use the port and the token of this installation."""
        return cls(f"http://127.0.0.1:{settings.ports.desk}", settings.secrets().desk)

    def get(self, path: str) -> dict[str, Any]:
        """Return the answer to a GET. Within a part of the path `/` and `%` are percent-encoded.

        Raises:
            HotlineError: one sentence; `NotFound` for 404, `Conflict` for 409, `NoService` when
                nobody answers.
        """
        return _document(self._send("GET", quote(path, safe="/%"), None))

    def download(self, path: str, query: Mapping[str, str]) -> bytes:
        """Return the answer to a GET that is no JSON. Raises like `get`."""
        return self._send("GET", f"{quote(path, safe='/%')}?{urlencode(query)}", None)

    def post(
        self, path: str, body: Mapping[str, Any], *, timeout_s: float = _TIMEOUT_S
    ) -> dict[str, Any]:
        """Return the answer to a POST. Raises like `get`."""
        given = json.dumps(body).encode()
        return _document(self._send("POST", quote(path, safe="/%"), given, timeout_s))

    def _send(
        self, method: str, path: str, body: bytes | None, timeout_s: float = _TIMEOUT_S
    ) -> bytes:
        request = urllib.request.Request(
            self._base + path,
            data=body,
            method=method,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        try:
            with _direct.open(request, timeout=timeout_s) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            with error:
                sentence = _sentence(error.read())
            if error.code == 401:
                sentence = (
                    f"the service at {self._base} does not take this installation's token: is it "
                    "another installation's? (--config names the settings)"
                )
            kind = {404: NotFound, 409: Conflict}.get(error.code, HotlineError)
            raise kind(sentence) from error
        except (OSError, http.client.HTTPException) as error:
            raise NoService(
                f"the service does not answer at {self._base}: is `hotline run` running?"
            ) from error


def _document(body: bytes) -> dict[str, Any]:
    try:
        result = json.loads(body)
    except ValueError as error:
        raise HotlineError("what answers there is not the service") from error
    if not isinstance(result, dict):
        raise HotlineError("what answers there is not the service")
    return result


def _sentence(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return body.decode("utf-8", "replace")[:200] or "the service gave no reason"


def desk() -> DeskClient:
    """Return a client of this installation's service."""
    return DeskClient.from_settings(load_settings())


def quoted(part: str) -> str:
    """Return one part of a path, percent-encoded."""
    return quote(part, safe="")
