"""Tests and odds ratios of a two-by-two table of counts: pooled z, Yates, Fisher."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.results import Estimate
from analysis.inference.proportions import normal_quantile

Alternative: TypeAlias = Literal["two-sided", "greater", "less"]
LARGEST_SUPPORT = 300_000
TIE = 1 + 1e-7
# exp(±40) is far beyond any odds ratio that counts can show.
WIDEST_LOG_ODDS = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoByTwo:
    """Successes of a control and a treatment group.

    Parameters
    ----------
    successes_control, n_control, successes_treatment, n_treatment : int
        Counts; each n above 0.
    """

    successes_control: int
    n_control: int
    successes_treatment: int
    n_treatment: int

    @property
    def pooled_rate(self) -> float:
        """Share of successes over both groups."""
        return (self.successes_control + self.successes_treatment) / (self.n_control + self.n_treatment)

    @property
    def difference(self) -> float:
        """Treatment rate less control rate."""
        return self.successes_treatment / self.n_treatment - self.successes_control / self.n_control

    @property
    def standard_error_pooled(self) -> float:
        """Standard error of the difference if both rates are the pooled one."""
        rate = self.pooled_rate
        return math.sqrt(rate * (1 - rate) * (1 / self.n_control + 1 / self.n_treatment))

    @property
    def standard_error_unpooled(self) -> float:
        """Standard error of the difference with each group's own rate."""
        control, treatment = self.successes_control / self.n_control, self.successes_treatment / self.n_treatment
        return math.sqrt(control * (1 - control) / self.n_control + treatment * (1 - treatment) / self.n_treatment)

    @property
    def smallest_expected(self) -> float:
        """Smallest of the four counts expected if both rates were the pooled one."""
        return min(self.pooled_rate, 1 - self.pooled_rate) * min(self.n_control, self.n_treatment)

    def z(self) -> float:
        """Pooled z statistic, positive where the treatment rate is higher; NaN where all answers are alike."""
        error = self.standard_error_pooled
        return self.difference / error if error else float("nan")

    def z_yates(self) -> float:
        """The z statistic with Yates' continuity correction: the difference less (1/n + 1/n)/2, not below 0."""
        error = self.standard_error_pooled
        if not error:
            return float("nan")
        correction = (1 / self.n_control + 1 / self.n_treatment) / 2
        return math.copysign(max(abs(self.difference) - correction, 0.0), self.difference) / error


def normal_p(z: float, alternative: Alternative) -> float:
    """p-value of a normal statistic; accurate far out in the tail.

    Examples
    --------
    >>> round(normal_p(1.959964, "two-sided"), 4), round(normal_p(1.959964, "greater"), 4)
    (0.05, 0.025)
    """
    if math.isnan(z):
        return float("nan")
    if alternative == "two-sided":
        return math.erfc(abs(z) / math.sqrt(2))
    return math.erfc((z if alternative == "greater" else -z) / math.sqrt(2)) / 2


def fisher_p(table: TwoByTwo, alternative: Alternative) -> float:
    """Fisher's exact p-value; NaN where the table has more than `LARGEST_SUPPORT` possible outcomes.

    Notes
    -----
    Two-sided: the sum of the probabilities of all tables no more likely than the one seen.
    "greater" asks whether the treatment's odds are higher.

    Examples
    --------
    >>> counts = TwoByTwo(successes_control=9, n_control=20, successes_treatment=3, n_treatment=20)
    >>> round(fisher_p(counts, "two-sided"), 6), round(fisher_p(counts, "less"), 6)
    (0.082359, 0.041179)
    """
    low, high = _support(table)
    if high - low >= LARGEST_SUPPORT:
        return float("nan")
    outcomes = np.arange(low, high + 1)
    probability = _probabilities(_log_tables(table, outcomes))
    seen = table.successes_treatment
    match alternative:
        case "greater":
            p = probability[outcomes >= seen].sum()
        case "less":
            p = probability[outcomes <= seen].sum()
        case _:
            p = probability[probability <= probability[seen - low] * TIE].sum()
    return min(float(p), 1.0)


def odds_ratio_sample(table: TwoByTwo, level: float) -> Estimate:
    """Odds of success in treatment over those in control, with Woolf's logit interval.

    An empty cell makes it 0 or infinite, without limits; two empty cells in a row or column of the
    table's successes leave it undefined.

    Examples
    --------
    >>> counts = TwoByTwo(successes_control=9, n_control=20, successes_treatment=3, n_treatment=20)
    >>> round(odds_ratio_sample(counts, 0.95).value, 4)
    0.2157
    """
    nan = float("nan")
    a, b = table.successes_treatment, table.n_treatment - table.successes_treatment
    c, d = table.successes_control, table.n_control - table.successes_control
    if min(a, b, c, d) == 0:
        if a * d == 0 and b * c == 0:
            return Estimate(nan, nan, nan, level)
        return Estimate(0.0 if a * d == 0 else math.inf, nan, nan, level)
    ratio = a * d / (b * c)
    half = normal_quantile(level) * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return Estimate(ratio, ratio * math.exp(-half), ratio * math.exp(half), level)


