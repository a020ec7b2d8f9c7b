"""The note template in Word: fields with lists to choose from, and room to write.

Made when it is asked for, so that its lists are those that are understood. What a person leaves
untouched is a placeholder that the reader of .docx leaves out; should another program turn it into
plain text, the same sentences are set aside (`gabarits/consignes.txt`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from analyse.contracts import UNKNOWN, Consent
from analyse.lexicon import PALIERS, REGIONS, SECTEURS

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DATE = datetime(2022, 11, 1, tzinfo=UTC)  # the same file every time
CONSENTS = tuple(c.value for c in Consent if c is not Consent.UNKNOWN)

FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Atelier", "Numéro de l'atelier", ()),
    ("Jour", "Numéro du jour", ()),
    ("Région", "Choisissez une région", tuple(r for r in REGIONS if r != UNKNOWN)),
    ("Palier", "Choisissez un palier", tuple(p for p in PALIERS if p != UNKNOWN)),
    (
        "Secteur d'activité",
        "Choisissez un secteur d'activité",
        tuple(s for s in SECTEURS if s != UNKNOWN),
    ),
    ("Consentement", "Choisissez un consentement", CONSENTS),
    ("Preneur ou preneuse de notes", "Votre nom", ()),
)
"""Label of the header, placeholder, values to choose from (none: to be written)."""

HEADING = "Titre de l'atelier"
BODY = (
    "Écrivez comme vous voulez\u00a0: phrases, puces, télégraphique. Une idée par ligne aide, sans "
    "obligation.",
    "Pour dire qui parle, commencez la ligne par le nom ou l'organisme suivi d'un deux-points.",
    "Écrivez vos notes ici.",
)


def note_template() -> bytes:
    """The template, a .docx file; its properties name nobody."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title, properties.language = "Gabarit de note", "fr-CA"
    properties.created = properties.modified = _DATE
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    for label, hint, choices in FIELDS:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{label}\u00a0: ").bold = True
        paragraph._p.append(parse_xml(_control(hint, choices)))
    heading = document.add_paragraph(style="Heading 1")
    heading._p.append(parse_xml(_control(HEADING)))
    for sentence in BODY:
        document.add_paragraph()._p.append(parse_xml(_control(sentence)))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _control(hint: str, choices: Sequence[str] = ()) -> str:
    """A content control that shows its hint until somebody fills it."""
    items = "".join(
        f"<w:listItem w:displayText={quoteattr(c)} w:value={quoteattr(c)}/>" for c in choices
    )
    kind = f"<w:dropDownList>{items}</w:dropDownList>" if choices else "<w:text/>"
    return (
        f"<w:sdt {_NAMESPACE}><w:sdtPr><w:alias w:val={quoteattr(hint)}/><w:showingPlcHdr/>"
        f"{kind}</w:sdtPr><w:sdtContent><w:r><w:rPr><w:color w:val='595959'/></w:rPr>"
        f"<w:t>{escape(hint)}</w:t></w:r></w:sdtContent></w:sdt>"
    )
