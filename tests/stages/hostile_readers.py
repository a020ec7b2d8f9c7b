"""A reader of Word documents that misbehaves as the name of the file says, run apart by tests."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from analyse.stages import bounded
from analyse.steps.ingest import docx

_read = docx.read


def _hostile(path: Path, *arguments: Any) -> Any:
    if path.stem == "dort":
        time.sleep(60)
    elif path.stem == "mange":
        return [bytearray(1 << 24) for _ in range(1000)]
    elif path.stem == "sort":
        os._exit(0)
    elif path.stem == "tombe":
        os.kill(os.getpid(), signal.SIGTERM)
    return _read(path, *arguments)


docx.read = _hostile


def answer(request: bytes) -> bytes:
    """As the real one; "ment" and "bafouille" answer what no reader would."""
    said = bounded.answer(request)
    stem = Path(json.loads(request)[0]).stem
    if stem == "bafouille":
        return b'{"extraction": 12'
    if stem == "ment":
        reply = json.loads(said)
        reply["extraction"]["rows"] = [{"start": 5, "end": 10**9, "kind": "1"}]
        return json.dumps(reply).encode()
    if stem == "pid":
        reply = json.loads(said)
        reply["extraction"]["text"] += f"\n{os.getpid()}"
        return json.dumps(reply).encode()
    return said
