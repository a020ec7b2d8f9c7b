"""Draft fiches in CommonMark: an index, a file per theme, and what is in no theme.

Texts of notes are escaped so that none of their marks is read as Markdown, HTML or a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from analyse.contracts import Fiche, Passage, Quote
from analyse.render import markdown_answers, tensions, words, written
from analyse.render.book import Book, by_voice
from analyse.render.words import NBSP
from analyse.wording import publishable

PAGE = "fiches.html"
_MARKS = re.compile(r"[\\`*_\[\]<>&~|#$^]")
_LINKS = re.compile(r"(?<=\w)(?=://)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_BREAKS = re.compile(r"[\n\r\u2028\u2029]+")
_LINE_MARK = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_SLUG = 60
_FACETS = (
    ("Constats", "findings"),
    ("Pistes", "leads"),
    ("Questions", "questions"),
    ("Autres extraits", "others"),
)
_WARNING = (
    "**Brouillon** — proposé par une machine, à relire. Aucun texte n'a été rédigé par une "
    f"machine{NBSP}: tout extrait est repris mot pour mot des notes."
)


def render_markdown(book: Book) -> dict[str, str]:
    """POSIX path → text of every Markdown file, in time linear in the number of passages."""
    names = {f.theme.id: file_name(book.numbers[f.theme.id], f.theme.title) for f in book.fiches}
    files = {"fiches.md": _index(book, names)}
    for fiche in book.fiches:
        files[f"fiches/{names[fiche.theme.id]}"] = _fiche(book, fiche)
    files["non-classes.md"] = _unclassified(book, names)
    if book.answers:
        parts = markdown_answers.blocks(book, escape, lambda p: _origin(book, p, ""))
        files[markdown_answers.FILE] = _file(parts)
    return files


def file_name(number: int, title: str) -> str:
    """(3, "Se loger à l'année") → "03-se-loger-a-l-annee.md"; ASCII, so that any disk takes it."""
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "oe"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    cut = slug if len(slug) <= _SLUG else slug[: _SLUG + 1].rsplit("-", 1)[0][:_SLUG]
    return f"{number:02}-{cut or 'theme'}.md"


def escape(text: str) -> str:
    """One line of text, on which nothing is Markdown. Line breaks become spaces."""
    line = _BREAKS.sub(" ", words.printable(text)).strip(" \t")
    line = _MARKS.sub(r"\\\g<0>", line)
    if "@" in line or "://" in line or "www." in line.lower():  # a search of them all is slow
        line = _LINKS.sub(r"\\", line)
    return _LINE_MARK.sub(_escape_mark, line)


def _escape_mark(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark[0].isdigit() else f"{space}\\{mark}"


def block_quote(text: str) -> str:
    """A text as a block quote that keeps its line breaks."""
    lines = [escape(line) for line in text.split("\n")]
    kept = [line for line in lines if line]
    return "\\\n".join(f"> {line}" for line in kept)


def _place(passage: Passage, base: str) -> str:
    where = words.offsets(passage.start, passage.end)
    return f"[note, {where}]({base}{PAGE}#p-{passage.id})"


def _origin(book: Book, passage: Passage, base: str) -> str:
    parts = [escape(part) for part in words.origin(passage)]
    path = escape(book.documents[passage.document_id].path)
    return f"{', '.join(parts)} · {path} {_place(passage, base)}"


def _quote(book: Book, quote: Quote, base: str) -> str:
    passage = book.passage[quote.passage_id]
    said = f"> — {words.nature(quote.nature)}, {_origin(book, passage, base)}"
    label = book.answers.label(passage.id)
    if label:
        said += f"\\\n> {escape(book.answers.said(label))} (proposition, à décider)"
    return f"{block_quote(quote.published_text)}\n>\n{said}"


def _index(book: Book, names: dict[str, str]) -> str:
    event, ledger = book.event, book.state.ledger
    dates = f"{escape(event.dates)} · " if event.dates else ""
    chain = (
        f"{words.number(ledger.received)} reçus → {words.number(ledger.read)} lus → "
        f"{words.count(ledger.segmented, 'passage')} → {words.number(ledger.classified)} classés "
        f"→ {words.count(book.quote_count, 'extrait')}"
    )
    parts = [
        f"# {escape(event.titre)}",
        f"{dates}analyse {book.number}, {words.moment(book.started)}",
        _WARNING,
        chain,
        f"Extraits vérifiés mot pour mot dans les notes{NBSP}: "
        f"{words.number(book.quote_count)}/{words.number(book.quote_count)}.",
    ]
    if book.changes:
        parts += ["## Ce qui a changé", _items(escape(change) for change in book.changes)]
    parts.append("## Thèmes")
    parts.append(
        "\n".join(
            f"{book.numbers[f.theme.id]}. "
            f"[{escape(f.theme.title) or 'Sans titre'}](fiches/{names[f.theme.id]}) — "
            f"{_extent(f)}"
            for f in book.fiches
        )
        or "Aucun thème."
    )
    if book.answers:
        parts.append(f"[Réponses aux fiches 1.0]({markdown_answers.FILE}), à décider.")
    parts.append(
        f"[Non classés](non-classes.md){NBSP}: {words.count(len(book.unclassified), 'passage')}. "
        f"Notes, méthode et limites{NBSP}: [{PAGE}]({PAGE})."
    )
    return _file(parts)


def _extent(fiche: Fiche) -> str:
    theme = fiche.theme
    return (
        f"{words.count(theme.workshops, 'atelier')} · {words.voices(theme.voices)} · "
        f"{words.count(theme.size, 'passage')}"
    )


def _fiche(book: Book, fiche: Fiche) -> str:
    theme, base = fiche.theme, "../"
    level, sentence = words.stability(theme.stability)
    title = "titre proposé" if theme.title == theme.proposal else "titre donné par des personnes"
    status = [escape(theme.status)] if theme.status != "proposé" else []
    facts = [
        f"Étendue{NBSP}: {_extent(fiche)}",
        f"Grille{NBSP}: {escape(words.nearness(theme))}",
        f"Stabilité{NBSP}: {level} ({words.decimal(theme.stability)}), {sentence}",
    ]
    figures = book.validation.get(theme.id)
    if figures:
        facts.append(f"Validation{NBSP}: {escape(words.validation(figures))}")
    if theme.keyphrases:
        facts.insert(0, f"Mots clés{NBSP}: {', '.join(escape(k) for k in theme.keyphrases)}")
    near = [f"{c.title} ({words.decimal(c.score)})" for c in theme.chantiers]
    chantiers = theme.assigned_chantiers or near
    if chantiers:
        facts.append(f"Chantiers{NBSP}: {', '.join(map(escape, chantiers))}")
    parts = [
        f"# {escape(theme.title) or 'Sans titre'}",
        " · ".join([f"Fiche {book.numbers[theme.id]}", title, *status]),
        _WARNING,
        _items(facts),
        "## Définition",
        escape(fiche.definition) or "_À écrire par les personnes._",
    ]
    parts += written.blocks(book, fiche, escape, base)
    for heading, field in _FACETS:
        shown: tuple[Quote, ...] = getattr(fiche, field)
        if shown or field != "others":
            parts.append(f"## {heading}")
            parts += [_quote(book, quote, base) for quote in shown] or ["_Rien de tel ici._"]
    parts += tensions.section(
        book, theme.id, quoted=lambda p: _aside(book, p, "", base), escape=escape
    )
    parts += ["## Qui a parlé", _coverage(book, fiche), "## Tous les passages"]
    for group in by_voice(fiche.all_passages):
        source = ", ".join(escape(part) for part in words.origin(group[0]))
        parts.append(f"{source} · {escape(book.documents[group[0].document_id].path)}")
        parts.append(_items(_passage(book, passage, base) for passage in group))
    return _file(parts)


def _passage(book: Book, passage: Passage, base: str) -> str:
    standing = book.standings[passage.id]
    text = escape(book.said[passage.id])
    return (
        f"{text} — {standing.facet.facet.value}, force{NBSP}: {words.strength(standing.strength)} "
        f"({words.decimal(standing.strength)}), {_place(passage, base)}"
    )


def _coverage(book: Book, fiche: Fiche) -> str:
    least = book.publication.petites_cellules
    rows = [("Région", "Palier", "Secteur d'activité", "Ateliers", "Passages")]
    rows += [
        (
            escape(region),
            escape(palier),
            escape(secteur),
            escape(words.small(workshops, least)),
            escape(words.small(passages, least)),
        )
        for region, palier, secteur, workshops, passages in fiche.who_spoke
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|---:|---:|", *lines[1:]])


def _unclassified(book: Book, names: dict[str, str]) -> str:
    parts = ["# Non classés", _WARNING]
    if not book.unclassified:
        parts.append("Chaque passage a trouvé un thème.")
    for item in book.unclassified:
        near = f" · au plus près de {_link(book, names, item.nearest)}"
        parts.append(_aside(book, item.passage, near if item.nearest in names else ""))
    if book.off_topic:
        parts.append("## Hors sujet")
        parts.append("Des passages que des personnes ont mis hors du sujet.")
    parts += [_aside(book, passage, "") for passage in book.off_topic]
    if book.rare:
        parts.append("## Voix minoritaires")
        parts.append("Des passages distincts que presque personne d'autre ne dit.")
    for rare in book.rare:
        where = f"dans {_link(book, names, rare.theme_id)}" if rare.theme_id in names else ""
        said = f" · dit par {words.voices(rare.voices)}, {where or 'non classé'}"
        parts.append(_aside(book, rare.passage, said))
    return _file(parts)


def _link(book: Book, names: dict[str, str], theme_id: str) -> str:
    title = escape(book.titles.get(theme_id, "")) or "Sans titre"
    return f"[{title}](fiches/{names.get(theme_id, '')})"


def _aside(book: Book, passage: Passage, note: str, base: str = "") -> str:
    text = publishable(book.documents[passage.document_id], passage.start, passage.end)
    said = f"> — {words.nature(passage.nature)}, {_origin(book, passage, base)}{note}"
    return f"{block_quote(text)}\n>\n{said}"


def _items(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _file(parts: Sequence[str]) -> str:
    """Blocks with a blank line between, which also ends a block quote."""
    return "\n\n".join(part for part in parts if part) + "\n"
