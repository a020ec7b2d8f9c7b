"""One behaviour per test, on invented sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyse.contracts import DocumentContext, Nature, Span
from analyse.params import SegmentParams
from analyse.steps.segment import Segmentation

Cut = Callable[..., Segmentation]
Texts = Callable[..., list[str]]


def reasons(result: Segmentation) -> dict[str, str]:
    return {aside.text: aside.reason for aside in result.set_aside}


# marks and lines


@pytest.mark.parametrize("mark", ["- ", "- ~ ", "- . ", "• ", "❖ ", "* ", "– ", "> ", "- [ ] "])
def test_marks_stay_outside(texts: Texts, mark: str) -> None:
    assert texts(f"{mark}Le bus passe trop tard.") == ["Le bus passe trop tard."]


def test_inner_marks_stay(texts: Texts) -> None:
    """Bold inside a sentence is part of the passage; at its ends it is not."""
    said = texts("Il faut **prendre le temps** de se **connaître.**")
    assert said == ["Il faut **prendre le temps** de se **connaître."]


def test_numbering_is_set_aside(cut: Cut) -> None:
    result = cut("1. Le loyer monte chaque année.\n2. Les jeunes quittent le village.")
    assert [p.text[:8] for p in result.passages] == ["Le loyer", "Les jeun"]
    assert set(reasons(result).values()) == {"numérotation"}


def test_wrapped_lines_are_one_sentence(texts: Texts) -> None:
    wrapped = (
        "Le transport adapté refuse des personnes chaque semaine\n"
        "parce que les véhicules sont en réparation et que les\n"
        "chauffeurs manquent, surtout dans les villages du nord\n"
        "de la région où personne ne veut conduire le soir tard.\n"
    )
    assert len(texts(wrapped)) == 1


def test_short_lines_are_not_wrapped_text(texts: Texts) -> None:
    """A list typed without bullets keeps one idea a line."""
    note = (
        "pas de bus le soir\ngarderie fermée depuis juin, liste d'attente\nlogements trop chers ici"
    )
    assert len(texts(note)) == 3


# headings and labels


@pytest.mark.parametrize(
    "title", ["## Se loger", "**Se loger**", "SE LOGER AU VILLAGE", "Se loger :"]
)
def test_a_heading_is_set_aside_and_feeds_the_path(cut: Cut, title: str) -> None:
    result = cut(f"{title}\n\nLes loyers montent chaque année.")
    (passage,) = result.passages
    assert passage.headings[-1].lower().startswith("se loger")
    assert "titre" in reasons(result).values()


def test_a_heading_that_asks_is_a_question_with_answers(cut: Cut) -> None:
    result = cut(
        "## Atelier 3 : Comment garder les jeunes?\n\n- Il faut des logements.\n"
        "- Il faut un autobus.\n\n## Suites\n\nLe comité se réunira en mai."
    )
    question, first, second, last = result.passages
    assert (question.text, question.kind) == ("Comment garder les jeunes?", "question")
    assert first.question_id == second.question_id == question.id
    assert last.question_id == ""
    assert first.headings == ("Atelier 3 : Comment garder les jeunes?",)


def test_questions_and_answers_by_label(cut: Cut) -> None:
    result = cut(
        "Q : Qui paie le transport?\nR : La MRC paie la moitié.\n\n"
        "Question : Et le soir?\n\nRéponse : Rien ne passe après six heures."
    )
    asked, paid, evening, late = result.passages
    assert [p.kind for p in result.passages] == ["question", "phrase", "question", "phrase"]
    assert paid.question_id == asked.id
    assert late.question_id == evening.id


@pytest.mark.parametrize(
    "line",
    [
        "Habitation : les loyers doublent partout.",
        "**Habitation :** les loyers doublent partout.",
        "**Habitation** : les loyers doublent partout.",
        "**Habitation.** les loyers doublent partout.",
    ],
)
def test_a_label_is_a_heading(cut: Cut, line: str) -> None:
    result = cut(line)
    (passage,) = result.passages
    assert passage.text == "les loyers doublent partout."
    assert passage.headings == ("Habitation",)
    assert "intertitre" in reasons(result).values()


@pytest.mark.parametrize(
    "line",
    [
        "Par exemple : une navette entre les deux villages.",
        "Les élus proposent trois mesures : une navette, un fonds et un comité.",
        "La densification fait peur aux voisins : le conseil a reçu quarante lettres.",
        "**Le logement des familles,** surtout les grandes, manque partout.",
        "gratuité : ça donnerait rien ici, le bus passe pas.",
        "Document à remettre aux : familles du quartier et nouveaux arrivants.",
    ],
)
def test_what_only_looks_like_a_label_stays(texts: Texts, line: str) -> None:
    assert texts(line) == [line.lstrip("*")]


def test_a_plain_label_ends_with_its_paragraph(cut: Cut) -> None:
    """Only a paragraph that goes on with the same subject inherits it."""
    result = cut(
        "Santé : Les délais sont longs partout.\n\nIl sera difficile de recruter.\n\n"
        "Transport : Le bus ne passe plus.\n\nFaire le tour des élus pour les convaincre."
    )
    assert [p.headings for p in result.passages] == [("Santé",), ("Santé",), ("Transport",), ()]


# sentences


@pytest.mark.parametrize(
    "line",
    [
        "C'est la priorité no. 1 du plan.",
        "Selon M. Untel, le bus est en retard.",
        "Les services (ex.: le transport, etc.) manquent.",
        "La loi, art. 12, le permet depuis 20.5 ans.",
        "Voir https://exemple.org/Plan.De.Match avant la rencontre de mardi "
        "prochain avec les élus.",
        "Une dame a crié : « Ouvrez! Tout de suite! » devant la salle.",
        "Il reste peu de places (trois. Peut-être quatre.) dans la salle.",
    ],
)
def test_no_boundary_here(texts: Texts, line: str) -> None:
    assert texts(line) == [line]


@pytest.mark.parametrize(
    "following",
    [
        "Cela demande du temps.",
        "C'est une situation nouvelle.",
        "Ces lieux ferment un à un.",
        "Donc les aînés restent chez eux.",
        "Ce n'est pas un acquis.",
        "Elles ferment l'hiver.",
    ],
)
def test_what_leans_stays(texts: Texts, following: str) -> None:
    assert len(texts(f"Les villages perdent des lieux de rencontre. {following}")) == 1


@pytest.mark.parametrize(
    "following",
    [
        "Il manque aussi des bénévoles.",
        "Il y a peu de relève.",
        "C'est un défi de recruter des jeunes.",
        "Ça prend un local chauffé.",
        "Et il y a toujours la question du chauffage.",
        "Il faudrait ouvrir le gymnase.",
        "Qui va ouvrir la salle?",
    ],
)
def test_what_stands_opens_a_passage(cut: Cut, following: str) -> None:
    passages = cut(f"Les villages perdent des salles. {following}").passages
    assert [p.text for p in passages] == ["Les villages perdent des salles.", following]
    assert passages[1].stands_alone


def test_a_subject_that_comes_back_opens_a_passage(texts: Texts) -> None:
    """A demonstrative that takes up a word of an earlier sentence, not of the last one."""
    said = texts(
        "Nos démarches durent dix ans. Souvent, les équipes changent. Ces démarches coûtent cher."
    )
    assert said[-1] == "Ces démarches coûtent cher."


def test_facets_do_not_share_a_passage(cut: Cut) -> None:
    result = cut("- manque de logements pour les familles; il faudrait une coopérative")
    assert [p.text for p in result.passages] == [
        "manque de logements pour les familles;",
        "il faudrait une coopérative",
    ]


def test_a_semicolon_alone_does_not_cut(texts: Texts) -> None:
    assert len(texts("- nouvelle table de concertation; nouveau partage des locaux")) == 1


def test_reported_speech_opens_a_passage(texts: Texts) -> None:
    """What someone says next is another idea, even under a pronoun."""
    said = texts("La mairesse paie le local. Elle précise que le budget est serré.")
    assert len(said) == 2


def test_fragments_end_the_sentence_that_announces_them(cut: Cut) -> None:
    result = cut("Les familles ont besoin de :\n- logements\n- garderies\n- autobus")
    (passage,) = result.passages
    assert passage.text == "Les familles ont besoin de :\n- logements\n- garderies\n- autobus"


def test_sentences_under_a_lead_are_passages(cut: Cut) -> None:
    result = cut(
        "Nous retenons trois idées :\n- Il faut un guichet unique dans chaque MRC.\n"
        "- Les élus doivent venir sur place.\n- Le fonds régional reste trop petit."
    )
    assert len(result.passages) == 3
    assert {p.headings for p in result.passages} == {("Nous retenons trois idées",)}


# what is set aside


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("rien à signaler", "non-réponse"),
        ("- s/o", "non-réponse"),
        ("Idem.", "non-réponse"),
        ("Voir plus haut", "non-réponse"),
        ("Aucun commentaire", "non-réponse"),
        ("Page 3 de 12", "numéro de page"),
        ("<https://exemple.org/page>", "adresse Web"),
        ("[Le site](https://exemple.org)", "adresse Web"),
        ("Introduction ........ 4", "table des matières"),
        ("Untel, R. (2020). *Le village*, Presses du Nord, 160 pages.", "référence"),
        ("00:01:12.000 --> 00:01:15.500", "horodatage"),
    ],
)
def test_noise_is_set_aside(cut: Cut, line: str, reason: str) -> None:
    result = cut(f"Le bus ne passe plus le soir.\n\n{line}\n\nLes loyers montent.")
    assert reason in reasons(result).values()
    assert len(result.passages) == 2


def test_an_agenda_is_set_aside(cut: Cut) -> None:
    result = cut(
        "Ordre du jour :\n\nMot de bienvenue\nPortrait du "
        "territoire\nComment\n\n## Notes\n\nLe bus manque."
    )
    assert [p.text for p in result.passages] == ["Le bus manque."]
    assert list(reasons(result).values()).count("ordre du jour") == 3


def test_the_header_is_set_aside(cut: Cut) -> None:
    text = "Atelier : 7\nRégion : Estrie\n\nLe bus manque partout."
    result = cut(text, header_end=text.index("\n\n"))
    assert [p.text for p in result.passages] == ["Le bus manque partout."]
    assert set(reasons(result).values()) == {"en-tête"}


def test_one_word_bullets_are_mentions(cut: Cut) -> None:
    result = cut("Enjeux :\n\n- Famille\n- Transport/mobilité\n- Vieillissement de la population")
    assert [p.kind for p in result.passages] == ["mention", "mention", "puce"]


def test_titles_of_the_header_are_headings(cut: Cut) -> None:
    """A header's fields are set aside; its title feeds the path, and asks when it asks."""
    text = "# Qui va ouvrir la salle?\n\nAtelier : 7\n\nRégion : Estrie\n\nLe bus manque partout."
    result = cut(text, header_end=text.index("\n\nLe bus"))
    question, passage = result.passages
    assert question.kind == "question"
    assert passage.headings == ("Qui va ouvrir la salle?",)
    assert list(reasons(result).values()) == ["en-tête", "en-tête"]


