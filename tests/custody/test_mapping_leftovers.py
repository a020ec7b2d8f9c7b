"""A program killed while it makes the key of the mapping leaves nothing for long."""

from __future__ import annotations

import os
import time

from analyse.custody.mapping import Mapping


def test_an_old_half_made_key_is_removed(tmp_path):
    """What is old goes, what another program writes now stays."""
    mapping = Mapping(tmp_path / "correspondances.chiffre", tmp_path / "correspondances.cle")
    old = [tmp_path / f".{name}.abcd1234" for name in (mapping.file.name, mapping.key_file.name)]
    now = tmp_path / ".correspondances.cle.zyxw9876"
    for left in (*old, now):
        left.write_bytes(b"secret")
    for left in old:
        os.utime(left, (time.time() - 7200,) * 2)
    mapping.tidy()
    assert [path.name for path in tmp_path.iterdir()] == [now.name]
