"""The project folder and its `projet.toml`: read strictly, told with the line and the way out."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse import project as projects
from analyse.configuration import line_of
from analyse.errors import ConfigurationError, ProjectError
from analyse.params import Params, ProjectParams, sections
from analyse.project import load, parse, synced_by

TEMPLATE = Path(projects.__file__).parent / "gabarits" / "projet.toml"
KEYS = [(section, key) for section, keys in sections().items() for key in keys]


@pytest.fixture(autouse=True)
def _no_database_of_the_machine(monkeypatch):
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)


def refusal(text: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as told:
        parse(text)
    error = told.value
    assert f"ligne {error.line}\u00a0:" in error.message
    assert error.action
    return error


# -- the template -------------------------------------------------------------------------------


def test_the_template_says_the_defaults():
    """What is written in a new `projet.toml` is what would hold without it."""
    assert parse(TEMPLATE.read_text(encoding="utf-8")) == ProjectParams() == parse("")


def test_the_template_has_every_key_once_in_order():
    """Every setting is there under its section, and each key is unique in the whole file."""
    written = tomllib.loads(TEMPLATE.read_text(encoding="utf-8"))
    assert [(section, key) for section, keys in written.items() for key in keys] == KEYS
    names = [key for _, key in KEYS]
    assert len(names) == len(set(names))


def test_every_key_of_the_template_is_explained():
    """A comment stands above each key, or above the block of keys it belongs to."""
    block: list[str] = []
    for line in TEMPLATE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            block = []
        elif line.startswith("#"):
            block.append(line)
        elif re.match(r"[a-z_]+ =", line):
            assert block, line


def test_comments_of_the_template_are_never_shaped_like_a_key():
    """Programs that edit the file by regular expression must not take a comment for a key."""
    for line in TEMPLATE.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("#"):
            assert not re.match(r"\s*#+\s*[\w.-]+\s*=", line), line
            assert not re.match(r"\s*#+\s*\[[\w.]+\]\s*$", line), line
        elif "#" in line:
            pytest.fail(f"a comment must be alone on its line: {line}")


def test_every_setting_has_a_french_title_and_description():
    """Forms are made of them."""
    for name in ProjectParams.model_fields:
        model = type(getattr(ProjectParams(), name))
        for key, field in model.model_fields.items():
            assert field.title, key
            assert field.description, key


def test_settings_are_frozen_and_key_a_cache():
    """A value cannot be changed; the fingerprint changes with any value, and only then."""
    params = ProjectParams()
    with pytest.raises(ValueError, match="frozen"):
        params.themes.granularite = 2.0  # type: ignore[misc]
    fine = parse("[themes]\ngranularite = 2.0")
    assert fine.themes.fingerprint() != params.themes.fingerprint()
    assert fine.grille.fingerprint() == params.grille.fingerprint()
    assert parse("[themes]\ngranularite = 2").themes.fingerprint() == fine.themes.fingerprint()
    assert isinstance(params.themes, Params)


# -- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[themes]\ngranularité = 2.0", 2, "granularite"),
        ("[themes]\n\n# note\ngranularte = 2.0", 4, "granularite"),
        ("[themes]\nGranularite = 2.0", 2, "granularite"),
        ("[themes]\nseuil-autres = 0.5", 2, "seuil_autres"),
        ("[themes]\nseuil autres = 0.5", 2, "seuil_autres"),
        ('[themes]\n"granularité" = 2.0', 2, "granularite"),
        ("[grille]\nfiches = [\n  'a = 1',\n  '[themes]',\n]\nchantier = []", 6, "chantiers"),
        ("[thèmes]\ngranularite = 2.0", 1, "themes"),
        ("\n[theme]\ngranularite = 2.0", 2, "themes"),
        ("themes.granularit = 2.0", 1, "granularite"),
        ("[colonnes]\nrégion = 'x'", 2, "region"),
        ("[colonnes]\nqui parle = 'x'", 2, "qui_parle"),
        ("[grille]\ngranularite = 2.0", 2, "sous [themes]"),
        ("[grille]\ngranularité = 2.0", 2, "sous [themes]"),
        ("titre = 'x'\n[themes]", 1, "sous [evenement]"),
        ("\ngranularité = 2.0", 2, "sous [themes]"),
        ("[themes.fins]\nx = 1", 1, "Clés connues"),
        ("[validation]\nseuil_intru = 1", 2, "seuil_intrus"),
        ("[zzz]\nx = 1", 1, "Sections connues"),
    ],
)
def test_an_unknown_key_is_told_with_its_line_and_the_nearest_one(text, line, told):
    error = refusal(text)
    assert error.line == line
    assert told in error.action
    assert "\n" not in error.message


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[evenement]\ntitre = 3", 2, "un texte entre guillemets"),
        ("[evenement]\ndates = 2022-11-04", 2, "un texte entre guillemets"),
        ("[evenement]\nlangue = 'français'", 2, "deux lettres"),
        ("[themes]\ngranularite = '1.0'", 2, "un nombre est attendu"),
        ("[themes]\ngranularite = 9", 2, "maximum\u00a0: 4"),
        ("[themes]\ngranularite = 0.1", 2, "minimum\u00a0: 0.25"),
        ("[themes]\n# x\nseuil_autres = 1.5", 3, "maximum\u00a0: 1"),
        ("[themes]\nseuil_autres = nan", 2, "un nombre est attendu"),
        ("[themes]\nseuil_autres = inf", 2, "un nombre est attendu"),
        ("[themes]\nseuil_autres = true", 2, "un nombre est attendu"),
        ("[themes]\ngraine = 1.5", 2, "un nombre entier"),
        ("[themes]\ngraine = '7'", 2, "un nombre entier"),
        ("[themes]\ngraine = true", 2, "un nombre entier"),
        ("[themes]\ngraine = -1", 2, "minimum\u00a0: 0"),
        ("[encodeur]\ncontexte = 'oui'", 2, "true ou false"),
        ("[encodeur]\ncontexte = 1", 2, "true ou false"),
        ("[segmentation]\nunite = 'phrase'", 2, 'choix\u00a0: "passage" ou "ligne"'),
        ("[grille]\nchantiers = 'un'", 2, "une liste entre crochets"),
        ("[grille]\nchantiers = [\n'un',\n2]", 2, "un texte entre guillemets"),
        ("[publication]\npetites_cellules = 99", 2, "maximum\u00a0: 50"),
        ("[publication.style]\na = 1", 1, "un texte entre guillemets"),
    ],
)
def test_an_impossible_value_is_told_with_its_line_and_the_default(text, line, told):
    """Nothing is converted silently: "1.0" is not 1.0, 1 is not true."""
    error = refusal(text)
    assert error.line == line
    assert told in error.message
    assert error.action.startswith("Valeur par défaut\u00a0: ")
    default = error.action.partition("\u00a0: ")[2]
    tomllib.loads(f"x = {default}")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("themes = 3", 1, "est une section"),
        ("[[themes]]\ngraine = 1", 1, "est une section"),
        ("[themes]\ngraine = 1\ngraine = 2", 3, "deux fois"),
        ("[themes]\ngraine = 1\n\n[themes]\n", 4, "deux fois"),
        ("[themes]\ngraine 1", 2, "TOML"),
        ('[evenement]\ntitre = "sans fin', 2, "TOML"),
        ("[evenement]\ntitre = «\u00a0Titre\u00a0»", 2, "TOML"),
        ("[evenement\ntitre = 'x'", 1, "TOML"),
        ("[evenement]\n\n[grille]\n\nchantiers = [\n  'a',\n", 5, "TOML"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text, line, told):
    error = refusal(text)
    assert error.line == line
    assert told in error.message


@settings(max_examples=150, deadline=None)
@given(
    place=st.integers(0, len(TEMPLATE.read_text(encoding="utf-8").splitlines())),
    key=st.from_regex(r"[a-z_]{1,20}", fullmatch=True),
)
def test_any_unknown_key_anywhere_is_refused_with_its_line(place, key):
    """Put anywhere in the template, an unknown key is refused at the line where it stands."""
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    inside_list = "".join(f"{line}\n" for line in lines[:place]).rpartition("[\n")
    if key in {k for _, k in KEYS} or ("]" not in inside_list[2] and inside_list[1]):
        return  # a known key, or a place inside a list over several lines
    lines.insert(place, f"{key} = 1")
    error = refusal("\n".join(lines))
    assert error.line == place + 1
    assert f"«\u00a0{key}\u00a0»" in error.message


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused_in_french(text):
    """No text makes the reader fail in another way than by a `ConfigurationError` with a line."""
    told: ConfigurationError | None = None
    try:
        parse(text)
    except ConfigurationError as error:
        told = error
    line = told.line if told else 1
    assert 1 <= line <= text.count("\n") + 1


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3), min_size=1))
def test_lines_of_keys_are_found(blank_lines):
    """`line_of` finds each key, however the file is laid out."""
    lines: list[str] = []
    expected = {}
    for section in dict.fromkeys(section for section, _ in blank_lines):
        lines.append(f"[ {section} ]")
        for (owner, key), blanks in blank_lines.items():
            if owner == section:
                lines += ["# titre = 1"] * blanks + [f'"{key}" = """', f"{key} = 1", '"""']
                expected[section, key] = len(lines) - 2
    for (section, key), number in expected.items():
        assert line_of("\n".join(lines), section, key) == number


# -- the folder ---------------------------------------------------------------------------------


def write(folder: Path, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "projet.toml").write_bytes(data)
    return folder


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path):
    data = "\ufeff[evenement]\r\ntitre = 'Été'\r\n".encode()
    assert load(write(tmp_path, data)).params.evenement.titre == "Été"


def test_another_encoding_is_told_with_its_line(tmp_path):
    with pytest.raises(ConfigurationError, match="UTF-8") as told:
        load(write(tmp_path, "[evenement]\ntitre = 'Été'".encode("cp1252")))
    assert told.value.line == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_rights_is_told(tmp_path):
    folder = write(tmp_path, b"")
    (folder / "projet.toml").chmod(0)
    with pytest.raises(ConfigurationError, match="accès refusé"):
        load(folder)


def test_a_folder_that_is_not_a_project_is_told(tmp_path):
    """The message says how to make one."""
    for folder, told in ((tmp_path, "n'est pas un projet"), (tmp_path / "x", "n'existe pas")):
        with pytest.raises(ProjectError, match=told) as error:
            load(folder)
        assert f'analyse nouveau "{folder}"' in error.value.action


def test_a_new_project_has_its_parents_and_its_files(tmp_path):
    project = projects.create(tmp_path / "a" / "b c" / "été")
    names = {path.name for path in project.folder.iterdir()}
    assert names == {"projet.toml", "notes", "gabarit-note.md", "gabarit-note.docx", "LISEZMOI.txt"}
    assert project.params == ProjectParams()
    assert load(project.folder) == project
    assert (project.folder / "projet.toml").read_bytes() == TEMPLATE.read_bytes()


def test_a_project_is_never_overwritten(tmp_path):
    """Nothing that exists is changed, whether the folder is a project already or not."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("à moi", encoding="utf-8")
    (tmp_path / "LISEZMOI.txt").write_text("à moi", encoding="utf-8")
    projects.create(tmp_path)
    assert (tmp_path / "LISEZMOI.txt").read_text(encoding="utf-8") == "à moi"
    (tmp_path / "projet.toml").write_text("[evenement]\ntitre = 'X'\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(ProjectError, match="déjà un projet"):
        projects.create(tmp_path)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(ProjectError, match="Impossible d'écrire"):
        projects.create(tmp_path / "x" / "projet")


def test_the_note_template_is_a_header_we_read(tmp_path):
    """What people fill at the top of the template is understood."""
    from analyse.steps.ingest import read_header

    projects.create(tmp_path)
    text = (tmp_path / "gabarit-note.md").read_text(encoding="utf-8")
    for key, value in {"Atelier": "7", "Jour": "2", "Région": "Estrie", "Palier": "local"}.items():
        text = text.replace(f"{key}\u00a0:", f"{key}\u00a0: {value}", 1)
    values = read_header(text).values
    assert (values["atelier"], values["jour"]) == ("7", "2")
    assert (values["region"], values["palier"]) == ("Estrie", "local")


def test_paths_of_a_project(tmp_path):
    """The register and the roster are there only when people put them."""
    project = projects.create(tmp_path)
    assert project.register is None
    assert project.roster is None
    (tmp_path / "registre.xlsx").touch()
    (tmp_path / "participants.csv").touch()
    assert project.register == tmp_path / "registre.xlsx"
    assert project.roster == tmp_path / "participants.csv"
    (tmp_path / "registre.xlsx").unlink()
    (tmp_path / "registre.csv").touch()
    assert project.register == tmp_path / "registre.csv"
    assert project.drafts.parent == project.exports.parent == project.notes.parent == tmp_path


def test_the_database_of_a_team_comes_first(tmp_path, monkeypatch):
    project = projects.create(tmp_path)
    assert project.database_url.startswith("sqlite:")
    monkeypatch.setenv(projects.DATABASE_VARIABLE, "postgresql+psycopg://h/b")
    assert project.database_url == "postgresql+psycopg://h/b"


def test_the_stylesheet_of_a_project(tmp_path):
    """It is read when it is a UTF-8 file of the folder; otherwise the key to correct is named."""
    projects.create(tmp_path / "p")
    write(tmp_path / "p", b"[publication]\nstyle = 'maison.css'\n")
    project = load(tmp_path / "p")
    with pytest.raises(ConfigurationError, match="introuvable"):
        _ = project.stylesheet
    css = tmp_path / "p" / "maison.css"
    css.write_text("p { color: red }", encoding="utf-8")
    assert project.stylesheet == "p { color: red }"
    css.write_bytes(b"\xe9\xff")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        _ = project.stylesheet
    (tmp_path / "autre.css").write_text("p {}", encoding="utf-8")
    write(tmp_path / "p", b"[publication]\nstyle = '../autre.css'\n")
    with pytest.raises(ConfigurationError, match="introuvable"):
        _ = load(tmp_path / "p").stylesheet


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        (PureWindowsPath(r"C:\Users\x\OneDrive\Documents\ev"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\x\OneDrive - Organisme\ev"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\x\Dropbox (Organisme)\ev"), "Dropbox"),
        (PureWindowsPath(r"C:\Users\x\iCloudDrive\ev"), "iCloud Drive"),
        (PureWindowsPath(r"G:\Mon Drive\ev"), "Google Drive"),
        (
            PurePosixPath("/Users/x/Library/Mobile Documents/com~apple~CloudDocs/ev"),
            "iCloud Drive",
        ),
        (PurePosixPath("/Users/x/Library/CloudStorage/GoogleDrive-a@b.c/ev"), "Google Drive"),
        (PurePosixPath("/Users/x/Library/CloudStorage/Autre/ev"), "un service infonuagique"),
        (PurePosixPath("/disque/x/Nextcloud/ev"), "Nextcloud"),
        (PurePosixPath("/disque/x/google drive/ev"), "Google Drive"),
        (PurePosixPath("/disque/x/evenement"), ""),
        (PurePosixPath("/disque/x/notes-dropbox-copie/ev"), ""),
        (PureWindowsPath(r"D:\evenements\drive-in"), ""),
    ],
)
def test_synchronised_folders_are_recognised(folder, service):
    """By the names that the services give; an ordinary folder is not taken for one."""
    assert synced_by(folder) == service


def test_a_team_database_is_not_in_the_synchronised_folder(tmp_path, monkeypatch):
    """The warning concerns the SQLite file; through a link too."""
    real = projects.create(tmp_path / "Dropbox" / "ev")
    assert real.synced_folder == "Dropbox"
    (tmp_path / "lien").symlink_to(tmp_path / "Dropbox")
    assert load(tmp_path / "lien" / "ev").synced_folder == "Dropbox"
    monkeypatch.setenv(projects.DATABASE_VARIABLE, "postgresql+psycopg://h/b")
    assert real.synced_folder == ""
