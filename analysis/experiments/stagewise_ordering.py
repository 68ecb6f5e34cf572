"""Estimate, interval and p-value of a test that could have stopped earlier: the stage-wise ordering."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.experiments.sequential_boundaries import root
from analysis.experiments.sequential_integration import Looks

if TYPE_CHECKING:
    from analysis.experiments.sequential_spending import Sides

# Beyond this many standard errors from the estimate no limit lies.
REACH = 12.0


def chance_above(
    information: Sequence[float], upper: Sequence[float], lower: Sequence[float], z: float, drift: float
) -> float:
    """Chance of an outcome at least as far up as the one seen, where z has mean `drift` at information 1.

    Parameters
    ----------
    information : sequence of float
        Information at the looks up to the one at which the test ended.
    upper, lower : sequence of float
        Bounds at the looks before that one.
    z : float
        Statistic at the last of these looks.

    Notes
    -----
    Outcomes are ordered: crossing the upper bound at look 1, at look 2, ..., the z values of the last
    look from high to low, ..., crossing the lower bound at look 2, at look 1 [1]_.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, sec. 8.2 to 8.5.
    """
    looks, chances = Looks(drift), list[float]()
    for at, high, low, following in zip(information[:-1], upper, lower, information[1:], strict=True):
        chances.append(looks.above(at, high) if math.isfinite(high) else 0.0)
        looks.go_on(at, low, high, following)
    return math.fsum((*chances, looks.above(information[-1], z)))


def drift_at(
    information: Sequence[float], upper: Sequence[float], lower: Sequence[float], z: float, chance: float
) -> float:
    """Drift with which an outcome at least as far up as the one seen has this chance.

    The median-unbiased estimate has the chance 1/2; the limits of a 1 - a interval a/2 and 1 - a/2.
    """
    scale = math.sqrt(information[-1])
    # A test that stopped early tells of drifts on the scale of its first look's information.
    spread = REACH / math.sqrt(information[0])
    return root(
        lambda drift: chance_above(information, upper, lower, z, drift) - chance,
        z / scale - spread,
        z / scale + spread,
    )


def sided_p(above: float, sides: Sides) -> float:
    """The p-value that a chance of an outcome at least as far up stands for.

    Examples
    --------
    >>> sided_p(0.02, "one"), sided_p(0.02, "two"), round(sided_p(0.99, "two"), 4)
    (0.02, 0.04, 0.02)
    """
    return above if sides == "one" else min(1.0, 2 * min(above, 1 - above))
