"""What adjusting for the time before the test saves: CUPED's variance reduction as customers and weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated, TypeAlias

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments import plan_controls as ask
from analysis.experiments.plan_solution import time_needed
from analysis.experiments.proportion_power import whole

NAN = float("nan")
WEAK = 0.3
STRONGEST_DRAWN = 0.95
POINTS = 39

Correlation: TypeAlias = Annotated[
    float,
    Field(gt=-1, lt=1),
    Control(
        number=1,
        label=Message("Correlation with the time before the test"),
        help=Message("Over customers: the outcome, and the same measure before the test."),
        step=0.05,
    ),
]
UnadjustedCustomers: TypeAlias = Annotated[
    int,
    Field(ge=1),
    Control(
        number=2,
        label=Message("Customers in each group without the adjustment"),
        help=Message("As the plan of the test says."),
        step=100,
        unit="count",
    ),
]
NumberOfGroups: TypeAlias = Annotated[int, Field(ge=2, le=10), Control(number=3, label=Message("Groups in all"))]
Behind: TypeAlias = Annotated[
    int | None,
    Field(ge=4),
    Control(
        label=Message("Customers behind the correlation"),
        help=Message("How many customers it was computed from; gives the range of what is saved."),
        step=100,
        unit="count",
        advanced=True,
    ),
]
Level: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(label=Message("Confidence level"), step=0.01, unit="percent", advanced=True),
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CupedReduction:
    """What an adjustment for a covariate from before the test saves.

    Parameters
    ----------
    correlation : Estimate
        As given, with Fisher's interval where the customers behind it were.
    variance_ratio : Estimate
        1 - correlation²: variance with over without the adjustment.
    variance_reduction : float
        correlation².
    n_unadjusted, n_adjusted : int
        Customers in each group without and with it, rounded up.
    n_adjusted_real : Estimate
        Before rounding, with the interval that follows from the correlation's.
    n_groups : int
        Groups in all.
    n_total_unadjusted, n_total_adjusted : int
        Customers in all groups.
    users_per_week, weeks_unadjusted, weeks_adjusted : float
        NaN where no customers a week were given.
    curve : DataFrame
        correlation, variance_ratio, n_per_group.
    """

    correlation: Estimate
    variance_ratio: Estimate
    variance_reduction: float
    n_unadjusted: int
    n_adjusted: int
    n_adjusted_real: Estimate
    n_groups: int
    n_total_unadjusted: int
    n_total_adjusted: int
    users_per_week: float
    weeks_unadjusted: float
    weeks_adjusted: float
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row without the adjustment and one with it.

        Columns: adjusted (0, 1), variance_ratio, n_per_group, n_real, n_low, n_high, n_total, weeks.
        """
        plain = float(self.n_unadjusted)
        return pd.DataFrame(
            {
                "adjusted": [0, 1],
                "variance_ratio": [1.0, self.variance_ratio.value],
                "n_per_group": [self.n_unadjusted, self.n_adjusted],
                "n_real": [plain, self.n_adjusted_real.value],
                "n_low": [plain, self.n_adjusted_real.low],
                "n_high": [plain, self.n_adjusted_real.high],
                "n_total": [self.n_total_unadjusted, self.n_total_adjusted],
                "weeks": [self.weeks_unadjusted, self.weeks_adjusted],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """What is saved, how sure that is, and what it rests on."""
        claim = Message(
            "A correlation of {r:coefficient} takes {share:percent} off the variance: {n:count} customers in each group instead of {plain:count}, {saved:count} fewer in all.",
            r=self.correlation.value,
            share=self.variance_reduction,
            n=self.n_adjusted,
            plain=self.n_unadjusted,
            saved=self.n_total_unadjusted - self.n_total_adjusted,
        )
        return (claim, *self._range(), *self._weeks())

    def _range(self) -> tuple[Sentence, ...]:
        if math.isnan(self.correlation.low):
            return ()
        return (
            Message(
                "The correlation itself is known to {low:coefficient} to {high:coefficient} ({level:set_percent} interval): {least:count} to {most:count} customers in each group.",
                low=self.correlation.low,
                high=self.correlation.high,
                level=self.correlation.level,
                least=whole(self.n_adjusted_real.low),
                most=whole(self.n_adjusted_real.high),
            ),
        )

    def _weeks(self) -> tuple[Sentence, ...]:
        if math.isnan(self.weeks_adjusted):
            return ()
        return (
            PluralMessage(
                "That is {n} full week instead of {plain:count}.",
                "That is {n:count} full weeks instead of {plain:count}.",
                n=int(self.weeks_adjusted),
                plain=self.weeks_unadjusted,
            ),
        )


@method("cuped_reduction")
def cuped_reduction(
    *,
    correlation: Correlation,
    n_per_group: UnadjustedCustomers,
    n_groups: NumberOfGroups = 2,
    users_per_week: ask.CustomersPerWeek = None,
    n_behind: Behind = None,
    level: Level = 0.95,
    traffic_share: ask.TrafficShare = 1.0,
) -> CupedReduction:
    """How many customers and weeks does adjusting for the time before the test save?

    Parameters
    ----------
    correlation : float
        Between the outcome and a covariate measured before the test, within groups, -1..1.
    n_per_group : int
        Customers in each group without the adjustment, 1 or more.
    n_groups : int
        Groups in all, 2..10, each of `n_per_group`.
    users_per_week : int, optional
        New eligible customers a week.
    n_behind : int, optional
        Customers from whom the correlation was computed, 4 or more, for its interval.
    level : float
        Confidence level of that interval, 0..1.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.

    Returns
    -------
    CupedReduction
        Variance ratio, customers and weeks without and with the adjustment.

    Notes
    -----
    The outcome less theta times the covariate, theta the within-group regression slope, has variance
    (1 - rho²) of the outcome's and the same expected difference between the groups; the customers needed
    fall by the same factor, rounded up. The interval of rho is Fisher's, atanh(rho) ± z / sqrt(n - 3), and
    where it holds 0 the largest number is the unadjusted one. The covariate must be measured before the
    assignment: anything the test can change would hide its effect. Customers without a past have no
    covariate; rho has to be that of all customers of the test.

    References
    ----------
    .. [1] Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online
       controlled experiments by utilizing pre-experiment data. WSDM '13, 123-132, eq. 2-4.

    Examples
    --------
    >>> found = cuped_reduction(correlation=0.5, n_per_group=10000)
    >>> found.variance_ratio.value, found.n_adjusted
    (0.75, 7500)
    """
    rho = _fisher(correlation, n_behind, level)
    ratio = _ratio(rho)
    real = Estimate(n_per_group * ratio.value, n_per_group * ratio.low, n_per_group * ratio.high, level)
    adjusted = whole(real.value)
    weekly = NAN if users_per_week is None else users_per_week * traffic_share
    drawn = np.linspace(0.0, STRONGEST_DRAWN, POINTS)
    return CupedReduction(
        correlation=rho,
        variance_ratio=ratio,
        variance_reduction=correlation**2,
        n_unadjusted=n_per_group,
        n_adjusted=adjusted,
        n_adjusted_real=real,
        n_groups=n_groups,
        n_total_unadjusted=n_groups * n_per_group,
        n_total_adjusted=n_groups * adjusted,
        users_per_week=NAN if users_per_week is None else float(users_per_week),
        weeks_unadjusted=time_needed(n_groups * n_per_group, weekly)[1],
        weeks_adjusted=time_needed(n_groups * adjusted, weekly)[1],
        curve=pd.DataFrame(
            {"correlation": drawn, "variance_ratio": 1 - drawn**2, "n_per_group": n_per_group * (1 - drawn**2)}
        ),
        notes=_notes(rho),
        provenance=Provenance(
            method="cuped_reduction",
            n_total=0,
            n_used=0,
            parameters={
                "correlation": correlation,
                "n_per_group": n_per_group,
                "n_groups": n_groups,
                "users_per_week": users_per_week,
                "n_behind": n_behind,
                "level": level,
                "traffic_share": traffic_share,
            },
            packages=package_versions("numpy"),
        ),
    )


def _fisher(correlation: float, n: int | None, level: float) -> Estimate:
    if n is None:
        return Estimate(correlation, NAN, NAN, level)
    half = NormalDist().inv_cdf((1 + level) / 2) / math.sqrt(n - 3)
    middle = math.atanh(correlation)
    return Estimate(correlation, math.tanh(middle - half), math.tanh(middle + half), level)


def _ratio(rho: Estimate) -> Estimate:
    """1 - rho² and its ends; an interval around 0 may save nothing."""
    if math.isnan(rho.low):
        return Estimate(1 - rho.value**2, NAN, NAN, rho.level)
    strongest = max(abs(rho.low), abs(rho.high))
    weakest = 0.0 if rho.low <= 0 <= rho.high else min(abs(rho.low), abs(rho.high))
    return Estimate(1 - rho.value**2, 1 - strongest**2, 1 - weakest**2, rho.level)


def _notes(rho: Estimate) -> tuple[Note, ...]:
    notes: list[Note] = []
    if rho.low <= 0 <= rho.high:
        notes.append(
            Note(
                "caution",
                Message("So few customers stand behind the correlation that it may be 0, and nothing saved."),
                code="correlation_unsure",
            )
        )
    elif abs(rho.value) < WEAK:
        notes.append(
            Note(
                "info",
                Message(
                    "A correlation below {weak:coefficient} saves less than one customer in ten; look for a covariate closer to the outcome, usually the outcome itself before the test.",
                    weak=WEAK,
                ),
                code="weak_correlation",
            )
        )
    notes.append(
        Note(
            "info",
            Message(
                "It holds for customers with a past: the correlation has to be that of all customers in the test, new ones included, and the covariate has to be measured before they are assigned."
            ),
            code="needs_a_past",
        )
    )
    return tuple(notes)
