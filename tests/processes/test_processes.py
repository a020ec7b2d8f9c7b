"""Helpers: what they answer, and everything that may happen to them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.errors import UsageError
from analyse.processes import Helper, HelperStoppedError, frames, helper

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def ask():
    """Starts helpers that are ended after the test."""
    made: list[Helper] = []

    def start(name: str, **options) -> Helper:
        made.append(Helper(f"helper_answers:{name}", **options))
        return made[-1]

    yield start
    for one in made:
        one.close()


def gone(pid: int, *, within: float = 10.0) -> bool:
    """Whether a process ends in time."""
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@given(st.lists(st.binary(max_size=2000), max_size=5))
def test_messages_come_out_as_they_went_in(messages):
    """In order, empty ones included, then the end."""
    stream = io.BytesIO()
    for message in messages:
        frames.write_frame(stream, message)
    stream.seek(0)
    assert [frames.read_frame(stream) for _ in messages] == messages
    assert frames.read_frame(stream) is None


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_message_that_was_cut_is_not_a_message(message, data):
    stream = io.BytesIO()
    frames.write_frame(stream, message)
    cut = data.draw(st.integers(1, len(stream.getvalue()) - 1))
    with pytest.raises(frames.BrokenFrameError):
        frames.read_frame(io.BytesIO(stream.getvalue()[:cut]))


@pytest.mark.parametrize("said", [b"quelque chose d'autre", b"ANL1" + b"\xff" * 8 + b"x"])
def test_something_else_is_not_a_message(said):
    """Another mark, or a length nobody could mean."""
    with pytest.raises(frames.BrokenFrameError):
        frames.read_frame(io.BytesIO(said))


def test_an_answer_is_all_that_comes_out(ask, capfd):
    """What a library prints is neither taken for an answer nor shown; large messages pass."""
    one = ask("echo")
    large = os.urandom(3_000_000)
    assert [one.ask(b"un"), one.ask(b""), one.ask(large)] == [b"un", b"", large]
    assert capfd.readouterr() == ("", "")


def test_a_helper_lives_from_one_request_to_the_next(ask):
    one = ask("obey")
    assert one.ask(b"") == one.ask(b"")
    assert one.ask(b"fils") == b"1"


def test_a_helper_can_be_started_ahead(ask):
    """The first request goes to the process that was started; a dead one is replaced; a closed
    helper starts nothing."""
    one = ask("obey")
    one.begin()
    one.begin()
    assert one.running
    pid = one._process.pid
    assert one.ask(b"") == str(pid).encode()
    other = ask("obey")
    other.begin()
    dead = other._process.pid
    os.kill(dead, signal.SIGTERM)
    assert gone(dead) or sys.platform != "linux"
    assert other.ask(b"") not in {b"", str(dead).encode()}
    other.close()
    other.begin()
    assert not other.running


def test_a_helper_that_takes_too_long_is_ended(ask):
    """The request fails in time, says why, and the next one is answered by another process."""
    one = ask("obey")
    first = one.ask(b"")
    started = time.monotonic()
    with pytest.raises(HelperStoppedError) as told:
        one.ask(b"dors", seconds=0.5)
    assert told.value.late
    assert time.monotonic() - started < 30
    assert one.ask(b"") != first


@pytest.mark.parametrize("what", [b"sors", b"echoue"])
def test_a_helper_that_ends_is_replaced(ask, what):
    one = ask("obey")
    with pytest.raises(HelperStoppedError) as told:
        one.ask(what, seconds=60)
    assert not told.value.late
    assert one.ask(b"").isdigit()


def test_a_helper_killed_by_the_system_is_replaced(ask):
    one = ask("obey")
    pid = int(one.ask(b""))
    os.kill(pid, signal.SIGTERM)
    assert gone(pid) or sys.platform != "linux"
    assert one.ask(b"") != str(pid).encode()


def test_nonsense_is_not_an_answer(ask):
    one = ask("babble")
    with pytest.raises(HelperStoppedError):
        one.ask(b"bonjour", seconds=60)


@LINUX
def test_memory_is_bounded(ask):
    """Beyond the bound, allocating fails; under it, it does not."""
    assert ask("obey", memory=4 << 30).ask(b"mange") == str(1 << 30).encode()
    with pytest.raises(HelperStoppedError):
        ask("obey", memory=256 << 20).ask(b"mange")


def test_what_cannot_start_says_so():
    """Not the file's fault: a person has something to mend, and the message says what."""
    with pytest.raises(UsageError, match="diagnostic"):
        Helper("no_such_module:answer").ask(b"")


def test_without_python_it_says_so_too(monkeypatch, tmp_path):
    monkeypatch.setattr(helper.sys, "executable", str(tmp_path / "absent"))
    with pytest.raises(UsageError):
        Helper("helper_answers:echo").ask(b"")


def test_a_closed_helper_answers_no_more(ask):
    one = ask("obey")
    pid = int(one.ask(b""))
    one.close()
    assert gone(pid) or sys.platform != "linux"
    with pytest.raises(HelperStoppedError):
        one.ask(b"")


def test_closing_ends_what_a_helper_is_doing(ask):
    """From another thread, at once: this is what an interruption does."""
    one = ask("obey")
    one.ask(b"")
    ended: list[bool] = []

    def wait() -> None:
        with pytest.raises(HelperStoppedError):
            one.ask(b"dors")
        ended.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.3)
    one.close()
    thread.join(15)
    assert ended == [True]


@LINUX
def test_helpers_do_not_outlive_the_program_that_asked(tmp_path):
    """`kill -9` of the main program: its helpers see their pipe close, and end."""
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from analyse.processes import Helper\n"
        "print(Helper('helper_answers:obey').ask(b'').decode(), flush=True)\n"
        "time.sleep(60)"
    )
    main = subprocess.Popen(
        [sys.executable, "-c", code, str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    assert main.stdout is not None
    pid = int(main.stdout.readline())
    main.kill()
    main.wait()
    main.stdout.close()
    assert gone(pid)