def test_a_table_inside_a_note(cut: Cut) -> None:
    """The first row of a table names its columns, which are the headings of its cells."""
    result = cut(
        "| Enjeu | Piste |\n|---|---|\n| Le bus manque le soir. | Il faudrait une navette. |\n"
    )
    assert [p.headings for p in result.passages] == [("Enjeu",), ("Piste",)]
    speakers = cut(
        "| Nom | Organisme |\n|---|---|\n| {2:Zoé Untelle} | CDC du Pin |\n\n"
        "**{2:Zoé Untelle} :** Le bus manque."
    )
    assert [p.voice.speaker for p in speakers.passages] == ["Personne 2, CDC du Pin"]


# who speaks


def test_headings_and_table_say_who_speaks(cut: Cut) -> None:
    result = cut(
        "### Présentation des panélistes\n\n- M. {1:Zénon Untel}, agent à la "
        "CDC des Trois-Clochers\n\n"
        "### {1:Zénon Untel}\n\nLe quartier change vite.\n\n#### Défis\n\nLes loyers montent.\n\n"
        "### Enjeux communs\n\nLe temps manque."
    )
    assert [p.voice.speaker for p in result.passages] == [
        "Personne 1, CDC des Trois-Clochers",
        "Personne 1, CDC des Trois-Clochers",
        "",
    ]
    assert "présentation des panélistes" in reasons(result).values()


