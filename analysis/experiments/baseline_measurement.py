"""What do today's customers look like, for the plan of a test?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.core.errors import TooFewRowsError
from analysis.core.messages import ColumnRef, Message
from analysis.core.method import method
from analysis.core.results import Dropped, Estimate, Note, Provenance, package_versions
from analysis.experiments import user_controls as ask
from analysis.experiments.baseline_reading import Baseline
from analysis.experiments.outcome_values import is_rate, outcome_values
from analysis.experiments.user_rows import numeric

if TYPE_CHECKING:
    from analysis.experiments.user_rows import Codes, Floats
    from analysis.inference.intraclass import Intraclass

SKEWED = 1.0
FEW_COMMUNITIES = 20
FEWEST_PER_SKEW = 355


@method("measure_baseline")
def measure_baseline(
    frame: pd.DataFrame,
    *,
    outcome: ask.AnyOutcome,
    pre_period: ask.PrePeriod = None,
    community: ask.Community = None,
    yes: ask.Yes = None,
    level: ask.Level = 0.95,
) -> Baseline:
    """What does a planner need to know of today's customers: how large, how spread, how alike?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, such as those of the last period without a test.
    outcome : str
        Column with two answers (a rate) or numbers (a mean).
    pre_period : str, optional
        The customer's value in the period before.
    community : str, optional
        Column of the communities that would be assigned as a whole.
    yes : str, optional
        For two answers the code of the one that counts; yes, or the last in declared order where not
        given.
    level : float
        Confidence level, above 0.5 and below 1.

    Returns
    -------
    Baseline
        With `planner_parameters()`, the numbers under the names that the planners ask for.

    Raises
    ------
    TooFewRowsError
        If no customer has an outcome.
    ParameterError
        If there is no answer `yes`.

    Notes
    -----
    Rate: Wilson's interval; mean: Student's; with communities both from the sums over communities, with
    their degrees of freedom. Standard deviation: on the log scale, with the kurtosis of the data.
    Skewness and correlation: standard errors from influences, no normality assumed. Intraclass
    correlation: analysis of variance with unequal sizes and its F interval, for two answers too
    (`analysis.inference.intraclass.intraclass`); a value below 0 is offered to planners as 0. Design
    effect ``1 + ((1 + cv²) m - 1) icc``.

    A plan made from one number inherits its error: plan also with the unfavourable end of the interval.
    The saving by values from before, 1 less the squared correlation, holds for the same lengths of
    window. Customers of today are not those of the test if the season differs.

    References
    ----------
    .. [1] Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health
       research, ch. 5, 6.
    .. [2] Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials:
       effect of coefficient of variation of cluster size. International Journal of Epidemiology, 35,
       1292-1300.
    .. [3] Kohavi, R., Deng, A., Longbotham, R. and Xu, Y. (2014). Seven rules of thumb for web site
       experimenters. KDD '14, 1857-1866 (rule 7, 355 skewness²).

    Examples
    --------
    >>> users = pd.DataFrame({"bought": [True] * 30 + [False] * 70})
    >>> measure_baseline(users, outcome="bought").planner_parameters()
    {'baseline_rate': 0.3}
    """
    rate = is_rate(frame[outcome])
    values = outcome_values(frame[outcome], yes)
    keep, dropped = _kept(frame, values, outcome, community)
    y = values[keep]
    clusters = None if community is None else _labels(frame[community][keep])
    x = None if pre_period is None else numeric(frame[pre_period])[keep]
    both = np.zeros(y.size, dtype=bool) if x is None else ~np.isnan(x)
    alike = _likeness(y, clusters, level)
    value = _value(y, clusters, level, is_rate=rate)
    return _baseline(
        dropped=dropped,
        outcome=outcome,
        is_rate=rate,
        level=level,
        y=y,
        value=value,
        pre_period=pre_period,
        correlation=None if x is None else _correlation(x[both], y[both], level),
        n_correlation=int(both.sum()),
        community=community,
        intraclass=alike,
        n_total=len(frame),
        yes=yes,
    )


def _baseline(
    *,
    dropped: tuple[Dropped, ...],
    outcome: str,
    is_rate: bool,
    level: float,
    y: Floats,
    value: Estimate,
    pre_period: str | None,
    correlation: Estimate | None,
    n_correlation: int,
    community: str | None,
    intraclass: Intraclass | None,
    n_total: int,
    yes: str | None,
) -> Baseline:
    from analysis.inference.moment_intervals import sd_interval, skewness_interval

    nan = Estimate(math.nan, math.nan, math.nan, level)
    skewness = nan if is_rate else skewness_interval(y, level=level)
    return Baseline(
        outcome=outcome,
        is_rate=is_rate,
        level=level,
        n=y.size,
        value=value,
        sd=sd_interval(y, level=level),
        skewness=skewness,
        pre_period=pre_period,
        correlation=correlation,
        n_correlation=n_correlation,
        community=community,
        intraclass=intraclass,
        notes=_notes(outcome, y.size, value, skewness, correlation, intraclass, is_rate=is_rate),
        provenance=Provenance(
            method="measure_baseline",
            n_total=n_total,
            n_used=y.size,
            dropped=dropped,
            parameters={
                "outcome": outcome,
                "pre_period": pre_period,
                "community": community,
                "yes": yes,
                "level": level,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _kept(
    frame: pd.DataFrame, values: Floats, outcome: str, community: str | None
) -> tuple[np.ndarray, tuple[Dropped, ...]]:
    keep = ~np.isnan(values)
    dropped: list[Dropped] = []
    if not keep.all():
        dropped.append(Dropped(int((~keep).sum()), Message("no value of {column}", column=ColumnRef(outcome))))
    if community is not None:
        known = frame[community].notna().to_numpy()
        gone = int((keep & ~known).sum())
        keep = keep & known
        if gone:
            dropped.append(Dropped(gone, Message("no value of {column}", column=ColumnRef(community))))
    if not keep.any():
        raise TooFewRowsError(
            Message("No customer has a value of {column}.", column=ColumnRef(outcome)),
            remedy=Message("Choose another outcome."),
        )
    return keep, tuple(dropped)


def _labels(column: pd.Series) -> Codes:
    codes, _ = pd.factorize(column, sort=True)
    return np.asarray(np.unique(codes, return_inverse=True)[1], dtype=np.intp)


def _likeness(y: Floats, clusters: Codes | None, level: float) -> Intraclass | None:
    from analysis.inference.intraclass import intraclass

    return None if clusters is None else intraclass(y, clusters, level=level)


def _value(y: Floats, clusters: Codes | None, level: float, *, is_rate: bool) -> Estimate:
    from analysis.inference.arm_differences import arm_means
    from analysis.inference.means import mean_interval, mean_interval_from
    from analysis.inference.proportions import wilson_interval

    if clusters is None:
        return wilson_interval(int(y.sum()), y.size, level=level) if is_rate else mean_interval(y, level=level)
    fit = arm_means(y, np.zeros(y.size, dtype=np.intp), 1, clusters=clusters)
    error = math.sqrt(float(fit.covariance[0, 0]))
    found = mean_interval_from(float(fit.mean[0]), error, float(fit.df[0]), level=level)
    if is_rate and not math.isnan(found.low):
        return Estimate(found.value, max(found.low, 0.0), min(found.high, 1.0), level)
    return found


def _correlation(x: Floats, y: Floats, level: float) -> Estimate:
    from analysis.inference.moment_intervals import robust_correlation

    return robust_correlation(x, y, level=level)


def _notes(
    outcome: str,
    n: int,
    value: Estimate,
    skewness: Estimate,
    correlation: Estimate | None,
    intraclass: Intraclass | None,
    *,
    is_rate: bool,
) -> tuple[Note, ...]:
    from analysis.experiments.user_notes import sorted_notes

    return sorted_notes(
        (
            _undefined(outcome, value),
            None if is_rate else _no_spread(n, skewness),
            None if is_rate else _skew(n, skewness),
            _rate(outcome) if is_rate else None,
            _no_correlation(correlation),
            *_few_communities(intraclass),
        )
    )


def _undefined(outcome: str, value: Estimate) -> Note | None:
    if not math.isnan(value.low):
        return None
    return Note(
        "blocks_conclusion",
        Message(
            "{outcome} has no interval: too few customers or communities, or none that differ.",
            outcome=ColumnRef(outcome),
        ),
        code="no_interval",
    )


def _no_spread(n: int, skewness: Estimate) -> Note | None:
    if not math.isnan(skewness.low):
        return None
    return Note(
        "caution",
        Message(
            "Skewness and the interval of the standard deviation are undefined: customers are too few ({n:count}), or do not differ.",
            n=n,
        ),
        code="no_spread",
    )


def _skew(n: int, skewness: Estimate) -> Note | None:
    if not abs(skewness.value) > SKEWED:
        return None
    return Note(
        "info",
        Message(
            "The outcome is skewed ({skew:effect}): a group needs about {least:count} customers before the interval of its mean can be trusted; there are {n:count}.",
            skew=skewness.value,
            least=FEWEST_PER_SKEW * skewness.value**2,
            n=n,
        ),
        code="skewed",
    )


def _rate(outcome: str) -> Note:
    return Note(
        "info",
        Message(
            "{outcome} is yes or no: its spread follows from the rate, and skewness has no part in the plan.",
            outcome=ColumnRef(outcome),
        ),
        code="rate",
    )


def _no_correlation(correlation: Estimate | None) -> Note | None:
    if correlation is None or not math.isnan(correlation.low):
        return None
    return Note(
        "caution",
        Message(
            "The correlation with the values before is undefined: too few customers have both, or one is constant."
        ),
        code="no_correlation",
    )


def _few_communities(intraclass: Intraclass | None) -> tuple[Note | None, ...]:
    if intraclass is None:
        return ()
    if math.isnan(intraclass.icc.low):
        undefined = Message(
            "How alike members of a community are cannot be said: there is one community, none with two customers, or no difference within them."
        )
        return (Note("caution", undefined, code="no_icc"),)
    few = None
    if intraclass.clusters < FEW_COMMUNITIES:
        few = Note(
            "caution",
            Message(
                "Communities: {n:count}. The intraclass correlation is known only roughly: plan with the upper end of its interval.",
                n=intraclass.clusters,
            ),
            code="few_communities",
        )
    below = None
    if intraclass.icc.value < 0:
        below = Note(
            "info",
            Message(
                "The estimate of the intraclass correlation is below 0, which chance does where communities hardly differ; 0 is offered to the planner."
            ),
            code="icc_below_zero",
        )
    return (few, below)
