"""What `--json` prints: one object, in UTF-8, indented."""

from __future__ import annotations

import json

import click


def print_json(content: object) -> None:
    """Print one object on standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
