"""The result of a rehearsal: how often the truth was found, and how often something was found where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Estimate, Note, Provenance
from synthetic.rehearsal.parts import MeasuredPart
from synthetic.rehearsal.smallest import SmallestSize

if TYPE_CHECKING:
    import pandas as pd

MEASURES: Mapping[str, Message] = {
    "detection": Message("Found where it is there (power)"),
    "false_alarms": Message("Found where nothing is (false alarms)"),
    "coverage": Message("Intervals that hold the truth"),
    "bias": Message("Bias: mean estimate minus truth"),
    "rmse": Message("Root mean squared error"),
    "agreement": Message("Agreement of the segments with the truth (adjusted Rand index)"),
    "recall": Message("Share of the planted rules found"),
    "false_discoveries": Message("Share of false rules among those reported"),
}

MARGIN_MEASURES: Mapping[str, Message] = {
    "detection": Message("Shown at the difference assumed (power)"),
    "false_alarms": Message("Shown where the difference is the margin (false alarms)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A design simulated many times.

    Parameters
    ----------
    size : int
        Customers, or communities.
    replicates : int
        Simulated studies, as many again without an effect.
    effect : float
        True value of what is estimated; NaN where nothing is.
    detection, false_alarms : Estimate
        Share of the replicates with a claim, with and without an effect, with exact binomial intervals.
    coverage : Estimate
        Share of the intervals that hold the truth, with its exact binomial interval.
    bias, rmse : Estimate
        Of the estimate, with t intervals over the replicates.
    agreement : Estimate
        Mean adjusted Rand index where the design has segments.
    recall, false_discoveries : Estimate
        Of planted rules, means over the replicates.
    refused, refused_without_effect : int
        Replicates whose data the analysis said it cannot use; they count as nothing found.
    estimates : tuple of float
        The estimates of the first replicates, to look at.
    smallest : SmallestSize, optional
        The smallest size that reaches the goal, where it was asked for.
    parts : tuple of MeasuredPart
        What else the analysis says of each data set, counted with the effect and without.
    nominal_error, nominal_coverage : float
        What the analysis promises of false alarms and of its intervals.
    on_margin : bool
        Whether the run without an effect stands on the margin that the analysis is held against.
    level : float
        Confidence level of the intervals above; not that of the analysis.
    details : tuple of sentences
        What the kind of study adds to the readings.
    """

    size: int
    replicates: int
    effect: float
    detection: Estimate
    false_alarms: Estimate
    coverage: Estimate
    bias: Estimate
    rmse: Estimate
    agreement: Estimate
    recall: Estimate
    false_discoveries: Estimate
    refused: int
    refused_without_effect: int
    estimates: tuple[float, ...]
    smallest: SmallestSize | None
    parts: tuple[MeasuredPart, ...]
    nominal_error: float
    nominal_coverage: float
    on_margin: bool
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance
    details: tuple[Sentence, ...] = ()

    def measures(self) -> dict[str, Estimate]:
        """Every measure that this design has, by its name."""
        return {name: value for name in MEASURES if (value := getattr(self, name)).defined}

    def words(self, measure: str) -> Message:
        """A measure in words."""
        return MARGIN_MEASURES.get(measure, MEASURES[measure]) if self.on_margin else MEASURES[measure]

    def to_frame(self) -> pd.DataFrame:
        """One row a measure.

        Returns
        -------
        DataFrame
            ``measure, size, value, low, high, level, replicates``; a part has two rows, the second named
            ``..._without_effect``; with a smallest size also ``smallest_size`` and
            ``detection_at_smallest``.
        """
        import pandas as pd

        rows = [
            (name, self.size, e.value, e.low, e.high, e.level, self.replicates) for name, e in self.measures().items()
        ]
        for measured in self.parts:
            for ending, e in (("", measured.with_effect), ("_without_effect", measured.without_effect)):
                rows.append((measured.part.name + ending, self.size, e.value, e.low, e.high, e.level, self.replicates))
        if self.smallest is not None:
            size, check = self.smallest.size, self.smallest.checked
            rows.append(
                ("smallest_size", self.smallest.found, size.value, size.low, size.high, size.level, self.replicates)
            )
            rows.append(
                (
                    "detection_at_smallest",
                    self.smallest.found,
                    check.value,
                    check.low,
                    check.high,
                    check.level,
                    self.replicates,
                )
            )
        return pd.DataFrame(rows, columns=["measure", "size", "value", "low", "high", "level", "replicates"])

    def readings(self) -> tuple[Sentence, ...]:
        """The power with its interval, false alarms beside it, then intervals, segments, rules, the smallest size."""
        return (self._claim(), *self.details, *self._details())

    def _claim(self) -> Sentence:
        if self.on_margin:
            return Message(
                "In {power:percent} of {n:count} simulated studies the test shows what it is to show ({low:percent} to "
                "{high:percent}); where the true difference is the margin itself, it shows it in {false:percent} "
                "({false_low:percent} to {false_high:percent}).",
                power=self.detection.value,
                n=self.replicates,
                low=self.detection.low,
                high=self.detection.high,
                false=self.false_alarms.value,
                false_low=self.false_alarms.low,
                false_high=self.false_alarms.high,
            )
        return Message(
            "In {power:percent} of {n:count} simulated studies the analysis finds what is there ({low:percent} to "
            "{high:percent}); where nothing is, it finds something in {false:percent} ({false_low:percent} to "
            "{false_high:percent}).",
            power=self.detection.value,
            n=self.replicates,
            low=self.detection.low,
            high=self.detection.high,
            false=self.false_alarms.value,
            false_low=self.false_alarms.low,
            false_high=self.false_alarms.high,
        )

    def _details(self) -> list[Sentence]:
        found: list[Sentence] = []
        if self.coverage.defined:
            found.append(
                Message(
                    "Its intervals hold the truth in {coverage:percent} ({low:percent} to {high:percent}).",
                    coverage=self.coverage.value,
                    low=self.coverage.low,
                    high=self.coverage.high,
                )
            )
        if self.agreement.defined:
            found.append(
                Message(
                    "Its segments agree with the true ones at {value:coefficient} ({low:coefficient} to "
                    "{high:coefficient}; 1 is the same division, 0 chance).",
                    value=self.agreement.value,
                    low=self.agreement.low,
                    high=self.agreement.high,
                )
            )
        if self.recall.defined:
            found.append(
                Message(
                    "It reports {recall:percent} of the planted rules ({low:percent} to {high:percent}); {false:percent} "
                    "of what it reports is false ({false_low:percent} to {false_high:percent}).",
                    recall=self.recall.value,
                    low=self.recall.low,
                    high=self.recall.high,
                    false=self.false_discoveries.value,
                    false_low=self.false_discoveries.low,
                    false_high=self.false_discoveries.high,
                )
            )
        if self.smallest is not None:
            found.append(self.smallest.sentence())
        return found


