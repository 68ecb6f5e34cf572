"""Numbers of several arms as pasted, checked before anything is computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message

ArmMeasure: TypeAlias = Literal["rates", "counts", "means"]
MOST_ARMS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """Arms as given, control first.

    Parameters
    ----------
    measure : {"rates", "counts", "means"}
    observed : tuple of float
        Converted customers, events, or the mean of each arm.
    sizes : tuple of float
        Customers, or for counts the exposure, of each arm.
    sds : tuple of float
        Standard deviations; empty unless means are compared.
    """

    measure: ArmMeasure
    observed: tuple[float, ...]
    sizes: tuple[float, ...]
    sds: tuple[float, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """Rate, events per unit of exposure, or mean of each arm."""
        if self.measure == "means":
            return self.observed
        return tuple(x / n for x, n in zip(self.observed, self.sizes, strict=True))


def checked_arms(
    measure: ArmMeasure, observed: tuple[float, ...], sizes: tuple[float, ...], sds: tuple[float, ...] | None
) -> Arms:
    """The arms, or one clear sentence on what cannot be.

    Raises
    ------
    ParameterError
        Fewer than two or more than ten arms, lists of unequal length, an empty arm, negative or broken counts, more
        conversions than customers, standard deviations missing or below 0.

    Examples
    --------
    >>> checked_arms("rates", (10.0, 20.0), (100.0, 100.0), None).values
    (0.1, 0.2)
    """
    if len(observed) < 2:
        raise ParameterError(
            Message("One arm alone cannot be compared."),
            remedy=Message("Give the numbers of at least two arms, control first."),
            parameter="observed",
        )
    if len(observed) > MOST_ARMS:
        raise ParameterError(
            Message("{arms:count} arms are more than one test can tell apart.", arms=len(observed)),
            Message("Allowed: up to {most:count} arms.", most=MOST_ARMS),
            parameter="observed",
        )
    require_equal_length("sizes", sizes, len(observed))
    _require_sizes(measure, sizes)
    if measure == "means":
        return Arms(measure=measure, observed=observed, sizes=sizes, sds=_checked_sds(sds, len(observed)))
    for count, size in zip(observed, sizes, strict=True):
        _require_count(count)
        if measure == "rates" and count > size:
            raise ParameterError(
                Message("{successes:exact} of {n:exact} customers cannot have converted.", successes=count, n=size),
                Message("Allowed: at most as many as there are customers in the group."),
                Message("Check whether visits or orders were counted in place of customers."),
                parameter="observed",
            )
    return Arms(measure=measure, observed=observed, sizes=sizes, sds=())


def require_equal_length(parameter: str, values: Sequence[float], arms: int) -> None:
    """Refuse a list that does not have one number for each arm."""
    if len(values) != arms:
        raise ParameterError(
            Message("There are {arms:count} arms but {given:count} numbers here.", arms=arms, given=len(values)),
            remedy=Message("Give one number for each arm, in the same order, control first."),
            parameter=parameter,
        )


def _require_count(count: float) -> None:
    if count < 0 or count != int(count):
        raise ParameterError(
            Message("{count:exact} cannot be a count.", count=count),
            Message("Allowed: whole numbers, 0 or more."),
            parameter="observed",
        )


def _require_sizes(measure: ArmMeasure, sizes: tuple[float, ...]) -> None:
    for size in sizes:
        if measure == "counts" and size <= 0:
            raise ParameterError(
                Message("Nothing can be counted over an exposure of {size:exact}.", size=size),
                Message("Allowed: numbers above 0."),
                parameter="sizes",
            )
        if measure != "counts" and (size < 1 or size != int(size)):
            raise ParameterError(
                Message("An arm cannot have {size:exact} customers.", size=size),
                Message("Allowed: whole numbers, 1 or more."),
                parameter="sizes",
            )


def _checked_sds(sds: tuple[float, ...] | None, arms: int) -> tuple[float, ...]:
    if sds is None:
        raise ParameterError(
            Message("Means cannot be compared without their standard deviations."),
            remedy=Message("Give the standard deviation of each arm, in the same order."),
            parameter="sds",
        )
    require_equal_length("sds", sds, arms)
    for sd in sds:
        if sd < 0:
            raise ParameterError(
                Message("A standard deviation cannot be {sd:exact}.", sd=sd),
                Message("Allowed: 0 or more."),
                parameter="sds",
            )
    return sds
