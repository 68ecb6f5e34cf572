"""How many conversions the treatment group must show before the plan's own test calls it a finding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.experiments.margin_power import MarginTest

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.experiments.other_calculators import Test
    from analysis.experiments.proportion_power import Direction

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededConversions:
    """What one treatment group must show if the control group shows exactly its planned rate.

    Parameters
    ----------
    expected : float
        Conversions in the treatment group at the control's rate.
    fewest, most : float
        A finding from `fewest` on and up to `most`; NaN on a side without a limit, and on both where no
        outcome of so few customers is a finding.
    """

    expected: float
    fewest: float
    most: float

    @property
    def reachable(self) -> bool:
        """Whether any outcome is a finding."""
        return not (math.isnan(self.fewest) and math.isnan(self.most))


def needed_conversions(
    test: Test, *, control: float, n_control: int, n_treatment: int, direction: Direction
) -> NeededConversions:
    """Find the outcomes of one treatment group that the plan's test calls a finding.

    Parameters
    ----------
    test : ProportionTest or MarginTest
        The test of one comparison.
    control : float
        Rate that the control group shows.
    n_control, n_treatment : int
        Group sizes.
    direction : {"increase", "decrease"}
        The direction of the planned change; a margin's own good direction decides for a `MarginTest`.

    Returns
    -------
    NeededConversions

    Examples
    --------
    >>> from analysis.experiments.proportion_power import ProportionTest
    >>> needed_conversions(
    ...     ProportionTest(alpha=0.05), control=0.1, n_control=1000, n_treatment=1000, direction="increase"
    ... ).fewest
    128.0
    """
    expected = control * n_treatment

    def finds(conversions: int) -> bool:
        return test.finds(control, conversions / n_treatment, n_control, n_treatment)

    if isinstance(test, MarginTest) and test.goal == "equivalence":
        # Where nothing differs is the most equivalent outcome: the findings lie around it.
        middle = min(max(round(expected), 0), n_treatment)
        if not finds(middle):
            return NeededConversions(expected=expected, fewest=NAN, most=NAN)
        return NeededConversions(
            expected=expected,
            fewest=float(_first(finds, 0, middle)),
            most=float(-_first(lambda mirrored: finds(-mirrored), -n_treatment, -middle)),
        )
    rises = test.better == "higher" if isinstance(test, MarginTest) else direction == "increase"
    # A test of change is blind to the direction it is asked about; only outcomes on its side count.
    start = 0 if isinstance(test, MarginTest) else (math.ceil(expected) if rises else math.floor(expected))
    if rises:
        found = finds(n_treatment)
        return NeededConversions(
            expected=expected, fewest=float(_first(finds, start, n_treatment)) if found else NAN, most=NAN
        )
    end = n_treatment if isinstance(test, MarginTest) else start
    most = float(-_first(lambda mirrored: finds(-mirrored), -end, 0)) if finds(0) else NAN
    return NeededConversions(expected=expected, fewest=NAN, most=most)


def _first(finds: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest whole number from `low` to `high` that is a finding, `high` being one."""
    while low < high:
        middle = (low + high) // 2
        if finds(middle):
            high = middle
        else:
            low = middle + 1
    return high
