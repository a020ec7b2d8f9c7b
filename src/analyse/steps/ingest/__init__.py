"""Files under notes/ become extracted text with its provenance.

- `files`: what was received, hashed, duplicates told (`list_files`, `locate`);
- `registry`: which reader takes which file (`reader_of`, `is_small_text`, `extract`);
- `sniffing`, `advice`: what a file is by its first bytes; what to do with one that is not read;
- `plain`, `docx`, `odt`, `pdf`, `pptx`, `html`, `tables`, `workbook`, `subtitles`: the readers;
- `text`, `charsets`, `markdown`, `safety`: decoding, light Markdown, limits on hostile input;
- `register`: the register and the roster (`read_register`, `write_register`, `read_roster`);
- `consents`: what people consent to (`read_consents`);
- `header`: what a note says of itself (`read_header`);
- `context`: what is known of a document (`understand`).

Everything here reads hostile input: libraries are imported late, limits are in `safety`, and any
failure of a reader is a `ReaderError` whose message is the reason shown beside the file.
"""

from analyse.steps.ingest.consents import ConsentRow, read_consents
from analyse.steps.ingest.context import normalise_atelier, understand
from analyse.steps.ingest.files import list_files, list_paths, locate
from analyse.steps.ingest.header import Header, read_header
from analyse.steps.ingest.register import (
    Register,
    RegisterRow,
    RosterEntry,
    column_names,
    completed,
    parse_consent,
    read_register,
    read_roster,
    write_register,
)
from analyse.steps.ingest.registry import (
    READERS,
    extract,
    is_heavy,
    is_small_text,
    reader_of,
    versions,
)

__all__ = [
    "READERS",
    "ConsentRow",
    "Header",
    "Register",
    "RegisterRow",
    "RosterEntry",
    "column_names",
    "completed",
    "extract",
    "is_heavy",
    "is_small_text",
    "list_files",
    "list_paths",
    "locate",
    "normalise_atelier",
    "parse_consent",
    "read_consents",
    "read_header",
    "read_register",
    "read_roster",
    "reader_of",
    "understand",
    "versions",
    "write_register",
]
