"""PKA Tracker: participants' notes and action plans, and their mentors' reviews."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from pka_tracker import accounts, cli, logs, models, routes, words
from pka_tracker.extensions import Templates, babel, csrf, db, migrate, prepare_postgresql, prepare_sqlite
from pka_tracker.storage import blobs

ROOT = Path(__file__).parent.parent


def create_app(config: Any = None, **overrides: Any) -> Flask:
    """Build the application; the only place where its parts are wired together.

    ``config`` is a class of ``config.py`` or its name; without it ``Default``. ``overrides`` win over it and
    over the environment. Refuses to start where a required setting is missing.
    """
    app = Flask(__name__, template_folder=str(_find("templates")), instance_path=str(_instance()))
    app.config.from_object(_settings(config))
    app.config.from_prefixed_env("PKA")
    app.config.update(overrides)
    if missing := [name for name in app.config["REQUIRED"] if not app.config.get(name)]:
        raise RuntimeError(f"Set {', '.join('PKA_' + name for name in missing)}; see docs/settings.md.")
    app.jinja_environment = Templates
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    db.init_app(app)
    migrate.init_app(app, db, directory=str(_find("migrations")), render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=routes.choose_locale, timezone_selector=routes.choose_timezone)
    words.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
        else:
            prepare_postgresql(db.engine)
    blobs.init_app(app)
    logs.init_app(app)
    accounts.init_app(app)
    routes.init_app(app)
    cli.init_app(app)
    return app


def _find(name: str) -> Path:
    """A folder of the project, beside the package in a checkout and inside it in a wheel."""
    inside = Path(__file__).parent / name
    return inside if inside.exists() else ROOT / name


def _instance() -> Path:
    return ROOT / "instance"


def _settings(config: Any) -> Any:
    """The class that holds the settings, from ``config.py`` by its path: the name is too common to import."""
    if config is not None and not isinstance(config, str):
        return config
    module = ModuleType("pka_config")
    path = _find("config.py")
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)  # noqa: S102 - our own file
    return getattr(module, config or "Default")


__all__ = ["create_app", "models"]