def odds_ratio_conditional(table: TwoByTwo, level: float) -> Estimate:
    """Conditional maximum-likelihood odds ratio with its exact interval, as R's fisher.test gives it.

    NaN where only one table is possible, or more than `LARGEST_SUPPORT` are (the sample odds ratio is
    the same there for any purpose).

    Examples
    --------
    >>> counts = TwoByTwo(successes_control=9, n_control=20, successes_treatment=3, n_treatment=20)
    >>> round(odds_ratio_conditional(counts, 0.95).value, 4)
    0.2245
    """
    nan = float("nan")
    low, high = _support(table)
    seen = table.successes_treatment
    if low == high or high - low >= LARGEST_SUPPORT:
        return Estimate(nan, nan, nan, level)
    tail = (1 - level) / 2
    possible = _PossibleTables(table)

    def mean(log_odds: float) -> float:
        outcomes, weights = possible.at(log_odds)
        return float(outcomes @ weights) - seen

    def upper_tail(log_odds: float) -> float:
        outcomes, weights = possible.at(log_odds)
        return float(weights[outcomes >= seen].sum()) - tail

    def lower_tail(log_odds: float) -> float:
        outcomes, weights = possible.at(log_odds)
        return tail - float(weights[outcomes <= seen].sum())

    value, lowest, highest = 0.0, 0.0, math.inf
    if seen > low:
        lowest = math.exp(_log_root(upper_tail, table))
        value = math.inf if seen == high else math.exp(_log_root(mean, table))
    if seen < high:
        highest = math.exp(_log_root(lower_tail, table))
    return Estimate(value, lowest, highest, level)


def _log_root(rising: Callable[[float], float], table: TwoByTwo) -> float:
    """Root of a function that rises with the log odds ratio, looked for around that of the sample first."""
    from scipy.optimize import brentq

    # Half a customer in each cell keeps the centre and its standard error finite.
    a, b = table.successes_treatment + 0.5, table.n_treatment - table.successes_treatment + 0.5
    c, d = table.successes_control + 0.5, table.n_control - table.successes_control + 0.5
    centre, reach = math.log(a * d / (b * c)), 3 * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    low, high = max(centre - reach, -WIDEST_LOG_ODDS), min(centre + reach, WIDEST_LOG_ODDS)
    while rising(low) > 0 and low > -WIDEST_LOG_ODDS:
        reach *= 2
        low = max(centre - reach, -WIDEST_LOG_ODDS)
    while rising(high) < 0 and high < WIDEST_LOG_ODDS:
        reach *= 2
        high = min(centre + reach, WIDEST_LOG_ODDS)
    return float(brentq(rising, low, high, xtol=1e-12, maxiter=200))


def _support(table: TwoByTwo) -> tuple[int, int]:
    """Smallest and largest possible successes of treatment, all margins fixed."""
    successes = table.successes_control + table.successes_treatment
    return max(0, successes - table.n_control), min(successes, table.n_treatment)


class _PossibleTables:
    """Non-central hypergeometric probabilities at one odds ratio after another; what they share is kept."""

    def __init__(self, table: TwoByTwo) -> None:
        self.table = table
        self.low, self.high = _support(table)
        self.reach = 60 + round(12 * math.sqrt(self.high - self.low + 1))
        self.first = 0
        self.logs: NDArray[np.float64] = np.empty(0)

    def at(self, log_odds: float) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
        """Outcomes that carry all of the mass at an odds ratio, and their probabilities."""
        mode = _mode(self.table, log_odds)
        first, last = max(self.low, mode - self.reach), min(self.high, mode + self.reach)
        self._reach_to(first, last)
        outcomes = np.arange(first, last + 1)
        return outcomes, _probabilities(outcomes * log_odds + self.logs[first - self.first : last + 1 - self.first])

    def _reach_to(self, first: int, last: int) -> None:
        """Count the tables from `first` to `last` too, unless that was done before."""
        end = self.first + len(self.logs) - 1
        if len(self.logs) and self.first <= first and last <= end:
            return
        if len(self.logs):
            first, last = min(first, self.first), max(last, end)
        self.first, self.logs = first, _log_tables(self.table, np.arange(first, last + 1))


def _mode(table: TwoByTwo, log_odds: float) -> int:
    low, high = _support(table)
    n, m = table.n_treatment, table.n_control
    successes = table.successes_control + table.successes_treatment
    odds = math.exp(log_odds)
    # The ratio of neighbouring probabilities is 1 at the root of a quadratic in the outcome; of its
    # two roots the one inside the support is the mode (Liao and Rosen 2001).
    a = odds - 1
    b = -((n + successes + 2) * odds + m - successes)
    c = odds * (n + 1) * (successes + 1)
    q = -(b + math.copysign(math.sqrt(max(b * b - 4 * a * c, 0.0)), b)) / 2
    root = c / q if q else 0.0
    if not low <= root <= high + 1 and a:
        root = q / a
    return int(min(max(math.floor(root), low), high))


def _log_tables(table: TwoByTwo, outcomes: NDArray[np.int_]) -> NDArray[np.float64]:
    """Logarithm of the number of ways to each outcome, margins fixed, up to a constant."""
    from scipy.special import gammaln

    successes = table.successes_control + table.successes_treatment
    in_control = successes - outcomes
    return np.asarray(
        -gammaln(outcomes + 1)
        - gammaln(table.n_treatment - outcomes + 1)
        - gammaln(in_control + 1)
        - gammaln(table.n_control - in_control + 1),
        dtype=float,
    )


def _probabilities(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), dtype=float)
