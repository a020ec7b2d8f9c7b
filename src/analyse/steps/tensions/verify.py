"""What a disagreement shows is word for word in its note, or nothing goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyse.contracts import Document, Passage, Tension, TensionForm
from analyse.errors import IntegrityError


def verify(
    tensions: Iterable[Tension],
    passages: Mapping[str, Passage],
    documents: Mapping[str, Document],
) -> None:
    """Check every disagreement against the masked texts.

    Args:
        tensions: of one run.
        passages: by id; every passage of a tension, `elsewhere` included, must be there.
        documents: masked documents by id.

    Raises:
        IntegrityError: a passage is unknown or not verbatim, is on two sides, or a side that must
            speak is empty.
    """
    for tension in tensions:
        everyone = (*tension.passages, *tension.elsewhere)
        if len(set(everyone)) != len(everyone):
            _refuse(tension, "place deux fois le même passage")
        if not tension.side_a or bool(tension.side_b) != (tension.form is TensionForm.OPPOSITION):
            _refuse(tension, "n'a pas les côtés de sa forme")
        for passage_id in everyone:
            passage = passages.get(passage_id)
            document = documents.get(passage.document_id) if passage else None
            if passage is None or document is None:
                _refuse(tension, f"renvoie au passage {passage_id}, inconnu")
            elif document.text[passage.start : passage.end] != passage.text:
                _refuse(tension, f"cite le passage {passage_id} autrement qu'il n'est écrit")


def _refuse(tension: Tension, why: str) -> None:
    raise IntegrityError(
        f"La tension {tension.id} {why}.",
        action="Relancez l'analyse; si l'erreur revient, signalez-la avec ces identifiants.",
    )
