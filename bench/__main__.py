"""Measure and print: ``python -m bench [--database sqlite|postgresql] [--rounds 60] [--plans 4000] [--only board]``."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import servers
from bench.tasks import IMPORT, IMPORT_PREVIEW, Task, Tasks
from bench.visitor import Answer, Visitor
from tests.databases import database_url

RESULT = Path(__file__).parent / "last.json"
#: The ratio to the floor that is aimed at, and that of the strongest peer measured.
AIMS = {"dashboard": 1.5, "plan page": 1.5, "save a section": 4.0, "add a comment": 4.0, "decision": 3.3}
WARMUP = 5
#: A page about one cohort, which has 40 people, at most 400: the thousands of the other tasks say nothing of it.
BOARD = "board"
#: What is measured only when it is asked for.
ALONE = (BOARD, IMPORT_PREVIEW, IMPORT)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--plans", type=int, default=4000)
    parser.add_argument(
        "--only",
        default="",
        help=f"tasks, with commas between; these are not part of the rest: {', '.join(ALONE)}",
    )
    options = parser.parse_args()
    rows = measure(options.database, options.rounds, options.plans, options.only)
    RESULT.write_text(
        json.dumps({"database": options.database, "rounds": options.rounds, "rows": rows}, indent=1)
    )
    print_table(rows, options.plans)


def measure(database: str, rounds: int, plans: int, only: str = "") -> list[dict[str, Any]]:
    """Everything once, or one task, on the demo cohort and on the grown one, alternating with the floor."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

        def place(name: str) -> str:
            (folder / name).mkdir()
            return stack.enter_context(database_url(database, folder / name))

        floor = stack.enter_context(servers.floor(folder, place("floor")))
        sizes = {
            size: stack.enter_context(servers.program(folder, place(str(size)), size)) for size in (40, plans)
        }
        work = {size: Tasks(server) for size, server in sizes.items()}
        bare = Visitor(floor.address)
        rows: list[dict[str, Any]] = []
        kinds: tuple[tuple[Callable[[Tasks], dict[str, Task]], Task], ...] = (
            (Tasks.reads, lambda: bare.get("/")),
            (Tasks.writes, lambda: bare.post("/", [("name", "Pejabat")])),
        )
        for make, floor_task in kinds:
            tasks = {size: make(of) for size, of in work.items()}
            for name in [
                name for name in tasks[40] if (name in only.split(",") if only else name not in ALONE)
            ]:
                answers = _alternate({0: floor_task} | {size: tasks[size][name] for size in tasks}, rounds)
                rows += [_row(name, size, answers, sizes[size].statements()) for size in sizes]
        return rows


def _alternate(tasks: dict[int, Task], rounds: int) -> dict[int, list[Answer]]:
    """Each task in turn, so that whatever else the machine does meets all of them alike."""
    answers: dict[int, list[Answer]] = {size: [] for size in tasks}
    warm_up = min(WARMUP, rounds)
    for number in range(warm_up + rounds):
        for size, task in tasks.items():
            answer = task()
            if number >= warm_up:
                answers[size].append(answer)
    return answers


def _row(name: str, size: int, answers: dict[int, list[Answer]], counts: dict[str, int]) -> dict[str, Any]:
    times = sorted(1000 * answer.seconds for answer in answers[size])
    median = statistics.median(times)
    floor = statistics.median(1000 * answer.seconds for answer in answers[0])
    last = answers[size][-1]
    return {
        "task": name,
        "plans": size,
        "median_ms": round(median, 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "floor_ms": round(floor, 2),
        "ratio": round(median / floor, 2),
        "aim": AIMS.get(name),
        "statements": counts.get(last.request_id),
        "bytes": len(last.body),
    }


def print_table(rows: list[dict[str, Any]], plans: int) -> None:
    """The figures, and beside each figure of the grown cohort how much it grew."""
    print(
        f"{'task':<16}{'plans':>6}{'median':>9}{'p95':>9}{'floor':>8}{'ratio':>7}{'aim':>6}{'stmts':>7}{'bytes':>9}{'grew':>7}"
    )
    before = {row["task"]: row["median_ms"] for row in rows if row["plans"] == 40}
    for row in rows:
        grew = f"{row['median_ms'] / before[row['task']]:.2f}" if row["plans"] == plans else ""
        print(
            f"{row['task']:<16}{row['plans']:>6}{row['median_ms']:>9}{row['p95_ms']:>9}{row['floor_ms']:>8}"
            f"{row['ratio']:>7}{row['aim'] or '':>6}{row['statements'] or '':>7}{row['bytes']:>9}{grew:>7}"
        )


if __name__ == "__main__":
    main()
