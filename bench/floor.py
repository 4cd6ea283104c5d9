"""The floor: the least a page of the same libraries can cost. A table of 100 rows, and one row inserted."""

from __future__ import annotations

import os

from flask import Flask, redirect, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

ROWS = 100
PAGE = """<!doctype html><html lang="en"><title>Floor</title><h1>Floor</h1><table>
{% for row in rows %}<tr><td>{{ row.id }}<td>{{ row.name }}<td>{{ row.agency }}<td>{{ row.state }}<td>{{ row.title }}</tr>
{% endfor %}</table></html>"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Row(db.Model):  # type: ignore[name-defined, misc]
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    agency: Mapped[str]
    state: Mapped[str]
    title: Mapped[str]


def create_app() -> Flask:
    """Two routes, no accounts, no forms, no words; the same pragmas as the program's on SQLite."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["FLOOR_DATABASE"]
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _pragmas)
        db.create_all()
        if not db.session.scalar(select(Row.id).limit(1)):
            words = {"name": "Pejabat, S.Sos.", "agency": "Dinas Sosial", "state": "submitted"}
            db.session.add_all(Row(title=f"Judul rancangan {number}", **words) for number in range(ROWS))
            db.session.commit()
        db.engine.dispose()

    @app.get("/")
    def table() -> str:
        rows = db.session.scalars(select(Row).order_by(Row.id).limit(ROWS)).all()
        return render_template_string(PAGE, rows=rows)

    @app.post("/")
    def insert() -> Response:
        db.session.add(Row(name=request.form["name"], agency="", state="", title=""))
        db.session.commit()
        return redirect("/", 303)

    return app


def _pragmas(connection: object, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
