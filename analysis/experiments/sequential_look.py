"""A running test is looked at: stop or go on, and what is known so far?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Estimate, Provenance, package_versions
from analysis.experiments import read_controls
from analysis.experiments import sequential_controls as ask
from analysis.experiments.look_inputs import checked_earlier_z, counted_table, information_at_looks
from analysis.experiments.look_notes import look_notes
from analysis.experiments.sample_ratio import sample_ratio_mismatch
from analysis.experiments.sequential_boundaries import Boundaries, solve_boundaries
from analysis.experiments.sequential_limits import Decision
from analysis.experiments.sequential_phrases import DESIGN_WORDS
from analysis.experiments.sequential_reading import SequentialReading
from analysis.experiments.sequential_spending import StoppingRule
from analysis.experiments.stagewise_ordering import chance_above, drift_at
from analysis.experiments.two_by_two import TwoByTwo
from analysis.inference.proportion_differences import difference_interval
from analysis.inference.proportions import wilson_interval

if TYPE_CHECKING:
    from analysis.experiments.sequential_spending import Sides

NAN = float("nan")
# A level of 1 - 1e-12 is the last that its own quantile can be had back from.
WIDEST_BOUND = 7.0
SpendingDesign: TypeAlias = Literal["lan_demets_obrien_fleming", "lan_demets_pocock", "kim_demets", "hwang_shih_decani"]
SPENDING_WORDS = {
    name: words for name, words in DESIGN_WORDS.items() if StoppingRule(design=name, alpha=0.05, sides="two").spends
}


@method("read_sequential")
def read_sequential(
    *,
    successes_control: read_controls.SuccessesControl,
    n_control: read_controls.SizeControl,
    successes_treatment: read_controls.SuccessesTreatment,
    n_treatment: read_controls.SizeTreatment,
    planned_n_total: Annotated[
        int,
        Field(ge=2),
        Control(
            label=Message("Customers planned in all"),
            help=Message("The largest size of the plan, in both groups together."),
            step=100,
            unit="count",
        ),
    ],
    earlier_looks: Annotated[
        tuple[float, ...],
        Control(
            label=Message("Customers in all at earlier looks"),
            help=Message("One number for each look taken before this one. Empty: this is the first."),
        ),
    ] = (),
    earlier_z: Annotated[
        tuple[float, ...],
        Control(
            label=Message("z at earlier looks"),
            help=Message("If known; shows whether a bound was crossed before."),
            advanced=True,
        ),
    ] = (),
    design: Annotated[
        SpendingDesign,
        Control(
            label=Message("Bounds"),
            help=Message(
                "As planned. Exact O'Brien-Fleming or Pocock plans are followed by spending of the same type."
            ),
            choices=SPENDING_WORDS,
        ),
    ] = "lan_demets_obrien_fleming",
    alpha: ask.Alpha = 0.05,
    sides: ask.SidesAsked = "two",
    final: Annotated[
        bool,
        Control(
            label=Message("This look ends the test"),
            help=Message("Even if fewer customers came than planned."),
            advanced=True,
        ),
    ] = False,
    planned_share_treatment: read_controls.PlannedShare = 0.5,
    rho: ask.Rho = 3.0,
    gamma: ask.Gamma = -4.0,
) -> SequentialReading:
    """A running test is looked at: stop or go on, and what is known so far?

    Parameters
    ----------
    successes_control, n_control, successes_treatment, n_treatment : int
        Conversions and customers of both groups from the start up to this look.
    planned_n_total : int
        Largest number of customers planned in both groups together, 2 or more.
    earlier_looks : tuple of whole numbers
        Customers in both groups at each earlier look, rising.
    earlier_z : tuple of float
        z at each earlier look, if known; empty or one for each.
    design : str
        Spending function: "lan_demets_obrien_fleming", "lan_demets_pocock", "kim_demets" or
        "hwang_shih_decani".
    alpha : float
        Chance of a false alarm over all looks, one in a million or more, below 0.5.
    sides : {"two", "one"}
        Whether the test may stop for a rise and for a fall, or for a rise only.
    final : bool
        Whether this look ends the test though fewer customers came than planned.
    planned_share_treatment : float
        Planned share of customers with the new version.
    rho, gamma : float
        Shapes of "kim_demets" and "hwang_shih_decani".

    Returns
    -------
    SequentialReading

    Raises
    ------
    ParameterError
        If counts are impossible, or earlier looks do not rise to this one.

    Notes
    -----
    The bounds follow from the customers really counted at each look (`sequential_bounds`); the pooled z
    decides. The repeated confidence interval [1]_ is the Newcombe interval at the level that belongs to
    this look's bound: it covers the difference at all looks together with probability 1 - alpha, also if
    the test goes on past a bound. Once the test has ended, the stage-wise ordering [2]_ gives a p-value,
    a median-unbiased estimate and an interval that use what the earlier looks could have shown; they
    use the unpooled standard error.

    Real rates are not normal. Simulated with 100,000 tests of five and ten looks at rates of 2 %, 10 % and
    50 %, halves and a 20 % split, two-sided 5 %: false alarms 4.8 % to 5.5 % where ten or more conversions
    (and non-conversions) are expected in each group at the first look; 2.5 % to 5.4 % where one to five
    are, Pocock-type bounds being mostly too strict there. The repeated interval missed the true
    difference at any of five looks 4.7 % to 5.0 % of the time (rates 2 % to 40 %, with and without one). Customers are independent and counted once;
    looks must not be timed by results.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (1989). Interim analyses: the repeated confidence interval
       approach. Journal of the Royal Statistical Society B, 51, 305-361.
    .. [2] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, ch. 8 and 9.

    Examples
    --------
    >>> look = read_sequential(
    ...     successes_control=200, n_control=2000, successes_treatment=275, n_treatment=2000,
    ...     planned_n_total=8000, earlier_looks=(2000,),
    ... )
    >>> look.decision, round(look.bounds[-1], 3), round(look.z, 3)
    ('stop_rise', 2.963, 3.666)
    """
    table = counted_table(successes_control, n_control, successes_treatment, n_treatment)
    n_total = n_control + n_treatment
    information = information_at_looks(earlier_looks, n_total, planned_n_total)
    rule = StoppingRule(design=design, alpha=alpha, sides=sides, rho=rho, gamma=gamma)
    bounds = solve_boundaries(rule, information, final=final)
    z_at_looks = (*checked_earlier_z(earlier_z, len(earlier_looks)), table.z())
    over = final or information[-1] >= 1
    decision, decided_at = _decide(bounds, z_at_looks, over=over)
    level = 1 - alpha
    split = sample_ratio_mismatch(
        observed=(n_control, n_treatment), expected_share=(1 - planned_share_treatment, planned_share_treatment)
    )
    repeated = _repeated(table, bounds.upper[-1], level, sides)
    ended_now = decision == "ended" or decided_at == len(z_at_looks)
    estimate, p_value = _stagewise(table, bounds, level, sides) if ended_now else (_nothing(level), NAN)
    return SequentialReading(
        design=design,
        sides=sides,
        alpha=alpha,
        rate_control=wilson_interval(successes_control, n_control, level=level),
        rate_treatment=wilson_interval(successes_treatment, n_treatment, level=level),
        n_total=n_total,
        planned_n_total=planned_n_total,
        information=bounds.information,
        bounds=bounds.upper,
        z_at_looks=z_at_looks,
        decision=decision,
        decided_at=decided_at,
        difference=repeated,
        unadjusted=_looked_at_once(table, level, sides),
        median_unbiased=estimate,
        stagewise_p=p_value,
        sample_ratio=split,
        notes=look_notes(table, rule, bounds, decision, decided_at, repeated, split),
        provenance=Provenance(
            method="read_sequential",
            n_total=n_total,
            n_used=n_total,
            parameters={
                "successes_control": successes_control,
                "n_control": n_control,
                "successes_treatment": successes_treatment,
                "n_treatment": n_treatment,
                "planned_n_total": planned_n_total,
                "earlier_looks": earlier_looks,
                "earlier_z": earlier_z,
                "design": design,
                "alpha": alpha,
                "sides": sides,
                "final": final,
                "planned_share_treatment": planned_share_treatment,
                "rho": rho,
                "gamma": gamma,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _decide(bounds: Boundaries, z_at_looks: tuple[float, ...], *, over: bool) -> tuple[Decision, int | None]:
    for place, (z, high, low) in enumerate(zip(z_at_looks, bounds.upper, bounds.lower, strict=True), start=1):
        if z >= high:
            return "stop_rise", place
        if z <= low:
            return "stop_fall", place
    return ("ended" if over else "go_on"), None


def _newcombe(table: TwoByTwo, level: float) -> Estimate:
    return difference_interval(
        table.successes_treatment, table.n_treatment, table.successes_control, table.n_control, level=level
    )


def _looked_at_once(table: TwoByTwo, level: float, sides: Sides) -> Estimate:
    found = _newcombe(table, level if sides == "two" else max(2 * level - 1, 0.0))
    return Estimate(found.value, found.low, found.high if sides == "two" else 1.0, level)


def _repeated(table: TwoByTwo, bound: float, level: float, sides: Sides) -> Estimate:
    """Newcombe interval at the level of this look's bound, named by the level over all looks."""
    low, high = -1.0, 1.0
    if bound < WIDEST_BOUND:
        found = _newcombe(table, math.erf(bound / math.sqrt(2)))
        low, high = found.low, found.high
    return Estimate(table.difference, low, high if sides == "two" else 1.0, level)


def _nothing(level: float) -> Estimate:
    return Estimate(NAN, NAN, NAN, level)


def _stagewise(table: TwoByTwo, bounds: Boundaries, level: float, sides: Sides) -> tuple[Estimate, float]:
    """Median-unbiased estimate with its interval, and the p-value, at the last of these looks."""
    information, upper, lower = bounds.information, bounds.upper[:-1], bounds.lower[:-1]
    pooled, error = table.z(), table.standard_error_unpooled
    if math.isnan(pooled):
        return _nothing(level), NAN
    above = chance_above(information, upper, lower, pooled, 0.0)
    p_value = above if sides == "one" else min(1.0, 2 * min(above, 1 - above))
    if error == 0:
        return _nothing(level), p_value
    unit = error * math.sqrt(information[-1])
    tail = (1 - level) / (2 if sides == "two" else 1)
    chances = (0.5, tail, 1 - tail)
    z = table.difference / error
    value, low, high = (unit * drift_at(information, upper, lower, z, chance) for chance in chances)
    return Estimate(value, max(low, -1.0), min(high, 1.0) if sides == "two" else 1.0, level), p_value
