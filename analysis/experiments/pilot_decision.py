"""Go, extend or stop: the rule of a pilot and the chances of each decision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.inference.proportions import normal_quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotRule:
    """Decides by the interval of the gain (the difference in the good direction).

    Go: the lower limit is above minus the tolerated loss, and the upper one reaches the smallest change.
    Stop: the upper limit is below the smallest change. Extend: anything else.

    Parameters
    ----------
    baseline : float
        Rate of the control group, 0..1.
    n_pilot, n_control : float
        Effective group sizes, above 0.
    level : float
        Confidence level of the interval.
    smallest_change, tolerated_loss : float
        Limits, fractions of 0 or more; the first above 0.
    increase : bool
        Whether a rise is the good direction.
    """

    baseline: float
    n_pilot: float
    n_control: float
    level: float
    smallest_change: float
    tolerated_loss: float
    increase: bool = True

    def chances(self, gains: ArrayLike) -> pd.DataFrame:
        """Chances of go, extend and stop for true gains that the two groups differ by.

        Returns
        -------
        DataFrame
            gain, go, extend, stop; the three add to 1.

        Notes
        -----
        Normal approximation: the difference seen is normal around the gain, and the interval is the
        unpooled Wald interval with the standard error at the true rates.
        """
        from scipy.special import ndtr

        gain = np.atleast_1d(np.asarray(gains, dtype=float))
        rate = np.clip(self.baseline + (gain if self.increase else -gain), 0.0, 1.0)
        error = np.sqrt(self.baseline * (1 - self.baseline) / self.n_control + rate * (1 - rate) / self.n_pilot)
        half = float(normal_quantile(self.level)) * error
        # Seen below this the upper limit misses the smallest change; seen above that the loss is ruled out.
        stop_below = self.smallest_change - half
        go_above = np.maximum(half - self.tolerated_loss, stop_below)
        stop: NDArray[np.float64] = ndtr((stop_below - gain) / error)
        go: NDArray[np.float64] = ndtr((gain - go_above) / error)
        return pd.DataFrame({"gain": gain, "go": go, "extend": np.maximum(1 - go - stop, 0.0), "stop": stop})
