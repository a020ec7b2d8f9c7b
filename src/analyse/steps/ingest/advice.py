"""What to do with a file that no reader takes, told by its name or by its content."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

READABLE = "docx, odt, pdf, pptx, txt, md, html, csv, xlsx, vtt ou srt"

_OLD_WORD = "ancien format Word\u00a0: ouvrez-le et enregistrez-le en .docx"
_OTHER_BOOK = "classeur d'un autre format\u00a0: ouvrez-le et enregistrez-le en .xlsx"
_OTHER_DECK = "présentation d'un autre format\u00a0: ouvrez-la et enregistrez-la en .pptx"
_RTF = "document RTF\u00a0: ouvrez-le et enregistrez-le en .docx"
_ARCHIVE = "archive\u00a0: décompressez-la, puis déposez les documents qu'elle contient"
_IMAGE = "image\u00a0: tapez-en le texte dans un document .docx ou .txt"
_RECORDING = "enregistrement\u00a0: déposez-en la transcription (vtt, srt, docx ou txt)"
_MAIL = "courriel ou page archivée\u00a0: copiez-en le texte dans un document .docx ou .txt"
_SHORTCUT = "raccourci vers un document\u00a0: téléchargez le document lui-même, en .docx ou .xlsx"
_UNFINISHED = "copie ou téléchargement inachevé\u00a0: redéposez le fichier complet"
_BASE = "base de données\u00a0: exportez-en les réponses en .csv ou .xlsx"
_PROGRAM = "programme\u00a0: retirez-le du dossier, ce n'est pas une note"
_UNKNOWN = f"format non pris en charge\u00a0: enregistrez le document en {READABLE}"

ADVICE: dict[str, str] = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpd"), _OLD_WORD),
    **dict.fromkeys(
        (".docm", ".dotx", ".dotm"),
        "document Word d'un autre type\u00a0: ouvrez-le et enregistrez-le en .docx",
    ),
    **dict.fromkeys((".xls", ".xlsb", ".xlsm", ".xltx", ".xlt"), _OTHER_BOOK),
    **dict.fromkeys((".ppt", ".pps", ".ppsx", ".pptm", ".potx"), _OTHER_DECK),
    ".rtf": _RTF,
    ".ods": "classeur LibreOffice\u00a0: ouvrez-le et enregistrez-le en .xlsx ou .csv",
    ".odp": "présentation LibreOffice\u00a0: ouvrez-la et enregistrez-la en .pptx",
    **dict.fromkeys(
        (".fodt", ".ott", ".odm", ".sxw"),
        "document LibreOffice d'un autre type\u00a0: ouvrez-le et enregistrez-le en .odt",
    ),
    ".pages": "document Pages\u00a0: exportez-le en .docx (Fichier, Exporter vers, Word)",
    ".numbers": "tableur Numbers\u00a0: exportez-le en .xlsx (Fichier, Exporter vers, Excel)",
    ".key": "présentation Keynote\u00a0: exportez-la en .pptx (Fichier, Exporter vers, PowerPoint)",
    **dict.fromkeys((".one", ".onetoc2"), "bloc-notes OneNote\u00a0: exportez-le en .docx"),
    ".epub": "livre numérique\u00a0: convertissez-le en .docx ou .html",
    ".tex": "document LaTeX\u00a0: déposez-en le PDF",
    **dict.fromkeys((".gdoc", ".gsheet", ".gslides", ".url", ".webloc", ".lnk"), _SHORTCUT),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"), _ARCHIVE),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".heic", ".tif", ".tiff", ".webp", ".bmp", ".svg"), _IMAGE
    ),
    **dict.fromkeys(
        (
            ".mp3",
            ".m4a",
            ".wav",
            ".ogg",
            ".opus",
            ".aac",
            ".flac",
            ".amr",
            ".wma",
            ".mp4",
            ".m4v",
            ".mov",
            ".avi",
            ".mkv",
            ".webm",
            ".3gp",
        ),
        _RECORDING,
    ),
    **dict.fromkeys((".eml", ".msg", ".mht", ".mhtml", ".mbox"), _MAIL),
    **dict.fromkeys((".part", ".partial", ".crdownload", ".download", ".tmp"), _UNFINISHED),
    **dict.fromkeys((".sqlite", ".db", ".mdb", ".accdb"), _BASE),
    **dict.fromkeys(
        (".exe", ".msi", ".dll", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".sh"), _PROGRAM
    ),
}
"""What to do next, by extension."""

BY_CONTENT: dict[str, str] = {
    "rtf": _RTF,
    "image": _IMAGE,
    "son": _RECORDING,
    "archive": _ARCHIVE,
    "base de données": _BASE,
    "courriel": _MAIL,
    "programme": _PROGRAM,
}
"""What to do next, by what `sniff` says of the content."""

_EXTENSION = re.compile(r"\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,10}")


def extension(path: str) -> str:
    """The extension of a path, in lower case, "" without one.

    What follows the last dot of a title is not one ("Atelier 4. Notes", "notes 12.05").
    """
    suffix = PurePosixPath(path.strip()).suffix.lower()
    return suffix if _EXTENSION.fullmatch(suffix) else ""


def advice(path: str) -> str:
    """What to do with a file of this name, in French, once no reader takes its content."""
    return ADVICE.get(extension(path), _UNKNOWN)
