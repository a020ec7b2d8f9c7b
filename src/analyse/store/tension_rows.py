"""Disagreements of a run to rows and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from analyse.contracts import Tension, TensionForm


def tension_row(tension: Tension, *, run: int) -> dict[str, Any]:
    """Columns of `tension`."""
    return {
        "run": run,
        "id": tension.id,
        "theme_id": tension.theme_id,
        "rank": tension.rank,
        "form": tension.form.value,
        "cue": tension.cue,
        "explicit": int(tension.explicit),
        "side_a": list(tension.side_a),
        "side_b": list(tension.side_b),
        "word": tension.word,
        "elsewhere": list(tension.elsewhere),
    }


def tension_of(row: RowMapping) -> Tension:
    """A `Tension` from its row."""
    return Tension(
        id=row["id"],
        theme_id=row["theme_id"],
        rank=row["rank"],
        form=TensionForm(row["form"]),
        cue=row["cue"],
        explicit=bool(row["explicit"]),
        side_a=tuple(row["side_a"]),
        side_b=tuple(row["side_b"]),
        word=row["word"],
        elsewhere=tuple(row["elsewhere"]),
    )
