"""What the planners of groups ask in common, turned into one question to a test."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.given_sizes import given_sizes
from analysis.experiments.group_question import Direction, GroupQuestion, Sides, SolveFor

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

NAN = float("nan")
Allocation: TypeAlias = Literal["equal", "square_root", "share"]
Correction: TypeAlias = Literal["bonferroni", "holm", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInputs:
    """The parameters that all planners of groups share, of the same names and meaning."""

    users_per_week: int | None
    n_treatments: int
    allocation: Allocation
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
    correction: Correction
    traffic_share: float

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)

    @property
    def one_group(self) -> bool:
        """Whether there is no control group."""
        return False

    @property
    def sign(self) -> int:
        """1 for a rise, -1 for a fall."""
        return 1 if self.direction == "increase" else -1

    @property
    def alpha_per_comparison(self) -> float:
        """Level of one comparison; Holm's first step is Bonferroni's."""
        return self.alpha if self.correction == "none" else self.alpha / self.n_treatments

    @property
    def customers_per_week(self) -> float:
        """Customers who enter the test in a week; NaN if not given."""
        return NAN if self.users_per_week is None else self.users_per_week * self.traffic_share

    def question(self, effect: float) -> GroupQuestion:
        """The question about an effect of this size (NaN where it is the unknown).

        Raises
        ------
        ParameterError
            If the split contradicts itself or a needed size is missing.
        """
        share_each = self._share_of_treatments() / self.n_treatments
        n_control, n_treatment = given_sizes(self, share_each, one_group=self.one_group)
        control = 0.0 if self.one_group else 1 - self._share_of_treatments()
        return GroupQuestion(
            solve_for=self.solve_for,
            effect=effect,
            n_control=n_control,
            n_treatment=n_treatment,
            share=share_each / (share_each + control),
            power=self.power,
            n_treatments=self.n_treatments,
            fixed_control=self.solve_for == "n" and self.n_control is not None,
        )

    def _share_of_treatments(self) -> float:
        if self.one_group:
            return 1.0
        many = self.n_treatments
        if self.allocation == "square_root":
            if self.share_treatment is not None:
                raise ParameterError(
                    Message("The groups cannot follow both the square root rule and a given share."),
                    remedy=Message("Leave the share empty, or divide the customers by share."),
                    parameter="share_treatment",
                )
            return many / (many + math.sqrt(many))
        if self.share_treatment is not None:
            return self.share_treatment
        if self.allocation == "share":
            raise ParameterError(
                Message("The share of customers who get a new version is not given."),
                remedy=Message("Give the share, or choose groups of equal size."),
                parameter="share_treatment",
            )
        return many / (many + 1)


def missing_change() -> ParameterError:
    """The error where a planner needs the smallest change and has none."""
    return ParameterError(
        Message("The smallest change worth acting on is not given."),
        remedy=Message("Give a change above 0, or let the change be worked out from the number of customers."),
        parameter="change",
    )
