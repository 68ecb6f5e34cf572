"""The level of a column of numbers, and numbers as codes with labels."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from analysis.data.codebook import Code, ValueLabel, VariableLevel
from analysis.data.numerals import number_text
from analysis.data.variable_ids import local_text

MAX_NOMINAL = 60
RATING_TOP = 7


def plain_code(text: str) -> Code:
    """A code as a whole number where it is one, else as text.

    Examples
    --------
    >>> plain_code("-3"), plain_code("01"), plain_code("a")
    (-3, '01', 'a')
    """
    return int(text) if re.fullmatch(r"0|-?[1-9]\d{0,14}", text) else text


def labelled_as_itself(text: str) -> ValueLabel:
    """An answer whose code is its label."""
    return ValueLabel(plain_code(text), local_text(text))


def number_level(
    numbers: NDArray[np.float64], *, numbers_are_names: bool = False
) -> tuple[VariableLevel, tuple[ValueLabel, ...]]:
    """Level of a column of numbers, from its distinct values, and its answers where it has any.

    Two values are nominal. Whole numbers within 0..7 that begin at 0, 1 or 2 are a rating (ordinal),
    unless they run from 0 to 7; everything else, 0-10 and 1-10 among them, is a scale.

    Examples
    --------
    >>> number_level(np.array([1.0, 2, 3, 5]))[0], number_level(np.arange(11.0))[0], number_level(np.array([0.0, 1]))[0]
    ('ordinal', 'scale', 'nominal')
    """
    whole = bool(np.all(numbers == np.floor(numbers)))
    low, high = float(numbers.min()), float(numbers.max())
    if not whole or low < 0 or high > MAX_NOMINAL:
        return ("nominal", _numbered(numbers)) if len(numbers) == 2 and low >= 0 and whole else ("scale", ())
    if numbers_are_names and low >= 1 and len(numbers) <= MAX_NOMINAL / 2:
        return "nominal", _numbered(np.arange(1.0, high + 1))
    if len(numbers) == 2 or (len(numbers) == 1 and high <= 1):
        return "nominal", _numbered(numbers)
    if high <= RATING_TOP and low <= 2 and high - low < RATING_TOP and len(numbers) > 2:
        return "ordinal", _numbered(np.arange(min(low, 1.0), high + 1))
    return "scale", ()


def _numbered(numbers: NDArray[np.float64]) -> tuple[ValueLabel, ...]:
    return tuple(labelled_as_itself(number_text(float(number))) for number in np.sort(numbers))
