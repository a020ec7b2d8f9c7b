"""A quote is word for word in its document, or nothing goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analyse.contracts import Document, Passage, Quote
from analyse.errors import IntegrityError
from analyse.wording import publishable

from .select import quote_id


def verify(
    quotes: Iterable[Quote], passages: Sequence[Passage], documents: Mapping[str, Document]
) -> None:
    """Check every quote against the masked text of its document.

    Raises:
        IntegrityError: a quote whose passage or document is unknown, that is not verbatim
            `text[start:end]`, that would be published otherwise than it is written, or that
            appears twice.
    """
    by_id = {p.id: p for p in passages}
    seen: set[str] = set()
    for quote in quotes:
        if quote.id in seen:
            _refuse(quote, "figure deux fois")
        seen.add(quote.id)
        if quote.id != quote_id(quote.theme_id, quote.passage_id):
            _refuse(quote, "porte un identifiant qui n'est pas le sien")
        passage = by_id.get(quote.passage_id)
        if passage is None:
            _refuse(quote, f"renvoie au passage {quote.passage_id}, inconnu")
            continue
        document = documents.get(passage.document_id)
        if document is None:
            _refuse(quote, f"renvoie au document {passage.document_id}, inconnu")
            continue
        cut = document.text[passage.start : passage.end]
        where = f"document {passage.document_id}, positions {passage.start} à {passage.end}"
        if not 0 <= passage.start < passage.end or cut != quote.text or cut != passage.text:
            _refuse(quote, f"n'est pas mot pour mot dans la note ({where})")
        if quote.published_text != publishable(document, passage.start, passage.end):
            _refuse(quote, f"serait publié autrement qu'il n'est écrit ({where})")


def _refuse(quote: Quote, why: str) -> None:
    raise IntegrityError(
        f"L'extrait {quote.id} {why}.",
        action="Relancez l'analyse; si l'erreur revient, signalez-la avec ces identifiants.",
    )
