"""A number asked of many people: where it lies, how it spreads, how precisely we know."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.frames import MissingKind
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Estimate, Note, Provenance
from analysis.inference.means import (
    Moments,
    mean_interval_from,
    median_interval,
    moments,
    sample_kurtosis,
    sample_skewness,
)
from analysis.inference.weights import (
    weighted_mean_interval,
    weighted_median_interval,
    weighted_moments,
    weighted_quantiles,
)
from analysis.survey.answers import Answers, numbers
from analysis.survey.bins import Histogram, histogram
from analysis.survey.cautions import (
    by_severity,
    heaped,
    heavy_weights,
    lopsided,
    many_blank,
    same_answer,
    too_few,
    top_coded,
    weighted,
)
from analysis.survey.scale_words import scale_readings

NAN = float("nan")
PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
FEW_VALUES = 7
MANY_ZEROS = 0.2


@dataclass(frozen=True, slots=True)
class Quantile:
    """One quantile: the value shown, and R's types 7 (Excel, NumPy) and 6 (SPSS); types NaN with weights."""

    probability: float
    value: float
    type7: float
    type6: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDescription:
    """A numeric column in numbers.

    Parameters
    ----------
    n, n_missing, distinct : int
        Valid answers, rows without one, different values.
    mean : Estimate
        With Student's interval (linearised error with weights).
    sd, variance, standard_error : float
        Sample standard deviation and variance (n - 1), standard error of the mean.
    median : Estimate
        With the order-statistic interval (Woodruff's with weights).
    median_coverage : float
        Coverage the median's interval really has; NaN with weights.
    quantiles : tuple of Quantile
        At 5, 10, 25, 50, 75, 90 and 95 %.
    mad : float
        Median absolute deviation from the median, unscaled.
    skewness, kurtosis : tuple of float
        g1, G1, b1 and g2, G2, b2 (excess); with weights only the first of each.
    histogram : Histogram or None
        None without spread.
    """

    column: str
    n: int
    n_missing: int
    missing: tuple[tuple[MissingKind, int], ...]
    distinct: int
    mean: Estimate
    sd: float
    variance: float
    standard_error: float
    median: Estimate
    median_coverage: float
    quantiles: tuple[Quantile, ...]
    mad: float
    minimum: float
    maximum: float
    total: float
    skewness: tuple[float, float, float]
    kurtosis: tuple[float, float, float]
    histogram: Histogram | None
    level: float
    deff: float
    n_effective: float
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def q1(self) -> float:
        """Lower quartile."""
        return self._quantile(0.25).value

    @property
    def q3(self) -> float:
        """Upper quartile."""
        return self._quantile(0.75).value

    @property
    def iqr(self) -> float:
        """Distance of the quartiles."""
        return self.q3 - self.q1

    @property
    def constant(self) -> bool:
        """Whether every answer is the same."""
        return self.n > 0 and self.minimum == self.maximum

    def _quantile(self, probability: float) -> Quantile:
        return next(item for item in self.quantiles if item.probability == probability)

    def to_frame(self) -> pd.DataFrame:
        """One row per statistic.

        Returns
        -------
        DataFrame
            Columns ``statistic``, ``answer`` (the kind for ``missing``, else empty), ``value``,
            ``low``, ``high``, ``level``. Statistics: n, n_missing, missing, mean, sd, variance,
            se_mean, min, max, sum, median, median_coverage, iqr, mad_raw, skew_g1_type1,
            skew_G1_type2_excel_spss, skew_b1_type3, exkurt_g2_type1, exkurt_G2_type2_excel_spss,
            exkurt_b2_type3, p05 to p95 (shown), p05_type7 to p95_type7, p05_type6 to p95_type6,
            iqr_type7, n_distinct, deff, n_effective.
        """
        plain: list[tuple[str, float]] = [
            ("n", self.n),
            ("n_missing", self.n_missing),
            ("sd", self.sd),
            ("variance", self.variance),
            ("se_mean", self.standard_error),
            ("min", self.minimum),
            ("max", self.maximum),
            ("sum", self.total),
            ("median_coverage", self.median_coverage),
            ("iqr", self.iqr),
            ("iqr_type7", self._quantile(0.75).type7 - self._quantile(0.25).type7),
            ("mad_raw", self.mad),
            *zip(SKEWNESS_NAMES, self.skewness, strict=True),
            *zip(KURTOSIS_NAMES, self.kurtosis, strict=True),
            *((f"p{100 * q.probability:02.0f}", q.value) for q in self.quantiles),
            *((f"p{100 * q.probability:02.0f}_type7", q.type7) for q in self.quantiles),
            *((f"p{100 * q.probability:02.0f}_type6", q.type6) for q in self.quantiles),
            ("n_distinct", self.distinct),
            ("deff", self.deff),
            ("n_effective", self.n_effective),
        ]
        rows = [(name, "", float(value), NAN, NAN, NAN) for name, value in plain]
        rows += [
            (name, "", item.value, item.low, item.high, item.level)
            for name, item in (("mean", self.mean), ("median", self.median))
        ]
        rows += [("missing", kind, float(n), NAN, NAN, NAN) for kind, n in self.missing]
        return pd.DataFrame(rows, columns=DESCRIPTION_COLUMNS)

    def readings(self) -> tuple[Sentence, ...]:
        """The typical answer with its interval, the middle half, and the mean."""
        return scale_readings(self)


DESCRIPTION_COLUMNS = ["statistic", "answer", "value", "low", "high", "level"]
SKEWNESS_NAMES = ("skew_g1_type1", "skew_G1_type2_excel_spss", "skew_b1_type3")
KURTOSIS_NAMES = ("exkurt_g2_type1", "exkurt_G2_type2_excel_spss", "exkurt_b2_type3")


