"""The plan of a test of two proportions: what `plan_proportions` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.experiments.feasibility import not_feasible
from analysis.experiments.plan_words import plan_readings

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Note, Provenance
    from analysis.experiments.exact_margin_power import ExactMarginPower
    from analysis.experiments.exact_power import ExactPower
    from analysis.experiments.margin_power import Better, MarginConvention
    from analysis.experiments.needed_conversions import NeededConversions
    from analysis.experiments.other_calculators import OtherCalculator
    from analysis.experiments.proportion_power import Convention, Direction, Sides

SolveFor: TypeAlias = Literal["n", "mde", "power", "split", "arms", "weeks"]
ChangeKind: TypeAlias = Literal["absolute", "relative", "cohen_h"]
Correction: TypeAlias = Literal["bonferroni", "holm", "dunnett", "none"]
Answer: TypeAlias = Literal["n", "mde", "power"]
Goal: TypeAlias = Literal["superiority", "noninferiority", "equivalence"]
Allocation: TypeAlias = Literal["equal", "square_root"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProportionPlan:
    """A test of two (or more) proportions: how many customers, what change, what chance.

    Parameters
    ----------
    solve_for : {"n", "mde", "power", "split", "arms", "weeks"}
        What was unknown.
    baseline_rate, treatment_rate : float
        Rate in the control group, and the rate the plan is about, 0..1. The latter is NaN where no
        change can be found.
    change, relative_change, cohens_h : float
        ``treatment_rate - baseline_rate`` (signed, a fraction), the same over the baseline, and
        Cohen's h; the smallest change found with `target_power` where that was solved for.
    target_power : float
        Wanted chance to find the change.
    alpha, alpha_per_comparison : float
        Chance of a false alarm in all, as asked for, and of each comparison with the control group.
    alpha_tested : float
        Chance of a false alarm in all, in the directions that are tested: half of `alpha` where no worse is to
        be shown and `alpha` covers both directions, else `alpha`.
    sides, direction, convention, correction : str
        As asked for.
    n_treatments : int
        Treatment groups beside the control group.
    n_control_real, n_treatment_real, n_total_real : float
        What the formula gives, before rounding; `n_treatment_real` is one treatment group.
    n_control, n_treatment, n_total : int
        Whole customers, rounded up; `n_total` adds all groups.
    power : float
        Chance to find the change with the whole customers, as the convention counts it.
    power_near_tail, power_both_tails : float
        The same without and with rejections in the wrong direction (R's strict = FALSE and TRUE).
    share_treatment : float
        Share of customers in all treatment groups together.
    users_per_week, traffic_share : float
        Eligible customers a week (NaN if not given) and the share of them that enters the test.
    days, weeks : float
        Whole days, and whole weeks, until the last customer has entered; NaN without `users_per_week`.
    rule_of_16 : float
        Customers in each group by 16 p (1 - p) / change².
    exact : ExactPower or None
        Enumerated chances when the groups are small: up to 400 each, or as many pairs of outcomes.
    others : tuple of OtherCalculator
        The same question answered by other conventions.
    curve : DataFrame
        Chance over size: n_total, weeks (NaN without `users_per_week`), fraction (of the change),
        change (signed), power; of a margin in place of the change where the goal is one.
    surface : DataFrame
        Chance over changes (or margins) and sizes: fraction, change, n_total, weeks, power.
    goal, margin, better, margin_convention : str, float
        As asked for; `margin` is the smallest one that can be shown where that was solved for, and NaN
        for a test of superiority or where none can be.
    power_any : float
        Chance that at least one new version is found (or shown), if all of them are as planned.
    critical : float
        The value z that each test statistic must pass.
    share_low, share_high : float
        Smallest and largest share of treatment that reaches `target_power`, where the split was solved
        for; NaN otherwise and where none does.
    n_possible : int or None
        New versions that can be tried, where their number was solved for; at most 9.
    weeks_available, found_in_weeks : float
        Weeks that were given beside "weeks" to be solved for, and the smallest change (or margin) found
        in them; NaN otherwise.
    design_effect : float
        How many times as many customers communities need; 1 without.
    cluster_size, icc, clusters_control, clusters_treatment, power_by_t : float
        Customers counted per community, their likeness, whole communities in the control and in one
        treatment group, and the chance by the t test of as many communities; NaN without communities.
    covariate_correlation : float
        Correlation of the outcome with the pre-period, 0 where not used.
    conversions : NeededConversions
        What one treatment group must show to be a finding.
    exact_margin : ExactMarginPower or None
        As `exact`, for a margin.
    """

    solve_for: SolveFor
    baseline_rate: float
    treatment_rate: float
    change: float
    relative_change: float
    cohens_h: float
    target_power: float
    alpha: float
    alpha_tested: float
    alpha_per_comparison: float
    sides: Sides
    direction: Direction
    convention: Convention
    correction: Correction
    n_treatments: int
    n_control_real: float
    n_treatment_real: float
    n_total_real: float
    n_control: int
    n_treatment: int
    n_total: int
    power: float
    power_near_tail: float
    power_both_tails: float
    share_treatment: float
    users_per_week: float
    traffic_share: float
    days: float
    weeks: float
    rule_of_16: float
    exact: ExactPower | None
    others: tuple[OtherCalculator, ...]
    curve: pd.DataFrame
    surface: pd.DataFrame
    goal: Goal
    margin: float
    better: Better
    margin_convention: MarginConvention
    power_any: float
    critical: float
    share_low: float
    share_high: float
    n_possible: int | None
    weeks_available: float
    found_in_weeks: float
    design_effect: float
    cluster_size: float
    icc: float
    clusters_control: float
    clusters_treatment: float
    power_by_t: float
    covariate_correlation: float
    conversions: NeededConversions
    exact_margin: ExactMarginPower | None
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def equal_groups(self) -> bool:
        """Whether all groups are of one size."""
        return self.n_control == self.n_treatment

    @property
    def answer(self) -> Answer:
        """What the plan's own number is: sizes, a change (or margin) or a chance."""
        match self.solve_for:
            case "n" | "weeks":
                return "n"
            case "mde":
                return "mde"
            case _:
                return "power"

    @property
    def not_feasible(self) -> Sentence | None:
        """The headline where nobody has so many customers or so much time; None where the test can be done."""
        weekly = self.users_per_week * self.traffic_share
        return not_feasible(self.n_total, self.weeks, weekly)

    @property
    def unreachable(self) -> bool:
        """Whether no change, or no margin, was found."""
        return math.isnan(self.change) or (self.goal != "superiority" and math.isnan(self.margin))

    def to_frame(self) -> pd.DataFrame:
        """One row per group.

        Columns: group (0 control, 1... treatments), rate, share (of all customers), n, n_real, and,
        the same in every row, n_total, change, relative_change, alpha_per_comparison, power, weeks,
        power_any, design_effect; margin where the goal is one; clusters where communities are assigned.
        """
        groups = range(self.n_treatments + 1)
        sizes = [self.n_control, *([self.n_treatment] * self.n_treatments)]
        frame = pd.DataFrame(
            {
                "group": groups,
                "rate": [self.baseline_rate, *([self.treatment_rate] * self.n_treatments)],
                "share": [size / self.n_total for size in sizes],
                "n": sizes,
                "n_real": [self.n_control_real, *([self.n_treatment_real] * self.n_treatments)],
                "n_total": self.n_total,
                "change": self.change,
                "relative_change": self.relative_change,
                "alpha_per_comparison": self.alpha_per_comparison,
                "power": self.power,
                "weeks": self.weeks,
                "power_any": self.power_any,
                "design_effect": self.design_effect,
            }
        )
        if self.goal != "superiority":
            frame["margin"] = self.margin
        if not math.isnan(self.cluster_size):
            frame["clusters"] = [self.clusters_control, *([self.clusters_treatment] * self.n_treatments)]
        return frame

    def readings(self) -> tuple[Sentence, ...]:
        """The plan in words: the numbers, then what they buy."""
        return plan_readings(self)
