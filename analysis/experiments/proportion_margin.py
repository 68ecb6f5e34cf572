"""A difference of two rates against a margin, and the odds ratios that the reading shows beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.results import Estimate
from analysis.experiments.reading_core import MarginResult, against_margin
from analysis.experiments.two_by_two import Alternative, TwoByTwo, normal_p, odds_ratio_conditional, odds_ratio_sample
from analysis.inference.difference_tests import MARGIN_TEST_METHODS, MarginTestMethod, difference_z
from analysis.inference.proportion_differences import difference_interval

if TYPE_CHECKING:
    from analysis.experiments.read_solution import ReadInputs

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginTest:
    """One method's pair of one-sided tests.

    Parameters
    ----------
    method : str
        "miettinen_nurminen", which decides, "farrington_manning" or "wald".
    z_above, p_above : float
        Against a difference of at most -margin: small p says that it is above.
    z_below, p_below : float
        Against a difference of at least +margin: small p says that it is below.
    """

    method: MarginTestMethod
    z_above: float
    p_above: float
    z_below: float
    p_below: float

    @property
    def p_equivalence(self) -> float:
        """The larger of the two, that of two one-sided tests."""
        return max(self.p_above, self.p_below)


def margin_tests(inputs: ReadInputs) -> tuple[MarginTest, ...]:
    """The tests against the margin by every method, the deciding one first; empty without a margin."""
    if inputs.margin is None:
        return ()
    found: list[MarginTest] = []
    for name in MARGIN_TEST_METHODS:
        above, below = (_z(inputs, null, name) for null in (-inputs.margin, inputs.margin))
        found.append(
            MarginTest(
                method=name,
                z_above=above,
                p_above=normal_p(above, "greater"),
                z_below=below,
                p_below=normal_p(below, "less"),
            )
        )
    return tuple(found)


def proportions_against_margin(inputs: ReadInputs) -> MarginResult | None:
    """The Miettinen-Nurminen interval against the margin; its test always agrees with it."""

    def p_against(null: float, side: Alternative) -> float:
        return normal_p(_z(inputs, null, "miettinen_nurminen"), side)

    return against_margin(
        inputs.goal,
        inputs.margin,
        good=inputs.good,
        level=inputs.level,
        alternative=inputs.alternative,
        interval_at=lambda level: difference_interval(
            *inputs.treatment, *inputs.control, level=level, method="miettinen_nurminen"
        ),
        p_above=lambda null: p_against(null, "greater"),
        p_below=lambda null: p_against(null, "less"),
    )


def _z(inputs: ReadInputs, null: float, method: MarginTestMethod) -> float:
    return difference_z(*inputs.treatment, *inputs.control, difference=null, method=method)


def odds_ratios(inputs: ReadInputs, table: TwoByTwo) -> dict[str, Any]:
    """Sample and conditional odds ratio as the alternative asks for them.

    With communities the sample odds ratio's interval is widened on the log scale, and the exact conditional
    one is left out: it counts independent customers.
    """
    sample = odds_ratio_sample(table, inputs.two_sided_level)
    conditional = Estimate(NAN, NAN, NAN, inputs.two_sided_level)
    if inputs.design_effect > 1:
        sample = _widened(sample, math.sqrt(inputs.design_effect))
    else:
        conditional = odds_ratio_conditional(table, inputs.two_sided_level)
    return {
        "odds_ratio": inputs.bounded(sample, 0.0, math.inf),
        "odds_ratio_conditional": inputs.bounded(conditional, 0.0, math.inf),
    }


def _widened(ratio: Estimate, root: float) -> Estimate:
    if math.isnan(ratio.low) or not ratio.value > 0:
        return ratio
    factor = (ratio.high / ratio.value) ** root
    return Estimate(ratio.value, ratio.value / factor, ratio.value * factor, ratio.level)
