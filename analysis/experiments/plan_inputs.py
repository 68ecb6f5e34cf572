"""What a planner has answered, turned into one question to the formulas."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.experiments.cluster_design import design_effect_of
from analysis.experiments.margin_power import MarginTest
from analysis.experiments.other_calculators import Question, Test, Unknown
from analysis.experiments.plan_requirements import require_communities, require_margin
from analysis.experiments.proportion_power import ProportionTest, rate_at_h
from analysis.inference.many_to_one import critical_value

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue
    from analysis.experiments.margin_power import Better, MarginConvention
    from analysis.experiments.proportion_plan import Allocation, ChangeKind, Correction, Goal, SolveFor
    from analysis.experiments.proportion_power import Convention, Direction, Sides

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInputs:
    """The parameters of `plan_proportions`, of the same names and meaning."""

    baseline_rate: float
    change: float | None
    change_kind: ChangeKind
    users_per_week: int | None
    n_treatments: int
    share_treatment: float | None
    power: float
    alpha: float
    solve_for: SolveFor
    n_total: int | None
    weeks: int | None
    n_control: int | None
    n_treatment: int | None
    direction: Direction
    sides: Sides
    convention: Convention
    correction: Correction
    traffic_share: float
    goal: Goal = "superiority"
    margin: float | None = None
    better: Better = "higher"
    margin_convention: MarginConvention = "farrington_manning"
    allocation: Allocation = "equal"
    cluster_size: float | None = None
    icc: float | None = None
    cluster_size_cv: float = 0.0
    covariate_correlation: float = 0.0

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)

    def test(self, correlation: float) -> Test:
        """The test of one comparison; `correlation` is that of two comparisons with the one control group."""
        alpha = self.alpha_of_one(correlation)
        if self.goal != "superiority":
            return MarginTest(
                alpha=alpha,
                goal=self.goal,
                margin=NAN if self.margin is None or self.unknown == "mde" else self.margin,
                better=self.better,
                convention=self.margin_convention,
                variance_factor=self.variance_factor,
            )
        return ProportionTest(
            alpha=alpha, sides=self.sides, convention=self.convention, variance_factor=self.variance_factor
        )

    def alpha_of_one(self, correlation: float) -> float:
        """The level of one comparison, so that all of them together keep `alpha`."""
        if self.correction == "none" or self.n_treatments == 1:
            return self.alpha_tested
        if self.correction != "dunnett":
            # Holm's first step, which decides whether anything is found, is Bonferroni's.
            return self.alpha_tested / self.n_treatments
        two_sided = self.goal == "superiority" and self.sides == "two"
        critical = critical_value(self.n_treatments, correlation, self.alpha_tested, "two" if two_sided else "one")
        return (2 if two_sided else 1) * (1 - NormalDist().cdf(critical))

    @property
    def alpha_tested(self) -> float:
        """Level of all comparisons together: no worse is one of the two directions that `alpha` covers."""
        return self.alpha / 2 if self.goal == "noninferiority" and self.sides == "two" else self.alpha

    @property
    def design_effect(self) -> float:
        """How many times as many customers are needed because communities are assigned as a whole."""
        if self.cluster_size is None or self.icc is None:
            return 1.0
        return design_effect_of(self.cluster_size, self.icc, self.cluster_size_cv)

    @property
    def variance_factor(self) -> float:
        """What all variances are multiplied with."""
        return self.design_effect * (1 - self.covariate_correlation**2)

    @property
    def unknown(self) -> Unknown:
        """Which of size, change and chance the formulas have to find."""
        match self.solve_for:
            case "n" | "weeks":
                return "n"
            case "mde":
                return "mde"
            case _:
                return "power"

    @property
    def customers_per_week(self) -> float:
        """Customers who enter the test in a week; NaN if not given."""
        return NAN if self.users_per_week is None else self.users_per_week * self.traffic_share

    def question(self) -> Question:
        """The question with its unknown left open.

        Raises
        ------
        ParameterError
            If the change leads outside 0..1 or a needed value is missing.
        """
        self._require_consistent()
        share_each = self.share_of_treatments / self.n_treatments
        share_control = 1 - self.share_of_treatments
        n_control, n_treatment = self._sizes(share_each)
        return Question(
            solve_for=self.unknown,
            control=self.baseline_rate,
            treatment=NAN if self.unknown == "mde" and self.goal == "superiority" else self._treatment_rate(),
            n_control=n_control,
            n_treatment=n_treatment,
            share=share_each / (share_each + share_control),
            power=self.power,
            direction=self.direction,
            n_treatments=self.n_treatments,
            fixed_control=self.unknown == "n" and self.n_control is not None,
        )

    def with_sizes(self, n_control: int, n_treatment: int, n_treatments: int) -> PlanInputs:
        """The same question for groups of these sizes."""
        return replace(self, n_control=n_control, n_treatment=n_treatment, n_treatments=n_treatments)

    @property
    def total(self) -> int:
        """Customers in all, given or counted from the weeks.

        Raises
        ------
        ParameterError
            If neither is given.
        """
        total = self.n_total
        if total is None and self.weeks is not None and self.users_per_week is not None:
            total = math.floor(self.customers_per_week * self.weeks + 1e-9)
        if total is None:
            raise ParameterError(
                Message("The number of customers is not given."),
                remedy=Message("Give the customers in all, or the customers a week and the weeks available."),
                parameter="n_total",
            )
        return total

    @property
    def share_of_treatments(self) -> float:
        """Share of customers in all treatment groups together."""
        if self.share_treatment is not None:
            return self.share_treatment
        if self.allocation == "square_root":
            return self.n_treatments / (self.n_treatments + math.sqrt(self.n_treatments))
        return self.n_treatments / (self.n_treatments + 1)

    def _require_consistent(self) -> None:
        require_margin(self, NAN if self.unknown == "mde" and self.goal == "superiority" else self._treatment_rate())
        require_communities(self)
        if self.share_treatment is not None and self.allocation == "square_root":
            raise ParameterError(
                Message("Two splits are given: a share of customers and the square-root rule."),
                remedy=Message("Leave the share empty, or choose groups of equal size; the share then decides."),
                parameter="allocation",
            )
        if self.solve_for == "weeks" and self.users_per_week is None:
            raise ParameterError(
                Message("The number of customers a week is not given."),
                remedy=Message("Give the eligible customers a week, or work out the customers instead of the weeks."),
                parameter="users_per_week",
            )

    def _treatment_rate(self) -> float:
        if self.change is None:
            if self.goal != "superiority":
                return self.baseline_rate
            raise ParameterError(
                Message("The smallest change worth acting on is not given."),
                remedy=Message("Give a change above 0, or let the change be worked out from the number of customers."),
                parameter="change",
            )
        step = self.change * (self.baseline_rate if self.change_kind == "relative" else 1.0)
        signed = step if self.direction == "increase" else -step
        if self.change_kind == "cohen_h":
            rate = rate_at_h(self.baseline_rate, signed)
        else:
            rate = self.baseline_rate + signed
            # 0.9 + 0.1 may miss 1 by the last bit.
            rate = min(max(rate, 0.0), 1.0) if -1e-12 < rate < 1 + 1e-12 else rate
        if not 0 <= rate <= 1:
            raise self._outside(rate, abs(signed))
        return rate

    def _outside(self, rate: float, step: float) -> ParameterError:
        if math.isnan(rate):
            what = Message(
                "No rate lies {h:number} (Cohen's h) from {rate:fine_percent}.", h=step, rate=self.baseline_rate
            )
        elif self.direction == "increase":
            what = Message(
                "A rise of {step:fine_points} points from {rate:fine_percent} would lead to {end:fine_percent}.",
                step=step,
                rate=self.baseline_rate,
                end=rate,
            )
        else:
            what = Message(
                "A fall of {step:fine_points} points from {rate:fine_percent} would lead below 0%.",
                step=-step,
                rate=self.baseline_rate,
            )
        return ParameterError(
            what,
            Message("Rates lie between 0% and 100%."),
            Message("Plan for a smaller change, and check whether it is meant in points or relative to today's rate."),
            parameter="change",
        )

    def _sizes(self, share_each: float) -> tuple[float, float]:
        """Sizes of the control and of one treatment group; NaN where they are the unknown."""
        if self.unknown == "n":
            return (NAN if self.n_control is None else float(self.n_control)), NAN
        if self.n_control is not None and self.n_treatment is not None:
            return float(self.n_control), float(self.n_treatment)
        total = self.total
        each = math.floor(total * share_each + 1e-9)
        if each < 1 or total - each * self.n_treatments < 1:
            raise ParameterError(
                PluralMessage(
                    "One customer is too few for this split: a group would be empty.",
                    "{total:count} customers are too few for this split: a group would be empty.",
                    n=int(total),
                    total=total,
                ),
                remedy=Message("Give more customers, or groups of more equal size."),
                parameter="n_total",
            )
        return float(total - each * self.n_treatments), float(each)
