"""Copy the font, the icons in use and the library for local copies into ``static/vendor``, which is never committed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "pka_tracker" / "static" / "vendor"
ICONS = PACKAGES / "bootstrap-icons" / "icons"
FILES = {
    "plus-jakarta-sans.woff2": "@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2",
    "idb.js": "idb/build/index.js",
}
#: Any quoted word in these that is the name of an icon counts as a use of it.
USERS = ("templates/**/*.html", "pka_tracker/routes/**/*.py")


def main() -> None:
    """Write what is new; leave the rest alone, so that browsers keep what they have."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        target = VENDOR / name
        if not target.exists() or target.read_bytes() != (PACKAGES / source).read_bytes():
            shutil.copyfile(PACKAGES / source, target)
    sprite = build_sprite(names_in_use())
    target = VENDOR / "icons.svg"
    if not target.exists() or target.read_text() != sprite:
        target.write_text(sprite)


def names_in_use() -> list[str]:
    """The icons that templates and routes name."""
    words: set[str] = set()
    for pattern in USERS:
        for path in ROOT.glob(pattern):
            words |= set(re.findall(r"""["']([a-z0-9-]+)["']""", path.read_text()))
    return sorted(word for word in words if (ICONS / f"{word}.svg").exists())


def build_sprite(names: list[str]) -> str:
    """One file with a symbol per icon."""
    symbols = []
    for name in names:
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", (ICONS / f"{name}.svg").read_text(), re.DOTALL)
        if drawing:
            symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{drawing[1].strip()}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


if __name__ == "__main__":
    main()