def test_turns_say_who_speaks(cut: Cut) -> None:
    result = cut(
        "**{4:Zoé Untelle} :** Le bus manque.\n\n**{5:Paul Quidam}, MRC du Pin "
        ":** Le train aussi.\n\n"
        "La suite lui appartient."
    )
    speakers = [p.voice.speaker for p in result.passages]
    assert speakers == ["Personne 4", "Personne 5, MRC du Pin", "Personne 5, MRC du Pin"]
    assert list(reasons(result).values()) == ["marque de locuteur"] * 2


def test_a_place_that_is_talked_about_is_not_a_voice(cut: Cut) -> None:
    result = cut("Initiative : la MRC du Pin prête ses locaux le soir.")
    assert result.passages[0].voice.speaker == ""


def test_a_voice_without_provenance_has_the_one_of_the_note(cut: Cut) -> None:
    context = DocumentContext(jour=2, atelier="7", region="Estrie", palier="local")
    result = cut("{3:Zoé Untelle} : Le bus manque.", context=context)
    (passage,) = result.passages
    assert (passage.voice.region, passage.voice.palier) == ("Estrie", "local")
    assert (passage.jour, passage.atelier) == (2, "7")


# tables


def test_rows_carry_their_own_voice(cut: Cut) -> None:
    text = "Le bus manque. Il faudrait une navette.\n\nRien à dire\nde plus sur ce point."
    rows = (Span(0, 39, "1"), Span(41, len(text), "2"))
    told = {1: {"qui_parle": "Personne 9", "jour": "3", "region": "Laval"}}
    result = cut(text, rows=rows, row_metadata=told)
    first, second, *_ = result.passages
    assert (first.row, first.voice.speaker, first.jour) == (1, "Personne 9", 3)
    assert first.voice.region == second.voice.region == "Laval"


