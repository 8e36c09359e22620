"""The controller's two ends at their plainest: an AMI login, and an AGI server of one session."""

import socket
import threading


class Ami:
    def __init__(self, port, user, secret):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._lines = self._socket.makefile("rb")
        self._lines.readline()
        self.login = self.act("Login", Username=user, Secret=secret)

    def act(self, action, **fields):
        """Perform an action and return its response's headers."""
        text = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
        self._socket.sendall(f"Action: {action}\r\nActionID: mine\r\n{text}\r\n".encode())
        return self.until(lambda block: "Response" in block and block.get("ActionID") == "mine")

    def until(self, wanted):
        """Return the next block of headers for which `wanted` holds."""
        while True:
            block = {}
            while line := self._lines.readline().decode().strip():
                key, _, value = line.partition(": ")
                block[key] = value
            if wanted(block):
                return block

    def close(self):
        self._lines.close()
        self._socket.close()


class AgiOnce:
    """Takes one session, keeps its headers, says the commands and ends."""

    def __init__(self, port, commands):
        self._commands = commands
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.settimeout(5)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        self.headers = {}
        self.replies = []

    def _serve(self):
        with self._server, self._server.accept()[0] as session, session.makefile("rb") as lines:
            while line := lines.readline().decode().strip():
                key, _, value = line.partition(": ")
                self.headers[key] = value
            for command in self._commands:
                session.sendall(command.encode() + b"\n")
                self.replies.append(lines.readline().decode().strip())

    def wait(self):
        self._thread.join(timeout=10)
        return self.headers
