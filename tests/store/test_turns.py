"""One analysis at a time, and those that were cut short are recognised."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

import pytest

from analyse.store import Store


def test_an_analysis_that_ends_leaves_nothing_to_take_up(store):
    """The next one is told of no interruption, nor does an error count as one."""
    with store.turn() as turn:
        assert (turn.interrupted, turn.waited) == ("", False)
    with pytest.raises(ZeroDivisionError), store.turn():
        raise ZeroDivisionError
    with store.turn() as turn:
        assert turn.interrupted == ""


def test_the_second_waits_for_the_first_and_is_told_once(url):
    """Two programs on one project: never both at once, nobody refused."""
    inside, told, order = threading.Event(), [], []

    def second() -> None:
        with Store.open(url) as store:
            inside.wait(10)
            with store.turn(lambda since: told.append(since)) as turn:
                order.append(("second", turn.waited))

    other = threading.Thread(target=second)
    with Store.open(url) as store:
        other.start()
        with store.turn():
            inside.set()
            for _ in range(100):
                if told:
                    break
                time.sleep(0.05)
            time.sleep(0.5)  # it polls several times meanwhile
            order.append(("first", False))
        other.join(20)
    assert order == [("first", False), ("second", True)]
    assert len(told) == 1
    assert told[0].startswith("20"), "the moment the first one started"


def _hold(url: str, ready: object) -> None:
    with Store.open(url) as store, store.turn():
        ready.set()
        time.sleep(60)


def test_a_killed_analysis_frees_its_turn_and_is_recognised(url):
    """`kill -9`: the system frees the lock, and the next analysis knows."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    child = context.Process(target=_hold, args=(url, ready))
    child.start()
    assert ready.wait(60)
    os.kill(child.pid, signal.SIGKILL)
    child.join(10)
    with Store.open(url) as store:
        with store.turn() as turn:
            assert turn.interrupted.startswith("20")
        with store.turn() as turn:
            assert turn.interrupted == "", "told once"
