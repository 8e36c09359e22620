"""A private PostgreSQL cluster for the tests: own folder, own socket, no TCP port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

BIN_FOLDERS = "/usr/lib/postgresql/*/bin"
USER = "hotline_test"


class Cluster:
    """Started in `__init__`, stopped by `stop`. It runs as `postgres` when the tests run as root,
    because the server refuses to be root."""

    def __init__(self) -> None:
        found = sorted(Path("/").glob(BIN_FOLDERS.lstrip("/")), key=lambda p: float(p.parent.name))
        if not found:
            raise RuntimeError("no PostgreSQL server below /usr/lib/postgresql: install postgresql")
        self._bin = found[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
        self._account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self._account:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        self._data = self.folder / "data"
        self._password_file = self.folder / "password"
        self._password_file.write_text("correct-horse")
        self._password_file.chmod(0o644)
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            f"--username={USER}",
            "--auth=scram-sha-256",
            f"--pwfile={self._password_file}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self.start_server()

    def url(self, database: str, *, password: str = "correct-horse") -> str:
        return f"postgresql://{USER}:{password}@/{database}?host={self.folder}"

    def start_server(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._run(
            "pg_ctl",
            "start",
            "--wait",
            f"--pgdata={self._data}",
            f"--log={self.folder / 'log'}",
            f"--options={options}",
        )

    def stop_server(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={self._data}")

    def stop(self) -> None:
        self.stop_server()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        account = self._account
        subprocess.run(
            [self._bin / program, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
