"""What a result looks like: figures and three-line tables, as language-free records of messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from analysis.core.messages import LocalText, Scalar, Sentence
from analysis.core.results import Estimate

if TYPE_CHECKING:
    import altair as alt

Say: TypeAlias = Callable[[Sentence | LocalText | str], str]
"""Puts a message into the reader's words; charts call it for every word they draw."""

Align: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with its words.

    Parameters
    ----------
    draw : callable
        Takes `Say`, returns a finished Altair chart.
    heading : Message
        What is drawn.
    note : Message
        n and how to read it.
    description : Message
        The chart in one sentence for somebody who cannot see it.
    """

    draw: Callable[[Say], alt.TopLevelMixin]
    heading: Sentence
    note: Sentence
    description: Sentence


@dataclass(frozen=True, slots=True)
class Strip:
    """An interval drawn inside a table cell, on a scale from `minimum` to `maximum`."""

    value: float
    low: float
    high: float
    minimum: float
    maximum: float
    reference: float | None = None


Cell: TypeAlias = Scalar | Strip | None
"""A message or text, a number (formatted by its column's `format`), an interval strip, or empty."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """Heading, number format (a word of `analysis.language.numbers.FORMATS`) and alignment."""

    heading: Sentence | LocalText | str
    format: str = ""
    align: Align = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A three-line table (三线表). `sum_row` sets the last row apart.

    Where only some rows are shown, `whole` gives all of them; a download holds those.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: Sentence | None = None
    note: Sentence | None = None
    sum_row: bool = False
    whole: Callable[[], tuple[tuple[Cell, ...], ...]] | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One key number above the charts: its label, value, number format, and its interval where it is an estimate."""

    label: Sentence
    value: float
    format: str = "number"
    interval: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Display:
    """Everything a cell shows in its first tab, in order; the first figure goes to slides."""

    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    metrics: tuple[Metric, ...] = ()


DisplayOf: TypeAlias = Callable[[Any], Display]
