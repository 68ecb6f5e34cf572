"""One question for every planner of groups: the unknown among size, effect and chance, solved for any test."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Sides: TypeAlias = Literal["two", "one"]
Direction: TypeAlias = Literal["increase", "decrease"]
SolveFor: TypeAlias = Literal["n", "mde", "power"]
Floats: TypeAlias = NDArray[np.float64]

LARGEST_N = 1e15
STEP = 8.0
EFFECT_STEP = 1.6
SMALLEST_EFFECT = 1e-9
LARGEST_EFFECT = 1e15
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTest(ABC):
    """A test of one comparison as a planner sees it, with everything known but effect and sizes.

    Parameters
    ----------
    alpha : float
        Chance of a false alarm of this one comparison, above 0 and below 1.
    sides : {"two", "one"}
        Whether `alpha` is split over both directions.
    """

    alpha: float
    sides: Sides = "two"

    @property
    def tail_alpha(self) -> float:
        """Chance of a false alarm in the direction of the effect."""
        return self.alpha / (2 if self.sides == "two" else 1)

    @property
    def smallest_n(self) -> float:
        """Fewest customers of a group for which the formula is defined."""
        return 1e-6

    @property
    def largest_effect(self) -> float:
        """Largest effect that is possible."""
        return LARGEST_EFFECT

    @abstractmethod
    def tails(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> tuple[Floats, Floats]:
        """Chance to reject in the direction of an effect (its size, 0 or more), and in the other one."""

    def power(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> Floats:
        """Chance to find the effect: rejections in the wrong direction do not count."""
        return self.tails(effect, n_control, n_treatment)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupQuestion:
    """What a planner asks, free of the test.

    Parameters
    ----------
    solve_for : {"n", "mde", "power"}
    effect : float
        Size of the effect on the test's own scale; not used where it is the unknown.
    n_control, n_treatment : float
        Sizes of the control and of one treatment group; not used where n is the unknown.
    share : float
        Share of one treatment group in the pair (control, treatment); 1 without a control group.
    power : float
        Wanted chance.
    n_treatments : int
    fixed_control : bool
        Whether `n_control` is fixed and only the treatment group is sized.
    """

    solve_for: SolveFor
    effect: float
    n_control: float
    n_treatment: float
    share: float
    power: float
    n_treatments: int
    fixed_control: bool = False


def solved(question: GroupQuestion, test: GroupTest) -> GroupQuestion:
    """The question with its unknown filled in; NaN where there is no answer.

    Examples
    --------
    >>> from analysis.experiments.mean_power import MeanTest
    >>> question = GroupQuestion(
    ...     solve_for="n", effect=0.5, n_control=NAN, n_treatment=NAN, share=0.5, power=0.8, n_treatments=1
    ... )
    >>> round(solved(question, MeanTest(alpha=0.05, sd_control=1.0, sd_treatment=1.0)).n_control, 4)
    63.7658
    """
    if question.solve_for == "n" and question.fixed_control:
        return replace(question, n_treatment=_treatment_n(question, test))
    if question.solve_for == "n":
        total = _total(question, test)
        return replace(question, n_control=total * (1 - question.share), n_treatment=total * question.share)
    if question.solve_for == "mde":
        return replace(question, effect=_effect(question, test))
    return replace(question, power=float(test.power(question.effect, question.n_control, question.n_treatment)))


def _total(question: GroupQuestion, test: GroupTest) -> float:
    share = question.share
    low = test.smallest_n / (share if share == 1 else min(share, 1 - share))
    return _size(
        lambda total: float(test.power(question.effect, total * (1 - share), total * share)), low, question.power
    )


def _treatment_n(question: GroupQuestion, test: GroupTest) -> float:
    return _size(
        lambda size: float(test.power(question.effect, question.n_control, size)), test.smallest_n, question.power
    )


def _size(power_at: Callable[[float], float], low: float, wanted: float) -> float:
    """The smallest size with the wanted chance, looked for on a logarithmic scale; NaN where none is enough."""
    if power_at(low) >= wanted:
        return low
    high = low
    while power_at(high) < wanted:
        low, high = high, high * STEP
        if high > LARGEST_N:
            return NAN
    return math.exp(_root(lambda log_n: power_at(math.exp(log_n)) - wanted, math.log(low), math.log(high)))


def _effect(question: GroupQuestion, test: GroupTest) -> float:
    """The smallest effect with the wanted chance: 0 where any is enough, NaN where none is."""

    def missing(effect: float) -> float:
        return float(test.power(effect, question.n_control, question.n_treatment)) - question.power

    low = high = SMALLEST_EFFECT
    if missing(low) >= 0:
        return 0.0
    # In small steps: on some scales the chance falls again for very large effects.
    while missing(high) < 0:
        if high >= test.largest_effect:
            return NAN
        low, high = high, min(EFFECT_STEP * high, test.largest_effect)
    return _root(missing, low, high)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-14, rtol=1e-13, maxiter=500))
