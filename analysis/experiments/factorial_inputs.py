"""What a planner of a 2 × 2 factorial has answered, turned into three contrasts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.factorial_plan import Outcome, PlanFor, Words
from analysis.experiments.factorial_power import CELLS, Contrast, ContrastTest, cell_values
from analysis.experiments.group_inputs import GroupInputs, missing_change

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

NAN = float("nan")
SLACK = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorialInputs(GroupInputs):
    """The parameters of `plan_factorial`; those of groups keep their defaults."""

    outcome: Outcome
    baseline: float
    sd: float | None
    change_a: float | None
    change_b: float | None
    interaction: float
    plan_for: PlanFor
    names: tuple[str, str, str, str, str, str]

    @property
    def one_group(self) -> bool:
        """All four cells are of one size, and none is the control group."""
        return True

    def given(self) -> dict[str, ParameterValue]:
        """The parameters of `plan_factorial` alone."""
        factor_a, usual_a, other_a, factor_b, usual_b, other_b = self.names
        return {
            "baseline": self.baseline,
            "change_a": self.change_a,
            "change_b": self.change_b,
            "outcome": self.outcome,
            "sd": self.sd,
            "interaction": self.interaction,
            "plan_for": self.plan_for,
            "users_per_week": self.users_per_week,
            "power": self.power,
            "alpha": self.alpha,
            "solve_for": self.solve_for,
            "n_total": self.n_total,
            "weeks": self.weeks,
            "sides": self.sides,
            "correction": self.correction,
            "traffic_share": self.traffic_share,
            "factor_a": factor_a,
            "usual_a": usual_a,
            "other_a": other_a,
            "factor_b": factor_b,
            "usual_b": usual_b,
            "other_b": other_b,
        }

    @property
    def n_tests(self) -> int:
        """Tests that share the level."""
        return 3 if self.plan_for == "interaction" else 2

    @property
    def alpha_per_test(self) -> float:
        """Level of each test; Holm's first step is Bonferroni's."""
        return self.alpha if self.correction == "none" else self.alpha / self.n_tests

    def effects(self) -> tuple[float, float, float]:
        """Signed main effects of A and B, and interaction; NaN where they are the unknown.

        Raises
        ------
        ParameterError
            If one is missing, 0, or leads to shares outside 0..1.
        """
        a, b, interaction = self.change_a, self.change_b, self.interaction
        if self.solve_for == "mde":
            if self.plan_for == "interaction":
                return a or 0.0, (a or 0.0) if b is None else b, NAN
            return NAN, NAN, interaction
        if a is None:
            error = missing_change()
            error.parameter = "change_a"
            raise error
        b = a if b is None else b
        for name, size in (("change_a", a), ("change_b", b)):
            if size == 0:
                raise ParameterError(
                    Message("An effect of 0 cannot be found."),
                    remedy=Message("Give the smallest effect that would still be worth its cost."),
                    parameter=name,
                )
        if self.plan_for == "interaction" and interaction == 0:
            raise ParameterError(
                Message("The interaction to be found is not given."),
                remedy=Message("Give its size, or plan for the main effects alone."),
                parameter="interaction",
            )
        return a, b, interaction

    def check(self, effects: tuple[float, float, float]) -> None:
        """Refuse a share outside 0..1, and a mean without standard deviation."""
        if self.outcome == "mean" and self.sd is None:
            raise ParameterError(
                Message("The standard deviation is not given."),
                remedy=Message("Give that of one customer's value within a cell."),
                parameter="sd",
            )
        if self.outcome == "mean":
            return
        if not 0 < self.baseline < 1:
            raise ParameterError(
                Message("A share of {share:exact} is impossible or never changes.", share=self.baseline),
                Message("Allowed: a number above 0 and below 1."),
                Message("Give the share as a fraction, such as 0.35, or choose a mean."),
                parameter="baseline",
            )
        known = [0.0 if math.isnan(size) else size for size in effects]
        cells = cell_values(self.baseline, *known)
        worst = max(cells, key=lambda share: abs(share - 0.5))
        if not -SLACK <= worst <= 1 + SLACK:
            raise ParameterError(
                Message("With these effects one of the cells would have a share of {share:fine_percent}.", share=worst),
                Message("Rates lie between 0% and 100%."),
                Message("Plan for smaller effects or another interaction."),
                parameter="change_a",
            )

    def contrast(self, name: Contrast, effects: tuple[float, float, float]) -> ContrastTest:
        """The test of one contrast, its cells as the other effects leave them.

        Where the main effects are the unknown, both grow together.
        """
        known = [0.0 if math.isnan(size) else size for size in effects]
        position = ("a", "b", "interaction").index(name)
        together = name != "interaction" and math.isnan(effects[0])
        growing = [0, 1] if together else [position]
        signs = [math.copysign(1.0, known[place]) if known[place] else 1.0 for place in range(3)]
        start = cell_values(self.baseline, *(0.0 if place in growing else known[place] for place in range(3)))
        slope = cell_values(0.0, *(signs[place] if place in growing else 0.0 for place in range(3)))
        return ContrastTest(
            alpha=self.alpha_per_test,
            sides=self.sides,
            weight=1.0 if name == "interaction" else 0.5,
            start=start,
            slope=slope,
            sd=self.sd if self.outcome == "mean" else None,
        )

    def cell_size(self) -> float:
        """Customers of one cell, where the size is given.

        Raises
        ------
        ParameterError
            If a cell would be empty or, for a mean, hold one customer.
        """
        n = self.with_cells().question(NAN).n_treatment
        if self.outcome == "mean" and n < 2:
            raise ParameterError(
                Message("With one customer in a cell nothing is known about how customers differ."),
                remedy=Message("Give 8 customers or more."),
                parameter="n_total",
            )
        return n

    def with_cells(self) -> FactorialInputs:
        """The same with the four cells as groups of equal size."""
        return replace(self, n_treatments=CELLS)

    def words(self) -> tuple[tuple[Words, Words], tuple[tuple[Words, Words], tuple[Words, Words]], bool]:
        """Factors, levels, and whether they are those of the published example."""
        factor_a, usual_a, other_a, factor_b, usual_b, other_b = self.names
        published = not any(self.names)
        if published:
            return (
                (Message("the channels"), Message("the number of touches")),
                (
                    (Message("community group only"), Message("preview, SMS and community group")),
                    (Message("one touch"), Message("three touches")),
                ),
                True,
            )
        without, present = Message("without"), Message("with", context="factor")
        return (
            (factor_a or Message("the first factor"), factor_b or Message("the second factor")),
            ((usual_a or without, other_a or present), (usual_b or without, other_b or present)),
            False,
        )
