"""What a design draws, what an analysis says of it, and what may be known of the truth afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeAlias

import numpy as np
import numpy.typing as npt

NAN = float("nan")
MOST_PARTS = 48
Rule: TypeAlias = frozenset[str]
"""Left-hand side of a rule: the items that stand together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One simulated data set and its truth; the analysis is given `data` alone.

    Parameters
    ----------
    data : object
        What the analysis gets: counts, arrays or a frame.
    effect : float
        The true value of what is estimated; NaN where nothing is.
    labels : array of int, optional
        True segment of every row.
    items : frozenset of str, optional
        Items that really go with the outcome; every rule with one of them is true.
    """

    data: Any
    effect: float = NAN
    labels: npt.NDArray[np.int64] | None = None
    items: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an analysis says of one data set.

    Parameters
    ----------
    detected : bool
        Whether it claims that there is something: a difference, an association, segments, a rule.
    estimate, low, high : float
        Its estimate with interval; NaN where it gives none.
    labels : array of int, optional
        Segment it puts every row in.
    rules : frozenset of rules, optional
        Rules it reports.
    parts : tuple of float
        Further numbers of this data set, in the order of the rehearsal's `Part`; up to `MOST_PARTS`.
    """

    detected: bool
    estimate: float = NAN
    low: float = NAN
    high: float = NAN
    labels: npt.NDArray[np.int64] | None = None
    rules: frozenset[Rule] | None = None
    parts: tuple[float, ...] = ()


class Design(Protocol):
    """A study that can be drawn again and again."""

    @property
    def size(self) -> int:
        """What grows when the study grows: customers, or communities."""
        ...

    @property
    def smallest_size(self) -> int:
        """Smallest size that can be drawn."""
        ...

    @property
    def largest_size(self) -> int:
        """Largest size that can be drawn."""
        ...

    def with_size(self, size: int) -> Self:
        """The same design with another size."""
        ...

    def without_effect(self) -> Self:
        """The same design with nothing in it to be found: the A/A run."""
        ...

    def draw(self, rng: np.random.Generator) -> Drawn:
        """One data set."""
        ...


Analysis: TypeAlias = Callable[[Any], Outcome]
"""Takes the data of a design; a function of an importable module, or a `functools.partial` of one."""