def test_one_passage_a_row(cut: Cut) -> None:
    """With `unite = "ligne"` a row is one passage, line breaks inside included."""
    text = "- Le bus manque.\nIl faudrait une navette.\n\nAutre chose"
    rows = (Span(0, 41, "1"), Span(43, len(text), "2"))
    result = cut(text, rows=rows, params=SegmentParams(unite="ligne"))
    assert [p.text for p in result.passages] == [text[2:41], "Autre chose"]
    assert [p.row for p in result.passages] == [1, 2]


# what a passage tells


def test_pages_nature_language(cut: Cut) -> None:
    text = (
        "Une dame a dit : « On nous oublie depuis vingt ans dans ce rang. »\n\n"
        "The bus never comes and we have to walk.\n\nLe village se vide."
    )
    result = cut(text, pages=((0, 1), (text.index("The"), 2)))
    quoted, _, french = result.passages
    assert [p.page for p in result.passages] == [1, 2, 2]
    assert quoted.nature is Nature.REPORTED
    assert french.nature is Nature.NOTE
    assert [p.language for p in result.passages] == ["fr", "en", "fr"]


def test_lemmas_and_phrases(cut: Cut) -> None:
    (passage,) = cut(
        "{1:Zoé Untelle} réclame des logements abordables pour l'accueil des familles."
    ).passages
    assert {"logement", "abordable", "accueil", "famille"} <= set(passage.lemmas)
    assert "logements abordables" in passage.phrases
    assert not any("█" in word for word in (*passage.lemmas, *passage.phrases))
    assert not any("martin" in word.lower() for word in (*passage.lemmas, *passage.phrases))


def test_three_words(texts: Texts) -> None:
    assert texts("Manque de logements") == ["Manque de logements"]


def test_instructions_of_the_template_are_nobodys_idea(cut):
    """Left in a note, they are set aside with that reason; what follows is a passage."""
    result = cut(
        "Écrivez comme vous voulez : phrases, puces, télégraphique. Une idée par ligne aide, sans "
        "obligation.\n\nLe transport manque le soir."
    )
    assert [p.text for p in result.passages] == ["Le transport manque le soir."]
    assert {aside.reason for aside in result.set_aside} == {"consigne du gabarit"}
