"""`rehearse` and `smallest_n`: a design simulated many times with the analysis that is to read it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import ParameterValue, Provenance, package_versions
from synthetic.rehearsal import summary
from synthetic.rehearsal.outcome import NAN, Analysis, Design
from synthetic.rehearsal.parts import Part, measured
from synthetic.rehearsal.pool import MOST_WORKERS, Pool, Task
from synthetic.rehearsal.result import Rehearsal, rehearsal_notes
from synthetic.rehearsal.scoring import Field
from synthetic.rehearsal.smallest import (
    DESIGN,
    MOST_SIZES,
    WITHOUT_EFFECT,
    SmallestSize,
    find_smallest,
)

MOST_REPLICATES = 100_000
SHOWN = 2_000


def rehearse(
    design: Design,
    analysis: Analysis,
    *,
    replicates: int = 1000,
    seed: int = 7,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    goal: float | None = None,
    nominal_error: float = 0.05,
    level: float = 0.95,
    parts: Sequence[Part] = (),
    nominal_coverage: float | None = None,
    on_margin: bool = False,
) -> Rehearsal:
    """How often would this analysis find what is there, and how often something where nothing is?

    Parameters
    ----------
    design : Design
        What is drawn; see `synthetic.designs`.
    analysis : callable
        Takes a design's data, returns an `Outcome`. A function of an importable module, or a
        `functools.partial` of one.
    replicates : int
        Simulated studies, 2 to 100,000; as many again of the same design without its effect.
    seed : int
        Same seed, same numbers, whatever the number of workers.
    workers : int, optional
        Processes; by default one for each processor. 0 computes in this process.
    progress : callable, optional
        Called with the share done, in 0..1; what it raises stops the rehearsal and ends the processes.
    goal : float, optional
        Also look for the smallest size with this power; see `smallest_n`.
    nominal_error : float
        Rate of false alarms that the analysis promises, for the notes.
    level : float
        Confidence level of the intervals of the rehearsal itself.
    parts : sequence of Part
        What the places of each outcome's `parts` mean, where the analysis says more than one thing.
    nominal_coverage : float, optional
        Coverage that the intervals promise; by default 1 less the rate of false alarms.
    on_margin : bool
        Whether the run without an effect stands on the margin that the analysis is held against.

    Returns
    -------
    Rehearsal

    Raises
    ------
    ParameterError
        A number outside its range, or an analysis that no other process can load.

    Notes
    -----
    Every replicate has a stream of random numbers of its own, named by seed, run and number, so chunks and
    workers change nothing. Rates have exact binomial intervals, means t intervals over the replicates.
    Data that the analysis refuses count as nothing found, and are counted. The power is that of this
    analysis under this design: not of another test, and not for data that differ from the design.

    References
    ----------
    .. [1] Morris, T. P., White, I. R. and Crowther, M. J. (2019). Using simulation studies to evaluate
       statistical methods. Statistics in Medicine, 38, 2074-2102.
    .. [2] Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in
       the case of the binomial. Biometrika, 26, 404-413.

    Examples
    --------
    >>> from synthetic.designs import TwoShares
    >>> from synthetic.rehearsal import Outcome
    >>> always = lambda counts: Outcome(detected=True)
    >>> found = rehearse(TwoShares(size=60, rate_control=0.1, rate_treatment=0.4), always, replicates=50, workers=0)
    >>> found.detection.value, found.false_alarms.value
    (1.0, 1.0)
    """
    _check(replicates, goal, level)
    counted = _Counter(progress, replicates * (2 + (0 if goal is None else MOST_SIZES // 2)))
    with Pool(analysis, _workers(workers)) as pool:
        runs = [Task(design, seed, DESIGN, replicates), Task(design.without_effect(), seed, WITHOUT_EFFECT, replicates)]
        rows, nothing = pool.run(runs, counted)
        smallest = None
        if goal is not None:
            smallest = find_smallest(
                pool, design, goal=goal, replicates=replicates, seed=seed, level=level, progress=counted
            )
    counted.finish()
    refused = (int(rows[:, Field.REFUSED].sum()), int(nothing[:, Field.REFUSED].sum()))
    false_alarms, coverage = summary.detection(nothing, level), summary.coverage(rows, level)
    effects = rows[:, Field.EFFECT]
    promised = 1 - nominal_error if nominal_coverage is None else nominal_coverage
    return Rehearsal(
        size=design.size,
        replicates=replicates,
        effect=float(np.nanmean(effects)) if not np.isnan(effects).all() else NAN,
        detection=summary.detection(rows, level),
        false_alarms=false_alarms,
        coverage=coverage,
        bias=summary.mean(summary.errors(rows), level),
        rmse=summary.root_mean_square(rows, level),
        agreement=summary.mean(rows[:, Field.AGREEMENT], level),
        recall=summary.recall(rows, level),
        false_discoveries=summary.false_discoveries(rows, level),
        refused=refused[0],
        refused_without_effect=refused[1],
        estimates=tuple(rows[:SHOWN, Field.ESTIMATE].tolist()),
        smallest=smallest,
        parts=measured(parts, rows, nothing, level),
        nominal_error=nominal_error,
        level=level,
        nominal_coverage=promised,
        on_margin=on_margin,
        notes=rehearsal_notes(
            false_alarms, coverage, refused, replicates, nominal_error, nominal_coverage=promised, on_margin=on_margin
        ),
        provenance=_provenance(design, replicates, seed, goal),
    )


def smallest_n(
    design: Design,
    analysis: Analysis,
    *,
    goal: float = 0.8,
    replicates: int = 1000,
    seed: int = 7,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    level: float = 0.95,
) -> SmallestSize:
    """What is the smallest study in which this analysis finds what is there often enough?

    Parameters
    ----------
    design : Design
        Its size is where the search begins.
    analysis, replicates, seed, workers, progress, level
        As for `rehearse`.
    goal : float
        Power asked for, above 0.05 and below 0.999.

    Returns
    -------
    SmallestSize
        The size with its interval, its curve, and its power in replicates that took no part in the search.

    Raises
    ------
    ParameterError
        A number outside its range, or an analysis that no other process can load.

    Notes
    -----
    The size is doubled or halved until two sizes enclose the goal, then halved between them (on a
    logarithmic scale). All sizes share the random numbers of their replicates, so that the curve is smooth
    where independent draws would make it jump. The size reported is where the line through the normal
    quantiles of all powers against the root of the size crosses the goal: a test's power follows that line
    closely (exactly for a normal mean of known spread). Its interval resamples the replicates.

    Examples
    --------
    >>> from synthetic.designs import TwoShares
    >>> from synthetic.rehearsal import Outcome
    >>> def bold(counts):
    ...     return Outcome(detected=counts.successes_treatment / counts.n_treatment > 0.25)
    >>> design = TwoShares(size=40, rate_control=0.1, rate_treatment=0.4)
    >>> smallest_n(design, bold, replicates=200, workers=0).found < 60
    True
    """
    _check(replicates, goal, level)
    counted = _Counter(progress, replicates * MOST_SIZES // 2)
    with Pool(analysis, _workers(workers)) as pool:
        found = find_smallest(pool, design, goal=goal, replicates=replicates, seed=seed, level=level, progress=counted)
    counted.finish()
    return found


class _Counter:
    """Turns replicates done into a share done; how many sizes a search needs is not known beforehand."""

    def __init__(self, progress: Callable[[float], None] | None, expected: int) -> None:
        self._progress, self._expected, self._done = progress, expected, 0

    def __call__(self, replicates: int) -> None:
        self._done += replicates
        if self._progress is not None:
            # A longer search than expected slows down and never stands at its end.
            share = self._done / self._expected
            self._progress(share if share <= 0.9 else 1 - 0.1 * 0.9 / share)

    def finish(self) -> None:
        """Say that all is done."""
        if self._progress is not None:
            self._progress(1.0)


def _workers(workers: int | None) -> int:
    if workers is None:
        return max(1, min(MOST_WORKERS, os.cpu_count() or 1))
    if not 0 <= workers <= MOST_WORKERS:
        raise _outside("workers", workers, 0, MOST_WORKERS)
    return workers


def _check(replicates: int, goal: float | None, level: float) -> None:
    if not 2 <= replicates <= MOST_REPLICATES:
        raise _outside("replicates", replicates, 2, MOST_REPLICATES)
    if goal is not None and not 0.05 < goal < 0.999:
        raise _outside("goal", goal, 0.05, 0.999)
    if not 0.5 <= level < 1:
        raise _outside("level", level, 0.5, 1)


def _outside(name: str, value: float, low: float, high: float) -> ParameterError:
    return ParameterError(
        Message("“{name}” cannot be {value}.", name=name, value=repr(value)),
        Message("Allowed: {low} to {high}.", low=repr(low), high=repr(high)),
        Message("Choose a number in this range."),
        parameter=name,
    )


def _provenance(design: Design, replicates: int, seed: int, goal: float | None) -> Provenance:
    facts: Any = design
    given: dict[str, ParameterValue] = {}
    if is_dataclass(facts):
        given = {field.name: getattr(facts, field.name) for field in fields(facts)}
    return Provenance(
        method="rehearse",
        n_total=2 * replicates,
        n_used=2 * replicates,
        parameters={"design": type(design).__name__, **given, "replicates": replicates, "goal": goal},
        seed=seed,
        packages=package_versions("numpy", "scipy"),
    )
