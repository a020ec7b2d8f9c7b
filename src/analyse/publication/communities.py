"""Communities whose data need an agreement of their own before anything of theirs is published.

Ownership, control, access and possession (PCAP, OCAP®, of the First Nations Information Governance
Centre):
a First Nation decides of data that come from it or tell of it. A passage is of a community when its
name, or a variant, is where the passage comes from or in what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analyse.contracts import Agreement, AgreementAnswer, Document, Passage
from analyse.errors import UsageError
from analyse.lexicon import fold
from analyse.publication.consents import speakers


@dataclass(frozen=True, slots=True)
class Community:
    """A community of `[communautes]`, with what it is called."""

    name: str
    pattern: re.Pattern[str]

    def is_named(self, text: str) -> bool:
        """Whether the text names it, whatever the case, accents and hyphens."""
        return bool(self.pattern.search(_plain(text)))


@dataclass(frozen=True, slots=True)
class Told:
    """Communities told by the register (document id → value) and the roster (pseudonym → value)."""

    documents: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[int, str] = field(default_factory=dict)


def communities(entries: Iterable[str]) -> tuple[Community, ...]:
    """The communities of `accord_requis`, written "nom" or "nom : variante; variante"."""
    found = []
    for entry in entries:
        name, _, variants = entry.partition(":")
        names = [n.strip() for n in (name, *variants.split(";")) if n.strip()]
        if names:
            words = "|".join(
                re.escape(_plain(n)) for n in sorted(names, key=len, reverse=True) if _plain(n)
            )
            found.append(Community(names[0], re.compile(rf"(?<!\w)(?:{words})(?!\w)")))
    return tuple(found)


def _plain(text: str) -> str:
    return fold(text).replace("-", " ")


def community_of(
    passage: Passage, document: Document, known: Sequence[Community], told: Told
) -> tuple[Community, ...]:
    """The communities a passage is of.

    Looked for where the passage comes from (register, path, header, workshop, headings), in who
    speaks (label, roster), and in what it says.
    """
    if not known:
        return ()
    sources = [
        told.documents.get(document.id, ""),
        document.path,
        document.text[: document.header_end],
        passage.atelier,
        *passage.headings,
        passage.voice.speaker,
        *(told.persons.get(number, "") for number in speakers(passage)),
        passage.text,
    ]
    # One source a line: no name is made of the end of one and the beginning of the next.
    texts = [text for text in sources if text]
    return tuple(one for one in known if any(one.is_named(text) for text in texts))


def answers(agreements: Iterable[Agreement]) -> dict[str, Agreement]:
    """Community, folded → its last answer."""
    return {_plain(one.community): one for one in agreements}


def answer_of(community: Community, given: Mapping[str, Agreement]) -> AgreementAnswer | None:
    """The last answer of a community, None when it was not asked."""
    found = given.get(_plain(community.name))
    return found.answer if found else None


def same(one: str, other: str) -> bool:
    """Whether two names of communities are one, case, accents and hyphens apart."""
    return _plain(one) == _plain(other)


def named(said: str, known: Sequence[Community]) -> Community:
    """The community a person means.

    Raises:
        UsageError: the project marks none of that name.
    """
    found = [one for one in known if _plain(one.name) == _plain(said) or one.is_named(said)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in known) or "aucune"
    raise UsageError(
        "Cette communauté n'est pas dans la section [communautes] de projet.toml.",
        action=f"Communautés du projet\u00a0: {names}. Ajoutez-la à «\u00a0accord_requis\u00a0».",
    )
