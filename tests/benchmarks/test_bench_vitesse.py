"""The invented corpus, and the page of speed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from analyse.params import ColumnParams
from analyse.steps import ingest
from benchmarks import corpus_invente, vitesse


def texts(folder: Path) -> dict[str, str]:
    return {
        path.name: ingest.extract(path, ColumnParams()).text
        for path in sorted(folder.rglob("atelier-*"))
    }


def test_the_same_seed_gives_the_same_notes(tmp_path):
    """Another day gives other ones; every format is read back."""
    count = corpus_invente.write(tmp_path / "un", 360)
    assert count == 12
    corpus_invente.write(tmp_path / "deux", 360)
    corpus_invente.write(tmp_path / "trois", 360, day=2)
    one, two, three = (texts(tmp_path / name) for name in ("un", "deux", "trois"))
    assert one == two
    assert one != three
    assert {Path(name).suffix[1:] for name in one} == set(corpus_invente.FORMATS)


def test_no_sentence_comes_twice_and_all_have_their_length(tmp_path):
    """Twenty words or so each, as in the notes of workshops."""
    corpus_invente.write(tmp_path, 300, formats=("md",))
    said = [
        line.removeprefix("- ")
        for text in texts(tmp_path).values()
        for line in text.split("\n")
        if len(line.split()) > 7 and not line.startswith("#")
    ]
    assert len(said) > 280
    assert max(Counter(said).values()) == 1
    assert 19 <= sum(len(line.split()) for line in said) / len(said) <= 26


def test_steps_are_timed_in_order():
    progress = vitesse.Timed()
    for step in ("Recevoir", "Encoder"):
        progress.start(step, 3)
        progress.advance(3)
        progress.finish()
    assert [step for step, *_ in progress.steps] == ["Recevoir", "Encoder"]
    assert all(seconds >= 0 and spent >= 0 for _, seconds, spent in progress.steps)


def test_the_page_gives_the_share_of_a_new_day():
    """In seconds and in processor time, of all at once and of the first one."""
    first = {
        "etapes": [("Encoder", 40.0, 60.0)],
        "secondes": 40.0,
        "processeur": 60.0,
        "memoire": 900.0,
        "memoire_enfants": 500.0,
        "passages": 10_000,
        "fichiers": 333,
    }
    day = first | {"secondes": 10.0, "processeur": 18.0, "passages": 12_000, "fichiers": 67}
    extra = {"detail": {"entités": 2.0}, "passages": 1000}
    whole = first | {"secondes": 50.0, "processeur": 72.0, "passages": 12_000, "fichiers": 400}
    text = vitesse.page(first, day, day, whole, extra)
    assert "| le jour, en part de tout d'un coup, secondes | 20,0 % | 35 % |" in text
    assert "| le jour, en part de tout d'un coup, processeur | 25,0 % | 35 % |" in text
    assert "| le jour, en part de la première analyse, secondes | 25,0 % | |" in text
    assert "| le jour, en part de la première analyse, processeur | 30,0 % | |" in text
    assert "| le jour, en part des 60 s visées | 16,7 % | 35 % |" in text
    assert "2000 passages" in text
    assert "| entités | 20,0 |" in text
