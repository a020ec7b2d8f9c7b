"""The masked text: same length, same line breaks, nothing else changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyse.contracts import MASK, MaskSpan
from analyse.steps.depersonalise.records import NAME, Found

_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _merged(found: Sequence[Found]) -> list[list[Found]]:
    groups: list[list[Found]] = []
    end = -1
    for one in sorted(found):
        if groups and one.start < end:
            groups[-1].append(one)
        else:
            groups.append([one])
        end = max(end, one.end)
    return groups


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of `text[start:end]` between line breaks."""
    stretches, at = [], start
    for index in range(start, end):
        if text[index] in _BREAKS:
            stretches.append((at, index))
            at = index + 1
    stretches.append((at, end))
    return [(left, right) for left, right in stretches if right > left]


def mask(
    text: str, found: Sequence[Found], *, person_numbers: Mapping[str, int]
) -> tuple[str, tuple[MaskSpan, ...]]:
    """Replaces each code point to mask by `█`.

    Args:
        text: extracted text.
        found: what `find` gave for it, with final keys; overlaps are merged, and the longest
            stretch of a merge gives its kind and its person.
        person_numbers: final key → number of the pseudonym. A name whose key is absent gets 0.

    Returns:
        The masked text, as long as `text`, and the stretches masked: in order, disjoint, none
        across a line break.

    Raises:
        ValueError: a stretch lies outside the text.
    """
    spans: list[MaskSpan] = []
    pieces: list[str] = []
    at = 0
    for group in _merged(found):
        start, end = group[0].start, max(one.end for one in group)
        if start < 0 or end > len(text):
            raise ValueError("a stretch to mask lies outside the text")
        main = max(group, key=lambda one: (one.end - one.start, -one.start))
        person = person_numbers.get(main.key, 0) if main.kind == NAME else 0
        for left, right in _lines(text, start, end):
            pieces.append(text[at:left])
            pieces.append(MASK * (right - left))
            spans.append(MaskSpan(left, right, main.kind, person))
            at = right
    pieces.append(text[at:])
    return "".join(pieces), tuple(spans)
