"""What our methods say of one simulated data set: the adapters that a rehearsal runs in its worker processes.

Module-level functions, so that they can be sent to another process, and no Streamlit, so that the process
does not load it. Each hands the data of a design to a method of the laboratory and reads its decision.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from pages.ui.rehearsal.question import Question
from synthetic.rehearsal.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

    from analysis.experiments.proportion_reading import ProportionReading
    from synthetic.designs import CommunityCounts, Counts, Measured, Scores

ShareAnalysis: TypeAlias = Literal["interval", "fisher", "pooled_z", "yates"]
MeanAnalysis: TypeAlias = Literal["welch", "student"]
CommunityAnalysis: TypeAlias = Literal["communities", "customers"]
ColumnAnalysis: TypeAlias = Literal["auto", "spearman", "kendall"]
ScoreAnalysis: TypeAlias = Literal["difference", "no_overlap"]
RuleAnalysis: TypeAlias = Literal["tested", "confirmed", "untested"]


@lru_cache(maxsize=20_000)
def _proportions(
    x_control: int, n_control: int, x_treatment: int, n_treatment: int, question: Question
) -> ProportionReading:
    """The reading of one table of counts: small studies draw the same table again and again."""
    from analysis.experiments import read_proportions

    return read_proportions(
        successes_control=x_control,
        n_control=n_control,
        successes_treatment=x_treatment,
        n_treatment=n_treatment,
        **question.asked(),
    )


def read_shares(counts: Counts, *, by: ShareAnalysis, level: float = 0.95, question: Question | None = None) -> Outcome:
    """`read_proportions` of two groups; its interval or one of its tests decides, or the interval against a margin."""
    asked = question or Question(level=level)
    reading = _proportions(
        counts.successes_control, counts.n_control, counts.successes_treatment, counts.n_treatment, asked
    )
    difference = reading.difference_treatment_minus_control
    p_values = {"fisher": reading.p_fisher, "pooled_z": reading.p_pooled_z, "yates": reading.p_yates}
    if asked.on_margin or by != "interval":
        return asked.answered(difference, p_values.get(by, reading.p_value), reading.against_margin)
    return Outcome(
        detected=difference.excludes(0.0), estimate=difference.value, low=difference.low, high=difference.high
    )


def read_amounts(
    measured: Measured, *, by: MeanAnalysis, level: float = 0.95, question: Question | None = None
) -> Outcome:
    """`read_means` of the means and spreads of two groups: Welch's test, Student's, or Welch's against a margin."""
    return _means(measured.control, measured.treatment, by, question or Question(level=level))


def _means(control: np.ndarray, treatment: np.ndarray, by: MeanAnalysis, question: Question) -> Outcome:
    from analysis.experiments.mean_comparison import read_means

    reading = read_means(
        n_control=len(control),
        mean_control=float(control.mean()),
        sd_control=float(control.std(ddof=1)),
        n_treatment=len(treatment),
        mean_treatment=float(treatment.mean()),
        sd_treatment=float(treatment.std(ddof=1)),
        **question.asked(),
    )
    test = reading.welch if by == "welch" else reading.student
    return question.answered(test.difference, test.p_value, reading.comparison.against_margin)


def read_communities(counts: CommunityCounts, *, by: CommunityAnalysis, level: float) -> Outcome:
    """Communities as the units (Welch's test of their rates), or customers as if they were independent."""
    if by == "communities":
        rates = counts.successes / counts.customers
        return _means(rates[~counts.treated], rates[counts.treated], "welch", Question(level=level))
    reading = _proportions(
        int(counts.successes[~counts.treated].sum()),
        int(counts.customers[~counts.treated].sum()),
        int(counts.successes[counts.treated].sum()),
        int(counts.customers[counts.treated].sum()),
        Question(level=level),
    )
    difference = reading.difference_treatment_minus_control
    return Outcome(
        detected=difference.excludes(0.0), estimate=difference.value, low=difference.low, high=difference.high
    )


def relate_columns(frame: pd.DataFrame, *, by: ColumnAnalysis, level: float) -> Outcome:
    """`correlate` of the two columns."""
    from analysis.relations import correlate

    found = correlate(frame, x="x", y="y", method=by, level=level)
    value = found.estimate
    # Rank coefficients estimate something else than the true correlation of the quantities.
    known = by == "auto"
    nan = float("nan")
    return Outcome(
        detected=bool(found.p < 1 - level),
        estimate=value.value if known else nan,
        low=value.low if known else nan,
        high=value.high if known else nan,
    )


def relate_groups(frame: pd.DataFrame, *, level: float) -> Outcome:
    """`correlate` of group and outcome: the chi-square test behind Cramér's V."""
    from analysis.relations import correlate

    found = correlate(frame, x="group", y="outcome", level=level)
    return Outcome(detected=bool(found.p < 1 - level))


def divide(frame: pd.DataFrame, *, k: int, restarts: int) -> Outcome:
    """`cluster` into k segments; it finds segments where the data support the division."""
    from analysis.clustering import cluster

    found = cluster(frame, columns=tuple(str(name) for name in frame.columns), k=k, restarts=restarts)
    return Outcome(detected=bool(found.supported), labels=found.assignment.to_numpy(dtype=np.int64))


def find_rules(frame: pd.DataFrame, *, by: RuleAnalysis, max_length: int, min_support: float, level: float) -> Outcome:
    """`target_rules` for leaving: what it reports as holding up, or every rule with a small p-value of its own."""
    from analysis.association import target_rules
    from synthetic.designs.surveys import LEFT

    found = target_rules(
        frame,
        target=LEFT,
        columns=tuple(str(name) for name in frame.columns if name != LEFT),
        max_length=max_length,
        min_support=min_support,
        confirm="holdout" if by == "confirmed" else "none",
        adjust="none" if by == "untested" else "BH",
        max_q=1 - level,
    ).table
    claimed = found["p_value"] < 1 - level if by == "untested" else found["productive"] & (found["q_value"] < 1 - level)
    rules = frozenset(frozenset(items) for items in found.loc[claimed.to_numpy(dtype=bool), "antecedent"])
    return Outcome(detected=bool(rules), rules=rules)


def compare_scores(scores: Scores, *, by: ScoreAnalysis, level: float) -> Outcome:
    """`net_promoter_score` of each group: the interval of the difference, or intervals that do not overlap."""
    from statistics import NormalDist

    first, second = _score(scores.first, level), _score(scores.second, level)
    difference = second[0] - first[0]
    half = NormalDist().inv_cdf((1 + level) / 2) * (first[3] ** 2 + second[3] ** 2) ** 0.5
    low, high = difference - half, difference + half
    detected = (low > 0 or high < 0) if by == "difference" else (second[1] > first[2] or second[2] < first[1])
    return Outcome(detected=bool(detected), estimate=difference, low=low, high=high)


@lru_cache(maxsize=20_000)
def _score(counts: tuple[int, int, int], level: float) -> tuple[float, float, float, float]:
    """Score, ends of its interval and standard error."""
    import pandas as pd

    from analysis.survey import net_promoter_score

    frame = pd.DataFrame({"score": np.repeat([0.0, 7.0, 10.0], counts)})
    found = net_promoter_score(frame, column="score", level=level)
    return found.score.value, found.score.low, found.score.high, found.standard_error
