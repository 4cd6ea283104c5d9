"""Small files and small functions: the tail is what code bases regret."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULE, FUNCTION, LIMIT, TEMPLATE, FOLDER = 250, 25, 400, 100, 16  # with __init__.py
MODULES = sorted([*ROOT.glob("pka_tracker/**/*.py"), *ROOT.glob("bench/**/*.py"), ROOT / "config.py"])
TESTS = sorted(ROOT.glob("tests/**/*.py"))
TEMPLATES = sorted(path for path in ROOT.glob("templates/**/*") if path.is_file())


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long(path):
    assert lines(path) <= LIMIT


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_is_long(path):
    assert lines(path) <= LIMIT


def test_no_folder_is_crowded():
    folders = {path.parent for path in MODULES}
    crowded = {
        str(folder.relative_to(ROOT)): n for folder in folders if (n := len([*folder.glob("*.py")])) > FOLDER
    }
    assert crowded == {}


def test_what_is_over_budget_is_told():
    over = [f"{path.relative_to(ROOT)}: {lines(path)} lines" for path in MODULES if lines(path) > MODULE]
    over += [f"{path.relative_to(ROOT)}: {lines(path)} lines" for path in TEMPLATES if lines(path) > TEMPLATE]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.body[0].lineno + 1
                if length > FUNCTION:
                    over.append(f"{path.relative_to(ROOT)}: {node.name} {length} lines")
    if over:
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn("over budget:\n" + "\n".join(over), UserWarning, stacklevel=1)


def test_the_sheets_of_every_page_stay_under_40_kilobytes():
    """docs/design-system.md; a page that needs more brings a sheet of its own."""
    named = re.search(r"for sheet in \(([^)]*)\)", (ROOT / "templates" / "base.html").read_text())
    assert named
    sheets = re.findall(r'"(\w+)"', named[1])
    sizes = [(ROOT / "pka_tracker/static/css" / f"{sheet}.css").stat().st_size for sheet in sheets]
    assert len(sizes) == 6 and sum(sizes) < 40_000
