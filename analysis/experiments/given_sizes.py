"""The sizes of the groups that a planner has given, in whichever of the ways it can be done."""

from __future__ import annotations

import math
from typing import Protocol

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage

NAN = float("nan")


class SizesAsked(Protocol):
    """The answers that the sizes follow from."""

    @property
    def solve_for(self) -> str:
        """The unknown."""
        ...

    @property
    def n_treatments(self) -> int:
        """Treatment groups."""
        ...

    @property
    def n_total(self) -> int | None:
        """Customers in all."""
        ...

    @property
    def weeks(self) -> int | None:
        """Weeks available."""
        ...

    @property
    def users_per_week(self) -> int | None:
        """Eligible customers a week."""
        ...

    @property
    def customers_per_week(self) -> float:
        """Customers who enter in a week."""
        ...

    @property
    def n_control(self) -> int | None:
        """Customers in the control group."""
        ...

    @property
    def n_treatment(self) -> int | None:
        """Customers in each treatment group."""
        ...


def given_sizes(asked: SizesAsked, share_each: float, *, one_group: bool = False) -> tuple[float, float]:
    """Sizes of the control and of one treatment group; NaN where they are the unknown.

    Parameters
    ----------
    asked : SizesAsked
        The planner's answers.
    share_each : float
        Share of one treatment group in all customers.
    one_group : bool
        Whether there is no control group; its size is then 0.

    Raises
    ------
    ParameterError
        If no size is given, or a group would be empty.
    """
    if asked.solve_for == "n":
        return (NAN if asked.n_control is None else float(asked.n_control)), NAN
    if asked.n_treatment is not None and (one_group or asked.n_control is not None):
        return float(asked.n_control or 0), float(asked.n_treatment)
    total = asked.n_total
    if total is None and asked.weeks is not None and asked.users_per_week is not None:
        total = math.floor(asked.customers_per_week * asked.weeks + 1e-9)
    if total is None:
        raise ParameterError(
            Message("The number of customers is not given."),
            remedy=Message("Give the customers in all, or the customers a week and the weeks available."),
            parameter="n_total",
        )
    each = math.floor(total * share_each + 1e-9)
    rest = total - each * asked.n_treatments
    if each < 1 or (rest < 1 and not one_group):
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
    return float(rest), float(each)
