"""One method on one corpus in a process of its own: its peak of memory is its own, and so is what
it leaves behind."""

from __future__ import annotations

import multiprocessing
import pickle
import tempfile
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.themes.corpora import Corpus, warm_up
from benchmarks.themes.measures import Score, measure
from benchmarks.themes.methods import METHODS


class MethodFailedError(Exception):
    """A method gave nothing on a corpus; the message says why, in French."""


def scores_alone(corpus: Corpus, name: str, draws: int) -> list[Score]:
    """`measure` in a new process, after the method has worked once on a corpus without meaning.

    Args:
        corpus: to analyse.
        name: of the method, in `METHODS`.
        draws: for stability.

    Raises:
        MethodFailedError: it cannot be installed, it failed, or its process was stopped.
    """
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "corpus.pkl"
        file.write_bytes(pickle.dumps(corpus))
        process = context.Process(target=_work, args=(file, name, draws, theirs))
        process.start()
        theirs.close()
        try:
            answer = mine.recv()
        except EOFError:
            answer = "processus interrompu"
        process.join()
    if isinstance(answer, str):
        raise MethodFailedError(answer)
    return answer


def _work(file: Path, name: str, draws: int, answers: Connection) -> None:
    from benchmarks.pairs.environment import PeerUnavailableError

    warnings.filterwarnings("ignore")
    try:
        corpus = pickle.loads(file.read_bytes())
        method = METHODS[name]()
        # imports and compilation are no part of what is measured
        method(warm_up(), 0)
        answers.send(measure(corpus, method, draws))
    except PeerUnavailableError as error:
        answers.send(str(error))
    except Exception as error:  # a peer raises whatever its parts raise
        answers.send(f"{name}\u00a0: {type(error).__name__}")
    finally:
        answers.close()
