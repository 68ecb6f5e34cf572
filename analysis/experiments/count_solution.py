"""From events and exposure to the reading: rates, difference, ratio, dispersion, verdict."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments.count_reading import CountReading
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.reading_core import (
    Comparison,
    Goal,
    GoodDirection,
    RandomisedBy,
    against_margin,
    bounded,
    scaled,
    two_sided_level,
)
from analysis.experiments.reading_gates import Assignment, Gates, passed_gates, sorted_notes
from analysis.experiments.reading_notes import one_sided
from analysis.experiments.reading_reach import reach_of
from analysis.experiments.two_by_two import normal_p
from analysis.inference.event_rates import (
    RATE_DIFFERENCE_METHODS,
    RATE_RATIO_METHODS,
    RateDifferenceMethod,
    RateRatioMethod,
    event_rate,
    exact_rate_p,
    rate_difference,
    rate_ratio,
    score_z,
)
from analysis.inference.mean_differences import Alternative

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

NAN = float("nan")
FEW_EVENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInputs:
    """The parameters of `read_counts`, of the same names and meaning."""

    events_control: int
    exposure_control: float
    events_treatment: int
    exposure_treatment: float
    dispersion: float | None
    n_control: int | None
    n_treatment: int | None
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
    def groups(self) -> tuple[float, float, float, float]:
        """Treatment first, as differences are treatment less control."""
        return self.events_treatment, self.exposure_treatment, self.events_control, self.exposure_control

    @property
    def assignment(self) -> Assignment:
        """What the gates look at."""
        known = self.n_control is not None and self.n_treatment is not None
        return Assignment(
            customers=(self.n_control or 0, self.n_treatment or 0) if known else None,
            planned_shares=(1 - self.planned_share_treatment, self.planned_share_treatment),
            planned_n_total=self.planned_n_total,
            randomised_by=self.randomised_by,
            cluster_size=self.cluster_size,
            icc=self.icc,
            outcomes_read=self.outcomes_read,
            level=self.level,
        )


def read_count_inputs(inputs: CountInputs) -> CountReading:
    """Read a test of two event rates; see `read_counts`."""
    _require_both_sizes(inputs)
    gates = passed_gates(inputs.assignment)
    dispersion = (inputs.dispersion or 1.0) * gates.design_effect
    ratios = _ratios(inputs, dispersion)
    p_exact = exact_rate_p(*inputs.groups, alternative=inputs.alternative) if dispersion == 1 else NAN
    p_score = normal_p(score_z(*inputs.groups, dispersion=dispersion), inputs.alternative)
    comparison = _comparison(inputs, gates, dispersion, p_score, ratios["score"])
    # Without the number of customers the events are what was counted.
    n = inputs.assignment.n_total or inputs.events_control + inputs.events_treatment
    return CountReading(
        events_control=inputs.events_control,
        exposure_control=inputs.exposure_control,
        events_treatment=inputs.events_treatment,
        exposure_treatment=inputs.exposure_treatment,
        dispersion=dispersion,
        rate_control=comparison.control,
        rate_treatment=comparison.treatment,
        difference_intervals={name: _bounded_difference(inputs, name, dispersion) for name in RATE_DIFFERENCE_METHODS},
        rate_ratio=ratios["exact" if dispersion == 1 else "score"],
        ratio_intervals=ratios,
        p_exact=p_exact,
        p_score=p_score,
        comparison=comparison,
        notes=sorted_notes(
            *gates.notes, *_notes(inputs, comparison, dispersion, p_exact), one_sided(inputs.alternative)
        ),
        provenance=Provenance(
            method="read_counts",
            n_total=n,
            n_used=n,
            parameters=inputs.given(),
            packages=package_versions("scipy"),
        ),
    )


def _require_both_sizes(inputs: CountInputs) -> None:
    for name, mine, other in (
        ("n_control", inputs.n_control, inputs.n_treatment),
        ("n_treatment", inputs.n_treatment, inputs.n_control),
    ):
        if mine is None and other is not None:
            raise ParameterError(
                Message("The number of customers is given for one group only."),
                remedy=Message("Give it for both groups, or for neither."),
                parameter=name,
            )
    if inputs.planned_n_total is not None and inputs.n_control is None:
        raise ParameterError(
            Message("A planned number of customers cannot be held against an unknown one."),
            remedy=Message("Give the customers of both groups, or leave the plan empty."),
            parameter="planned_n_total",
        )


def _difference(inputs: CountInputs, name: RateDifferenceMethod, dispersion: float, level: float) -> Estimate:
    return rate_difference(*inputs.groups, level=level, method=name, dispersion=dispersion)


def _bounded_difference(inputs: CountInputs, name: RateDifferenceMethod, dispersion: float) -> Estimate:
    level = two_sided_level(inputs.level, inputs.alternative)
    return bounded(_difference(inputs, name, dispersion, level), inputs.alternative, inputs.level)


def _ratios(inputs: CountInputs, dispersion: float) -> dict[RateRatioMethod, Estimate]:
    level = two_sided_level(inputs.level, inputs.alternative)
    return {
        name: bounded(
            rate_ratio(*inputs.groups, level=level, method=name, dispersion=dispersion),
            inputs.alternative,
            inputs.level,
            lowest=0.0,
        )
        for name in RATE_RATIO_METHODS
    }


def _comparison(
    inputs: CountInputs,
    gates: Gates,
    dispersion: float,
    p_score: float,
    ratio: Estimate,
) -> Comparison:
    # One test inverted: its p, the difference's and the ratio's interval never speak against each other.
    difference = _bounded_difference(inputs, "score", dispersion)
    rate = inputs.events_control / inputs.exposure_control
    reach = reach_of(
        rate * dispersion,
        rate * dispersion,
        n=(inputs.exposure_control, inputs.exposure_treatment),
        planned_n_total=None,
        planned_share_treatment=0.5,
        level=inputs.level,
        alternative=inputs.alternative,
        smallest_change=None,
    )

    def p_against(null: float, side: Alternative) -> float:
        return normal_p(score_z(*inputs.groups, difference=null, dispersion=dispersion), side)

    return Comparison(
        measure="event_rate",
        unit="number",
        control=event_rate(inputs.events_control, inputs.exposure_control, level=inputs.level, dispersion=dispersion),
        treatment=event_rate(
            inputs.events_treatment, inputs.exposure_treatment, level=inputs.level, dispersion=dispersion
        ),
        difference=difference,
        lift=Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, inputs.level),
        level=inputs.level,
        alternative=inputs.alternative,
        good=inputs.good,
        smallest_change=inputs.smallest_change,
        test="score_z",
        p_value=p_score,
        test_agrees=_agrees(p_score, difference, inputs.level),
        verdict=verdict_of(difference, smallest_change=inputs.smallest_change, blocked=gates.blocked),
        against_margin=against_margin(
            inputs.goal,
            inputs.margin,
            good=inputs.good,
            level=inputs.level,
            alternative=inputs.alternative,
            interval_at=lambda level: _difference(inputs, "score", dispersion, level),
            p_above=lambda null: p_against(null, "greater"),
            p_below=lambda null: p_against(null, "less"),
        ),
        n_total=(inputs.n_control or 0) + (inputs.n_treatment or 0),
        planned_n_total=inputs.planned_n_total,
        sample_ratio=gates.sample_ratio,
        design_effect=gates.design_effect,
        detectable_change=reach.detectable_change,
        n_to_find_smallest_change=NAN,
        value_per_1000=scaled(difference, inputs.value_per_unit),
    )


def _agrees(p_value: float, difference: Estimate, level: float) -> bool:
    return math.isnan(p_value) or (p_value < 1 - level) == difference.excludes(0.0)


def _notes(inputs: CountInputs, comparison: Comparison, dispersion: float, p_exact: float) -> tuple[Note | None, ...]:
    notes: list[Note | None] = []
    if inputs.dispersion is None:
        message = Message(
            "The spread of events over customers is not given, so counts are taken for Poisson. If some customers have many events and most have none, the intervals are too short: give variance over mean of the customers' counts."
        )
        notes.append(Note("caution", message, code="dispersion_unknown"))
    elif inputs.dispersion > 1:
        message = Message(
            "Counts spread more than Poisson ones: every interval is wider by the factor {root:effect}, and the exact test does not apply.",
            root=math.sqrt(inputs.dispersion),
        )
        notes.append(Note("info", message, code="over_dispersed"))
    if not inputs.events_control and not inputs.events_treatment:
        message = Message("Nothing happened in either group, so there is no test and no ratio.")
        notes.append(Note("caution", message, code="no_events"))
    elif not inputs.events_control:
        message = Message("Nothing happened in the control group, so no ratio is defined.")
        notes.append(Note("info", message, code="ratio_undefined"))
    elif not inputs.events_treatment:
        message = Message("Nothing happened with the new version: the log interval of the ratio has no ends.")
        notes.append(Note("info", message, code="no_log_interval"))
    if 0 < min(inputs.events_control, inputs.events_treatment) / dispersion < FEW_EVENTS:
        message = Message("Few events in a group: the exact conditional interval of the ratio is the safe number.")
        notes.append(Note("info", message, code="few_events"))
    if not _agrees(p_exact, comparison.difference, inputs.level):
        message = Message(
            "The exact conditional test says otherwise ({p:p}): it is cautious, the score test and its interval decide here, and the case is close either way.",
            p=p_exact,
        )
        notes.append(Note("caution", message, code="test_and_interval_disagree"))
    return tuple(notes)
