"""Themes are told in the notes' own words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import Passage, Voice
from analyse.errors import ConfigurationError
from analyse.params import DEFAULT_FICHES, GridParams, LexiconParams
from analyse.steps.describe import describe, parse_grille
from analyse.steps.describe.keyphrases import candidates
from analyse.steps.describe.vocabulary import fold, stem, vocabulary

PLAIN, NO_GRID = LexiconParams(), GridParams(fiches=(), chantiers=())
WORDS = vocabulary(PLAIN)

SAID = {
    0: [
        (("logement", "abordable", "manquer"), ("le logement abordable", "la densification")),
        (("logement", "abordable", "village"), ("des logements abordables", "le village")),
        (("logement", "loyer", "monter"), ("logement abordable", "le prix des loyers")),
        (("densification", "quartier"), ("la densification", "notre quartier")),
    ],
    1: [
        (("transport", "collectif", "région"), ("le transport collectif", "les régions")),
        (("autobus", "soir"), ("l'autobus du soir", "transport collectif")),
        (("transport", "collectif", "scolaire"), ("du transport collectif", "transport scolaire")),
    ],
}


def encode(texts):
    """Unit vectors that depend on the words of a text only."""
    out = np.zeros((len(texts), 24))
    for row, text in zip(out, texts, strict=True):
        row[0] = 0.05
        for word in text.split():
            row[int(hashlib.sha256(stem(word).encode()).hexdigest(), 16) % 23 + 1] += 1
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def corpus(said=SAID):
    passages, labels = [], []
    for label, rows in said.items():
        for lemmas, phrases in rows:
            text = " ".join(phrases) or "…"
            passages.append(
                Passage(
                    id=f"{len(passages):016x}",
                    document_id="d",
                    start=0,
                    end=len(text),
                    text=text,
                    lemmas=lemmas,
                    phrases=phrases,
                )
            )
            labels.append(label)
    return passages, np.array(labels), encode([p.text for p in passages])


def told(passages, labels, vectors, *, lexicon=PLAIN, grille=NO_GRID, stability=None):
    return describe(
        passages,
        labels,
        vectors,
        lexicon=lexicon,
        grille=grille,
        encode=encode,
        stability=stability if stability is not None else dict.fromkeys(range(9), 0.5),
    )


def test_titles_are_the_notes_own_words():
    """A title is a keyphrase as written, or two, without their articles."""
    housing, transport = told(*corpus())
    assert housing.proposal in ("Logement abordable", "Logement abordable et densification")
    assert housing.keyphrases[0] == "logement abordable"
    assert "transport collectif" in transport.keyphrases
    assert transport.proposal.startswith("Transport collectif")
    assert {w for w, _ in housing.words[:3]} == {"logement", "abordable", "densification"}
    assert housing.stability == 0.5


def test_a_keyphrase_is_not_said_in_pieces():
    """ "logement abordable" comes without "logement" or "logements abordables" beside it."""
    for draft in told(*corpus()):
        keys = [frozenset(stem(w) for w in k.split()) - {"des", "du"} for k in draft.keyphrases]
        for i, one in enumerate(keys):
            assert not any(one <= other or other <= one for other in keys[i + 1 :])


def test_labels_survive_the_renumbering():
    """BERTopic numbers topics by size; words stay with the label they came with."""
    passages, labels, vectors = corpus({5: SAID[1], 2: SAID[0], -1: [(("divers",), ())]})
    drafts = {draft.label: draft for draft in told(passages, labels, vectors)}
    assert sorted(drafts) == [2, 5]
    assert "logement" in dict(drafts[2].words)
    assert "transport" in dict(drafts[5].words)
    assert "transport" not in dict(drafts[2].words)


def test_order_of_passages_changes_nothing():
    """The same passages in another order are described in the same way."""
    passages, labels, vectors = corpus()
    order = np.random.default_rng(2).permutation(len(passages))
    again = told([passages[i] for i in order], labels[order], vectors[order])
    assert again == told(passages, labels, vectors)


def test_nothing_to_describe():
    """No passage, or none classified: no theme."""
    passages, labels, vectors = corpus()
    assert told([], np.zeros(0, dtype=int), np.zeros((0, 24))) == []
    assert told(passages, np.full(len(labels), -1), vectors) == []


def test_a_theme_without_words_says_so():
    """Passages without lemmas or phrases make a theme to name, not a crash."""
    passages, labels, vectors = corpus({0: [((), ())] * 3})
    (draft,) = told(passages, labels, vectors)
    assert draft.proposal == "Thème 1 à nommer"
    assert draft.keyphrases == ()
    assert draft.words == ()


def test_words_stand_in_for_missing_phrases():
    """Without noun phrases, the title is made of the theme's words."""
    rows = [(("compost", "jardin"), ()), (("compost", "jardin"), ()), (("compost",), ())]
    (draft,) = told(*corpus({0: rows}))
    assert draft.proposal in {"Compost et jardin", "Jardin et compost"}


