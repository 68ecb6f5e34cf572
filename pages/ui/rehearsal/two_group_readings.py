"""What our readers of two groups say of one simulated data set of events or of ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from synthetic.rehearsal.outcome import Outcome

if TYPE_CHECKING:
    from pages.ui.rehearsal.question import Question
    from synthetic.designs import EventCounts, RatioGroups

EventAnalysis: TypeAlias = Literal["measured", "poisson"]


def read_events(counts: EventCounts, *, by: EventAnalysis, question: Question) -> Outcome:
    """`read_counts` with the spread measured among the customers, or taken for pure chance."""
    from analysis.experiments import read_counts

    reading = read_counts(
        events_control=counts.events_control,
        exposure_control=counts.n_control * counts.exposure,
        events_treatment=counts.events_treatment,
        exposure_treatment=counts.n_treatment * counts.exposure,
        dispersion=_spread(counts) if by == "measured" else 1.0,
        **question.asked(),
    )
    comparison = reading.comparison
    return question.answered(comparison.difference, reading.p_score, comparison.against_margin)


def _spread(counts: EventCounts) -> float:
    """Variance over mean of the customers' counts, pooled over both groups; never below pure chance."""
    weighted = 0.0
    for events, n, variance in (
        (counts.events_control, counts.n_control, counts.variance_control),
        (counts.events_treatment, counts.n_treatment, counts.variance_treatment),
    ):
        if events and n > 1:
            weighted += (n - 1) * variance / (events / n)
    return max(1.0, weighted / max(counts.n_control + counts.n_treatment - 2, 1))


def read_ratios(groups: RatioGroups, *, question: Question) -> Outcome:
    """`read_ratio` with customers as units."""
    from analysis.experiments import read_ratio

    control, treatment = groups.control, groups.treatment
    reading = read_ratio(
        n=(control.n, treatment.n),
        numerator_sum=(control.numerator_sum, treatment.numerator_sum),
        denominator_sum=(control.denominator_sum, treatment.denominator_sum),
        numerator_spread=(control.numerator_squares, treatment.numerator_squares),
        denominator_spread=(control.denominator_squares, treatment.denominator_squares),
        joint_spread=(control.products, treatment.products),
        **question.asked(),
    )
    comparison = reading.comparison
    return question.answered(comparison.difference, reading.p_value, comparison.against_margin)
