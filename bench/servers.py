"""The servers under measurement: each a gunicorn of the same kind on loopback, with its own database."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bench.catalogue import fill
from bench.cohort import grow, one_mentor
from pka_tracker.extensions import prepare_sqlite

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Server:
    address: str
    database: str
    log: Path

    def engine(self) -> sa.Engine:
        engine = sa.create_engine(self.database)
        if engine.dialect.name == "sqlite":
            prepare_sqlite(engine)
        return engine

    def statements(self) -> dict[str, int]:
        """{request id: number of statements}, from the log."""
        lines = (line for line in self.log.read_text().splitlines() if '"statements"' in line)
        return {entry["request"]: entry["statements"] for entry in map(json.loads, lines)}


@contextmanager
def program(folder: Path, database: str, plans: int) -> Iterator[Server]:
    """PKA Tracker with the demo cohort, grown to so many plans."""
    settings = {
        "PKA_SQLALCHEMY_DATABASE_URI": database,
        "PKA_SECRET_KEY": "only-to-measure",
        "PKA_DEMO": "1",
        "PKA_LOG_FORMAT": "json",
        "PKA_FILES_URL": str(folder / f"{plans}-files"),
    }
    for command in (["db", "upgrade"], ["demo", "seed"]):
        flask = [sys.executable, "-m", "flask", "--app", "pka_tracker", *command]
        subprocess.run(flask, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True)
    engine = sa.create_engine(database)
    one_mentor(engine)
    if grow(engine, plans):
        fill(engine)
    engine.dispose()
    with _serve("pka_tracker:create_app()", folder / f"{plans}.log", database, settings) as server:
        yield server


@contextmanager
def floor(folder: Path, database: str) -> Iterator[Server]:
    """The floor on a database of its own."""
    with _serve(
        "bench.floor:create_app()", folder / "floor.log", database, {"FLOOR_DATABASE": database}
    ) as s:
        yield s


@contextmanager
def _serve(app: str, log: Path, database: str, settings: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += [
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--keep-alive",
        "600",
        "--log-level",
        "warning",
    ]
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=file, stderr=file)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process, log)
            yield Server(f"http://127.0.0.1:{port}", database, log)
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(log.read_text()[-2000:])
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
