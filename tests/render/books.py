"""Small invented books for the tests of renderers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyse.contracts import (
    Document,
    DocumentContext,
    DocumentStatus,
    Facet,
    FacetCall,
    MaskSpan,
    Nature,
    Nearness,
    Passage,
    Quote,
    SetAside,
    Theme,
    Voice,
)
from analyse.exports.tables import Snapshot
from analyse.params import EventParams, PublicationParams
from analyse.render import Book, Rare, Standing, Unclassified
from analyse.state import describe
from analyse.steps.fiches import compose
from analyse.steps.quotes import quote_id
from analyse.voices import voice_key, workshop_key
from analyse.wording import publishable

FACETS = (Facet.FINDING, Facet.LEAD, Facet.QUESTION, Facet.OTHER)


NOBODY = Voice()


@dataclass(frozen=True)
class Said:
    """One sentence of a note, and what is known of it."""

    text: str
    theme: str = "Se loger"
    facet: Facet = Facet.FINDING
    voice: Voice = NOBODY
    atelier: str = "07"


def hexa(value: str, length: int = 16) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def theme_id(title: str) -> str:
    return "t" + hexa(title, 11)


def note(path: str, said: Sequence[Said], *, masks: Sequence[str] = ()) -> tuple:
    """A document, its passages with their sentence, and its set-aside heading."""
    text = "# Intertitre\n\n"
    places = []
    for sentence in said:
        places.append((len(text), len(text) + len(sentence.text), sentence))
        text += sentence.text + "\n\n"
    spans = []
    for number, name in enumerate(masks, start=1):
        at = text.find(name)
        while at >= 0:
            spans.append(MaskSpan(at, at + len(name), "nom", number))
            at = text.find(name, at + 1)
    spans.sort(key=lambda span: span.start)
    masked = list(text)
    for span in spans:
        masked[span.start : span.end] = "█" * (span.end - span.start)
    document = Document(
        id=hexa(path),
        path=path,
        sha256=hexa(path, 64),
        version=1,
        status=DocumentStatus.READ,
        text="".join(masked),
        masks=tuple(spans),
        context=DocumentContext(jour=2, atelier="07", region="Estrie"),
    )
    passages = [
        (
            Passage(
                id=hexa(f"{path}{start}"),
                document_id=document.id,
                start=start,
                end=end,
                text=document.text[start:end],
                nature=Nature.REPORTED if "«" in sentence.text else Nature.NOTE,
                voice=sentence.voice,
                jour=2,
                atelier=sentence.atelier,
            ),
            sentence,
        )
        for start, end, sentence in places
    ]
    aside = SetAside(document.id, 0, 12, document.text[:12], "intertitre")
    return document, passages, aside


def make_book(notes: Sequence[tuple], *, small: int = 0, number: int = 1, **changes) -> Book:
    """A book of the notes; a sentence whose theme is "" is unclassified. Everything is quoted."""
    documents = {document.id: document for document, _, _ in notes}
    pairs = [pair for _, found, _ in notes for pair in found]
    passages = tuple(passage for passage, _ in pairs)
    asides = tuple(aside for _, _, aside in notes)
    members: dict[str, list[Passage]] = {}
    titles: dict[str, str] = {}
    quotes = []
    for passage, said in pairs:
        if said.theme:
            key = theme_id(said.theme)
            titles[key] = said.theme
            members.setdefault(key, []).append(passage)
            quotes.append(
                Quote(
                    id=quote_id(key, passage.id),
                    theme_id=key,
                    passage_id=passage.id,
                    facet=said.facet,
                    rank=len(quotes) + 1,
                    text=passage.text,
                    published_text=publishable(
                        documents[passage.document_id], passage.start, passage.end
                    ),
                    nature=passage.nature,
                )
            )
    themes = [
        Theme(
            id=key,
            title=title,
            proposal=title,
            keyphrases=(title.lower(),),
            words=(),
            size=len(members[key]),
            workshops=len({workshop_key(p) for p in members[key]}),
            voices=len({voice_key(p) for p in members[key]}),
            stability=0.9,
            grille=(Nearness("2022", "F9", "Participation citoyenne", 0.61),),
        )
        for key, title in titles.items()
    ]
    first = next(iter(titles), "")
    loose = tuple(Unclassified(p, first) for p, said in pairs if not said.theme)
    state = describe(Snapshot(list(documents.values()), passages, asides, None))
    book = Book(
        event=EventParams(titre="Assises inventées", dates="du 1er au 3 mai"),
        publication=PublicationParams(petites_cellules=small),
        number=number,
        started="2022-11-04T14:05:00+00:00",
        manifest={"analyse": "0.1.0", "encodeur": "essai", "graine": 7, "paquets": {"numpy": "2"}},
        changes=(),
        fiches=tuple(compose(themes, members, quotes)),
        standings={p.id: Standing(FacetCall(said.facet, 0.8), 0.7) for p, said in pairs},
        unclassified=loose,
        rare=tuple(Rare(item.passage, "", 1) for item in loose),
        documents=documents,
        passages=passages,
        set_aside=asides,
        state=state,
        acronyms={"MRC": "municipalité régionale de comté", "XYZ": "jamais dit"},
    )
    return replace(book, **changes)


ESTRIE = Voice("Personne 3", "Estrie", "local", "communautaire")
GASPESIE = Voice("", "Gaspésie–Îles-de-la-Madeleine", "régional", "municipal")


def sample(**changes) -> Book:
    """Two notes, two themes, each facet, masks, one unclassified passage."""
    return make_book(
        [
            note(
                "jour-2/atelier-07_estrie.docx",
                [
                    Said("Il n'y a plus de logement à louer dans la MRC.", voice=ESTRIE),
                    Said("Il faut ouvrir une coopérative :\n- au village\n- à la ville", "Se loger",
                         Facet.LEAD, ESTRIE),
                    Said("Odile Tremblay a dit : « on est tannés ».", "Se loger", Facet.FINDING,
                         ESTRIE),
                    Said("Qui décide?", "Se concerter", Facet.QUESTION, GASPESIE, "08"),
                ],
                masks=["Odile Tremblay"],
            ),
            note(
                "jour-2/atelier-08.txt",
                [
                    Said("La table se réunit le mardi.", "Se concerter", Facet.OTHER, GASPESIE,
                         "08"),
                    Said("Une personne sourde n'a jamais eu d'interprète.", "", Facet.FINDING),
                ],
            ),
        ],
        **changes,
    )  # fmt: skip
