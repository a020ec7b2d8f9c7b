"""The table of right boundaries, on two real note files that are not part of the repository.

Expectations are line numbers, first words and counts. Names are masked here by rule of place, so
that these tests do not depend on another step.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analyse.contracts import MASK, Document, DocumentStatus, MaskSpan, Passage
from analyse.params import SegmentParams
from analyse.steps.segment import Segmentation, segment

FOLDER = Path(
    os.environ.get("ANALYSE_NOTES", Path(__file__).resolve().parents[4] / "shared" / "notes")
)
_NAME = r"(?P<name>[A-ZÀ-Ý][\wà-ÿ'’-]+ [A-ZÀ-Ý][\w'’-]+)"
_PLACES = re.compile(
    rf"(?:^#{{2,3}} |^\*\*|^- ~ (?:M\.|Mme) |[Mm](?:adame|onsieur) |animation : "
    rf"|Conférencières : |^)"
    rf"{_NAME}(?=,| de l'équipe)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Read:
    """A note that was cut, with the lines its spans begin on."""

    document: Document
    result: Segmentation
    starts: tuple[int, ...]

    def line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def on(self, first: int, last: int = 0) -> list[Passage]:
        last = last or first
        return [p for p in self.result.passages if first <= self.line(p.start) <= last]

    def reasons(self, first: int, last: int = 0) -> set[str]:
        last = last or first
        return {a.reason for a in self.result.set_aside if first <= self.line(a.start) <= last}


def _read(name: str, nlp: Any) -> Read:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"pas de notes réelles dans {FOLDER} (variable ANALYSE_NOTES)")
    text = path.read_text(encoding="utf-8")
    people: dict[str, int] = {}
    masks = []
    for found in _PLACES.finditer(text):
        start, end = found.span("name")
        person = people.setdefault(found["name"].replace("’", "'"), len(people) + 1)
        masks.append(MaskSpan(start, end, "nom", person))
        hidden = re.sub(r"[^\s-]", MASK, text[start:end])
        text = text[:start] + hidden + text[end:]
    document = Document(
        id="a" * 16,
        path=name,
        sha256="0" * 64,
        version=1,
        status=DocumentStatus.READ,
        text=text,
        masks=tuple(masks),
    )
    starts = (0, *(found.end() for found in re.finditer("\n", text)))
    return Read(document, segment(document, nlp, SegmentParams()), starts)


@pytest.fixture(scope="module")
def panel(nlp_syntax: Any) -> Read:
    return _read("panel-professions-du-developpement.txt", nlp_syntax)


@pytest.fixture(scope="module")
def webinar(nlp_syntax: Any) -> Read:
    return _read("webinaire-collaboration-municipale.txt", nlp_syntax)


def opens(passages: list[Passage], *first_words: str) -> None:
    """The passages are as many as the words, and each opens on its own."""
    said = [passage.text.replace("’", "'") for passage in passages]
    assert [s[: len(w)] for s, w in zip(said, first_words, strict=False)] == list(first_words)
    assert len(said) == len(first_words)


def test_a_host_and_a_table_of_speakers_are_no_passage(panel: Read) -> None:
    assert panel.on(7, 15) == []
    assert panel.reasons(7) == {"présentation des panélistes"}
    assert panel.reasons(11, 15) == {"présentation des panélistes"}


def test_a_bold_label_inside_a_paragraph(panel: Read) -> None:
    passages = panel.on(21)
    opens(passages, "La CDC a organisé", "Les tables", "Il a été décidé")
    assert passages[0].text.endswith("du développement.")
    assert passages[1].text.endswith("ou peu.")
    assert passages[2].text.endswith("Beauport.")
    assert passages[1].headings[-1] == "Constat"
    assert passages[0].headings[-1].startswith("Table de")


def test_five_passages_in_one_paragraph(panel: Read) -> None:
    opens(
        panel.on(45),
        "Pour amener",
        "Elle travaille",
        "Il est difficile",
        "C'est un défi",
        "Il faut réfléchir",
    )


def test_what_leans_on_a_sentence_stays_with_it(panel: Read) -> None:
    passages = panel.on(75)
    opens(passages, "Il n'y a pas", "Il manque", "Souvent", "Ces processus")
    assert "Cela demande" in passages[2].text
    assert passages[0].headings == panel.on(73)[0].headings
    assert passages[0].headings[-1].startswith("Défi de disparité")


def test_bold_that_is_the_subject_is_not_a_label(panel: Read) -> None:
    (whole,) = panel.on(121)
    assert whole.text.startswith("La participation")
    assert whole.text.endswith("marginalisés.")
    opens(panel.on(123), "La question éthique", "Les acteurs sont", "Et il y a")
    assert panel.on(121)[0].headings == panel.on(123)[0].headings
    assert len(whole.headings) == 1


def test_one_bullet_three_passages_nobody_named(panel: Read) -> None:
    passages = panel.on(149)
    opens(passages, "À l'échelle", "Les professionnels", "Peu à peu, les")
    assert passages[0].text.endswith("le territoire.")
    assert passages[1].text.endswith("approche.")
    assert {passage.voice.speaker for passage in passages} == {""}
    assert {passage.kind for passage in passages} == {"puce"}


@pytest.mark.parametrize(
    ("lines", "person", "place"),
    [
        ((19, 33), 2, "CDC de Beauport"),
        ((39, 55), 3, "MRC des Appalaches"),
        ((61, 77), 4, "Réseau de"),
        ((83, 99), 5, "Pôle d"),
        ((103, 113), 6, "Université du"),
    ],
)
def test_each_panelist_speaks_in_turn(
    panel: Read, lines: tuple[int, int], person: int, place: str
) -> None:
    """A voice is a pseudonym and an organisation; it ends where the next one begins."""
    speakers = {passage.voice.speaker for passage in panel.on(*lines)}
    assert len(speakers) == 1
    assert speakers.pop().startswith(f"Personne {person}, {place}")


def test_common_parts_have_no_speaker(panel: Read) -> None:
    assert {passage.voice.speaker for passage in panel.on(117, 153)} == {""}
    assert {passage.voice.speaker for passage in panel.on(1, 5)} == {""}


def test_bullets_answer_the_heading_above_them(panel: Read) -> None:
    for heading, first, last in ((133, 135, 141), (143, 145, 153)):
        (question,) = panel.on(heading)
        assert question.kind == "question"
        assert question.text.startswith("Comment")
        assert {passage.question_id for passage in panel.on(first, last)} == {question.id}


def test_references_and_addresses_are_set_aside(panel: Read, webinar: Read) -> None:
    assert panel.on(155, 200) == []
    assert panel.reasons(159, 161) == {"référence"}
    assert panel.reasons(163, 187) == {"adresse Web"}
    assert webinar.on(202, 210) == []


def test_an_agenda_is_set_aside(webinar: Read) -> None:
    assert webinar.on(44, 65) == []
    assert webinar.reasons(46, 63) == {"ordre du jour"}


def test_a_question_and_its_answers(webinar: Read) -> None:
    (asked,) = webinar.on(69)
    assert asked.kind == "question"
    answers = webinar.on(71, 73)
    assert len(answers) >= 5
    assert {passage.question_id for passage in answers} == {asked.id}
    (following,) = webinar.on(75)
    assert following.kind == "question"
    assert following.text.startswith("en lien à")
    assert following.question_id == ""
    assert {passage.question_id for passage in webinar.on(77)} == {following.id}


def test_one_opening_in_82_is_a_speaker(webinar: Read) -> None:
    speakers = {p.voice.speaker for p in webinar.result.passages if p.voice.speaker}
    assert len(speakers) == 1
    assert speakers.pop().startswith("La coordonnatrice")
    assert webinar.on(75)[0].voice.speaker
    assert not any(p.voice.speaker for p in webinar.on(77))


def test_a_label_is_inherited_only_where_a_paragraph_goes_on(webinar: Read) -> None:
    passages = webinar.on(101, 103)
    opens(passages, "La pandémie", "La collaboration", "Il sera nécessaire")
    assert passages[0].text.endswith("criants.")
    assert {passage.headings[-1] for passage in passages} == {"Santé mentale"}
    labelled = {webinar.line(a.start) for a in webinar.result.set_aside if a.reason == "intertitre"}
    inherited = {
        webinar.line(p.start)
        for p in webinar.result.passages
        if len(p.headings) > 1
        and 91 < webinar.line(p.start) < 201
        and webinar.line(p.start) not in labelled
        and not 116 < webinar.line(p.start) < 121
    }
    assert inherited == {103}


def test_three_ideas_under_one_label(webinar: Read) -> None:
    passages = webinar.on(113)
    opens(passages, "accessibilité", "Dans la région", "Tenir compte")
    assert {passage.headings[-1] for passage in passages} == {"Habitation"}


def test_one_word_bullets_are_mentions(webinar: Read) -> None:
    passages = webinar.on(117, 120)
    opens(passages, "Vieillesse", "Famille", "Environnement", "Transport/mobilité")
    assert [p.kind for p in passages] == ["puce", "mention", "puce", "mention"]
    assert {p.headings[-1] for p in passages} == {"Autres enjeux importants"}


def test_titles_that_ask_are_questions(webinar: Read, panel: Read) -> None:
    for read, line in ((webinar, 91), (webinar, 122), (panel, 3)):
        (title,) = read.on(line)
        assert title.kind == "question"
        assert read.on(line + 2)[0].headings


@pytest.mark.parametrize("note", ["panel", "webinar"])
def test_every_word_is_in_one_place(note: str, request: pytest.FixtureRequest) -> None:
    read: Read = request.getfixturevalue(note)
    seen = [0] * len(read.document.text)
    spans: list[Any] = [*read.result.passages, *read.result.set_aside]
    for span in spans:
        for at in range(span.start, span.end):
            seen[at] += 1
    wrong = [at for at, c in enumerate(read.document.text) if c.isalnum() and seen[at] != 1]
    assert wrong == []
    assert max(seen) == 1


def _count(read: Read, condition: Callable[[Passage], bool]) -> int:
    return sum(1 for passage in read.result.passages if condition(passage))


def test_no_list_mark_or_numbering_is_left_at_an_edge(panel: Read, webinar: Read) -> None:
    for read in (panel, webinar):
        assert _count(read, lambda p: p.text[0] in "-~•*#>" or p.text[-1] in "-~•*#") == 0
