"""Fifty volunteers who vote at once, against a real server of its own process, on loopback.

Used by `benchmarks.web` and by the load test: both say what was acknowledged and how long it took.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from analyse.project import DATABASE_VARIABLE


@dataclass
class Load:
    """What volunteers saw.

    Attributes:
        acknowledged: ids of the votes that the server said it had received.
        seconds: time of each request, as a phone sees it.
        refused: statuses other than 200.
        lost: volunteers whose server went away before it had answered; they stop there.
        lasted: seconds from the first request to the last answer.
        processor: seconds of processor of the server meanwhile, NaN where it is not told.
    """

    acknowledged: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    lost: int = 0
    lasted: float = 0.0
    processor: float = math.nan

    def quantile(self, share: float) -> float:
        """Milliseconds under which that share of the requests were answered."""
        return 1000 * statistics.quantiles(self.seconds, n=100)[round(100 * share) - 1]


@dataclass(frozen=True)
class Phone:
    """One volunteer: the cookie of their session and the (card, choice) they may answer."""

    cookie: str
    campaign: int
    answers: list[tuple[str, str]]


class Address(str):
    """Where a server answers ("http://127.0.0.1:8000"), and its process."""

    pid: int

    def __new__(cls, text: str, pid: int) -> Address:
        """Join the two."""
        made = super().__new__(cls, text)
        made.pid = pid
        return made


@contextmanager
def serving(folder: Path, *, url: str = "") -> Iterator[Address]:
    """`analyse serveur` on a free port of loopback; its address. Stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ)
    environment.pop(DATABASE_VARIABLE, None)
    if url:
        environment[DATABASE_VARIABLE] = url
    command = [sys.executable, "-m", "analyse.cli", "serveur", str(folder)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--hote", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    address = Address(f"http://127.0.0.1:{port}", server.pid)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/entrer", timeout=5).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def processor(pid: int) -> float:
    """Seconds of processor of a process since it started, NaN where Linux does not tell them."""
    try:
        kept = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(kept[11]) + int(kept[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return math.nan


def vote(
    address: Address,
    phones: list[Phone],
    *,
    votes: int,
    every: float = 0.0,
    again: int = 10,
    first: int = 0,
) -> Load:
    """All the phones at once, `votes` each, one request for each vote.

    Args:
        address: of the server.
        phones: the volunteers.
        votes: how many each sends.
        every: seconds between two votes of one phone; 0: as soon as the last is answered.
        again: one vote in so many is sent a second time, as when its answer was lost.
        first: number of the first vote, beyond those of an earlier call.
    """
    before = processor(address.pid)
    load = asyncio.run(_all(address, phones, range(first, first + votes), every, again))
    load.processor = processor(address.pid) - before
    return load


async def _all(address: str, phones: list[Phone], votes: int, every: float, again: int) -> Load:
    load = Load()
    started = time.perf_counter()
    await asyncio.gather(
        *(_one(address, i, phone, votes, every, again, load) for i, phone in enumerate(phones))
    )
    load.lasted = time.perf_counter() - started
    return load


async def _one(
    address: str, number: int, phone: Phone, votes: range, every: float, again: int, load: Load
) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST /valider/votes HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {address}\r\n"
        f"Cookie: {phone.cookie}\r\nContent-Type: application/json\r\n"
        "Accept: application/json\r\n"
    )
    if every:
        await asyncio.sleep(every * (number % 50) / 50)
    for i in votes:
        card, choice = phone.answers[i % len(phone.answers)]
        one = {"id": f"{number:08x}{i:024x}", "campagne": phone.campaign}
        body = json.dumps({"votes": [one | {"carte": card, "choix": choice}]}).encode()
        for _ in range(2 if i % again == 0 else 1):
            asked = time.perf_counter()
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            try:
                status, answer = await _answer(reader)
            except (OSError, asyncio.IncompleteReadError):
                load.lost += 1
                writer.close()
                return
            load.seconds.append(time.perf_counter() - asked)
            if status == 200:
                load.acknowledged += json.loads(answer)["recus"]
            else:
                load.refused.append(status)
        if every:
            await asyncio.sleep(every)
    writer.close()
    await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    status = int(head.split(" ", 2)[1])
    length = next(
        int(line.split(":")[1])
        for line in head.split("\r\n")
        if line.lower().startswith("content-length:")
    )
    return status, await reader.readexactly(length)
