"""Quotes: verbatim, few, diverse, and the same whatever the order of the passages."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import Document, DocumentStatus, Facet, FacetCall, MaskSpan, Passage, Voice
from analyse.errors import IntegrityError
from analyse.steps.quotes import (
    leaning,
    quote_id,
    rare_voices,
    select_quotes,
    verify,
    well_formed,
)
from analyse.voices import voice_key
from analyse.wording import publishable

SENTENCE = "le logement manque dans la vallée et les familles partent vers la ville chaque automne"
WORDS = SENTENCE.split(" ")


def corpus(seed, n, *, dimension=6, repeats=False):
    """`n` passages over three documents, with random vectors, facets and voices."""
    rng = np.random.default_rng(seed)
    texts: dict[str, str] = {"a": "", "b": "", "c": ""}
    passages = []
    for i in range(n):
        name = "abc"[int(rng.integers(3))]
        words = [] if repeats else [f"mot{i}"]
        words += [WORDS[int(k)] for k in rng.integers(0, len(WORDS), int(rng.integers(1, 14)))]
        text = " ".join(words).capitalize() + "."
        start = len(texts[name])
        texts[name] += text + "\n"
        passages.append(
            Passage(
                id=f"{int(rng.integers(2**60)):016x}",
                document_id=name,
                start=start,
                end=start + len(text),
                text=text,
                kind=str(rng.choice(["phrase", "puce", "question", "mention"])),
                voice=Voice(speaker=str(rng.choice(["", "Personne 1", "Personne 2"]))),
                jour=int(rng.integers(1, 4)),
                stands_alone=bool(rng.integers(2)),
            )
        )
    documents = {
        name: Document(name, f"{name}.txt", "", 1, DocumentStatus.READ, text=text)
        for name, text in texts.items()
    }
    vectors = rng.normal(size=(n, dimension)).astype(np.float32)
    facets = [
        FacetCall(Facet(str(rng.choice(list(Facet)))), float(rng.uniform(0.3, 1))) for _ in passages
    ]
    strengths = rng.uniform(size=n)
    cut = rng.integers(0, 3, n)
    themes = {f"t{k}": np.flatnonzero(cut == k) for k in range(2)}
    return themes, passages, vectors, strengths, facets, documents


def select(data, per_facet=3):
    themes, passages, vectors, strengths, facets, documents = data
    return select_quotes(
        themes, passages, vectors, strengths, facets, per_facet=per_facet, documents=documents
    )


def shuffled(data, seed):
    """The same corpus with its passages in another order."""
    themes, passages, vectors, strengths, facets, documents = data
    order = np.random.default_rng(seed).permutation(len(passages))
    place = np.argsort(order)
    return (
        {name: place[members] for name, members in reversed(themes.items())},
        [passages[i] for i in order],
        vectors[order],
        strengths[order],
        [facets[i] for i in order],
        documents,
    )


def simple(texts, **fields):
    """One document whose lines are the passages, all in one theme, all constats."""
    document = Document("d", "d.txt", "", 1, DocumentStatus.READ, text="\n".join(texts))
    passages, at = [], 0
    for i, text in enumerate(texts):
        passages.append(
            Passage(
                f"{i:016x}", "d", at, at + len(text), text, **{k: v[i] for k, v in fields.items()}
            )
        )
        at += len(text) + 1
    n = len(texts)
    return (
        {"t": np.arange(n)},
        passages,
        np.ones((n, 4)) / 2,
        np.ones(n),
        [FacetCall(Facet.FINDING, 1.0)] * n,
        {"d": document},
    )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(0, 40), per_facet=st.integers(1, 5))
def test_quotes_hold_their_promises(seed, n, per_facet):
    """Verbatim, few, ranked from 1, no mention, no double, whatever the corpus."""
    data = corpus(seed, n)
    quotes = select(data, per_facet)
    verify(quotes, data[1], data[5])
    by_id = {p.id: p for p in data[1]}
    assert len({q.id for q in quotes}) == len(quotes)
    ranks: dict[tuple[str, Facet], list[int]] = {}
    for quote in quotes:
        passage = by_id[quote.passage_id]
        assert quote.text == data[5][passage.document_id].text[passage.start : passage.end]
        assert passage.kind != "mention"
        ranks.setdefault((quote.theme_id, quote.facet), []).append(quote.rank)
    for found in ranks.values():
        assert found == list(range(1, len(found) + 1))
        assert len(found) <= per_facet


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40), order=st.integers(0, 1000))
def test_the_order_of_passages_changes_nothing(seed, n, order):
    """The same passages in another order give the same quotes and the same rare voices."""
    data = corpus(seed, n)
    again = shuffled(data, order)
    assert select(data) == select(again)
    first = rare_voices(data[0], data[1], data[2], data[4])
    second = rare_voices(again[0], again[1], again[2], again[4])
    assert first == second


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_same_words_are_quoted_once(seed):
    """Two notes that say a thing with the same words give one quote."""
    data = corpus(seed, 30, repeats=True)
    seen: dict[tuple[str, Facet], list[str]] = {}
    for quote in select(data, 10):
        seen.setdefault((quote.theme_id, quote.facet), []).append(quote.text)
    assert all(len(set(texts)) == len(texts) for texts in seen.values())


def test_what_dangles_is_quoted_only_when_nothing_else_is_there():
    """A passage that opens on "cela" waits for a theme that has nothing better."""
    texts = ["Cela demande beaucoup de temps à tout le monde.", "Le transport manque partout ici."]
    both = simple(texts, stands_alone=[False, True])
    assert [q.text for q in select(both)] == [texts[1]]
    alone = simple(texts[:1], stands_alone=[False])
    assert [q.text for q in select(alone)] == texts[:1]


def test_a_second_voice_is_heard_before_the_first_one_speaks_again():
    """At equal relevance, another voice comes before the same one."""
    texts = [
        "Les loyers ont doublé depuis trois ans au village.",
        "Plusieurs travailleurs saisonniers dorment dans leur auto.",
        "Aucune maison ne se vend sous cent mille dollars.",
    ]
    voices = [Voice(speaker="Personne 1"), Voice(speaker="Personne 1"), Voice(speaker="Personne 2")]
    quotes = select(simple(texts, voice=voices), 2)
    assert {q.text for q in quotes} == {texts[0], texts[2]} or {q.text for q in quotes} == {
        texts[1],
        texts[2],
    }


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 25),
    voices=st.integers(1, 8),
    per_facet=st.integers(1, 6),
)
def test_no_voice_is_heard_twice_while_another_waits(seed, n, voices, per_facet):
    """Every voice that has something as good to say is heard before one is heard again."""
    rng = np.random.default_rng(seed)
    texts = [
        f"Le village {i}a demande {i}b bancs, {i}c autobus, {i}d logements, {i}e terrains."
        for i in range(n)
    ]
    said = [Voice(speaker=f"Personne {int(rng.integers(voices))}") for _ in texts]
    lemmas = [tuple(f"{word}{i}" for word in "abcdefgh") for i in range(n)]
    data = simple(texts, voice=said, lemmas=lemmas)
    data = (*data[:2], rng.normal(size=(n, 5)), *data[3:])
    quotes = select(data, per_facet)
    speakers = {p.id: p.voice.speaker for p in data[1]}
    waiting = len({v.speaker for v in said})
    assert len(quotes) == min(n, per_facet)
    first = [speakers[q.passage_id] for q in quotes][:waiting]
    assert len(set(first)) == len(first)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40))
def test_a_longer_list_opens_on_the_shorter_one(seed, n):
    """Asking for more quotes changes none of those that came first."""
    data = corpus(seed, n)
    lists = [select(data, count) for count in (1, 3, 6, 20)]
    for shorter, longer in pairwise(lists):
        assert {(q.theme_id, q.facet, q.rank, q.id) for q in shorter} <= {
            (q.theme_id, q.facet, q.rank, q.id) for q in longer
        }


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40))
def test_what_leans_is_at_most_one_quote_of_a_facet(seed, n):
    """On a sheet, a passage that cannot be read alone is only there so that a facet is not mute."""
    data = corpus(seed, n)
    by_id = {p.id: p for p in data[1]}
    for quote in select(data, 6):
        if leaning(by_id[quote.passage_id]) is not None:
            same = [
                q for q in select(data, 6) if (q.theme_id, q.facet) == (quote.theme_id, quote.facet)
            ]
            assert len(same) == 1


def test_at_equal_worth_another_day_and_region_come_first():
    """Days and regions are spread when voices are."""
    texts = [
        "Les loyers ont doublé depuis quatre années dans le village.",
        "Des terrains vides restent sans acheteur malgré plusieurs annonces.",
        "Plusieurs maisons anciennes tombent faute d'entretien régulier.",
    ]
    voices = [
        Voice(speaker="Personne 1", region="Estrie"),
        Voice(speaker="Personne 2", region="Estrie"),
        Voice(speaker="Personne 3", region="Mauricie"),
    ]
    for name, values in (("voice", voices), ("jour", [1, 1, 2])):
        fields = {"voice": voices, name: values}
        if name == "jour":
            fields["voice"] = [replace(v, region="Estrie") for v in voices]
        (first, second) = select(simple(texts, **fields), 2)
        assert texts[2] in (first.text, second.text)


def test_marks_are_dropped_and_masks_named_in_what_is_published():
    """`**`, `<sup>` and `\\$` are not printed, a mask becomes its pseudonym."""
    text = "La 1<sup>re</sup> **entente** de ████ vaut 10 \\$."
    at = text.index("█")
    document = Document(
        "d", "d.txt", "", 1, DocumentStatus.READ, text=text, masks=(MaskSpan(at, at + 4, "nom", 7),)
    )
    assert publishable(document, 0, len(text)) == "La 1re entente de Personne 7 vaut 10 $."


def test_a_quote_that_is_not_verbatim_is_refused():
    """One changed letter, a double, a stranger: nothing goes on, and no text is shown."""
    texts = ["Le transport manque partout dans la région."]
    data = simple(texts)
    (quote,) = select(data)
    verify([quote], data[1], data[5])
    changed = replace(quote, text=quote.text.replace("partout", "surtout"))
    for wrong in (
        [changed],
        [quote, quote],
        [replace(quote, published_text="Autre chose.")],
        [replace(quote, theme_id="t9")],
        [replace(quote, passage_id="f" * 16, id=quote_id("t", "f" * 16))],
    ):
        with pytest.raises(IntegrityError) as error:
            verify(wrong, data[1], data[5])
        assert "transport" not in str(error.value)
    with pytest.raises(IntegrityError):
        verify([quote], data[1], {})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Les organismes manquent de relève depuis la fermeture.", "Relève"),
        ("Les organismes manquent de relève.", "Les organismes (surtout les petits manquent de"),
        ("Tout est dans le guide remis à la sortie.", "Tout est dans www.exemple.org/guide ici."),
        ("Une phrase qui se tient très bien ici.", "la suite, "),
    ],
)
def test_a_sentence_stands_better_than_a_fragment(better, worse):
    """Form prefers what can be read alone on a sheet."""
    assert 0 <= well_formed(worse) < well_formed(better) <= 1


def test_a_rare_voice_is_found():
    """What one person said, far from everything, is put forward; what many said is not."""
    rng = np.random.default_rng(3)
    crowd = np.array([1.0, 0, 0, 0]) + 0.02 * rng.normal(size=(30, 4))
    vectors = np.vstack([crowd, [[0.0, 0, 1, 0]]])
    texts = [
        f"Le transport manque partout au village numéro {i} depuis longtemps." for i in range(30)
    ]
    texts.append("Les personnes sourdes attendent des interprètes pour les assemblées publiques.")
    voices = [Voice(speaker=f"Personne {i}") for i in range(31)]
    _, passages, _, _, facets, _ = simple(texts, voice=voices)
    found = rare_voices({"t": np.arange(30)}, passages, vectors, facets)
    assert found[0].passage_id == passages[30].id
    assert found[0].theme_id == ""
    assert found[0].voices == 1
    assert found[0].distance > 0.5
    logistics = [*facets[:30], FacetCall(Facet.OTHER, 0.9)]
    assert passages[30].id not in {
        r.passage_id for r in rare_voices({"t": np.arange(30)}, passages, vectors, logistics)
    }


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40), limit=st.integers(0, 8))
def test_rare_voices_hold_their_promises(seed, n, limit):
    """Few, fit to be quoted, once each, said by at most two voices; nobody twice before others."""
    themes, passages, vectors, _, facets, _ = corpus(seed, n)
    longer = [
        replace(p, lemmas=tuple(f"{p.id}{k}" for k in range(8)), stands_alone=p.start % 2 == 0)
        for p in passages
    ]
    found = rare_voices(themes, longer, vectors, facets, limit=limit)
    assert len(found) <= limit
    assert len({r.passage_id for r in found}) == len(found)
    by_id = {p.id: p for p in longer}
    theme_of = {longer[int(i)].id: name for name, at in themes.items() for i in at}
    facet_of = {p.id: call.facet for p, call in zip(longer, facets, strict=True)}
    for rare in found:
        assert by_id[rare.passage_id].kind != "mention"
        assert leaning(by_id[rare.passage_id]) is None
        assert facet_of[rare.passage_id] is not Facet.OTHER
        assert 1 <= rare.voices <= 2
        assert rare.theme_id == theme_of.get(rare.passage_id, "")
    voices = [voice_key(by_id[r.passage_id]) for r in found]
    firsts = [k for k, voice in enumerate(voices) if voice not in voices[:k]]
    assert firsts == list(range(len(firsts)))
