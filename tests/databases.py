"""Empty databases to test with: a SQLite file, or a database in a PostgreSQL cluster.

PostgreSQL is taken from PKA_TEST_POSTGRESQL (the address of a database in which others may be created);
without it a private cluster is started from the installed binaries when it is first needed, and stopped with the process.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; it is removed afterwards."""
    if kind == "sqlite":
        folder.mkdir(exist_ok=True)
        yield f"sqlite:///{folder / 'test.sqlite3'}"
    else:
        with _database_in(_server()) as url:
            yield url


@cache
def _server() -> sa.URL:
    if given := os.environ.get("PKA_TEST_POSTGRESQL"):
        return sa.make_url(given)
    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(_cluster())


@contextmanager
def _database_in(server: sa.URL) -> Iterator[str]:
    name = f"pka_test_{uuid4().hex[:12]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@contextmanager
def _cluster() -> Iterator[sa.URL]:
    """A cluster of our own on loopback, as an unprivileged user because PostgreSQL refuses root."""
    binaries = _binaries()
    home = Path(tempfile.mkdtemp(prefix="pka-postgresql-"))
    become: dict[str, int] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(home, account.pw_uid, account.pw_gid)
        become = {"user": account.pw_uid, "group": account.pw_gid}
    data, port = home / "data", _free_port()

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=home, **become)  # type: ignore[call-overload]

    run(f"{binaries}/initdb", "-D", str(data), "-U", "pka", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home} -c fsync=off -c full_page_writes=off"
    run(f"{binaries}/pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield sa.URL.create("postgresql+psycopg", "pka", host="127.0.0.1", port=port, database="postgres")
    finally:
        run(f"{binaries}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _binaries() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    elsewhere = shutil.which("initdb")
    place = str(found[-1].parent) if found else elsewhere and str(Path(elsewhere).parent)
    if not place:
        raise RuntimeError(
            "Install PostgreSQL (Debian: apt-get install postgresql) or set PKA_TEST_POSTGRESQL."
        )
    return place


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
