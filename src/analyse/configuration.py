"""`projet.toml` read into frozen models; what is wrong in it is told with its line."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from analyse.errors import ConfigurationError
from analyse.params import ProjectParams, sections

CONFIG_NAME = "projet.toml"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TYPED = re.compile(r"\s*(?P<bracket>\[?)\s*(?P<name>[^\W\d][\w '’.-]*?)\s*[\]=]")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate")  # tomllib's words


def parse(text: str) -> ProjectParams:
    """`projet.toml` as frozen models.

    Raises:
        ConfigurationError: broken TOML, unknown section or key, impossible value.
    """
    # A Windows editor's line ends, and a byte order mark that came with pasted text.
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(text, str(error)) from error
    known = {name: list(keys) for name, keys in sections().items()}
    for section, values in data.items():
        if section not in known:
            if isinstance(values, dict):
                raise _unknown("", section, known, line_of(text, section))
            raise _outside(section, known, line_of(text, section))
        if not isinstance(values, dict):
            raise _error(
                line_of(text, section),
                f"«\u00a0{section}\u00a0» est une section.",
                f"Écrivez [{section}] seul sur sa ligne, puis ses clés dessous.",
            )
        for key in values:
            if key not in known[section]:
                raise _unknown(section, key, known, line_of(text, section, key))
    try:
        return ProjectParams.model_validate(_tuples(data), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        section, key = str(first["loc"][0]), str(first["loc"][1])
        raise _error(
            line_of(text, section, key),
            f"la valeur de «\u00a0{key}\u00a0» dans [{section}] n'est pas possible "
            f"({_reason(first)}).",
            f"Valeur par défaut\u00a0: {_toml(sections()[section][key])}",
        ) from error


def line_of(text: str, *path: str) -> int:
    """Line, from 1, where a section or a key of valid TOML is first written; 1 when it is not.

    Each prefix of the file that is valid TOML ends a statement, so the first of them that holds
    the key ends the statement of that key: strings and arrays over several lines, quoted and
    dotted keys need no rule of their own.
    """
    lines = text.split("\n")
    begins = 1
    for end in range(1, len(lines) + 1):
        try:
            data: Any = tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        for part in path:
            data = data.get(part) if isinstance(data, dict) else None
            if data is None:
                break
        else:
            return begins
        begins = end + 1
    return 1


def _error(line: int, what: str, action: str) -> ConfigurationError:
    message = f"{CONFIG_NAME}, ligne {line}\u00a0: {what}"
    return ConfigurationError(message, line=line, action=action)


def _unknown(
    section: str, key: str, known: Mapping[str, Sequence[str]], line: int
) -> ConfigurationError:
    """An unknown key of `section`, or an unknown section when `section` is ""."""
    names = list(known[section]) if section else list(known)
    elsewhere = [name for name, keys in known.items() if section and _fold(key) in keys]
    near = difflib.get_close_matches(_fold(key), names, n=1, cutoff=0.5)
    hint = ""
    if _fold(key) not in names and elsewhere:
        hint = f"Écrivez «\u00a0{_fold(key)}\u00a0» sous [{elsewhere[0]}]. "
    elif near:
        hint = f"Vouliez-vous dire «\u00a0{near[0]}\u00a0»? "
    what = f"la clé «\u00a0{key}\u00a0» de [{section}]" if section else f"la section [{key}]"
    listed = ", ".join(names) or "aucune"
    kind = "Clés" if section else "Sections"
    return _error(line, f"{what} est inconnue.", f"{hint}{kind} connues\u00a0: {listed}.")


def _outside(key: str, known: Mapping[str, Sequence[str]], line: int) -> ConfigurationError:
    """A key above the first section."""
    near = difflib.get_close_matches(_fold(key), [k for keys in known.values() for k in keys], n=1)
    home = next((name for name, keys in known.items() if near and near[0] in keys), "")
    hint = f"Écrivez «\u00a0{near[0]}\u00a0» sous [{home}]. " if home else ""
    return _error(
        line,
        f"la clé «\u00a0{key}\u00a0» n'est sous aucune section.",
        f"{hint}Sections connues\u00a0: {', '.join(known)}.",
    )


def _broken(text: str, message: str) -> ConfigurationError:
    """What is not TOML, from tomllib's message; the usual slips have their own words."""
    found = re.search(r"line (\d+)", message)
    line = int(found.group(1)) if found else _unfinished(text)
    mistyped = _mistyped(text, line)
    if mistyped:
        return mistyped
    if message.startswith(_TWICE):
        return _error(
            line, "cette clé ou cette section est écrite deux fois.", "Gardez-en une seule."
        )
    return _error(
        line,
        "la syntaxe n'est pas celle d'un fichier TOML.",
        'Vérifiez les guillemets (droits, comme "ceci"), les crochets, les virgules et le signe '
        "égal de cette ligne et de celle d'avant.",
    )


def _unfinished(text: str) -> int:
    """Line of the statement that the end of the file cuts."""
    lines = text.split("\n")
    begins = 1
    for end in range(1, len(lines)):
        try:
            tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        begins = end + 1
    return begins


def _mistyped(text: str, line: int) -> ConfigurationError | None:
    """The usual slip: a key or section typed with accents or spaces, which TOML refuses bare."""
    lines = text.split("\n")
    typed = _TYPED.match(lines[line - 1]) if line <= len(lines) else None
    if typed is None or _BARE.fullmatch(typed["name"]) or typed["name"].count(".") == 1:
        return None
    known = {name: list(keys) for name, keys in sections().items()}
    if typed["bracket"]:
        return _unknown("", typed["name"], known, line)
    headers = re.findall(r"^\s*\[([a-z]+)\]", "\n".join(lines[:line]), flags=re.M)
    if not headers:
        return _outside(typed["name"], known, line)
    return _unknown(headers[-1], typed["name"], known, line) if headers[-1] in known else None


def _fold(word: str) -> str:
    """Lower case without accents, `-` and space as `_`: how people mistype keys."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\s'’-]+", "_", plain)


def _tuples(value: Any) -> Any:
    """TOML arrays as tuples, so that every other conversion can be refused."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _reason(error: Mapping[str, Any]) -> str:
    """A pydantic error in French, for the kinds our models can raise."""
    context = error.get("ctx", {})
    bounds = {"greater_than_equal": ("minimum", "ge"), "less_than_equal": ("maximum", "le")}
    if error["type"] in bounds:
        word, bound = bounds[error["type"]]
        return f"{word}\u00a0: {context[bound]}"
    if error["type"] == "literal_error":
        choices = str(context["expected"]).replace(" or ", " ou ").replace("'", '"')
        return f"choix\u00a0: {choices}"
    if error["type"] == "value_error":
        return str(context["error"])  # our own validators speak French
    return {
        "string_type": "un texte entre guillemets est attendu",
        "int_type": "un nombre entier est attendu",
        "int_from_float": "un nombre entier est attendu",
        "float_type": "un nombre est attendu",
        "finite_number": "un nombre est attendu",
        "string_too_short": "deux lettres ou plus sont attendues",
        "bool_type": "true ou false est attendu",
        "tuple_type": "une liste entre crochets est attendue",
        "string_pattern_mismatch": "un code de deux lettres minuscules est attendu",
    }.get(error["type"], "valeur refusée")


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
