"""Support thresholds as whole counts, free of floating-point ceilings."""

from __future__ import annotations

import math
from fractions import Fraction


def minimum_count(min_support: float, n: int) -> int:
    """How many rows must hold an itemset for its support to reach a fraction of n rows.

    Parameters
    ----------
    min_support : float
        Fraction in 0..1, read as the shortest decimal that names it (0.07 is seven hundredths).
    n : int
        Number of rows.

    Returns
    -------
    int
        The smallest count c with c / n >= min_support, at least 1.

    Notes
    -----
    ``ceil(0.07 * 100)`` is 8 in floating point, because 0.07 * 100 is 7.000000000000001: an itemset
    with 7 of 100 rows would be lost at a threshold of 7 %. The product is taken in exact arithmetic.

    Examples
    --------
    >>> minimum_count(0.07, 100), minimum_count(0.01, 9835), minimum_count(0.001, 10)
    (7, 99, 1)
    """
    return max(1, math.ceil(Fraction(repr(float(min_support))) * n))
