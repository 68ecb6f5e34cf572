"""The observed window as days from its start, with weekdays and festivals on which more or less is bought."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from synthetic.scenario import Scenario

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FIRST_DAY = np.datetime64("2023-01-01", "D")
LAST_DAY = np.datetime64("2025-12-31", "D")
LAST_JOINED = np.datetime64("2025-06-30", "D")
RETENTION_DAYS = 90
DAY_SECONDS = 86_400
OPENS_SECONDS = 8 * 3600
OPEN_SECONDS = 15 * 3600
SPRING_FESTIVAL = ("2023-01-22", "2024-02-10", "2025-01-29")
SPRING_FESTIVAL_DAYS = 7


def festival_days(name: str) -> npt.NDArray[np.datetime64]:
    """Days of a festival in 2023 to 2025.

    Examples
    --------
    >>> festival_days("singles_day")[:2].astype(str).tolist()
    ['2023-11-10', '2023-11-11']
    """
    if name == "spring_festival":
        starts, length = np.array(SPRING_FESTIVAL, dtype="datetime64[D]"), SPRING_FESTIVAL_DAYS
    else:
        day, length = {"mid_year": ("06-16", 3), "singles_day": ("11-10", 2)}[name]
        starts = np.array([f"{year}-{day}" for year in (2023, 2024, 2025)], dtype="datetime64[D]")
    return (starts[:, None] + np.arange(length).astype("timedelta64[D]")).ravel()


@dataclass(frozen=True)
class Season:
    """The window of a scenario. Times are days since its start, as decimals; negative before it."""

    scenario: Scenario

    @cached_property
    def start(self) -> np.datetime64:
        """First day of the window."""
        first_month = LAST_DAY.astype("datetime64[M]") - (self.scenario.months - 1)
        return first_month.astype("datetime64[D]")

    @cached_property
    def days(self) -> int:
        """Days of the window."""
        return int((LAST_DAY - self.start).astype(np.int64)) + 1

    @property
    def edge(self) -> float:
        """Start of the last 90 days."""
        return float(self.days - RETENTION_DAYS)

    def day_of(self, date: np.datetime64) -> float:
        """A date as days since the start."""
        return float((date - self.start).astype(np.int64))

    @cached_property
    def weights(self) -> Floats:
        """Relative number of purchases of every day of the window."""
        dates = self.start + np.arange(self.days)
        # 1970-01-01 was a Thursday.
        weekday = (dates.astype(np.int64) + 3) % 7
        weights = np.array(self.scenario.weekdays)[weekday]
        for name, factor in self.scenario.festivals.items():
            weights = np.where(np.isin(dates, festival_days(name)), weights * factor, weights)
        return weights

    @cached_property
    def _expected(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self.weights)])

    def expected(self, time: Floats) -> Floats:
        """Purchases expected from the start to each time, up to a factor."""
        return np.interp(time, np.arange(self.days + 1), self._expected)

    def between(self, position: Floats, low: Floats, high: Floats) -> Floats:
        """Times from low to high at these positions (0 to 1) of the purchases expected in between."""
        from_low = self.expected(low)
        wanted = from_low + position * (self.expected(high) - from_low)
        return np.interp(wanted, self._expected, np.arange(self.days + 1))

    def seconds(self, time: Floats, *, awake: bool = True) -> Integers:
        """Seconds since the start; from 8:00 to 23:00 if `awake`, in unchanged order."""
        # The last instant of the window belongs to its last day.
        time = np.minimum(time, np.nextafter(self.days, 0))
        day = np.floor(time)
        if not awake:
            return np.floor(time * DAY_SECONDS).astype(np.int64)
        return (day * DAY_SECONDS + OPENS_SECONDS + np.floor((time - day) * OPEN_SECONDS)).astype(np.int64)

    def moments(self, seconds: Integers) -> npt.NDArray[np.datetime64]:
        """Seconds since the start as times."""
        return self.start.astype("datetime64[s]") + seconds.astype("timedelta64[s]")
