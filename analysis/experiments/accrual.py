"""How new, different customers come in over the weeks of a test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Afterwards: TypeAlias = Literal["like_last_week", "declining", "nobody"]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrual:
    """New customers by week of the test.

    Parameters
    ----------
    users_by_week : tuple of float
        New, different customers in week 1, 2, ...; each customer counts in the first week of the test in
        which they come.
    afterwards : {"like_last_week", "declining", "nobody"}
        What happens after the last week given: as many as in it; fewer by the ratio of the last two weeks; nobody.
    traffic_share : float
        Share of them that enters once the test is open to all it is meant for.
    ramp_shares : tuple of float
        Share that enters in week 1, 2, ... before that.
    """

    users_by_week: tuple[float, ...]
    afterwards: Afterwards = "like_last_week"
    traffic_share: float = 1.0
    ramp_shares: tuple[float, ...] = ()

    def coming(self, weeks: int) -> Floats:
        """Customers who come in each of the first weeks, in the test or not."""
        given = np.asarray(self.users_by_week[:weeks], dtype=float)
        left = weeks - given.size
        if left <= 0:
            return given
        kept = 0.0 if self.afterwards == "nobody" else self._ratio()
        return np.concatenate([given, given[-1] * kept ** np.arange(1, left + 1)])

    def shares(self, weeks: int) -> Floats:
        """Share of those coming that enters, by week."""
        shares = np.full(weeks, self.traffic_share)
        ramp = np.asarray(self.ramp_shares[:weeks], dtype=float)
        shares[: ramp.size] = ramp
        return shares

    def cumulative(self, weeks: int) -> Floats:
        """Customers in the test at the end of each week."""
        return np.cumsum(self.coming(weeks) * self.shares(weeks))

    @property
    def most(self) -> float:
        """Customers the test could ever hold; infinite where they keep coming."""
        if self.afterwards == "like_last_week" or (self.afterwards == "declining" and self._ratio() == 1):
            return math.inf if self.users_by_week[-1] > 0 else float(self.cumulative(self._known)[-1])
        first = float(self.cumulative(self._known)[-1])
        if self.afterwards == "nobody":
            return first
        ratio = self._ratio()
        last = float(self.coming(self._known)[-1])
        return first + self.traffic_share * last * ratio / (1 - ratio)

    @property
    def _known(self) -> int:
        return max(len(self.users_by_week), len(self.ramp_shares))

    def _ratio(self) -> float:
        if self.afterwards == "like_last_week":
            return 1.0
        # A rise from the last week but one is no decline to go on with.
        before, last = self.users_by_week[-2:]
        return min(last / before, 1.0) if before else 1.0
