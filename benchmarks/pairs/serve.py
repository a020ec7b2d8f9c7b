"""The loop of a runner, in the peer's environment: reads jobs, does them, measures them."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from benchmarks.memory import watched

Job = Callable[[list[str], dict[str, np.ndarray]], dict[str, np.ndarray]]


def serve(job: Job) -> None:
    """Answer each line of the input until it ends; what the peer prints goes to stderr."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            sent, received = json.loads(line)
            with np.load(sent, allow_pickle=False) as archive:
                arrays = dict(archive)
            texts = json.loads(str(arrays.pop("texts")))
            try:
                result, usage = watched(lambda: job(texts, arrays))  # noqa: B023 - called at once
            except Exception as error:  # the peer raises whatever its parts raise
                answer: dict[str, object] = {"error": type(error).__name__}
            else:
                np.savez(received, **result)
                answer = asdict(usage)
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
