"""Requests served together: each gets its own answer, however many arrive at once."""

from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.web.together import Together

SECONDS = 10


class Held:
    """Serves only when let go, and remembers what came together."""

    def __init__(self) -> None:
        self.started, self.go = threading.Event(), threading.Event()
        self.batches: list[list[int]] = []

    def __call__(self, asked: list[int]) -> list[int | Exception]:
        self.batches.append(list(asked))
        self.started.set()
        assert self.go.wait(SECONDS)
        return [ValueError(str(one)) if one < 0 else one * 2 for one in asked]


def test_what_comes_meanwhile_is_served_in_one_go_in_order():
    held = Held()
    together = Together(held)
    first = together.ask(1)
    assert held.started.wait(SECONDS)
    others = [together.ask(number) for number in range(2, 40)]
    assert not first.done()
    assert not any(other.done() for other in others)
    held.go.set()
    assert [one.result(SECONDS) for one in (first, *others)] == [2 * n for n in range(1, 40)]
    assert held.batches == [[1], list(range(2, 40))]


def test_no_more_than_the_most_is_served_in_one_go():
    held = Held()
    together = Together(held, most=3)
    asked = [together.ask(0)]
    assert held.started.wait(SECONDS)
    asked += [together.ask(number) for number in range(1, 8)]
    held.go.set()
    assert [one.result(SECONDS) for one in asked] == [2 * n for n in range(8)]
    assert held.batches == [[0], [1, 2, 3], [4, 5, 6], [7]]


def test_an_error_is_told_to_its_own_alone():
    held = Held()
    together = Together(held)
    together.ask(0)
    assert held.started.wait(SECONDS)
    good, bad, after = together.ask(1), together.ask(-1), together.ask(2)
    held.go.set()
    assert good.result(SECONDS) == 2
    assert after.result(SECONDS) == 4
    with pytest.raises(ValueError, match="-1"):
        bad.result(SECONDS)


def test_what_fails_as_a_whole_is_told_to_all_and_serving_goes_on():
    down = True

    def serve(asked):
        if down:
            raise OSError("the disk is full")
        return asked

    together = Together(serve)
    for asked in [together.ask(number) for number in range(3)]:
        with pytest.raises(OSError, match="disk"):
            asked.result(SECONDS)
    down = False
    assert together.ask(4).result(SECONDS) == 4


def test_who_left_before_being_served_is_not_served():
    held = Held()
    together = Together(held)
    together.ask(0)
    assert held.started.wait(SECONDS)
    left, stays = together.ask(1), together.ask(2)
    assert left.cancel()
    held.go.set()
    assert stays.result(SECONDS) == 4
    assert held.batches == [[0], [2]]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(), max_size=20), min_size=1, max_size=6))
def test_threads_and_coroutines_get_what_they_asked(asked):
    """Each on its own loop, as several do in tests of pages; none gets the answer of another."""
    together = Together(lambda batch: [(one, "told") for one in batch])
    told: dict[int, list] = {}

    async def some(numbers):
        return await asyncio.gather(*(asyncio.wrap_future(together.ask(n)) for n in numbers))

    def one(at):
        told[at] = asyncio.run(some(asked[at]))

    threads = [threading.Thread(target=one, args=(at,)) for at in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert told == {at: [(n, "told") for n in numbers] for at, numbers in enumerate(asked)}
