"""Choices of the generated survey: touchpoints with rules, reasons of those who left, hidden segments, comments."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthetic import plan
from synthetic.blocks import Part, stream
from synthetic.questionnaire import (
    COMMENT_SHARE,
    COMMENTS,
    REASONS,
    SEGMENT_COLUMNS,
    SEGMENT_MEANS,
    SEGMENT_SDS,
    SEGMENT_SHARES,
)
from synthetic.scenario import Scenario

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def draw_choices(
    scenario: Scenario, retained: npt.NDArray[np.bool_], satisfaction: Integers
) -> tuple[dict[str, Integers], dict[str, Floats], Integers, list[str | None]]:
    """Multi-select answers, the measures of the segments, the hidden segments, and the comments."""
    rng = stream(scenario.seed, Part.CHOICES)
    chosen = _touchpoints(rng, scenario, retained.size)
    for reason, share in zip(REASONS, scenario.churn_reasons, strict=True):
        given = (rng.random(retained.size) < share).astype(np.int64)
        chosen[reason] = np.where(retained, plan.SKIPPED, given)
    segment, measures = _segments(rng, scenario, retained.size)
    return chosen, measures, segment, _comments(rng, satisfaction, mood=not scenario.no_effect)


def segment_centres(scenario: Scenario) -> Floats:
    """Centres in standard deviations within a segment, one row a segment, every two the planted distance apart.

    Notes
    -----
    The corners of a regular simplex, in Helmert's coordinates.

    Examples
    --------
    >>> centres = segment_centres(Scenario(segments=3, segment_distance=4.0))
    >>> [round(float(np.linalg.norm(centres[a] - centres[b])), 9) for a, b in ((0, 1), (0, 2), (1, 2))]
    [4.0, 4.0, 4.0]
    """
    count = scenario.segment_count
    centres = np.zeros((count, len(SEGMENT_COLUMNS)))
    for axis in range(1, count):
        centres[:axis, axis - 1] = 1 / math.sqrt(axis * (axis + 1))
        centres[axis, axis - 1] = -axis / math.sqrt(axis * (axis + 1))
    return centres * scenario.segment_distance / math.sqrt(2)


def touchpoint_rules(scenario: Scenario) -> tuple[tuple[tuple[str, ...], str, float], ...]:
    """Planted rules: antecedent, consequent, confidence."""
    return () if scenario.no_effect else plan.RULES


def _touchpoints(rng: np.random.Generator, scenario: Scenario, size: int) -> dict[str, Integers]:
    chosen = {name: rng.random(size) < share for name, share in plan.TOUCHPOINTS.items()}
    for antecedent, consequent, confidence in touchpoint_rules(scenario):
        met = np.logical_and.reduce([chosen[name] for name in antecedent])
        share = float(np.prod([plan.TOUCHPOINTS[name] for name in antecedent]))
        otherwise = (plan.TOUCHPOINTS[consequent] - share * confidence) / (1 - share)
        chosen[consequent] = rng.random(size) < np.where(met, confidence, otherwise)
    return {name: values.astype(np.int64) for name, values in chosen.items()}


def _segments(rng: np.random.Generator, scenario: Scenario, size: int) -> tuple[Integers, dict[str, Floats]]:
    shares = SEGMENT_SHARES[scenario.segment_count]
    segment = rng.choice(len(shares), size, p=shares).astype(np.int64)
    standard = segment_centres(scenario)[segment] + rng.standard_normal((size, len(SEGMENT_COLUMNS)))
    values = np.array(SEGMENT_MEANS) + standard * np.array(SEGMENT_SDS)
    decimals = (2, 4, 1, 1)
    return segment, {name: values[:, place].round(decimals[place]) for place, name in enumerate(SEGMENT_COLUMNS)}


def _comments(rng: np.random.Generator, satisfaction: Integers, *, mood: bool) -> list[str | None]:
    """A sentence from some respondents in the tone of their satisfaction, or of a tone at random."""
    size = satisfaction.size
    writes = rng.random(size) < COMMENT_SHARE
    picks = rng.random(size)
    tone = satisfaction if mood else rng.permutation(satisfaction)
    comments: list[str | None] = []
    for score, pick, written in zip(tone.tolist(), picks.tolist(), writes.tolist(), strict=True):
        texts = COMMENTS["satisfied" if score >= 4 else "neutral" if score == 3 else "unhappy"]
        comments.append(texts[int(pick * len(texts))] if written else None)
    return comments
