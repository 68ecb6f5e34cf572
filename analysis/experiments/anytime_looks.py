"""Looks at two groups as given, turned into an estimate and its variance at each look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.anytime_controls import LIST_LABELS

if TYPE_CHECKING:
    from analysis.experiments.anytime_controls import DifferenceType

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look: sizes, means and variances of both groups.

    Parameters
    ----------
    n_control, n_treatment : int
        Customers.
    control, treatment : float
        Rates or means.
    variance_control, variance_treatment : float
        Variances between customers.
    fewest : float
        Smallest of the four counts of conversions and non-conversions, or the smaller group for means.
    fewest_successes : float
        The smaller count of conversions; infinite for means.
    """

    n_control: int
    n_treatment: int
    control: float
    treatment: float
    variance_control: float
    variance_treatment: float
    fewest: float
    fewest_successes: float

    @property
    def n_total(self) -> int:
        """Customers in both groups."""
        return self.n_control + self.n_treatment

    def estimate(self, kind: DifferenceType) -> tuple[float, float]:
        """The difference and its variance; NaN where it cannot be had.

        Notes
        -----
        Absolute: unpooled variance. Relative to control: first-order delta method.
        """
        of_control, of_treatment = self.variance_control / self.n_control, self.variance_treatment / self.n_treatment
        if of_control + of_treatment <= 0:
            return self._difference(kind), NAN
        if kind == "absolute":
            return self.treatment - self.control, of_control + of_treatment
        if self.control <= 0:
            return NAN, NAN
        variance = of_treatment / self.control**2 + of_control * self.treatment**2 / self.control**4
        return self.treatment / self.control - 1, variance

    def _difference(self, kind: DifferenceType) -> float:
        if kind == "absolute":
            return self.treatment - self.control
        return self.treatment / self.control - 1 if self.control > 0 else NAN


def looks_at_counts(
    successes_control: Sequence[float],
    n_control: Sequence[float],
    successes_treatment: Sequence[float],
    n_treatment: Sequence[float],
) -> tuple[Look, ...]:
    """Looks at conversions.

    Raises
    ------
    ParameterError
        If lists differ in length, counts are not whole, shrink, or more converted than there are.
    """
    given = {
        "n_control": n_control,
        "n_treatment": n_treatment,
        "successes_control": successes_control,
        "successes_treatment": successes_treatment,
    }
    _equally_many(given)
    for name, values in given.items():
        _growing_counts(name, values)
    for name, successes, sizes in (
        ("successes_control", successes_control, n_control),
        ("successes_treatment", successes_treatment, n_treatment),
    ):
        for converted, size in zip(successes, sizes, strict=True):
            if converted > size:
                raise ParameterError(
                    Message(
                        "{converted:count} customers cannot have converted of {size:count}.",
                        converted=converted,
                        size=size,
                    ),
                    remedy=Message("Check the two counts; one customer counts once."),
                    parameter=name,
                )
    return tuple(
        _counted(int(a), int(m), int(b), int(n))
        for a, m, b, n in zip(successes_control, n_control, successes_treatment, n_treatment, strict=True)
    )


def _counted(a: int, m: int, b: int, n: int) -> Look:
    control, treatment = a / m, b / n
    return Look(
        n_control=m,
        n_treatment=n,
        control=control,
        treatment=treatment,
        variance_control=control * (1 - control),
        variance_treatment=treatment * (1 - treatment),
        fewest=min(a, m - a, b, n - b),
        fewest_successes=min(a, b),
    )


def looks_at_means(
    mean_control: Sequence[float],
    sd_control: Sequence[float],
    n_control: Sequence[float],
    mean_treatment: Sequence[float],
    sd_treatment: Sequence[float],
    n_treatment: Sequence[float],
) -> tuple[Look, ...]:
    """Looks at means.

    Raises
    ------
    ParameterError
        If lists differ in length, sizes are not whole or shrink, or a standard deviation is negative.
    """
    given = {
        "n_control": n_control,
        "n_treatment": n_treatment,
        "mean_control": mean_control,
        "sd_control": sd_control,
        "mean_treatment": mean_treatment,
        "sd_treatment": sd_treatment,
    }
    _equally_many(given)
    _growing_counts("n_control", n_control)
    _growing_counts("n_treatment", n_treatment)
    for name in ("sd_control", "sd_treatment"):
        for sd in given[name]:
            if sd < 0:
                raise ParameterError(
                    Message("A standard deviation cannot be {sd:exact}.", sd=sd),
                    Message("Allowed: numbers of 0 or more."),
                    parameter=name,
                )
    rows = zip(mean_control, sd_control, n_control, mean_treatment, sd_treatment, n_treatment, strict=True)
    return tuple(
        Look(
            n_control=int(m),
            n_treatment=int(n),
            control=control,
            treatment=treatment,
            variance_control=s_control**2,
            variance_treatment=s_treatment**2,
            fewest=min(m, n),
            fewest_successes=math.inf,
        )
        for control, s_control, m, treatment, s_treatment, n in rows
    )


def _equally_many(given: dict[str, Sequence[float]]) -> None:
    looks = len(given["n_control"])
    for name, values in given.items():
        if not values or len(values) != looks:
            raise ParameterError(
                Message(
                    "“{name}” has {values:count} numbers where the control group has {looks:count} sizes.",
                    name=LIST_LABELS[name],
                    values=len(values),
                    looks=looks,
                ),
                remedy=Message("Give one number for each look, at least one, in every list."),
                parameter=name,
            )


def _growing_counts(name: str, values: Sequence[float]) -> None:
    least = 1 if name.startswith("n_") else 0
    for value in values:
        if value < least or value != int(value):
            raise ParameterError(
                Message("{value:exact} is no count of customers.", value=value),
                Message("Allowed: whole numbers of {least:count} or more.", least=least),
                parameter=name,
            )
    for earlier, later in pairwise(values):
        if later < earlier:
            raise ParameterError(
                Message("The count falls from {earlier:count} to {later:count}.", earlier=earlier, later=later),
                remedy=Message("Give counts from the start of the test up to each look, not of each week alone."),
                parameter=name,
            )
