"""From two groups' summaries to the reading: Welch and Student, lifts, reach, margin, verdict."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments.mean_reading import MeanReading
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.reading_core import (
    LIFT_ORDER,
    Comparison,
    Goal,
    GoodDirection,
    MarginResult,
    RandomisedBy,
    against_margin,
    scaled,
)
from analysis.experiments.reading_gates import Assignment, Gates, passed_gates, sorted_notes
from analysis.experiments.reading_notes import delta_disagrees, fieller_unbounded, one_sided
from analysis.experiments.reading_reach import Reach, reach_of
from analysis.inference.mean_differences import (
    Alternative,
    GroupSummary,
    MeanDifference,
    RatioMethod,
    mean_difference,
    ratio_interval,
    t_p_value,
)
from analysis.inference.means import mean_interval_from

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

NAN = float("nan")
FEW_CUSTOMERS = 30
WIDE_SPREAD = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanInputs:
    """The parameters of `read_means`, of the same names and meaning."""

    n_control: int
    mean_control: float
    sd_control: float
    n_treatment: int
    mean_treatment: float
    sd_treatment: float
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

    @property
    def control(self) -> GroupSummary:
        """The control group."""
        return GroupSummary(n=self.n_control, mean=self.mean_control, sd=self.sd_control)

    @property
    def treatment(self) -> GroupSummary:
        """The group with the new version."""
        return GroupSummary(n=self.n_treatment, mean=self.mean_treatment, sd=self.sd_treatment)

    @property
    def assignment(self) -> Assignment:
        """What the gates look at."""
        return Assignment(
            customers=(self.n_control, self.n_treatment),
            planned_shares=(1 - self.planned_share_treatment, self.planned_share_treatment),
            planned_n_total=self.planned_n_total,
            randomised_by=self.randomised_by,
            cluster_size=self.cluster_size,
            icc=self.icc,
            outcomes_read=self.outcomes_read,
            level=self.level,
        )


def read_mean_inputs(inputs: MeanInputs) -> MeanReading:
    """Read a test of two means; see `read_means`."""
    _require_possible(inputs)
    gates = passed_gates(inputs.assignment)
    effect = gates.design_effect
    welch = _difference(inputs, effect)
    student = mean_difference(
        inputs.control,
        inputs.treatment,
        level=inputs.level,
        method="student",
        alternative=inputs.alternative,
        variance_factor=effect,
    )
    lifts = _lifts(inputs, welch.df, effect)
    p_delta = _p_lift_delta(inputs, welch.df, effect)
    comparison = _comparison(inputs, gates, welch, lifts["fieller"])
    return MeanReading(
        n_control=inputs.n_control,
        n_treatment=inputs.n_treatment,
        sd_control=inputs.sd_control,
        sd_treatment=inputs.sd_treatment,
        mean_control=comparison.control,
        mean_treatment=comparison.treatment,
        welch=welch,
        student=student,
        relative_lift=lifts["fieller"],
        lift_intervals=lifts,
        p_lift_delta=p_delta,
        cohens_d=_cohens_d(inputs),
        comparison=comparison,
        notes=_notes(inputs, gates, welch, lifts, p_delta),
        provenance=Provenance(
            method="read_means",
            n_total=inputs.n_control + inputs.n_treatment,
            n_used=inputs.n_control + inputs.n_treatment,
            parameters=inputs.given(),
            packages=package_versions("scipy"),
        ),
    )


def _require_possible(inputs: MeanInputs) -> None:
    for name, n, sd in (
        ("sd_control", inputs.n_control, inputs.sd_control),
        ("sd_treatment", inputs.n_treatment, inputs.sd_treatment),
    ):
        if n == 1 and sd > 0:
            raise ParameterError(
                Message("A single customer has no standard deviation of {sd:exact}.", sd=sd),
                Message("Allowed: 0 in a group of one customer."),
                Message("Check whether days or orders were counted in place of customers."),
                parameter=name,
            )


def _difference(
    inputs: MeanInputs,
    effect: float,
    *,
    level: float | None = None,
    alternative: Alternative | None = None,
    compare_with: float = 0.0,
) -> MeanDifference:
    return mean_difference(
        inputs.control,
        inputs.treatment,
        level=level or inputs.level,
        alternative=alternative or inputs.alternative,
        compare_with=compare_with,
        variance_factor=effect,
    )


def _comparison(inputs: MeanInputs, gates: Gates, welch: MeanDifference, lift: Estimate) -> Comparison:
    reach = _reach(inputs, gates.design_effect)
    return Comparison(
        measure="mean",
        unit="number",
        control=_mean(inputs.control, inputs.level, gates.design_effect),
        treatment=_mean(inputs.treatment, inputs.level, gates.design_effect),
        difference=welch.difference,
        lift=lift,
        level=inputs.level,
        alternative=inputs.alternative,
        good=inputs.good,
        smallest_change=inputs.smallest_change,
        test="welch_t",
        p_value=welch.p_value,
        test_agrees=True,
        verdict=verdict_of(welch.difference, smallest_change=inputs.smallest_change, blocked=gates.blocked),
        against_margin=_margin(inputs, gates.design_effect),
        n_total=inputs.n_control + inputs.n_treatment,
        planned_n_total=inputs.planned_n_total,
        sample_ratio=gates.sample_ratio,
        design_effect=gates.design_effect,
        detectable_change=reach.detectable_change,
        n_to_find_smallest_change=reach.n_to_find_smallest_change,
        value_per_1000=scaled(welch.difference, inputs.value_per_unit),
    )


def _mean(group: GroupSummary, level: float, effect: float) -> Estimate:
    error = math.sqrt(group.variance_of_mean * effect) if group.n > 1 else NAN
    return mean_interval_from(group.mean, error, group.n - 1, level=level)


def _margin(inputs: MeanInputs, effect: float) -> MarginResult | None:
    return against_margin(
        inputs.goal,
        inputs.margin,
        good=inputs.good,
        level=inputs.level,
        alternative=inputs.alternative,
        interval_at=lambda level: _difference(inputs, effect, level=level, alternative="two-sided").difference,
        p_above=lambda null: _difference(inputs, effect, alternative="greater", compare_with=null).p_value,
        p_below=lambda null: _difference(inputs, effect, alternative="less", compare_with=null).p_value,
    )


def _lifts(inputs: MeanInputs, df: float, effect: float) -> dict[RatioMethod, Estimate]:
    if inputs.mean_control <= 0 or math.isnan(df):
        return {name: Estimate(_lift(inputs), NAN, NAN, inputs.level) for name in LIFT_ORDER}
    found: dict[RatioMethod, Estimate] = {}
    for name in LIFT_ORDER:
        ratio = ratio_interval(
            inputs.mean_treatment,
            inputs.mean_control,
            inputs.treatment.variance_of_mean * effect,
            inputs.control.variance_of_mean * effect,
            level=inputs.level,
            df=df,
            method=name,
            alternative=inputs.alternative,
        )
        found[name] = Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, inputs.level)
    return found


def _lift(inputs: MeanInputs) -> float:
    return inputs.mean_treatment / inputs.mean_control - 1 if inputs.mean_control > 0 else NAN


def _p_lift_delta(inputs: MeanInputs, df: float, effect: float) -> float:
    """Test of a lift of 0 with the delta-method error of the lift, not that of the difference."""
    if inputs.mean_control <= 0 or math.isnan(df):
        return NAN
    ratio = inputs.mean_treatment / inputs.mean_control
    variance = inputs.treatment.variance_of_mean + ratio**2 * inputs.control.variance_of_mean
    error = math.sqrt(effect * variance) / inputs.mean_control
    return t_p_value((ratio - 1) / error, df, inputs.alternative)


def _cohens_d(inputs: MeanInputs) -> float:
    df = inputs.n_control + inputs.n_treatment - 2
    if df < 1:
        return NAN
    spread = (inputs.n_control - 1) * inputs.sd_control**2 + (inputs.n_treatment - 1) * inputs.sd_treatment**2
    pooled = math.sqrt(spread / df)
    return (inputs.mean_treatment - inputs.mean_control) / pooled if pooled else NAN


def _reach(inputs: MeanInputs, effect: float) -> Reach:
    return reach_of(
        inputs.sd_control**2 * effect,
        inputs.sd_treatment**2 * effect,
        n=(inputs.n_control, inputs.n_treatment),
        planned_n_total=inputs.planned_n_total,
        planned_share_treatment=inputs.planned_share_treatment,
        level=inputs.level,
        alternative=inputs.alternative,
        smallest_change=inputs.smallest_change,
    )


def _notes(
    inputs: MeanInputs,
    gates: Gates,
    welch: MeanDifference,
    lifts: dict[RatioMethod, Estimate],
    p_delta: float,
) -> tuple[Note, ...]:
    return sorted_notes(
        *gates.notes,
        _no_spread(welch),
        _few(inputs),
        _skewed(inputs),
        *_lift_notes(inputs, lifts, welch.p_value, p_delta),
        one_sided(inputs.alternative),
    )


def _no_spread(welch: MeanDifference) -> Note | None:
    if not math.isnan(welch.standard_error):
        return None
    return Note(
        "caution",
        Message(
            "A group has a single customer, or nobody differs in either group: the difference has no interval and no test."
        ),
        code="no_spread",
    )


def _few(inputs: MeanInputs) -> Note | None:
    n = min(inputs.n_control, inputs.n_treatment)
    if n >= FEW_CUSTOMERS:
        return None
    return Note(
        "caution",
        PluralMessage(
            "The smaller group has one customer. The t interval is right for outcomes spread like a normal curve and rough for skewed ones, such as spending.",
            "The smaller group has {n:count} customers. The t interval is right for outcomes spread like a normal curve and rough for skewed ones, such as spending.",
            n=n,
        ),
        code="few_customers",
    )


def _skewed(inputs: MeanInputs) -> Note | None:
    pairs = ((inputs.sd_control, inputs.mean_control), (inputs.sd_treatment, inputs.mean_treatment))
    if all(mean <= 0 or sd <= WIDE_SPREAD * mean for sd, mean in pairs):
        return None
    return Note(
        "info",
        Message(
            "The standard deviation is more than twice the mean: such outcomes are skewed, and a few large values carry the mean. Look at the rows, not only at these summaries."
        ),
        code="wide_spread",
    )


def _lift_notes(
    inputs: MeanInputs, lifts: dict[RatioMethod, Estimate], p_welch: float, p_delta: float
) -> tuple[Note | None, ...]:
    if inputs.mean_control <= 0:
        return (
            Note(
                "info",
                Message("The control mean is not above zero, so a change relative to it has no meaning."),
                code="lift_undefined",
            ),
        )
    fieller = lifts["fieller"]
    unbounded = math.isnan(fieller.low) and not math.isnan(p_welch)
    alpha = 1 - inputs.level
    differ = not math.isnan(p_delta) and (p_delta < alpha) != (p_welch < alpha)
    return (fieller_unbounded() if unbounded else None, delta_disagrees() if differ else None)
