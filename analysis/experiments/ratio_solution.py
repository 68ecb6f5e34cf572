"""From each group's sums to the difference of two ratios by the delta method."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.ratio_reading import RatioReading
from analysis.experiments.reading_core import (
    LIFT_ORDER,
    Comparison,
    Goal,
    GoodDirection,
    RandomisedBy,
    against_margin,
    scaled,
)
from analysis.experiments.reading_gates import Assignment, Gates, passed_gates, sorted_notes
from analysis.experiments.reading_notes import delta_disagrees, fieller_unbounded, one_sided
from analysis.experiments.reading_reach import reach_of
from analysis.experiments.two_by_two import TwoByTwo, normal_p
from analysis.inference.mean_differences import (
    Alternative,
    RatioMethod,
    one_or_two_sided_quantile,
    ratio_interval,
)

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

SpreadKind: TypeAlias = Literal["squares", "variances"]
NAN = float("nan")
FEW_CUSTOMERS = 50
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioInputs:
    """The parameters of `read_ratio`, of the same names and meaning."""

    n: tuple[float, ...]
    numerator_sum: tuple[float, ...]
    denominator_sum: tuple[float, ...]
    numerator_spread: tuple[float, ...]
    denominator_spread: tuple[float, ...]
    joint_spread: tuple[float, ...]
    spread_kind: SpreadKind
    smallest_change: float | None
    planned_n_total: int | None
    planned_share_treatment: float
    goal: Goal
    margin: float | None
    value_per_unit: float | None
    level: float
    good: GoodDirection
    alternative: Alternative
    randomised_by: RandomisedBy
    cluster_size: float | None
    icc: float | None
    outcomes_read: int

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioOfSums:
    """One group's ratio.

    Parameters
    ----------
    n : int
        Customers.
    ratio : float
        Sum of the numerator over sum of the denominator.
    unit_variance : float
        Variance of one customer's linearised value, (y - ratio x) / mean of x.
    """

    n: int
    ratio: float
    unit_variance: float

    @property
    def variance(self) -> float:
        """Squared standard error of the ratio."""
        return self.unit_variance / self.n


def ratio_of_sums(
    n: float, sum_y: float, sum_x: float, variance_y: float, variance_x: float, covariance: float
) -> RatioOfSums:
    """The ratio of one group with its first-order delta variance.

    Parameters
    ----------
    n : float
        Customers, 2 or more.
    sum_y, sum_x : float
        Sums over customers; `sum_x` above 0.
    variance_y, variance_x, covariance : float
        Over customers, with n - 1.

    Notes
    -----
    ``(v_y - 2 r c + r² v_x) / (n mean_x²)``.

    Examples
    --------
    >>> found = ratio_of_sums(10, 16.0, 44.0, 14.4 / 9, 44.4 / 9, 23.6 / 9)
    >>> round(found.ratio, 6), round(found.variance, 6)
    (0.363636, 0.001783)
    """
    ratio, mean_x = sum_y / sum_x, sum_x / n
    linearised = max(variance_y - 2 * ratio * covariance + ratio**2 * variance_x, 0.0)
    return RatioOfSums(n=int(n), ratio=ratio, unit_variance=linearised / mean_x**2)


def read_ratio_inputs(inputs: RatioInputs) -> RatioReading:
    """Read a test of a ratio metric; see `read_ratio`."""
    control, treatment = (_group(inputs, place) for place in (0, 1))
    gates = passed_gates(_assignment(inputs))
    effect = gates.design_effect
    error = math.sqrt(effect * (control.variance + treatment.variance))
    difference = treatment.ratio - control.ratio
    z = difference / error if error > 0 else NAN
    lifts = _lifts(inputs, control, treatment, effect)
    comparison = _comparison(inputs, gates, control, treatment, error, lifts["fieller"])
    p_event_level = _event_level(inputs)
    n = control.n + treatment.n
    return RatioReading(
        n_control=control.n,
        n_treatment=treatment.n,
        ratio_control=comparison.control,
        ratio_treatment=comparison.treatment,
        variance_ratio_control=effect * control.variance,
        variance_ratio_treatment=effect * treatment.variance,
        standard_error=error if error > 0 else NAN,
        z=z,
        relative_lift=lifts["fieller"],
        lift_intervals=lifts,
        p_event_level=p_event_level,
        comparison=comparison,
        notes=sorted_notes(
            *gates.notes,
            *_notes(inputs, comparison, lifts, p_event_level),
            one_sided(inputs.alternative),
        ),
        provenance=Provenance(
            method="read_ratio",
            n_total=n,
            n_used=n,
            parameters=inputs.given(),
            packages=package_versions("scipy"),
        ),
    )


def _assignment(inputs: RatioInputs) -> Assignment:
    return Assignment(
        customers=(int(inputs.n[0]), int(inputs.n[1])),
        planned_shares=(1 - inputs.planned_share_treatment, inputs.planned_share_treatment),
        planned_n_total=inputs.planned_n_total,
        randomised_by=inputs.randomised_by,
        cluster_size=inputs.cluster_size,
        icc=inputs.icc,
        outcomes_read=inputs.outcomes_read,
        level=inputs.level,
    )


def _group(inputs: RatioInputs, place: int) -> RatioOfSums:
    n, sum_y, sum_x = inputs.n[place], inputs.numerator_sum[place], inputs.denominator_sum[place]
    yy, xx, xy = (spread[place] for spread in (inputs.numerator_spread, inputs.denominator_spread, inputs.joint_spread))
    if inputs.spread_kind == "squares":
        yy, xx, xy = ((yy - sum_y**2 / n), (xx - sum_x**2 / n), (xy - sum_x * sum_y / n))
        _require_spread(yy, xx, xy, scale=(inputs.numerator_spread[place], inputs.denominator_spread[place]))
        yy, xx, xy = (value / (n - 1) for value in (yy, xx, xy))
    else:
        _require_spread(yy, xx, xy, scale=(yy, xx))
    return ratio_of_sums(n, sum_y, sum_x, max(yy, 0.0), max(xx, 0.0), xy)


def _require_spread(yy: float, xx: float, xy: float, *, scale: tuple[float, float]) -> None:
    """Refuse sums of squares below what the sums allow, and a covariance beyond the two variances."""
    for name, value, size in (("numerator_spread", yy, scale[0]), ("denominator_spread", xx, scale[1])):
        if value < -TOLERANCE * abs(size):
            raise ParameterError(
                Message("These numbers give a negative variance ({value:number}).", value=value),
                Message("Allowed: sums of squares of at least the squared sum over n; variances of 0 or more."),
                Message("Check whether sums of squares or variances were given, and choose which."),
                parameter=name,
            )
    bound = math.sqrt(max(yy, 0.0) * max(xx, 0.0))
    if abs(xy) > bound * (1 + 1e-6) + TOLERANCE * math.sqrt(abs(scale[0] * scale[1])):
        raise ParameterError(
            Message("A covariance of {value:number} is impossible with these variances.", value=xy),
            Message("Allowed: at most {bound:number} in size.", bound=bound),
            Message("Check whether sums of products or covariances were given, and choose which."),
            parameter="joint_spread",
        )


def _interval(value: float, error: float, level: float, alternative: Alternative) -> Estimate:
    if not error > 0:
        return Estimate(value, NAN, NAN, level)
    half = one_or_two_sided_quantile(level, math.inf, alternative) * error
    low = -math.inf if alternative == "less" else value - half
    high = math.inf if alternative == "greater" else value + half
    return Estimate(value, low, high, level)


def _comparison(
    inputs: RatioInputs, gates: Gates, control: RatioOfSums, treatment: RatioOfSums, error: float, lift: Estimate
) -> Comparison:
    effect = gates.design_effect
    value = treatment.ratio - control.ratio
    difference = _interval(value, error, inputs.level, inputs.alternative)
    reach = reach_of(
        control.unit_variance * effect,
        treatment.unit_variance * effect,
        n=(control.n, treatment.n),
        planned_n_total=inputs.planned_n_total,
        planned_share_treatment=inputs.planned_share_treatment,
        level=inputs.level,
        alternative=inputs.alternative,
        smallest_change=inputs.smallest_change,
    )

    def p_against(null: float, side: Alternative) -> float:
        return normal_p((value - null) / error, side) if error > 0 else NAN

    return Comparison(
        measure="ratio",
        unit="number",
        control=_interval(control.ratio, math.sqrt(effect * control.variance), inputs.level, "two-sided"),
        treatment=_interval(treatment.ratio, math.sqrt(effect * treatment.variance), inputs.level, "two-sided"),
        difference=difference,
        lift=lift,
        level=inputs.level,
        alternative=inputs.alternative,
        good=inputs.good,
        smallest_change=inputs.smallest_change,
        test="delta_z",
        p_value=p_against(0.0, inputs.alternative),
        test_agrees=True,
        verdict=verdict_of(difference, smallest_change=inputs.smallest_change, blocked=gates.blocked),
        against_margin=against_margin(
            inputs.goal,
            inputs.margin,
            good=inputs.good,
            level=inputs.level,
            alternative=inputs.alternative,
            interval_at=lambda level: _interval(value, error, level, "two-sided"),
            p_above=lambda null: p_against(null, "greater"),
            p_below=lambda null: p_against(null, "less"),
        ),
        n_total=control.n + treatment.n,
        planned_n_total=inputs.planned_n_total,
        sample_ratio=gates.sample_ratio,
        design_effect=effect,
        detectable_change=reach.detectable_change,
        n_to_find_smallest_change=reach.n_to_find_smallest_change,
        value_per_1000=scaled(difference, inputs.value_per_unit),
    )


def _lifts(
    inputs: RatioInputs, control: RatioOfSums, treatment: RatioOfSums, effect: float
) -> dict[RatioMethod, Estimate]:
    found: dict[RatioMethod, Estimate] = {}
    for name in LIFT_ORDER:
        ratio = Estimate(NAN, NAN, NAN, inputs.level)
        if control.ratio > 0:
            ratio = ratio_interval(
                treatment.ratio,
                control.ratio,
                effect * treatment.variance,
                effect * control.variance,
                level=inputs.level,
                method=name,
                alternative=inputs.alternative,
            )
        found[name] = Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, inputs.level)
    return found


def _event_level(inputs: RatioInputs) -> float:
    """Pooled z test over the units of the denominator, as if each were a customer of its own."""
    counts = (*inputs.numerator_sum, *inputs.denominator_sum)
    whole = all(value >= 0 and value == int(value) for value in counts)
    if not whole or any(y > x for y, x in zip(inputs.numerator_sum, inputs.denominator_sum, strict=True)):
        return NAN
    table = TwoByTwo(
        successes_control=int(inputs.numerator_sum[0]),
        n_control=int(inputs.denominator_sum[0]),
        successes_treatment=int(inputs.numerator_sum[1]),
        n_treatment=int(inputs.denominator_sum[1]),
    )
    return normal_p(table.z(), inputs.alternative)


def _notes(
    inputs: RatioInputs, comparison: Comparison, lifts: dict[RatioMethod, Estimate], p_event_level: float
) -> tuple[Note | None, ...]:
    alpha, p = 1 - inputs.level, comparison.p_value
    notes: list[Note | None] = []
    if math.isnan(p):
        message = Message("No customer's ratio differs from the others': the difference has no interval and no test.")
        notes.append(Note("caution", message, code="no_spread"))
    if min(inputs.n) < FEW_CUSTOMERS:
        message = Message(
            "The smaller group has {n:count} customers; the delta method is an approximation for many. In simulated tests its 95% intervals held the truth 92.7% of the time with 20 customers in each group and 94.0% with 50.",
            n=min(inputs.n),
        )
        notes.append(Note("caution", message, code="few_customers"))
    if not math.isnan(p_event_level):
        message = Message(
            "Counting every unit of the denominator as a customer of its own would give {wrong:p}. Customers were assigned, not visits: that number is wrong; {right:p} counts customers.",
            wrong=p_event_level,
            right=p,
        )
        notes.append(Note("info", message, code="event_level_is_wrong"))
    fieller, delta = lifts["fieller"], lifts["delta"]
    if math.isnan(fieller.value):
        message = Message("The control ratio is not above zero, so a change relative to it has no meaning.")
        notes.append(Note("info", message, code="lift_undefined"))
    elif math.isnan(fieller.low) and not math.isnan(p):
        notes.append(fieller_unbounded())
    if not math.isnan(p) and not math.isnan(delta.low) and delta.excludes(0.0) != (p < alpha):
        notes.append(delta_disagrees())
    return tuple(notes)
