"""Messages on a pipe: a mark, a length, that many bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

MAX_FRAME = 512 * 1024**2
"""Bytes of a message: half the memory of a reader, which holds its answer at least twice."""

READY = b"READY"
"""First message of a helper: it can answer."""

_HEAD = struct.Struct("<4sQ")
_MARK = b"ANL1"


class BrokenFrameError(Exception):
    """What came is not a message."""


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """Write one message and flush."""
    stream.write(_HEAD.pack(_MARK, len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next message, None when the stream has ended before it.

    Raises:
        BrokenFrameError: something else than a message, or a message that was cut.
    """
    head = _exactly(stream, _HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise BrokenFrameError
    mark, length = _HEAD.unpack(head)
    if mark != _MARK or length > MAX_FRAME:
        raise BrokenFrameError
    content = _exactly(stream, length)
    if len(content) < length:
        raise BrokenFrameError
    return content


def _exactly(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer when the stream ends."""
    pieces = []
    while size and (piece := stream.read(min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
