"""What the styles and numbering of a Word document mean: heading, list level, bold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre|en-tete|überschrift)\s*(\d)$")
_BULLET = re.compile(r"(?:list bullet|liste a puces|liste à puces)\s*(\d)?$")
_NUMBER = re.compile(r"(?:list number|liste a numeros|liste à numéros)\s*(\d)?$")
_TITLES = {"title": 1, "titre": 1, "subtitle": 2, "sous-titre": 2}
_OFF = {"0", "false", "off", "none"}
_MAX_CHAIN = 20
"""Word itself stops following base styles long before; a loop ends here."""


def value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute in the WordprocessingML namespace, "" when absent."""
    return "" if element is None else element.get(W + name, "")


def switched_on(properties: etree._Element | None, name: str) -> bool | None:
    """A toggle property (bold, hidden…): True, False, or None when it says nothing."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else value(found) not in _OFF


@dataclass(frozen=True, slots=True)
class Level:
    """Where a paragraph stands in a list: level from 0, whether it counts, and what keys it."""

    level: int
    ordered: bool
    list_id: str


@dataclass(slots=True)
class Styles:
    """Styles and numbering, with the running counters of numbered lists."""

    styles: dict[str, etree._Element] = field(default_factory=dict)
    _lists: dict[str, tuple[str, dict[int, tuple[str, int]]]] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _default: str = ""

    @classmethod
    def load(cls, styles: etree._Element | None, numbering: etree._Element | None) -> Styles:
        """From the two parts, either of which may be missing."""
        loaded = cls()
        for style in () if styles is None else styles.iter(W + "style"):
            identifier = value(style, "styleId")
            loaded.styles[identifier] = style
            if value(style, "type") == "paragraph" and value(style, "default") not in ("", "0"):
                loaded._default = identifier
        if numbering is not None:
            loaded._read_numbering(numbering)
        return loaded

    def _read_numbering(self, root: etree._Element) -> None:
        abstract: dict[str, dict[int, tuple[str, int]]] = {}
        for item in root.iter(W + "abstractNum"):
            abstract[value(item, "abstractNumId")] = dict(_levels(item))
        for item in root.iter(W + "num"):
            reference = value(item.find(W + "abstractNumId"))
            levels = dict(abstract.get(reference, {}))
            restarts = False
            for override in item.iter(W + "lvlOverride"):
                at = _int(value(override, "ilvl"))
                levels.update(_levels(override))
                start = override.find(W + "startOverride")
                if start is not None and at in levels:
                    levels[at] = (levels[at][0], _int(value(start), 1))
                    restarts = True
            number = value(item, "numId")
            # Lists made from one definition go on counting together unless they restart.
            self._lists[number] = (number if restarts else f"abstrait {reference}", levels)

    def chain(self, identifier: str) -> Iterator[etree._Element]:
        """A style, then the ones it is based on."""
        seen = 0
        while identifier in self.styles and seen < _MAX_CHAIN:
            style = self.styles[identifier]
            yield style
            identifier, seen = value(style.find(W + "basedOn")), seen + 1

    def heading(self, properties: etree._Element | None) -> int:
        """Heading level from 1, or 0."""
        direct = None if properties is None else properties.find(W + "outlineLvl")
        if direct is not None:
            return _outline(direct)
        for style in self.chain(self._of(properties)):
            name = value(style.find(W + "name")).casefold().strip()
            match = _HEADING.match(name)
            if match and match.group(1) != "0":
                return int(match.group(1))
            if name in _TITLES:
                return _TITLES[name]
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _outline(outline)
        return 0

    def level(self, properties: etree._Element | None) -> Level | None:
        """Place in a list, told by the paragraph, else by its style, else by the style's name."""
        number, depth = "", 0
        own = None if properties is None else properties.find(W + "numPr")
        if own is not None:
            number = value(own.find(W + "numId"))
            depth = _int(value(own.find(W + "ilvl")))
            if number == "0":
                return None
        for style in self.chain(self._of(properties)) if not number else ():
            numbered = style.find(f"{W}pPr/{W}numPr")
            if numbered is not None:
                number = value(numbered.find(W + "numId"))
                depth = _int(value(numbered.find(W + "ilvl"))) or _named_level(style)
                break
            if _named_kind(style):
                return Level(_named_level(style), _named_kind(style) == "ordered", "style")
        if not number or number == "0":
            return None
        key, levels = self._lists.get(number, (number, {}))
        kind = levels.get(depth, ("bullet", 1))[0]
        return None if kind == "none" else Level(depth, kind != "bullet", key)

    def count(self, place: Level) -> int:
        """The next number of a numbered item; deeper levels start again."""
        counters = self._counters.setdefault(place.list_id, {})
        for depth in [d for d in counters if d > place.level]:
            del counters[depth]
        start = 1
        for key, levels in self._lists.values():
            if key == place.list_id and place.level in levels:
                start = levels[place.level][1]
                break
        counters[place.level] = counters.get(place.level, start - 1) + 1
        return counters[place.level]

    def bold(self, paragraph: etree._Element | None, run: etree._Element | None) -> bool:
        """Whether a run is bold: by itself, its character style, or the paragraph's style."""
        direct = switched_on(run, "b")
        if direct is not None:
            return direct
        by_character = value(None if run is None else run.find(W + "rStyle"))
        for identifier in (by_character, self._of(paragraph)):
            for style in self.chain(identifier):
                told = switched_on(style.find(W + "rPr"), "b")
                if told is not None:
                    return told
        return False

    def hidden(self, run: etree._Element | None) -> bool:
        """Whether a run is hidden text, by itself or by its character style."""
        direct = switched_on(run, "vanish")
        if direct is not None:
            return direct
        styles = self.chain(value(None if run is None else run.find(W + "rStyle")))
        told = (switched_on(style.find(W + "rPr"), "vanish") for style in styles)
        return next((one for one in told if one is not None), False)

    def _of(self, properties: etree._Element | None) -> str:
        named = value(None if properties is None else properties.find(W + "pStyle"))
        return named or self._default


def _levels(parent: etree._Element) -> Iterator[tuple[int, tuple[str, int]]]:
    for level in parent.iter(W + "lvl"):
        form = value(level.find(W + "numFmt")) or "decimal"
        yield _int(value(level, "ilvl")), (form, _int(value(level.find(W + "start")), 1))


def _named_kind(style: etree._Element) -> str:
    name = value(style.find(W + "name")).casefold().strip()
    return "bullet" if _BULLET.match(name) else "ordered" if _NUMBER.match(name) else ""


def _named_level(style: etree._Element) -> int:
    name = value(style.find(W + "name")).casefold().strip()
    match = _BULLET.match(name) or _NUMBER.match(name)
    return int(match.group(1) or 1) - 1 if match else 0


def _outline(element: etree._Element) -> int:
    level = _int(value(element), 9)
    return level + 1 if 0 <= level < 9 else 0


def _int(text: str, default: int = 0) -> int:
    try:
        return int(text)
    except ValueError:
        return default
