"""Rules of the code base that a person would forget."""

from __future__ import annotations

import re
from pathlib import Path

from pka_tracker.models import NoteAction, PlanAction, ReplicationAction

ROOT = Path(__file__).parent.parent


def test_every_action_has_a_page_named_after_it(app):
    pages = set(app.view_functions)
    assert {f"plan_actions.{action}" for action in PlanAction} <= pages
    assert {f"note_actions.{action}" for action in NoteAction} <= pages
    assert {f"replication_actions.{action}" for action in ReplicationAction} <= pages


def test_addresses_are_kebab_case_and_ids_are_numbers(app):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert fixed == fixed.lower().replace("_", "-"), rule.rule
        assert all(":" in part or part in {"key", "token"} for part in re.findall(r"<([^>]+)>", rule.rule)), (
            rule.rule
        )


def test_a_state_is_set_in_one_place_only():
    setters = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("pka_tracker/**/*.py")
        if re.search(r"\bplan\.state\s*=[^=]|before, plan\.state = ", path.read_text())
    }
    assert setters == {"pka_tracker/operations/plans/transitions.py"}


def test_no_page_has_inline_scripts_or_styles():
    for path in ROOT.glob("templates/**/*.html"):
        html = path.read_text()
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=|<style", html), path


def test_no_role_is_compared_in_templates():
    for path in ROOT.glob("templates/**/*.html"):
        assert not re.search(r"\.role\b", path.read_text()), path
