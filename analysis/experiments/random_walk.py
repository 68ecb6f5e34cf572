"""Chances that a walk of single steps reaches a line within so many steps, exactly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# Mirror images beyond the fourth lie further than a walk of any length considered here gets.
IMAGES = 8


def reach_one_line(steps: int, lead: int, up: float) -> float:
    """Chance that a walk with steps +1 (probability `up`) and -1 reaches `lead` within `steps` steps.

    Notes
    -----
    Reflection: a path that ends below the line after touching it mirrors one that ends above, and their
    probabilities differ by the factor (up / down)^(lead) taken at the mirrored end.

    Examples
    --------
    >>> reach_one_line(2, 1, 0.5), reach_one_line(3, 3, 0.5)
    (0.5, 0.125)
    """
    from scipy.special import bdtrc

    if steps < lead:
        return 0.0
    # S = 2 X - steps >= lead means X >= (steps + lead) / 2.
    at_or_above = float(bdtrc(math.ceil((steps + lead) / 2) - 1, steps, up))
    mirrored = float(bdtrc(math.floor((steps + lead) / 2), steps, 1 - up))
    if mirrored == 0:
        return min(1.0, at_or_above)
    return min(1.0, at_or_above + math.exp(math.log(mirrored) + lead * math.log(up / (1 - up))))


def reach_two_lines(steps: int, lead: int, up: float) -> tuple[float, float]:
    """Chance that the walk reaches `lead` before `-lead`, and the reverse, within `steps` steps.

    Notes
    -----
    The chance to stay between the lines is the sum over the method of images; the two others are in the
    ratio 1 : ((1 - up) / up)^lead, because ((1 - up) / up)^S is a martingale.

    Examples
    --------
    >>> reach_two_lines(2, 2, 0.5), reach_two_lines(1, 1, 0.75)
    ((0.25, 0.25), (0.75, 0.25))
    """
    stopped = 1 - _stay_between(steps, lead, up)
    ratio = math.exp(lead * math.log((1 - up) / up))
    first = min(max(stopped, 0.0), 1.0) / (1 + ratio)
    return first, first * ratio


def _stay_between(steps: int, lead: int, up: float) -> float:
    if steps < lead:
        return 1.0
    ends = np.arange(-lead + 1, lead)
    ends = ends[(ends + steps) % 2 == 0]
    probability = (steps + ends) / 2 * math.log(up) + (steps - ends) / 2 * math.log(1 - up)
    total = np.zeros(ends.size)
    for image in range(-IMAGES, IMAGES + 1):
        shift = 4 * lead * image
        total += np.exp(_log_paths(steps, ends + shift) + probability)
        total -= np.exp(_log_paths(steps, 2 * lead - ends + shift) + probability)
    return float(total.sum())


def _log_paths(steps: int, ends: NDArray[np.int_]) -> NDArray[np.float64]:
    """Logarithm of the number of paths of so many steps to each end; minus infinity where there is none."""
    from scipy.special import gammaln

    rises = (steps + ends) / 2
    inside = (rises >= 0) & (rises <= steps) & ((ends + steps) % 2 == 0)
    found = np.full(ends.size, -np.inf)
    k = rises[inside]
    found[inside] = gammaln(steps + 1) - gammaln(k + 1) - gammaln(steps - k + 1)
    return found
