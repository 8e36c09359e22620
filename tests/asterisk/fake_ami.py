"""A manager interface that misbehaves on demand."""

import asyncio
from collections.abc import Callable

SECRET = "correct"
BANNER = b"Asterisk Call Manager/11.0.0\r\n"

Action = dict[str, list[str]]
Reply = Callable[[Action], bytes | None]


def message(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def success(action: Action, text: str = "done") -> bytes:
    return message("Response: Success", f"ActionID: {action['ActionID'][0]}", f"Message: {text}")


def refusal(action: Action, text: str = "no") -> bytes:
    return message("Response: Error", f"ActionID: {action['ActionID'][0]}", f"Message: {text}")


def listing(action: Action, *items: list[str]) -> bytes:
    action_id = f"ActionID: {action['ActionID'][0]}"
    head = message("Response: Success", action_id, "EventList: start", "Message: will follow")
    body = b"".join(message(item[0], action_id, *item[1:]) for item in items)
    return head + body + message("Event: ThingsComplete", action_id, "EventList: Complete")


def event(name: str, **fields: str) -> bytes:
    return message(f"Event: {name}", *(f"{k.replace('_', '-')}: {v}" for k, v in fields.items()))


BOOTED = event("FullyBooted", Status="Fully Booted")


class FakeAmi:
    """Answers Login and Ping; `replies` holds what to answer to anything else (None: nothing)."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.replies: dict[str, Reply] = {}
        self.secret = SECRET
        self.answer_pings = True
        self.booted = True
        self.port = 0
        self.logins = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        self.drop()
        await self._server.wait_closed()

    def drop(self) -> None:
        """Break every connection."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    def send(self, data: bytes) -> None:
        self._writers[-1].write(data)

    def named(self, name: str) -> list[Action]:
        return [action for action in self.actions if action["Action"] == [name]]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        writer.write(BANNER)
        try:
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode()
                action: Action = {}
                for line in block.split("\r\n"):
                    key, separator, value = line.partition(": ")
                    if separator:
                        action.setdefault(key, []).append(value)
                reply = self._reply(action)
                if reply is not None:
                    writer.write(reply)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    def _reply(self, action: Action) -> bytes | None:
        self.actions.append(action)
        name = action["Action"][0]
        if name == "Login":
            self.logins += 1
            right = action["Secret"] == [self.secret]
            if not right:
                return refusal(action, "Authentication failed")
            return success(action) + (BOOTED if self.booted else b"")
        if name == "Ping":
            return success(action) if self.answer_pings else None
        return self.replies.get(name, success)(action)


async def until(reached: Callable[[], object]) -> None:
    """Wait for something that is going to happen; a test that waits in vain fails."""
    async with asyncio.timeout(5):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)
