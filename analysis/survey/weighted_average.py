"""A weighted mean, with what the weight does to it and what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control, NumericColumn
from analysis.core.results import Estimate, Note, Provenance
from analysis.inference.means import mean_interval
from analysis.inference.weights import weighted_mean_interval, weighted_moments
from analysis.language.precision import Rounded, shared_decimals
from analysis.survey.answers import numbers, read_answers
from analysis.survey.cautions import by_severity, heavy_weights, lopsided, many_blank, same_answer, too_few, weighted
from analysis.survey.controls import ConfidenceLevel

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedAverage:
    """A weighted mean beside the unweighted one.

    Parameters
    ----------
    mean : Estimate
        Weighted, with Student's interval on the linearised standard error.
    standard_error : float
        Linearised, units drawn with replacement.
    unweighted : Estimate
        The plain mean of the same rows.
    deff, n_effective : float
        Kish's design effect and effective sample size.
    variance_frequency : float
        Σw(x - m)² / (Σw - 1): the weights count repeated answers.
    variance_population : float
        Σw(x - m)² / Σw: the spread of the population the weights stand for.
    variance_reliability : float
        Σw(x - m)² / (Σw - Σw²/Σw): unbiased where weights are inverse variances.
    """

    column: str
    weights: str
    n: int
    missing: tuple[tuple[MissingKind, int], ...]
    mean: Estimate
    standard_error: float
    unweighted: Estimate
    deff: float
    n_effective: float
    sum_of_weights: float
    variance_frequency: float
    variance_population: float
    variance_reliability: float
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row.

        Returns
        -------
        DataFrame
            ``n``, ``mean``, ``low``, ``high``, ``standard_error``, ``unweighted_mean``,
            ``unweighted_low``, ``unweighted_high``, ``deff``, ``n_effective``, ``sum_of_weights``,
            ``variance_frequency``, ``variance_population``, ``variance_reliability``, ``level``.
        """
        return pd.DataFrame(
            [
                {
                    "n": self.n,
                    "mean": self.mean.value,
                    "low": self.mean.low,
                    "high": self.mean.high,
                    "standard_error": self.standard_error,
                    "unweighted_mean": self.unweighted.value,
                    "unweighted_low": self.unweighted.low,
                    "unweighted_high": self.unweighted.high,
                    "deff": self.deff,
                    "n_effective": self.n_effective,
                    "sum_of_weights": self.sum_of_weights,
                    "variance_frequency": self.variance_frequency,
                    "variance_population": self.variance_population,
                    "variance_reliability": self.variance_reliability,
                    "level": self.level,
                }
            ]
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The weighted mean with its interval, the unweighted one, and the price of the weight."""
        if not self.n:
            return (Message("Nobody answered {column}.", column=ColumnRef(self.column)),)
        mean, plain = self.mean, self.unweighted
        decimals = shared_decimals((mean.value, mean.low, mean.high, plain.value))
        value = Rounded(mean.value, decimals)
        if math.isnan(mean.low):
            return (
                Message("The weighted mean of {column} is {mean:number}.", column=ColumnRef(self.column), mean=value),
            )
        claim = Message(
            "The weighted mean of {column} is {mean:number} ({level:percent} interval {low:number} to {high:number}).",
            column=ColumnRef(self.column),
            mean=value,
            level=self.level,
            low=Rounded(mean.low, decimals),
            high=Rounded(mean.high, decimals),
        )
        beside = Message(
            "Unweighted it is {plain:number}: the weight moves it by {shift:signed}. The {n:count} answers are worth "
            "{effective:lone} equally weighted ones.",
            plain=Rounded(plain.value, decimals),
            shift=Rounded(mean.value - plain.value, decimals),
            n=self.n,
            effective=self.n_effective,
        )
        return claim, beside


@method("weighted_mean")
def weighted_mean(
    frame: pd.DataFrame,
    *,
    column: Annotated[NumericColumn, Control(label=Message("Number"))],
    weights: Annotated[NumericColumn, Control(label=Message("Weight"))],
    level: ConfidenceLevel = 0.95,
    missing_kinds: pd.DataFrame | None = None,
) -> WeightedAverage:
    """What is the mean in the population that the weights stand for?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    column : str
        A number.
    weights : str
        Positive weights on any scale; rows with a weight of zero or none are dropped.
    level : float
        Confidence level, above 0 and below 1.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    WeightedAverage

    Raises
    ------
    UnsuitableDataError
        If a weight is negative or infinite, or a number is infinite.

    Notes
    -----
    ``SE² = n/(n-1) Σ w²(x - m)² / (Σw)²`` (Taylor linearisation, with replacement), Student's t with
    n - 1 degrees of freedom. Where the weights leave fewer than 100 effective answers, the interval is at
    least that of as many equally weighted ones. Multiplying all weights changes nothing. The weights are taken as known:
    their own uncertainty, clusters and strata are not in the interval.

    References
    ----------
    .. [1] Lumley, T. (2010). Complex Surveys, section 2.2.
    .. [2] Kish, L. (1992). Weighting for unequal Pi. Journal of Official Statistics, 8, 183-200.

    Examples
    --------
    >>> spend = pd.DataFrame({"spend": [10.0, 20.0, 60.0], "w": [2.0, 1.0, 1.0]})
    >>> found = weighted_mean(spend, column="spend", weights="w")
    >>> found.mean.value, round(found.standard_error, 3), round(found.n_effective, 2)
    (25.0, 14.197, 2.67)
    """
    answers = read_answers(frame, (column,), weights=weights, missing_kinds=missing_kinds)
    values = numbers(answers.column(column))
    weight = np.ones(0) if answers.weights is None else answers.weights
    order = np.lexsort((weight, values))
    values, weight = values[order], weight[order]
    found = weighted_mean_interval(values, weight, level=level)
    total, squares = float(weight.sum()), float((weight * weight).sum())
    shape = weighted_moments(values, weight)
    spread = shape.m2 * total
    return WeightedAverage(
        column=column,
        weights=weights,
        n=answers.n,
        missing=answers.missing,
        mean=found.estimate,
        standard_error=found.standard_error,
        unweighted=mean_interval(values, level=level),
        deff=found.effect.deff,
        n_effective=found.effect.n_effective,
        sum_of_weights=total,
        variance_frequency=spread / (total - 1) if total > 1 else NAN,
        variance_population=spread / total if total else NAN,
        variance_reliability=spread / (total - squares / total) if answers.n > 1 else NAN,
        level=level,
        notes=by_severity(
            too_few(answers, column),
            heavy_weights(answers),
            same_answer(answers, column, constant=values.size > 0 and values[0] == values[-1]),
            many_blank(answers),
            *lopsided(shape, answers.effect),
            weighted(answers),
        ),
        provenance=answers.provenance("weighted_mean", {"column": column, "weights": weights, "level": level}, "scipy"),
    )
