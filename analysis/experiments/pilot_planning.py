"""What can a pilot on a part of the customers show, and how is it decided?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.results import Provenance, package_versions
from analysis.experiments import pilot_controls as ask
from analysis.experiments import plan_controls as plan_ask
from analysis.experiments.pilot_decision import PilotRule
from analysis.experiments.pilot_notes import pilot_notes
from analysis.experiments.pilot_plan import PilotPlan
from analysis.experiments.proportion_power import ProportionTest
from analysis.inference.proportions import normal_quantile, wilson_interval

if TYPE_CHECKING:
    from analysis.experiments.proportion_power import Direction

NAN = float("nan")
LADDER = (0.25, 0.5, 0.75)
CURVE_SHARES = tuple(share / 100 for share in (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 95))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Everything a share of the pilot does not change."""

    population: int
    baseline: float
    test: ProportionTest
    power: float
    direction: Direction
    design_effect: float
    contamination: float

    def sizes(self, share: float) -> tuple[int, int]:
        """Customers in and outside the pilot."""
        pilot = math.floor(self.population * share + 1e-9)
        return pilot, self.population - pilot

    def seen(self, share: float) -> float:
        """The difference of the two groups that is found with the wanted chance, signed; NaN where none is."""
        pilot, control = self.sizes(share)
        if not pilot or not control:
            return NAN
        rate = self.test.rate_for(
            self.baseline, control / self.design_effect, pilot / self.design_effect, self.power, self.direction
        )
        return rate - self.baseline

    def change(self, share: float) -> float:
        """The true change behind it: the control group, partly reached, hides a part of it."""
        true = self.seen(share) / (1 - self.contamination)
        return true if 0 <= self.baseline + true <= 1 else NAN


