"""Vectors of texts, by key: what is encoded once is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, insert, select

from analyse.store import schema

_CHUNK = 500  # bound parameters of one statement stay far under SQLite's limit of 32,766


class Vectors:
    """The part of `Store` that keeps vectors."""

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self, *, quiet: bool = False) -> AbstractContextManager[Connection]: ...

    def vectors(self, keys: Sequence[str]) -> dict[str, np.ndarray]:
        """Vectors already computed, float32, for the keys that have one."""
        table, found = schema.vector, dict[str, np.ndarray]()
        with self._reading() as connection:
            for chunk in chunks(list(dict.fromkeys(keys))):
                for row in connection.execute(select(table).where(table.c.key.in_(chunk))):
                    found[row.key] = np.frombuffer(row.data, dtype="<f4")
        return found

    def save_vectors(self, vectors: Mapping[str, np.ndarray]) -> None:
        """Keep vectors; a key that is already there is left as it is."""
        key_column = schema.vector.c.key
        with self._writing(quiet=True) as connection:
            known: set[str] = set()
            for chunk in chunks(list(vectors)):
                query = select(key_column).where(key_column.in_(chunk))
                known.update(connection.execute(query).scalars())
            rows = [
                {"key": key, "data": np.ascontiguousarray(data, dtype="<f4").tobytes()}
                for key, data in vectors.items()
                if key not in known
            ]
            if rows:
                connection.execute(insert(schema.vector), rows)


def chunks(items: list[str]) -> Iterable[list[str]]:
    """The items, a few hundred at a time."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