def test_stop_words_and_synonyms_of_the_project():
    """A project's stop words leave titles and words; its synonyms bring variants together."""
    said = {
        0: [
            (("hlm", "comité"), ("les HLM", "le comité")),
            (("logement social", "comité"), ("le logement social", "le comité")),
            (("hlm", "attente"), ("HLM", "la liste d'attente")),
        ]
    }
    lexicon = LexiconParams(mots_vides=("comité",), synonymes=("HLM : logement social",))
    (draft,) = told(*corpus(said), lexicon=lexicon)
    assert draft.keyphrases[0] == "logement social"
    assert "logement social" in dict(draft.words)
    shown = " ".join([draft.proposal, *draft.keyphrases, *(w for w, _ in draft.words)]).casefold()
    assert "comité" not in shown
    assert "hlm" not in shown


def test_masked_names_never_reach_a_title():
    """A phrase that holds a mask is not a keyphrase."""
    rows = [(("jardin",), ("le jardin de ████", "le jardin collectif"))] * 2
    (draft,) = told(*corpus({0: rows}))
    assert "█" not in draft.proposal + "".join(draft.keyphrases)


def test_a_title_tells_a_theme_from_its_neighbours():
    """What two themes share is not the title of either."""
    shared = ("le développement social",)
    said = {
        0: [((), (*shared, "les élus municipaux"))] * 4,
        1: [((), (*shared, "la santé mentale"))] * 4,
    }
    first, second = told(*corpus(said))
    assert "lus municipaux" in first.proposal
    assert "anté mentale" in second.proposal
    assert "développement social" not in first.proposal + second.proposal


def test_a_phrase_of_several_voices_comes_first():
    """As often said, what two people say is preferred to what one repeats."""
    passages, labels, vectors = corpus(
        {0: [((), ("le jardin collectif", "la serre communautaire"))] * 2 + [((), ())] * 2}
    )
    again = [
        replace(p, phrases=(phrase,), voice=Voice(speaker=who))
        for p, (phrase, who) in zip(
            passages,
            [
                ("le jardin collectif", "Personne 1"),
                ("le jardin collectif", "Personne 2"),
                ("la serre communautaire", "Personne 1"),
                ("la serre communautaire", "Personne 1"),
            ],
            strict=True,
        )
    ]
    (draft,) = told(again, labels, vectors)
    assert draft.keyphrases[0] == "jardin collectif"


def test_titles_are_in_the_language_of_most_notes():
    """A passage in another language gives no keyphrase, however often it is said."""
    said = [((), ("the local bus",))] * 2 + [((), ("l'autobus du soir",))] * 3
    passages, labels, vectors = corpus({0: said})
    passages = [replace(p, language="en" if i < 2 else "fr") for i, p in enumerate(passages)]
    (draft,) = told(passages, labels, vectors)
    assert draft.keyphrases == ("autobus du soir",)
    assert draft.proposal == "Autobus du soir"


def test_no_two_titles_have_the_same_heads():
    """Two themes are not told by the same two nouns, whatever qualifies them."""
    first = [((), ("la relève bénévole", "le financement"))] * 3
    second = [((), ("la relève agricole", "le financement"))] * 3
    heads = [
        frozenset(stem(part.split()[0]) for part in draft.proposal.split(" et "))
        for draft in told(*corpus({0: first, 1: second}))
    ]
    assert len({pair for pair in heads if len(pair) > 1}) == sum(len(p) > 1 for p in heads)


def test_themes_alike_have_different_titles():
    """Three themes that say the same thing still have three titles."""
    rows = SAID[0]
    drafts = told(*corpus({0: rows, 1: rows, 2: rows}))
    assert len({draft.proposal.casefold() for draft in drafts}) == 3


def test_near_fiches_and_chantiers():
    """A theme is near the fiche that says its words; below the threshold it is emergent."""
    grille = GridParams(
        fiches=("2022/F9 Logement abordable", "2.0/F3 Gouvernance intersectorielle"),
        chantiers=("Transport collectif",),
        seuil_proximite=0.4,
    )
    housing, transport = told(*corpus(), grille=grille)
    assert [(n.series, n.code, n.title) for n in housing.grille] == [
        ("2022", "F9", "Logement abordable")
    ]
    assert housing.chantiers == ()
    assert transport.grille == ()
    assert [(n.code, n.title) for n in transport.chantiers] == [("", "Transport collectif")]
    assert 0.4 <= housing.grille[0].score <= 1
    strict = grille.model_copy(update={"seuil_proximite": 1.0})
    assert all(not d.grille and not d.chantiers for d in told(*corpus(), grille=strict))


@pytest.mark.parametrize("entry", DEFAULT_FICHES)
def test_default_fiches_can_be_read(entry):
    """Every default entry gives its three parts back."""
    series, code, title = parse_grille(entry)
    assert f"{series}/{code} {title}" == entry


