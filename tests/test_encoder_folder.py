"""Any SentenceTransformer in a local folder can be the encoder of a project, without network."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from analyse import project
from analyse.errors import EncoderError
from analyse.language import encoder_revision, load_encoder
from analyse.params import EncoderParams
from analyse.steps.embed import embed

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "le", "loyer", "monte", "autobus", "passe")


@pytest.fixture(scope="module")
def transformer_folder(tmp_path_factory):
    """A transformer of two tiny layers with random weights, saved as people share models."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    raw = tmp_path_factory.mktemp("brut")
    (raw / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    torch.manual_seed(0)
    settings = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(settings).save_pretrained(raw)
    BertTokenizerFast(str(raw / "vocab.txt")).save_pretrained(raw)
    parts = [Transformer(str(raw)), Pooling(16)]
    folder = tmp_path_factory.mktemp("projet")
    SentenceTransformer(modules=parts, device="cpu").save(
        str(folder / "modeles" / "petit"), create_model_card=False
    )
    return folder


def test_a_transformer_folder_is_the_encoder_of_a_project(transformer_folder, monkeypatch):
    """`[encodeur] nom` reads a path from the project folder, wherever the command is run."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (transformer_folder / "projet.toml").write_text(
        '[encodeur]\nnom = "modeles/petit"\n', encoding="utf-8"
    )
    opened = project.load(transformer_folder)
    encoder = load_encoder(opened.params.encodeur, opened.folder)
    texts = ["le loyer monte", "le autobus passe", "", "le loyer monte"]
    vectors = embed(texts, encoder)
    assert vectors.shape == (4, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.array_equal(vectors[0], vectors[3])
    assert not np.allclose(vectors[0], vectors[1])
    assert encoder_revision(opened.params.encodeur, opened.folder).startswith("petit-")


def test_code_that_comes_with_a_folder_is_never_run(transformer_folder, tmp_path):
    """A folder whose modules name a class of its own is refused, even if it holds that class."""
    shutil.copytree(transformer_folder / "modeles" / "petit", tmp_path / "piege")
    listed = json.loads((tmp_path / "piege" / "modules.json").read_text(encoding="utf-8"))
    listed[0]["type"] = "venu_avec.Module"
    (tmp_path / "piege" / "modules.json").write_text(json.dumps(listed), encoding="utf-8")
    ran = tmp_path / "execute"
    (tmp_path / "piege" / "venu_avec.py").write_text(
        f"open({str(ran)!r}, 'w').close()\nclass Module: ...\n", encoding="utf-8"
    )
    with pytest.raises(EncoderError, match="piege"):
        load_encoder(EncoderParams(nom="piege"), tmp_path)
    assert not ran.exists()
