"""The reader of .pdf: lines found by pdfminer, paragraphs rebuilt by `pdf_layout`."""

from __future__ import annotations

import logging
import re
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.markdown import Run, beside
from analyse.steps.ingest.pdf_forms import added
from analyse.steps.ingest.pdf_layout import assemble
from analyse.steps.ingest.pdf_lines import Line
from analyse.steps.ingest.safety import BROKEN, MAX_PAGES, PASSWORD, TOO_MANY_PAGES

MEDIA_TYPE = "application/pdf"
_BOLD_FONT = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_UNREADABLE = re.compile(r"\(cid:\d+\)|\ufffd")
_UNREADABLE_SHARE = 0.2
"""Above one character in five without a meaning, a text is not worth reading."""
SCANNED = (
    "document numérisé, sans texte\u00a0: passez-le par une reconnaissance de caractères "
    "ou tapez-en le texte"
)
_COMMENTS = "Les commentaires du PDF ne sont pas dans le texte\u00a0: ils sont écartés."
_GARBLED = (
    "les caractères de ce PDF ne se laissent pas lire\u00a0: "
    "déposez le document d'origine (docx, odt) à sa place"
)


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Paragraphs, headings by size, bullets, bold, and where each page begins.

    Raises:
        ReaderError: broken, locked, too long, scanned, or with unreadable fonts.
    """
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    # The library logs what it stumbles on, which may be a piece of the text.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    comments: list[str] = []
    try:
        pages = list(_pages(path, comments))
    except (ReaderError, MemoryError):
        raise
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise ReaderError(PASSWORD) from None
    # pdfminer meets broken files with exceptions of any kind.
    except Exception:
        raise ReaderError(BROKEN) from None
    if not pages:
        raise ReaderError(BROKEN)
    whole = "".join(run.text for page in pages for line in page for run in line.runs)
    if not any(c.isalpha() for c in _UNREADABLE.sub("", whole)):
        raise ReaderError(_GARBLED if _UNREADABLE.search(whole) else SCANNED)
    if sum(1 for _ in _UNREADABLE.finditer(whole)) > _UNREADABLE_SHARE * len(whole.split()) * 5:
        raise ReaderError(_GARBLED)
    silent = sum(not any(c.isalpha() for line in page for c in line.text) for page in pages)
    text, offsets = assemble(pages)
    text, apart = beside(text, comments)
    warnings = (_COMMENTS,) if apart else ()
    return Extraction(
        text=text,
        apart=apart,
        media_type=MEDIA_TYPE,
        reader=reader,
        version=version,
        pages=offsets,
        warnings=(f"{silent} page(s) sans texte, peut-être numérisées.", *warnings)
        if silent
        else warnings,
    )


def _pages(path: Path, comments: list[str]) -> Iterator[list[Line]]:
    """The lines of each page, in pdfminer's reading order (columns told apart); what is typed in
    forms and free text boxes among them, the notes of reviewers in `comments`."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    with path.open("rb") as stream:
        document = PDFDocument(PDFParser(stream))
        manager = PDFResourceManager()
        # all_texts: words inside figures (forms, pasted drawings) count as well.
        device = PDFPageAggregator(manager, laparams=LAParams(all_texts=True))
        interpreter = PDFPageInterpreter(manager, device)
        for count, page in enumerate(PDFPage.create_pages(document), start=1):
            if count > MAX_PAGES:
                raise ReaderError(TOO_MANY_PAGES)
            interpreter.process_page(page)
            layout = device.get_result()
            lines = list(_lines(layout, bottom=layout.y0, height=layout.height))
            for typed in added(page, height=layout.height, comments=comments):
                at = next((i for i, line in enumerate(lines) if line.y < typed.y), len(lines))
                lines.insert(at, typed)
            yield lines


def _lines(container: Iterable[Any], *, bottom: float, height: float) -> Iterator[Line]:
    from pdfminer.layout import LTChar, LTContainer, LTTextLine

    for item in container:
        if isinstance(item, LTTextLine):
            runs: list[Run] = []
            sizes = []
            bold = False
            for char in item:
                if isinstance(char, LTChar):
                    bold = bool(_BOLD_FONT.search(char.fontname))
                    sizes.append(char.size)
                text = char.get_text().replace("\n", " ").replace("\ufdd0", "")
                # Justified lines hold a space for each gap, and one that was typed.
                if text.strip() or not runs or runs[-1].text.strip():
                    runs.append(Run(text, bold))
            if sizes and "".join(r.text for r in runs).strip():
                yield Line(
                    runs=tuple(runs),
                    x0=item.x0,
                    x1=item.x1,
                    y=item.y0 - bottom,
                    size=statistics.median(sizes),
                    page_height=height,
                )
        elif isinstance(item, LTContainer):
            yield from _lines(item, bottom=bottom, height=height)
