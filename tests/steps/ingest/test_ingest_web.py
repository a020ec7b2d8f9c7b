"""HTML and subtitles."""

import time

import pytest
from documents import read

from analyse.errors import ReaderError

PAGE = """<!DOCTYPE html><html><head><meta charset="windows-1252"><title>Titre caché</title>
<style>p { color: red }</style></head><body>
<h2>Constats <em>clés</em></h2><p>Il  faut <b>du </b><strong>temps</strong>,<br>
vraiment.</p><script>alert("non")</script><p style="display: none">caché</p><p hidden>caché</p>
<ul><li>Un<ul><li><p>Dedans</p></li></ul></li><li>Deux &amp; trois</li></ul>
<ol start="3"><li>Troisième</li><li>Quatrième</li></ol>
<table><tr><th>Région :</th><td>Estrie</td></tr><tr><td colspan="2">Seule cellule</td></tr></table>
<!-- remarque --><div>Fin été</div></body></html>"""


def test_a_page_as_a_browser_shows_it(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE.encode("cp1252"))
    found = read(tmp_path / "a.html")
    assert found.text == (
        "## Constats clés\n\nIl faut **du temps**,\nvraiment.\n\n"
        "- Un\n  - Dedans\n- Deux & trois\n3. Troisième\n4. Quatrième\n\n"
        "Région : Estrie\n\nSeule cellule\n\nFin été"
    )
    assert found.encoding == "windows-1252"


def test_valid_utf8_wins_over_a_wrong_declaration(tmp_path):
    (tmp_path / "a.htm").write_bytes(PAGE.encode())
    assert read(tmp_path / "a.htm").text.endswith("Fin été")


def test_a_page_too_deep_is_refused_rather_than_cut(tmp_path):
    (tmp_path / "a.html").write_text("<p>début</p>" + "<div>" * 5000 + "fond" + "</div>" * 5000)
    with pytest.raises(ReaderError, match="abîmé"):
        read(tmp_path / "a.html")
    (tmp_path / "b.html").write_text("<div>" * 150 + "fond" + "</div>" * 150)
    assert read(tmp_path / "b.html").text == "fond"


def test_an_invisible_page_has_no_text(tmp_path):
    (tmp_path / "a.html").write_text("<html><body><script>x</script></body></html>")
    with pytest.raises(ReaderError, match="aucun texte"):
        read(tmp_path / "a.html")


def test_vtt_voices_become_turns(tmp_path):
    (tmp_path / "a.vtt").write_text(
        "WEBVTT\n\nNOTE une remarque\n\nSTYLE\n::cue { color: red }\n\n"
        "1\n00:00:01.000 --> 00:00:03.000 align:start\n<v Ana Roy>Bonjour à</v>\n\n"
        "2\n00:00:03.000 --> 00:00:04.000\n<v Ana Roy>tous &amp; toutes.</v>\n\n"
        "00:04.000 --> 00:05.000\n<v.fort Bo>Merci <i>bien</i>.</v>\n\n"
        "00:05.000 --> 00:06.000\nRires\n",
        encoding="utf-8",
    )
    assert read(tmp_path / "a.vtt").text == (
        "**Ana Roy\u00a0:** Bonjour à tous & toutes.\n\n**Bo\u00a0:** Merci bien.\n\nRires"
    )


def test_srt_names_open_turns_and_go_on(tmp_path):
    (tmp_path / "a.srt").write_bytes(
        (
            "1\r\n00:00:01,000 --> 00:00:03,000\r\nAna Roy : Le logement\r\n\r\n"
            "2\r\n00:00:03,000 --> 00:00:05,000\r\nmanque.\r\n\r\n"
            "3\r\n00:00:05,000 --> 00:00:07,000\r\nIntervenant 2 : Oui.\r\nConstat : ça presse.\r\n"
        ).encode("cp1252")
    )
    assert read(tmp_path / "a.srt").text == (
        "**Ana Roy\u00a0:** Le logement manque.\n\n"
        "**Intervenant 2\u00a0:** Oui. Constat : ça presse."
    )


def test_rolling_captions_are_read_once(tmp_path):
    (tmp_path / "a.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nbonjour<00:01.500><c> tout</c>\n\n"
        "00:02.000 --> 00:03.000\nbonjour tout\nle monde<00:02.500><c> ici</c>\n",
        encoding="utf-8",
    )
    assert read(tmp_path / "a.vtt").text == "bonjour tout le monde ici"


def test_a_file_without_cue_is_refused(tmp_path):
    (tmp_path / "a.srt").write_text("Ceci n'est pas un sous-titre.")
    with pytest.raises(ReaderError, match="réplique"):
        read(tmp_path / "a.srt")


def test_what_was_deleted_and_the_calls_of_notes_are_not_text(tmp_path):
    """Note calls of LibreOffice would be glued to their word."""
    (tmp_path / "a.html").write_text(
        "<html><body><p>Le transport<a class='sdfootnoteanc'><sup>1</sup></a> <del>ne</del> manque."
        "</p><p><a class='sdfootnotesym'>1</a>Selon la MRC</p></body></html>"
    )
    assert read(tmp_path / "a.html").text == "Le transport manque.\n\nSelon la MRC"


def test_words_between_the_cells_of_a_row_are_kept(tmp_path):
    (tmp_path / "a.html").write_text(
        "<html><body><table><tr><td>Un</td><form>Deux</form><td>Trois</td></tr></table></body></html>"
    )
    assert sorted(read(tmp_path / "a.html").text.split()) == ["Deux", "Trois", "Un"]


@pytest.mark.parametrize(
    "text", ["<c " * 50_000, "<v.a" + ".a" * 50_000, "<v " * 50_000, "{\\an" * 9000]
)
def test_a_trapped_caption_takes_no_time(tmp_path, text):
    """Tags that never close are read in one pass."""
    (tmp_path / "a.vtt").write_text(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text} fin\n")
    started = time.process_time()
    assert read(tmp_path / "a.vtt").text.endswith("fin")
    assert time.process_time() - started < 3
