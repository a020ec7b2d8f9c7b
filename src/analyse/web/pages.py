"""Templates and static files: everything escaped whatever the name of the template, no CDN."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analyse.render import words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


class Pages:
    """The templates of `templates/` and the files of `static/`.

    A template sees: `visitor`, `links`, `here`, `message`, `project_title`, `static(name)` (address
    of a file of `static/`), `w` (the words of the fiches), and the filters `number` and `decimal`.
    """

    def __init__(self) -> None:
        self._files = {
            path.relative_to(STATIC).as_posix(): path.read_bytes()
            for path in sorted(STATIC.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, content in self._files.items():
            digest.update(name.encode() + b"\0" + content)
        self.version = digest.hexdigest()[:12]
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.globals.update(static=self.address, w=words)
        self.environment.filters.update(number=words.number, decimal=words.decimal)

    def render(self, template: str, **content: Any) -> str:
        """Text of a page."""
        return self.environment.get_template(template).render(**content)

    def address(self, name: str) -> str:
        """Path of a static file; it changes when any of them does, so that it can be kept."""
        if name not in self._files:
            raise KeyError(name)
        return f"/statique/{self.version}/{name}"

    def file(self, name: str) -> tuple[bytes, str] | None:
        """Bytes and media type of a static file, None when there is no such file."""
        content = self._files.get(name)
        if content is None:
            return None
        return content, _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or _BYTES


_BYTES = "application/octet-stream"
_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def _finalize(value: Any) -> Any:
    """What no page may hold (control characters, halves of pairs) becomes a visible mark."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return words.printable(value)
    return value
