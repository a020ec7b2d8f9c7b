"""Custody of personal data: who is who, what is kept until when, what is destroyed, what is copied.

- `mapping`: names and their pseudonyms, encrypted, with a key of its own
- `purge`, `files`, `proof`: destroying, and saying what was destroyed
- `retention`, `standing`: what is due, and the state of the data, for `analyse etat`
- `archive`, `backup`, `restore`: one file that holds a project, and back
- `inventory`, `papers`: the privacy inventory and the incident form

The web app imports nothing of this package (tests/test_architecture.py).
"""