@method("plan_pilot")
def plan_pilot(
    *,
    population: ask.PilotPopulation,
    baseline_rate: plan_ask.BaselineRate,
    smallest_change: ask.SmallestChange,
    pilot_share: ask.PilotShare = 0.1,
    tolerated_loss: ask.ToleratedLoss = 0.0,
    power: plan_ask.Power = 0.8,
    alpha: plan_ask.Alpha = 0.05,
    direction: plan_ask.ChangeDirection = "increase",
    sides: plan_ask.SidesLookedAt = "two",
    contamination: ask.Contamination = 0.0,
    cluster_size: ask.CommunitySize = 1.0,
    icc: ask.IntraclassCorrelation = 0.0,
    users_per_week: ask.UsersPerWeek = None,
) -> PilotPlan:
    """What can a pilot on a part of the customers show, and how is it decided?

    Parameters
    ----------
    population : int
        Customers in all, 10 or more; those outside the pilot are its control group.
    baseline_rate : float
        Today's rate, above 0 and below 1.
    smallest_change : float
        Smallest change worth acting on, a fraction above 0.
    pilot_share : float
        Share of the customers who get the new version, above 0 and below 1.
    tolerated_loss : float
        Loss that could be borne, a fraction of 0 or more.
    power : float
        Chance, 0.5 or more, with which a change is to be found.
    alpha : float
        Chance of a false alarm, above 0 and below 0.5.
    direction : {"increase", "decrease"}
        Which direction is the good one.
    sides : {"two", "one"}
        Whether `alpha` is split over both directions.
    contamination : float
        Share of the control group that the new version reaches all the same, 0..1 (below 1).
    cluster_size, icc : float
        Members of a community and correlation within it, where whole communities are assigned.
    users_per_week : int, optional
        Customers who can be switched over a week; gives weeks to the ladder.

    Returns
    -------
    PilotPlan

    Raises
    ------
    ParameterError
        If a group would be empty, or the smallest change leads outside 0..1.

    Notes
    -----
    The smallest change is that of the pooled two-proportion test with the sizes share × N and (1 − share) × N
    (pooled rate weighted by size, variance under the change unpooled, far tail ignored), each divided by the
    design effect 1 + (m − 1) ICC. If a share c of the control group is reached as well, the two groups differ by
    (1 − c) times the true change only.

    An unequal split with share s needs about 1 / (4 s (1 − s)) times the customers of an equal one; the cost
    of imbalance here is the exact ratio at these rates.

    The finite population enters one number only: the precision of the pilot's rate as an estimate for *these*
    customers. The comparison is about customers to come and gets no such correction.

    The decision rule is by the two-sided interval of the difference at level 1 − alpha (1 − 2 alpha if one-sided):
    go once a loss beyond the tolerated one is ruled out and the smallest change is not; stop once the smallest
    change is ruled out; otherwise extend. Its chances are by the normal approximation.

    References
    ----------
    .. [1] Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical methods for rates and proportions, 3rd
       ed., eq. 4.14 and 4.19.
    .. [2] Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health
       research. Arnold, ch. 5.
    .. [3] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge
       University Press, ch. 15 (ramping).

    Examples
    --------
    >>> pilot = plan_pilot(population=20000, baseline_rate=0.3, smallest_change=0.02)
    >>> round(pilot.change, 4), round(pilot.change_equal_split, 4)
    (0.0305, 0.0183)
    """
    test = ProportionTest(alpha=alpha, sides=sides)
    setting = _Setting(
        population=population,
        baseline=baseline_rate,
        test=test,
        power=power,
        direction=direction,
        design_effect=1 + (cluster_size - 1) * icc,
        contamination=contamination,
    )
    n_pilot, n_control = setting.sizes(pilot_share)
    sign = 1.0 if direction == "increase" else -1.0
    _check(n_pilot, n_control, baseline_rate, sign * smallest_change)
    level = 1 - alpha if sides == "two" else 1 - 2 * alpha
    rule = PilotRule(
        baseline=baseline_rate,
        n_pilot=n_pilot / setting.design_effect,
        n_control=n_control / setting.design_effect,
        level=level,
        smallest_change=smallest_change,
        tolerated_loss=tolerated_loss,
        increase=direction == "increase",
    )
    precision = _Precision.of(rule, pilot_share)
    change = setting.change(pilot_share)
    ladder = _ladder(setting, pilot_share, users_per_week)
    return PilotPlan(
        population=population,
        pilot_share=pilot_share,
        baseline_rate=baseline_rate,
        direction=direction,
        level=level,
        power=power,
        n_pilot=n_pilot,
        n_control=n_control,
        design_effect=setting.design_effect,
        pilot_communities=float(math.ceil(n_pilot / cluster_size - 1e-9)) if cluster_size > 1 else NAN,
        contamination=contamination,
        change=change,
        relative_change=change / baseline_rate,
        change_seen=setting.seen(pilot_share),
        change_equal_split=setting.change(0.5),
        cost_of_imbalance=_cost(setting, pilot_share),
        rate_precision=wilson_interval(baseline_rate * rule.n_pilot, rule.n_pilot, level=level),
        rate_half_width=precision.rate,
        rate_half_width_here=precision.rate_here,
        difference_half_width=precision.difference,
        smallest_change=smallest_change,
        tolerated_loss=tolerated_loss,
        decisions=_decisions(rule, sign, contamination),
        ladder=ladder,
        curve=pd.DataFrame({"share": CURVE_SHARES, "change": [setting.change(share) for share in CURVE_SHARES]}).dropna(
            ignore_index=True
        ),
        notes=pilot_notes(
            change=change,
            smallest_change=smallest_change,
            contamination=contamination,
            cluster_size=cluster_size,
            icc=icc,
            communities=n_pilot / cluster_size,
            expected=min(baseline_rate, 1 - baseline_rate) * rule.n_pilot,
            weeks=float(ladder["weeks"].sum(skipna=False)),
            weekly=NAN if users_per_week is None else float(users_per_week),
        ),
        provenance=Provenance(
            method="plan_pilot",
            n_total=0,
            n_used=0,
            parameters={
                "population": population,
                "baseline_rate": baseline_rate,
                "smallest_change": smallest_change,
                "pilot_share": pilot_share,
                "tolerated_loss": tolerated_loss,
                "power": power,
                "alpha": alpha,
                "direction": direction,
                "sides": sides,
                "contamination": contamination,
                "cluster_size": cluster_size,
                "icc": icc,
                "users_per_week": users_per_week,
            },
            packages=package_versions("scipy"),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Precision:
    """Half-widths expected at today's rate."""

    rate: float
    rate_here: float
    difference: float

    @staticmethod
    def of(rule: PilotRule, share: float) -> _Precision:
        z = float(normal_quantile(rule.level))
        variance = rule.baseline * (1 - rule.baseline)
        rate = z * math.sqrt(variance / rule.n_pilot)
        return _Precision(
            rate, rate * math.sqrt(1 - share), z * math.sqrt(variance / rule.n_pilot + variance / rule.n_control)
        )


def _cost(setting: _Setting, share: float) -> float:
    """Customers of the pilot over those of an equal split that finds the same difference."""
    seen = setting.seen(share)
    if math.isnan(seen):
        return NAN
    even = setting.test.total_for(setting.baseline, setting.baseline + seen, 0.5, setting.power)
    return setting.population / (even * setting.design_effect)


def _decisions(rule: PilotRule, sign: float, contamination: float) -> pd.DataFrame:
    room = 1 - rule.baseline if sign > 0 else rule.baseline
    below = rule.baseline if sign > 0 else 1 - rule.baseline
    true = [
        *([-rule.smallest_change] if rule.smallest_change <= below else []),
        0.0,
        rule.smallest_change / 2,
        rule.smallest_change,
        *([2 * rule.smallest_change] if 2 * rule.smallest_change <= room else []),
    ]
    chances = rule.chances(np.asarray(true) * (1 - contamination))
    return pd.DataFrame(
        {
            "true_change": [sign * gain for gain in true],
            "go": chances["go"],
            "extend": chances["extend"],
            "stop": chances["stop"],
        }
    )


def _ladder(setting: _Setting, pilot_share: float, users_per_week: int | None) -> pd.DataFrame:
    shares = [pilot_share, *(share for share in LADDER if share > pilot_share), 1.0]
    rows: list[dict[str, float]] = []
    before = 0
    for share in shares:
        treated, control = setting.sizes(share)
        rows.append(
            {
                "share": share,
                "n_treatment": treated,
                "n_control": control,
                "change": setting.change(share),
                "weeks": NAN
                if users_per_week is None
                else float(math.ceil((treated - before) / users_per_week - 1e-9)),
            }
        )
        before = treated
    return pd.DataFrame(rows)


def _check(n_pilot: int, n_control: int, baseline: float, change: float) -> None:
    if n_pilot < 1 or n_control < 1:
        raise ParameterError(
            Message(
                "A pilot of {pilot:count} customers beside {control:count} others compares nothing: a group is empty.",
                pilot=n_pilot,
                control=n_control,
            ),
            remedy=Message("Choose a share that leaves customers in both groups."),
            parameter="pilot_share",
        )
    if not 0 <= baseline + change <= 1:
        raise ParameterError(
            Message(
                "A change of {change:fine_points} points from {rate:fine_percent} would lead outside 0% to 100%.",
                change=change,
                rate=baseline,
            ),
            Message("Rates lie between 0% and 100%."),
            Message("Plan for a smaller change, and check whether it is meant in points or relative to today's rate."),
            parameter="smallest_change",
        )
