"""Scripts, styles, font and icons: one version for all of them, in the path of their addresses.

What a script imports and a style refers to is relative, and so inherits the version: a browser that was here before
asks for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from pka_tracker.routes.site.access import public


def init_app(app: Flask) -> None:
    """Serve the files under ``static/`` also with their version, which may be kept; templates ask ``asset``."""

    @public
    def static_version(version: str, filename: str) -> Response:
        response = app.send_static_file(filename)
        if version == version_of(app):
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.immutable = True
        else:
            # Another version's page asks: it gets what there is, but must not keep it under the wrong name.
            response.headers["Cache-Control"] = "no-cache"
        return response

    app.add_url_rule(f"{app.static_url_path}/v-<string:version>/<path:filename>", view_func=static_version)
    app.jinja_env.globals["asset"] = asset_finder(app)


def asset_finder(app: Flask) -> Callable[[str], str]:
    """What gives the address of a file under ``static/``. While somebody works on the files it has no version."""
    versioned = app.static_url_path if app.debug else f"{app.static_url_path}/v-{version_of(app)}"
    return lambda name: f"{request.script_root}{versioned}/{name}"


def version_of(app: Flask) -> str:
    """The version of all files together, read once a process."""
    return _hash_of(Path(str(app.static_folder)))


@cache
def _hash_of(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:12]
