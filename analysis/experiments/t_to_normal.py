"""Student's t on the scale of z and back, at the same chance in the tail."""

from __future__ import annotations

import math

# Chances below this are hardly held by a double.
SMALLEST_CHANCE = 1e-300
# Up to here the quantiles of t are accurate to ten digits.
HIGHEST_BOUND = 20.0


def z_of_t(t: float, df: float) -> float:
    """The normal statistic that leaves the same chance in its tail as a t statistic.

    Notes
    -----
    z = -Phi^-1(P(T > t)). Where that chance is too small for a double, Wallace's approximation
    (8 df + 1) / (8 df + 3) sqrt(df ln(1 + t² / df)) stands in.

    References
    ----------
    .. [1] Wallace, D. L. (1959). Bounds on normal approximations to Student's and the chi-square
       distributions. Annals of Mathematical Statistics, 30, 1121-1130.

    Examples
    --------
    >>> round(z_of_t(2.2281388520, 10), 6), round(z_of_t(-1.96, 1e9), 6)
    (1.959964, -1.96)
    """
    from scipy.special import ndtri, stdtr

    if math.isnan(t) or math.isnan(df):
        return math.nan
    chance = float(stdtr(df, -abs(t)))
    if chance > SMALLEST_CHANCE:
        size = -float(ndtri(chance))
    else:
        # The logarithm of t² / df, since t² itself may be too large.
        far = 2 * math.log(abs(t)) - math.log(df)
        size = (8 * df + 1) / (8 * df + 3) * math.sqrt(df * (far + math.log1p(math.exp(-far))))
        size = max(size, -float(ndtri(SMALLEST_CHANCE)))
    return math.copysign(size, t)


def t_of_z(z: float, df: float) -> float:
    """The t statistic that leaves the same chance in its tail as a bound of z; infinite from 20 on.

    Examples
    --------
    >>> round(t_of_z(1.959963985, 10), 5), t_of_z(25.0, 10)
    (2.22814, inf)
    """
    from scipy.special import ndtr, stdtrit

    if math.isnan(df):
        return math.nan
    if z >= HIGHEST_BOUND:
        return math.inf
    return -float(stdtrit(df, float(ndtr(-z))))
