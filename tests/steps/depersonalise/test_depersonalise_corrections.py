"""What a project says of masking: always, never, and people in public office."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyse.steps.depersonalise import (
    NO_CORRECTIONS,
    Corrections,
    find,
    find_speaker,
    fingerprint,
    mask,
    mask_path,
)


def masked(text: str, corrections: Corrections) -> str:
    return mask(text, find(text, corrections=corrections), person_numbers={})[0]


def test_a_word_always_masked_is_masked_whatever_its_case_and_accents():
    """« Grand Zéphane » covers « GRAND ZEPHANE » and a line break inside, not longer words."""
    said = Corrections(masked=("grand zéphane",))
    assert masked("Le GRAND ZEPHANE arrive.", said) == f"Le {'█' * 13} arrive."
    assert masked("Le grand\nzéphane arrive.", said) == f"Le {'█' * 5}\n{'█' * 7} arrive."
    assert masked("Les grands zéphanes arrivent.", said) == "Les grands zéphanes arrivent."


def test_a_name_always_masked_has_the_key_of_the_person():
    """A name written in the project gets the pseudonym that the notes give to the same name."""
    (one,) = find("on attend Zorvane Kluft", corrections=Corrections(masked=("Zorvane Kluft",)))
    assert one.key == "zorvane kluft"


def test_a_word_never_masked_stays_and_the_rest_is_masked():
    """A body named as a person is named stays readable; people beside it do not."""
    text = "Hugues Savoie a parlé de Félix Gagnon à Lise Roy."
    assert masked(text, NO_CORRECTIONS).count("█") == 13 + 12 + 8
    kept = masked(text, Corrections(kept=("félix gagnon",)))
    assert kept == f"{'█' * 13} a parlé de Félix Gagnon à {'█' * 8}."


def test_a_longer_stretch_is_masked_even_when_a_word_of_it_is_kept():
    """Keeping a first name alone does not uncover the people who bear it with a surname."""
    said = Corrections(kept=("Lise",))
    assert masked("Lise Roy salue Lise.", said) == f"{'█' * 8} salue Lise."


def test_what_must_be_masked_wins_over_what_is_kept():
    """A name inside a kept expression is masked when the project asks for it."""
    said = Corrections(masked=("Zorvane",), kept=("prix Zorvane",))
    assert masked("Le prix Zorvane", said) == f"Le prix {'█' * 7}"


def test_a_person_in_office_stays_unless_the_project_says_otherwise():
    """« la ministre X » stays by default; `personnalites_publiques` masks it."""
    text = "La ministre Odile Gagnon et le ministre Tremblay sont venus."
    assert masked(text, NO_CORRECTIONS) == text
    hidden = masked(text, Corrections(public_figures=True))
    assert "Gagnon" not in hidden
    assert "Tremblay" not in hidden


def test_paths_and_cells_follow_the_corrections():
    """A word is masked or kept in the name of a file and in the cell of who speaks too."""
    said = Corrections(masked=("zéphane",), kept=("Lise Roy",))
    assert mask_path("jour-1/notes_Zéphane.txt", corrections=said) == "jour-1/notes_███████.txt"
    assert mask_path("notes_Lise_Roy.txt", corrections=said) == "notes_Lise_Roy.txt"
    assert find_speaker("Lise Roy, élue", corrections=said) == []


def test_a_correction_changes_the_fingerprint():
    """What was read before a correction is read again after it."""
    assert fingerprint(("A B",)) == fingerprint(("A B",), NO_CORRECTIONS)
    assert fingerprint((), Corrections(kept=("x y",))) != fingerprint((), NO_CORRECTIONS)
    assert fingerprint((), Corrections(masked=("x y",))) != fingerprint(
        (), Corrections(kept=("x y",))
    )


@given(
    st.text("ab éœI\n-.", max_size=40),
    st.lists(st.text("abéœ", min_size=2, max_size=4), max_size=3),
)
def test_corrected_stretches_are_ordered_disjoint_and_on_one_line(text, entries):
    """Whatever is always masked, offsets stay right: letters that fold into two included."""
    found = find(text, corrections=Corrections(masked=tuple(entries)))
    ends = [0]
    for one in found:
        assert ends[-1] <= one.start < one.end <= len(text)
        assert "\n" not in text[one.start : one.end]
        ends.append(one.end)