def describe_scale(answers: Answers, column: str, level: float) -> ScaleDescription:
    """Describe a numeric column; see `analysis.survey.describe`."""
    values = numbers(answers.column(column))
    # Sorted once: sums and quantiles then do not depend on the order of the rows.
    order = np.argsort(values, kind="stable") if answers.weights is None else np.lexsort((answers.weights, values))
    values = values[order]
    weights = None if answers.weights is None else answers.weights[order]
    n = values.size
    found = moments(values) if weights is None else weighted_moments(values, weights)
    mean, error = _mean(values, weights, found, level)
    median, coverage = _median(values, weights, level)
    effect = answers.effect
    return ScaleDescription(
        column=column,
        n=n,
        n_missing=answers.n_missing,
        missing=answers.missing,
        distinct=int(np.unique(values).size),
        mean=mean,
        sd=found.sd,
        variance=found.variance,
        standard_error=error,
        median=median,
        median_coverage=coverage,
        quantiles=_quantiles(values, weights),
        mad=_median_of(np.abs(values - median.value), weights),
        minimum=float(values[0]) if n else NAN,
        maximum=float(values[-1]) if n else NAN,
        total=math.fsum((values if weights is None else values * weights).tolist()) if n else NAN,
        skewness=sample_skewness(found) if weights is None else (found.skewness, NAN, NAN),
        kurtosis=sample_kurtosis(found) if weights is None else (found.excess_kurtosis, NAN, NAN),
        histogram=histogram(values, weights),
        level=level,
        deff=effect.deff if effect else NAN,
        n_effective=effect.n_effective if effect else NAN,
        notes=_notes(answers, column, values, found, median),
        provenance=answers.provenance("describe", {"column": column, "level": level}, "scipy"),
    )


def _mean(
    values: NDArray[np.float64], weights: NDArray[np.float64] | None, found: Moments, level: float
) -> tuple[Estimate, float]:
    if weights is None:
        return mean_interval_from(found.mean, found.standard_error, found.n - 1, level=level), found.standard_error
    weighted_mean = weighted_mean_interval(values, weights, level=level)
    return weighted_mean.estimate, weighted_mean.standard_error


def _median(values: NDArray[np.float64], weights: NDArray[np.float64] | None, level: float) -> tuple[Estimate, float]:
    if weights is not None:
        return weighted_median_interval(values, weights, level=level), NAN
    found = median_interval(values, level=level)
    return found.estimate, found.coverage


def _quantiles(values: NDArray[np.float64], weights: NDArray[np.float64] | None) -> tuple[Quantile, ...]:
    if values.size == 0:
        return tuple(Quantile(p, NAN, NAN, NAN) for p in PROBABILITIES)
    if weights is not None:
        shown = weighted_quantiles(values, weights, PROBABILITIES)
        return tuple(Quantile(p, float(v), NAN, NAN) for p, v in zip(PROBABILITIES, shown, strict=True))
    type7 = np.quantile(values, PROBABILITIES)
    type6 = np.quantile(values, PROBABILITIES, method="weibull")
    return tuple(Quantile(p, float(v), float(v), float(s)) for p, v, s in zip(PROBABILITIES, type7, type6, strict=True))


def _median_of(values: NDArray[np.float64], weights: NDArray[np.float64] | None) -> float:
    if values.size == 0:
        return NAN
    if weights is None:
        return float(np.median(values))
    return float(weighted_quantiles(values, weights, [0.5])[0])


def _notes(
    answers: Answers, column: str, values: NDArray[np.float64], found: Moments, median: Estimate
) -> tuple[Note, ...]:
    constant = values.size > 0 and values[0] == values[-1]
    return by_severity(
        too_few(answers, column),
        heavy_weights(answers),
        same_answer(answers, column, constant=constant),
        _no_median_interval(values, median) if not constant else None,
        many_blank(answers),
        *lopsided(found, answers.effect),
        heaped(values),
        top_coded(values),
        _many_zeros(values) if not constant and answers.weights is None else None,
        _few_values(values) if not constant else None,
        weighted(answers),
    )


def _no_median_interval(values: NDArray[np.float64], median: Estimate) -> Note | None:
    """Why the median stands without an interval."""
    if values.size < 2 or not math.isnan(median.low):
        return None
    text = Message(
        "There is no interval for the median: {n:count} answers are too few for one that holds at {level:percent}.",
        n=values.size,
        level=median.level,
    )
    return Note("caution", text, "no_median_interval")


def _many_zeros(values: NDArray[np.float64]) -> Note | None:
    """Amounts of which many are 0: two questions in one, whether and how much."""
    zeros = int((values == 0).sum())
    above = values[values > 0]
    if zeros < MANY_ZEROS * values.size or zeros + above.size < values.size or np.unique(above).size <= FEW_VALUES:
        return None
    text = PluralMessage(
        "{share:percent} of the answers are 0; the other one is {median:number}.",
        "{share:percent} of the answers are 0; among the other {n:count} the median is {median:number} and the mean "
        "{mean:number}.",
        n=int(above.size),
        share=zeros / values.size,
        median=float(np.median(above)),
        mean=math.fsum(above.tolist()) / above.size,
    )
    return Note("info", text, "many_zeros")


def _few_values(values: NDArray[np.float64]) -> Note | None:
    distinct = int(np.unique(values).size)
    if not 1 < distinct <= FEW_VALUES or values.size < 3 * distinct:
        return None
    text = Message(
        "There are only {n:count} different answers: how often each was given says more than the mean.", n=distinct
    )
    return Note("info", text, "few_values")