@pytest.mark.parametrize(
    "entry", ["", "F3 Équité", "2.0/F3", "2.0/", "/F3 Équité", "2.0 F3 Équité"]
)
def test_unreadable_entries_are_told_in_french(entry):
    """A malformed entry is quoted, with an example of a good one."""
    with pytest.raises(ConfigurationError, match="série/code titre") as caught:
        parse_grille(entry)
    assert "Équité territoriale" in caught.value.action


@pytest.mark.parametrize("entry", ["HLM", "HLM :", ": logement"])
def test_unreadable_synonyms_are_told_in_french(entry):
    """A malformed synonym is a configuration error."""
    with pytest.raises(ConfigurationError, match="synonymes"):
        vocabulary(LexiconParams(synonymes=(entry,)))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("le logement abordable", {"logement abordable"}),
        ("l'accès au logement", {"accès au logement"}),
        ("le manque de places en garderie", {"manque de places en garderie"}),
        ("leur main-d’œuvre", {"main-d'œuvre"}),
        ("le cas de la région", set()),
        ("le transport collectif, la voiture", {"transport collectif", "voiture"}),
        ("la mission", {"mission"}),
        ("cette chose", set()),
        ("les autres", set()),
        ("12 000", set()),
        ("", set()),
    ],
)
def test_what_a_noun_phrase_holds(phrase, expected):
    """Articles go, the rest is whole; empty words and empty heads make nothing."""
    assert expected <= {text for _, text in candidates(phrase, WORDS)}
    if not expected:
        assert not list(candidates(phrase, WORDS))


def test_shipped_stop_list_is_clean():
    """No word is in both sections; accents and elisions are covered."""
    assert not WORDS.tools & WORDS.vague
    assert all(
        WORDS.empty(w) for w in ("l'", "d’", "qu'", "jusqu’", "où", "à", "déjà", "être", "12")
    )
    assert not any(WORDS.empty(w) for w in ("logement", "équité", "gouvernance", "MRC"))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(["loyer", "bus", "eau", "le", "12", "jardin vert", "é"]), max_size=4
            ),
            st.lists(st.text("abé l'e-█,. dus", max_size=18), max_size=3),
            st.integers(-1, 3),
        ),
        max_size=14,
    )
)
def test_sound_whatever_is_said(rows):
    """Any words, any labels: one draft per theme, titles all different, short and unmasked."""
    passages, labels, vectors = corpus({})
    for i, (lemmas, phrases, label) in enumerate(rows):
        passages.append(
            Passage(
                id=f"{i:016x}",
                document_id="d",
                start=0,
                end=1,
                text=f"t{i}",
                lemmas=tuple(lemmas),
                phrases=tuple(phrases),
            )
        )
        labels = np.append(labels, label)
    vectors = encode([p.text for p in passages])
    drafts = told(passages, labels, vectors)
    assert [d.label for d in drafts] == sorted({int(x) for x in labels if x >= 0})
    titles = [d.proposal for d in drafts]
    assert len({fold(t) for t in titles}) == len(titles)
    for draft in drafts:
        assert draft.proposal
        assert len(draft.proposal.split()) <= 6
        assert "█" not in draft.proposal
        assert not any(WORDS.empty(word) for word, _ in draft.words)
        assert [w for _, w in draft.words] == sorted((w for _, w in draft.words), reverse=True)


NOUNS = ["jardin", "école", "élus", "rue", "places", "autobus", "eau", "équité"]
SHAPES = [
    "le {0}",
    "{0} de {1}",
    "les {0} du {1}",
    "l'{0} à l'{1}",
    "l’{0} {1}",
    "{0} en {1} de {2}",
    "cas de {0}",
    "█████ {0}",
    "12 {0}",
]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(
                st.tuples(st.sampled_from(SHAPES), st.permutations(NOUNS)), min_size=1, max_size=3
            ),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=16,
    )
)
def test_every_word_of_a_title_is_in_the_theme(rows):
    """Titles and keyphrases are the words of the theme's own passages, in sentence case."""
    said: dict[int, list] = {}
    for phrases, label in rows:
        made = tuple(shape.format(*nouns[:3]) for shape, nouns in phrases)
        said.setdefault(label, []).append(((), made))
    said = dict(sorted(said.items()))
    drafts = told(*corpus(said))
    taken = {frozenset(d.proposal.lower().split()) for d in drafts}
    for draft in drafts:
        if draft.proposal == f"Thème {draft.label + 1} à nommer":
            # nothing of its own: what it could be called is the title of another theme
            assert all(frozenset(k.lower().split()) in taken for k in draft.keyphrases)
            continue
        text = " | ".join(phrase for _, phrases in said[draft.label] for phrase in phrases)
        text = text.replace("’", "'").casefold()
        assert all(phrase.casefold() in text for phrase in draft.keyphrases)
        for part in re.split(" et ", draft.proposal):
            assert part.casefold() in text
        assert 1 <= len(draft.proposal.split()) <= 6
        assert draft.proposal[0].isupper()
        first, last = draft.proposal.split()[0], draft.proposal.split()[-1]
        assert not WORDS.tool(first)
        assert not WORDS.tool(last)