def rehearsal_notes(
    false_alarms: Estimate,
    coverage: Estimate,
    refused: tuple[int, int],
    replicates: int,
    nominal_error: float,
    *,
    nominal_coverage: float,
    on_margin: bool = False,
) -> tuple[Note, ...]:
    """What a reader has to know before believing the numbers."""
    notes: list[Note] = []
    if false_alarms.low > nominal_error:
        notes.append(
            Note(
                "caution",
                Message(
                    "The analysis passes a version that is worse by the margin in {rate:percent} of studies, more than the {nominal:set_percent} it promises: its power is not to be believed.",
                    rate=false_alarms.value,
                    nominal=nominal_error,
                )
                if on_margin
                else Message(
                    "The analysis raises false alarms in {rate:percent} of studies without an effect, more than the "
                    "{nominal:set_percent} it promises: its power is not to be believed.",
                    rate=false_alarms.value,
                    nominal=nominal_error,
                ),
                code="false_alarms",
            )
        )
    if coverage.defined and coverage.high < nominal_coverage:
        notes.append(
            Note(
                "caution",
                Message(
                    "Its intervals are too short: they hold the truth in {coverage:percent}, not in {nominal:set_percent}.",
                    coverage=coverage.value,
                    nominal=nominal_coverage,
                ),
                code="coverage",
            )
        )
    if any(refused):
        notes.append(
            Note(
                "info",
                PluralMessage(
                    "{n:count} simulated study could not be analysed and counts as nothing found.",
                    "{n:count} simulated studies could not be analysed and count as nothing found.",
                    n=sum(refused),
                ),
                code="refused",
            )
        )
    notes.append(
        Note(
            "info",
            Message(
                "The intervals say how exact the simulation is; {n:count} replicates leave a power of 80% uncertain by "
                "about {half:points} points.",
                n=replicates,
                half=1.96 * (0.16 / replicates) ** 0.5,
            ),
            code="replicates",
        )
    )
    return tuple(notes)
