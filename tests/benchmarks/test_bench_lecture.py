"""What reading costs: files are measured one by one, and the page adds up."""

from __future__ import annotations

from benchmarks.notes_hostiles import paragraph, word

from analyse.stages import bounded
from benchmarks import lecture


def test_a_file_is_read_in_a_program_of_its_own(tmp_path):
    """What is refused at sight costs nothing; what is opened tells its memory and its reason."""
    (tmp_path / "a.docx").write_bytes(word(paragraph("Bonjour")))
    (tmp_path / "b.docx").write_bytes(word("<w:p>"))
    (tmp_path / "c.jpg").write_bytes(b"x")
    good, broken, picture = lecture.costs(tmp_path)[0]
    assert (good.where, good.reason) == ("lecture", "")
    assert "abîmé" in broken.reason
    assert (picture.where, picture.seconds, picture.memory) == ("vue", 0.0, 0.0)
    assert 5 < good.memory < 200


def test_words_are_counted_once_missing_or_again():
    assert lecture.words_found("un deux deux quatre", ["un", "deux", "trois"]) == (1, 1, 1)


def test_the_page_adds_up():
    found = [
        lecture.Cost("a.jpg", "vue", 0.0, 0.0, "image"),
        lecture.Cost("b.docx", "lecture", 0.2, 40.0, "abîmé"),
        lecture.Cost("c.pdf", "lecture", 120.0, 0.0, bounded.LATE),
        lecture.Cost("d.txt", "lecture", 0.1, 30.0, ""),
    ]
    text = lecture.page(found, 0.01, [("docx", 12, 0, 0)])
    for row in (
        "| fichiers hostiles | 3 |",
        "| dont ouverts, puis refusés | 2 |",
        "| dont arrêtés après 120 s | 1 |",
        "| bonnes notes lues parmi eux | 1 |",
        "| temps le plus long, hors arrêts (s) | 0,2 |",
        "| c.pdf | 120,0 | — |",
        "| docx | 12 | 0 | 0 |",
    ):
        assert row in text
