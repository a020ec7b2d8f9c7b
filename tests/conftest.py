"""Fixtures shared by all tests: real models are loaded once a session."""

from __future__ import annotations

import os

import pytest

from analyse.machine import settle

settle()
os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def nlp_syntax():
    """The French spaCy pipeline with tags, lemmas and dependencies."""
    from analyse.language import load_syntax

    return load_syntax()


@pytest.fixture(scope="session")
def nlp_entities():
    """The French spaCy pipeline with entities alone."""
    from analyse.language import load_entities

    return load_entities()


@pytest.fixture(scope="session")
def encoder():
    """The embedded encoder."""
    from analyse.language import load_encoder
    from analyse.params import EncoderParams

    return load_encoder(EncoderParams())
