"""The whole pipeline on a real PostgreSQL server gives what it gives on SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from analyse import pipeline, project
from analyse.exports.tables import snapshot, tables
from analyse.store import Store

NOTES = {
    "jour-1/a.txt": "Région : Estrie\n\n- Le transport manque le soir.\n"
    "- Il faudrait un taxibus.\n- Qui va payer le chauffeur?\n",
    "jour-1/b.md": "# Logement\n\nLes loyers ont doublé en trois ans 🏠. "
    "Il faut des coopératives.\n",
    "jour-2/c.csv": "commentaire,qui parle\nLes aînés sont isolés.,Kim Tran\n"
    "On manque de relève.,\n",
}


@pytest.mark.slow
@pytest.mark.postgres
def test_postgresql_and_sqlite_tell_the_same(tmp_path, new_postgres, monkeypatch):
    """Same notes, same tables, and nothing is computed the second time."""
    told = {}
    for name, url in (("sqlite", None), ("postgresql", new_postgres())):
        monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
        if url:
            monkeypatch.setenv(project.DATABASE_VARIABLE, url)
        made = project.create(tmp_path / name)
        for path, content in NOTES.items():
            (made.notes / path).parent.mkdir(exist_ok=True)
            (made.notes / path).write_text(content, encoding="utf-8")
        report = pipeline.run(made)
        assert report.state.problems == []
        again = pipeline.run(made)
        assert (again.intake.processed, again.computed) == (0, False)
        with Store.open(made.database_url) as store:
            told[name] = tables(snapshot(store))
    assert not (tmp_path / "postgresql" / "analyse.db").exists()
    for table, frame in told["sqlite"].items():
        assert frame.equals(told["postgresql"][table]), table


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_analysts_at_once(database, tmp_path, request):
    """Two programs analyse one project together: one waits, says so, and both end well; the
    project is as if one had run alone."""
    environment = dict(os.environ)
    environment.pop(project.DATABASE_VARIABLE, None)
    if database == "postgresql":
        environment[project.DATABASE_VARIABLE] = request.getfixturevalue("new_postgres")()
    made = project.create(tmp_path / "projet")
    for path, content in NOTES.items():
        (made.notes / path).parent.mkdir(exist_ok=True)
        (made.notes / path).write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "analyse.cli", "lancer", str(made.folder), "--json"]
    running = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0], ended
    told = [json.loads(out) for out, _ in ended]
    assert {answer["analyse"] for answer in told} == {1}
    assert sorted(answer["nouvelle"] for answer in told) == [False, True], "computed once"
    assert sorted(answer["fichiers_lus"] for answer in told) == [0, 3], "read once"
    assert sum("Attendre une autre analyse" in err for _, err in ended) == 1
