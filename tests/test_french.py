"""The French model that loads faster cuts the same words."""

from __future__ import annotations

import random
import re

import pytest

from analyse import french
from analyse.language import load_syntax


@pytest.fixture(scope="module")
def theirs() -> str:
    """The expression as spaCy writes it."""
    from spacy.lang.fr.tokenizer_exceptions import _regular_exp

    return "(?iu)" + "|".join(f"(?:{one})" for one in _regular_exp)


def words() -> set[str]:
    """Words that keep their hyphens, and what is nearly one of them."""
    from spacy.lang.fr._tokenizer_exceptions_list import FR_BASE_EXCEPTIONS
    from spacy.lang.fr.tokenizer_exceptions import _hyphen_combination, _hyphen_prefix

    drawn = random.Random(5).sample(sorted(FR_BASE_EXCEPTIONS), 1200)
    made = {f"{start}{end}" for start in _hyphen_prefix for end in ("-été", "-l'a", "-", "'a")}
    made |= {f"mot-{middle}-l'œil" for middle in _hyphen_combination}
    for word in drawn:
        at = len(word) // 2
        made |= {word, word.upper(), word.title(), word[:-1], f"x{word}", f"{word}1"}
        made |= {word.replace("-", "‐"), word.replace("'", "’"), f"{word[:at]}-{word[at:]}"}
    return made


def test_the_factored_expression_matches_the_same_words(theirs):
    """All of spaCy's alternatives are there, written 50 times shorter."""
    ours = french.factored(theirs)
    assert len(ours) < len(theirs) / 50
    long, short = re.compile(theirs).match, re.compile(ours).match
    found = {word for word in words() if long(word)}
    assert len(found) > 200
    assert found == {word for word in words() if short(word)}


def test_the_model_s_tokenizer_is_the_factored_one(theirs):
    """Should spaCy write it otherwise one day, this says that it is long again."""
    expression = load_syntax().tokenizer.token_match.__self__
    assert expression.pattern == french.factored(theirs)


@pytest.mark.parametrize(
    "pattern", ["a|b", "(?iu)(?:^a|b$)", "(?iu)(?:^a(b$)|(?:^c)d$)", "(?iu)(?:^a$)|(?:^b)"]
)
def test_another_expression_is_left_alone(pattern):
    """What cannot be read as alternatives in parentheses is not touched."""
    assert french.factored(pattern) == pattern


def test_re_is_as_it_was():
    """The library's function comes back, also after an error."""
    before = re.compile
    with pytest.raises(OSError, match="inexistant"):
        french.load("modele_inexistant")
    assert re.compile is before
