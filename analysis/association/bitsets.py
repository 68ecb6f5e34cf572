"""Sets of rows as bits: 64 rows a word, intersected with AND and counted with popcount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Words: TypeAlias = NDArray[np.uint64]
Bytes: TypeAlias = NDArray[np.uint8]
Bools: TypeAlias = NDArray[np.bool_]
Integers: TypeAlias = NDArray[np.int64]

WORD_BITS = 64
CHUNK_WORDS = 1000
"""Words counted at a time: a block stays in cache, and 1,000 x 64 still fits a 16-bit sum."""
SHORT_WORDS = 512
"""Up to this width pairs are counted in one gather instead of row by row."""
GATHER_WORDS = 1 << 16
"""Words gathered at a time (512 kB)."""
UNPACKED_BYTES = 1 << 26
"""Largest block that is unpacked as a whole while its rows are projected (64 MB)."""
BYTE_COST_OF_COUNTING = 0.5
BYTE_COST_OF_PROJECTING = 0.8
CALL_COST = 1000.0
"""Measured costs in nanoseconds: a byte of AND and popcount, a projected bit, a call."""


@dataclass(frozen=True, slots=True)
class BitMatrix:
    """Rows of bits in one or more segments, each padded with zeros to a whole word.

    Parameters
    ----------
    words : array of uint64, shape (sets, words)
        One set of rows per line.
    ends : tuple of int
        Word position at which each segment ends; the last one is the number of words.
    """

    words: Words
    ends: tuple[int, ...]

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """First and last word (exclusive) of each segment."""
        return tuple(pairwise((0, *self.ends)))

    @property
    def width(self) -> int:
        """Words per line."""
        return self.words.shape[1]

    def take(self, lines: Integers) -> BitMatrix:
        """The lines named, in that order."""
        return BitMatrix(np.ascontiguousarray(self.words[lines]), self.ends)

    def counts(self) -> Integers:
        """Bits set per line and segment, shape (lines, segments)."""
        total = np.zeros((self.words.shape[0], len(self.ends)), dtype=np.int64)
        for segment, start, stop in self.chunks():
            total[:, segment] += _popcount(self.words[:, start:stop])
        return total

    def chunks(self) -> list[tuple[int, int, int]]:
        """Segment, first and last word (exclusive) of pieces of at most `CHUNK_WORDS` words."""
        return [
            (number, start, min(start + CHUNK_WORDS, stop))
            for number, (first, stop) in enumerate(self.segments)
            for start in range(first, stop, CHUNK_WORDS)
        ]


def pack(columns: Sequence[Bools], groups: Sequence[Bools | None] = (None,)) -> BitMatrix:
    """Pack columns of booleans into bits, one segment per group of rows.

    Parameters
    ----------
    columns : sequence of bool arrays, each of n rows
        Read one after the other, as a column-major table stores them.
    groups : sequence of bool arrays or None
        Rows of each segment; None means all of them.

    Returns
    -------
    BitMatrix

    Examples
    --------
    >>> import numpy as np
    >>> packed = pack([np.array([True, False, True])])
    >>> packed.counts().tolist()
    [[2]]
    """
    rows = [None if group is None else np.flatnonzero(group) for group in groups]
    n = columns[0].size if columns else 0
    sizes = [n if row is None else row.size for row in rows]
    ends = np.cumsum([-(-size // WORD_BITS) for size in sizes])
    starts = [0, *ends[:-1].tolist()]
    packed = np.zeros((len(columns), int(ends[-1]) * 8), dtype=np.uint8)
    for line, column in zip(packed, columns, strict=True):
        for row, start in zip(rows, starts, strict=True):
            bits = np.packbits(column if row is None else column[row])
            line[start * 8 : start * 8 + bits.size] = bits
    return BitMatrix(packed.view(np.uint64), tuple(ends.tolist()))


def pair_counts(block: BitMatrix, allowed: Bools) -> Integers:
    """Common bits of every allowed pair of lines, shape (lines, lines, segments); 0 where not allowed."""
    return _pairs_in_one_gather(block, allowed) if block.width <= SHORT_WORDS else _pairs_by_line(block, allowed)


def _pairs_in_one_gather(block: BitMatrix, allowed: Bools) -> Integers:
    lines = allowed.shape[0]
    counts = np.zeros((lines, lines, len(block.ends)), dtype=np.int64)
    left, right = np.nonzero(allowed)
    counts[left, right] = common_counts(block, left, block.words, right)
    return counts


def common_counts(block: BitMatrix, left: Integers, others: Words, right: Integers) -> Integers:
    """Common bits of line `left[i]` of the block and line `right[i]` of `others`, shape (pairs, segments)."""
    counts = np.empty((left.size, len(block.ends)), dtype=np.int64)
    step = max(1, GATHER_WORDS // max(1, block.width))
    for start in range(0, left.size, step):
        piece = slice(start, start + step)
        common = block.words[left[piece]]
        common &= others[right[piece]]
        bits = np.bitwise_count(common)
        for segment, (first, stop) in enumerate(block.segments):
            counts[piece, segment] = np.add.reduce(bits[:, first:stop], axis=1, dtype=np.uint32)
    return counts


def set_counts(block: BitMatrix, members: Integers) -> Integers:
    """Bits that all lines of a set have in common, shape (sets, segments).

    Examples
    --------
    >>> import numpy as np
    >>> both = pack([np.array([True, False, True]), np.array([True, True, False])])
    >>> set_counts(both, np.array([[0, 1]])).tolist()
    [[1]]
    """
    counts = np.empty((len(members), len(block.ends)), dtype=np.int64)
    step = max(1, GATHER_WORDS // max(1, block.width))
    for start in range(0, len(members), step):
        piece = members[start : start + step]
        words = block.words[piece[:, 0]]
        for position in range(1, members.shape[1]):
            words &= block.words[piece[:, position]]
        counts[start : start + step] = BitMatrix(words, block.ends).counts()
    return counts


def _pairs_by_line(block: BitMatrix, allowed: Bools) -> Integers:
    lines = allowed.shape[0]
    counts = np.zeros((lines, lines, len(block.ends)), dtype=np.int64)
    partners = [np.flatnonzero(allowed[line]) for line in range(lines)]
    common = np.empty(lines * CHUNK_WORDS, dtype=np.uint64)
    bits = np.empty(lines * CHUNK_WORDS, dtype=np.uint8)
    for segment, start, stop in block.chunks():
        words = block.words[:, start:stop]
        for line, others in enumerate(partners):
            if not others.size:
                continue
            first, last = int(others[0]), int(others[-1]) + 1
            dense = 2 * others.size > last - first
            rows = words[first:last] if dense else words[others]
            buffer = common[: rows.size].reshape(rows.shape)
            counted = bits[: rows.size].reshape(rows.shape)
            np.bitwise_and(rows, words[line], out=buffer)
            np.bitwise_count(buffer, out=counted)
            target = slice(first, last) if dense else others
            counts[line, target, segment] += np.add.reduce(counted, axis=1, dtype=np.uint16)
    counts *= allowed[:, :, np.newaxis]
    return counts


def _popcount(words: Words) -> Integers:
    return np.add.reduce(np.bitwise_count(words), axis=1, dtype=np.uint16).astype(np.int64)


class Projection:
    """Cuts the lines of a block down to the rows of one of them, unpacking the block at most once."""

    def __init__(self, block: BitMatrix) -> None:
        self._block = block
        self._unpacked: Bytes | None = None

    def onto(self, line: int, size: Integers, others: Integers, pairs: int) -> BitMatrix:
        """Lines `others` within the rows of `line`, in the cheaper of two forms.

        Parameters
        ----------
        line : int
            The line whose rows remain.
        size : array of int, shape (segments,)
            Rows of `line` per segment.
        others : array of int
            Lines wanted.
        pairs : int
            Pairs that will be counted among them.

        Returns
        -------
        BitMatrix
            All rows with those outside `line` cleared, or, where rows are few, only the rows of `line`.
        """
        saved_bytes = 8 * self._block.width - float(size.sum()) / 8
        gain = pairs * saved_bytes * BYTE_COST_OF_COUNTING
        cost = others.size * (float(size.sum()) * BYTE_COST_OF_PROJECTING + CALL_COST)
        if gain <= cost:
            return BitMatrix(self._block.words[others] & self._block.words[line], self._block.ends)
        return self._project(line, size, others)

    def _project(self, line: int, size: Integers, others: Integers) -> BitMatrix:
        words_per_segment = -(-size // WORD_BITS)
        ends = np.cumsum(words_per_segment)
        starts = (ends - words_per_segment) * WORD_BITS
        rows = np.flatnonzero(self._line(line).view(np.bool_))
        picked = np.zeros((others.size, int(ends[-1]) * WORD_BITS), dtype=np.uint8)
        taken = 0
        for start, count in zip(starts.tolist(), size.tolist(), strict=True):
            part = rows[taken : taken + count]
            for target, other in zip(picked, others.tolist(), strict=True):
                # "clip" spares NumPy a buffered copy; every position is inside.
                np.take(self._line(other), part, out=target[start : start + count], mode="clip")
            taken += count
        return BitMatrix(np.packbits(picked, axis=1).view(np.uint64), tuple(ends.tolist()))

    def _line(self, line: int) -> Bytes:
        words = self._block.words
        if self._unpacked is None and words.size * WORD_BITS <= UNPACKED_BYTES:
            self._unpacked = np.unpackbits(words.view(np.uint8), axis=1)
        return self._unpacked[line] if self._unpacked is not None else np.unpackbits(words[line].view(np.uint8))
