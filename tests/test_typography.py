"""What people read follows Québec typography: a no-break space before `:` and inside « », no space
before `?`, `!` and `;`."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import analyse
from analyse import cli

PACKAGE = Path(analyse.__file__).parent
ROOT = PACKAGE.parents[1]
NBSP = "\u00a0"

RULES = {
    "ordinary space before a colon": re.compile(r"(?<=[^\s]) :(?=\s|$|[«\u00a0])"),
    "no space before a colon": re.compile(r"(?<=[^\W\d]{2}):(?=[ \u00a0]|$)|(?<=»):"),
    "no no-break space after «": re.compile(rf"«(?!{NBSP})"),
    "no no-break space before »": re.compile(rf"(?<!{NBSP})»"),
    "a space before ? ! ;": re.compile(r"(?<=[\w»)])[ \u00a0\u202f]+[?!;](?=\s|$)"),
}
_REGEX = re.compile(r"\\[dwsbDWSB]|\(\?[:<=!P]|\[\^|\\u[0-9a-f]{4}|[)\]][*+?]")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def faults(text: str) -> list[str]:
    return [f"{rule}: {text[max(0, m.start() - 25) : m.end() + 15]!r}"
            for rule, pattern in RULES.items() for m in pattern.finditer(text)]  # fmt: skip


def test_the_rules_find_faults_and_only_faults():
    """Each rule is broken by its example, and right French breaks none."""
    assert len(faults("Il dit : oui")) == 1
    assert len(faults("Il dit: oui")) == 1
    assert len(faults(f"«mot{NBSP}»")) == 1
    assert len(faults(f"«{NBSP}mot »")) == 1
    assert len(faults(f"Vrai{NBSP}? Non !")) == 2
    right = f"Vrai? Oui! Le «{NBSP}mot{NBSP}»{NBSP}: à 12:30; http://x.org :: {{x}}{NBSP}: y"
    assert faults(right) == []


def _docstrings(tree: ast.AST) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = set()
    for node in ast.walk(tree):
        for body in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            for statement in body if isinstance(body, list) else ():
                lone = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
                if lone and (isinstance(node, owners) or statement.value.value):
                    found.add(id(statement.value))
    return found


def _literals(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each string a person may read: not docstrings, patterns, nor single words.

    `{}` stands for each value of an f-string.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in ast.walk(node) if isinstance(part, ast.Constant)}
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if id(node) not in skipped and len(_WORDS.findall(text)) >= 2 and not _REGEX.search(text):
            yield node.lineno, text


def _sources() -> list[Path]:
    folders = (PACKAGE, ROOT / "flows", ROOT / "scripts")
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


@pytest.mark.parametrize("path", _sources(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_strings_of_the_code(path):
    """Messages, labels and reasons."""
    wrong = [f"line {line}: {f}" for line, text in _literals(path) for f in faults(text)]
    assert not wrong, "\n".join(wrong)


def _template_texts(text: str) -> str:
    """What a template shows: its text, and the attributes that are read aloud or shown."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    strings = " ".join(re.findall(r"\{[{%][^}]*?\"([^\"]{4,})\"", text))
    text = re.sub(r"<(style|script).*?</\1>", "", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", "{}", text, flags=re.S)
    told = re.findall(r"\b(?:title|aria-label|alt|placeholder)=\"([^\"]*)\"", text)
    return html.unescape("\n".join([re.sub(r"<[^>]*>", "", text), *told, strings]))


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.jinja")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_templates(path):
    assert not faults(_template_texts(path.read_text(encoding="utf-8")))


def test_the_project_templates():
    """`projet.toml`'s comments and the note template."""
    comments = [
        line.lstrip("# ")
        for line in (PACKAGE / "gabarits" / "projet.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    ]
    note = (PACKAGE / "gabarits" / "note.md").read_text(encoding="utf-8")
    assert not faults("\n".join(comments))
    assert not faults(note)


def test_the_settings():
    """No-break spaces never slip into the TOML syntax itself."""
    for line in (PACKAGE / "gabarits" / "projet.toml").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            assert NBSP not in line


def test_the_messages_of_click():
    texts = re.findall(
        r'^msgstr(?:\[\d\])? "(.+)"$',
        (PACKAGE / "locale/fr/LC_MESSAGES/messages.po").read_text(encoding="utf-8"),
        flags=re.M,
    )
    assert texts
    assert not [fault for text in texts for fault in faults(text)]


def test_the_help():
    """Every page of help, as it is shown."""
    context = click.Context(cli.main, info_name="analyse")
    pages = [cli.main.get_help(context)]
    for name, command in cli.main.commands.items():
        pages.append(command.get_help(click.Context(command, info_name=name, parent=context)))
    assert not [fault for page in pages for fault in faults(page)]


@pytest.mark.parametrize("path", _sources(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_break_spaces_can_be_seen_in_the_code(path):
    """They are written as escapes: a raw one looks like any space, and the next edit loses it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [number for number, line in enumerate(lines, 1) if NBSP in line]
