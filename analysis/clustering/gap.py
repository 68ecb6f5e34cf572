"""Is a division tighter than data without segments would give? The gap statistic against two references."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.lloyd import one_thread, quick_within_ss
from analysis.clustering.one_population import OnePopulation, Shape, effective_dimensions

Floats: TypeAlias = NDArray[np.float64]
Progress: TypeAlias = Callable[[float], None]
SHAPES: tuple[Shape, ...] = ("flat", "bell")
STARTS = 2
FAMILY_ERROR = 0.10
GAIN_PER_EFFECTIVE_DIMENSION = 0.10
SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gaps:
    """Gap statistic of several numbers of groups against one reference.

    Parameters
    ----------
    shape : {"flat", "bell"}
        The reference; see `OnePopulation`.
    ks : tuple of int
        Numbers of groups; the first is 1.
    gap : array of float
        Mean log within sum of squares of the references minus that of the data.
    standard_error : array of float
        Of the gap, from the spread of the references: ``sd sqrt(1 + 1/B)``.
    gain : array of float
        Gap minus the gap of one group: how much more the log within sum of squares falls than in data
        without segments.
    gain_se : array of float
        Of the gain, from the references pair by pair.
    references : int
        Reference data sets drawn.
    """

    shape: Shape
    ks: tuple[int, ...]
    gap: Floats
    standard_error: Floats
    gain: Floats
    gain_se: Floats
    references: int

    @property
    def standard_errors_to_beat(self) -> float:
        """Standard errors a gain must exceed: Student's quantile, one-sided 10 % shared by all divisions tried."""
        from scipy.special import stdtrit

        return float(stdtrit(self.references - 1, 1 - FAMILY_ERROR / (len(self.ks) - 1)))

    def beats_one_group(self, index: int, least_gain: float) -> bool:
        """Whether a division gains on one group, by more than chance and by enough to matter."""
        return self.gains(index, least_gain, self.standard_errors_to_beat)

    def gains(self, index: int, least_gain: float, standard_errors: float) -> bool:
        """Whether a division gains on one group by so many standard errors and by so much."""
        gain = float(self.gain[index])
        return gain > standard_errors * float(self.gain_se[index]) and gain > least_gain

    def next_is_better(self, index: int) -> bool:
        """Whether one group more has a gap that is higher by more than its standard error."""
        return bool(self.gap[index] < self.gap[index + 1] - self.standard_error[index + 1])


def gaps(
    rows: Floats,
    ks: tuple[int, ...],
    *,
    references: int,
    rng: np.random.Generator,
    progress: Progress | None = None,
) -> tuple[Gaps, Gaps]:
    """Gap statistic of each number of groups in `ks` against the flat and the bell-shaped reference.

    Parameters
    ----------
    rows : array of float, shape (n, columns)
        Scaled rows in an order that depends on content alone; no constant column.
    ks : tuple of int
        Numbers of groups, the first of them 1.
    references : int
        Reference data sets of each shape, 2 or more.
    rng : Generator
        Source of references and starts.
    progress : callable, optional
        Called with the share done.

    Returns
    -------
    (Gaps, Gaps)
        Flat first.
    """
    data_rng, *shape_rngs = rng.spawn(1 + len(SHAPES))
    done, total = 0, 1 + references * len(SHAPES)
    found: list[Gaps] = []
    with one_thread():
        observed = _log_within_ss(rows, ks, data_rng)
        for shape, shape_rng in zip(SHAPES, shape_rngs, strict=True):
            population = OnePopulation(rows, shape, shape_rng)
            drawn = np.empty((references, len(ks)))
            for index, draw_rng in enumerate(shape_rng.spawn(references)):
                drawn[index] = _log_within_ss(population.draw(draw_rng, len(rows)), ks, draw_rng)
                done += 1
                if progress is not None:
                    progress(done / total)
            found.append(_gaps(shape, ks, observed, drawn))
    return found[0], found[1]


def least_gain(rows: Floats) -> float:
    """The gain a division must reach to matter: a tenth, divided by the effective number of dimensions.

    A division of two of ten independent columns can lower the within sum of squares of only those two.
    """
    return GAIN_PER_EFFECTIVE_DIMENSION / effective_dimensions(rows)


def _log_within_ss(rows: Floats, ks: tuple[int, ...], rng: np.random.Generator) -> Floats:
    within = np.array([quick_within_ss(rows, k, restarts=STARTS, rng=rng) for k in ks])
    # A reference whose rows are all alike has no spread to divide: it falls by nothing.
    return np.log(np.maximum(within, SMALLEST * within[0])) if within[0] > 0 else np.zeros(len(ks))


def _gaps(shape: Shape, ks: tuple[int, ...], observed: Floats, drawn: Floats) -> Gaps:
    """Tibshirani, Walther and Hastie (2001), eq. 3 and the computation on p. 415."""
    inflation = np.sqrt(1 + 1 / len(drawn))
    falls = drawn[:, [0]] - drawn
    return Gaps(
        shape=shape,
        ks=ks,
        gap=drawn.mean(axis=0) - observed,
        standard_error=drawn.std(axis=0) * inflation,
        gain=observed[0] - observed - falls.mean(axis=0),
        gain_se=falls.std(axis=0, ddof=1) * inflation,
        references=len(drawn),
    )
