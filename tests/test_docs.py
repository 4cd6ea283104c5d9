"""The documents say what the program does; where both say it, they are compared."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from click import Context, Group
from flask.cli import ScriptInfo

from pka_tracker import _settings
from pka_tracker.models import (
    REPLICATION_TRANSITIONS,
    TRANSITIONS,
    PlanAction,
    PlanState,
    ReplicationAction,
    ReplicationStage,
)
from pka_tracker.policy import PLAN_RULES

DOCS = Path(__file__).parent.parent / "docs"
#: Settings without a value in the class: required, or read only where set.
UNSET = {"SECRET_KEY": "required", "DEMO_PUBLIC": "`false`"}
WHO = {
    "owns": "participant",
    "mentors": "mentor",
    "owns_or_organizes": "participant, or organizer with a reason",
}


def default_settings() -> dict[str, str]:
    """Every setting and its value as the documents write it."""
    values = {name: value for name, value in vars(_settings("Default")).items() if name.isupper()}
    del values["REQUIRED"]
    return UNSET | {name: written(value) for name, value in values.items()}


def written(value: Any) -> str:
    if isinstance(value, timedelta):
        return f"`{int(value.total_seconds())}` ({value.days} days)"
    if value == "":
        return "nothing"
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value)}`"


def test_every_setting_is_explained_with_its_default():
    rows = re.findall(
        r"^\| `PKA_(\w+)` \| (.*?) \| (.+) \|$", (DOCS / "settings.md").read_text(), re.MULTILINE
    )
    assert {name: default for name, default, _says in rows} == default_settings()


def states() -> str:
    """The life of a plan as a table."""
    lines = ["| from | action | who | to |", "|---|---|---|---|", "| – | start | participant | draft |"]
    for (state, action), target in TRANSITIONS.items():
        who = WHO[PLAN_RULES[action].__name__]
        lines.append(f"| {state} | {action} | {who} | {target} |")
    return "\n".join(lines)


def test_the_life_of_a_plan_is_described_as_it_is():
    text = (DOCS / "architecture.md").read_text()
    described = re.search(r"<!-- states -->\n(.*?)\n?<!-- /states -->", text, re.DOTALL)
    assert described and described[1] == states()


def path() -> str:
    """The path of a replication as a table: where each action leads from each stage."""
    actions = list(ReplicationAction)
    lines = [f"| stage | {' | '.join(actions)} |", "|---" * (len(actions) + 1) + "|"]
    for stage in ReplicationStage:
        targets = (REPLICATION_TRANSITIONS.get((stage, action)) for action in actions)
        cells = ("–" if to is None else "the same" if to is stage else str(to) for to in targets)
        lines.append(f"| {stage} | {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_path_of_a_replication_is_described_as_it_is():
    text = (DOCS / "architecture.md").read_text()
    described = re.search(r"<!-- path -->\n(.*?)\n?<!-- /path -->", text, re.DOTALL)
    assert described and described[1] == path()


def test_every_action_and_state_is_in_the_table():
    assert {action for _state, action in TRANSITIONS} == set(PlanAction) == set(PLAN_RULES)
    assert {state for pair in TRANSITIONS.items() for state in (pair[0][0], pair[1])} == set(PlanState)


def test_no_document_links_to_a_file_that_is_not_there():
    for page in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text() if page.exists() else ""):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_command_that_the_documents_name_is_there(app):
    """The group, the command and its options, as in ``flask --app pka_tracker outbox send --watch``."""
    pages = [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    named = [line for page in pages for line in re.findall(r"--app pka_tracker ([^`\n]+)", page.read_text())]
    assert len(named) > 8
    for line in named:
        command, context = app.cli, Context(app.cli, obj=ScriptInfo(create_app=lambda: app))
        words = line.split()
        while isinstance(command, Group):
            command = command.get_command(context, words.pop(0))
        assert command is not None, line
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line
