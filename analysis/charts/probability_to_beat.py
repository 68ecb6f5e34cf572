"""Posterior chances: each arm's posterior, chance to beat control, expected loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Table, TableColumn
from analysis.charts.read_comparison import draw_intervals, numbers, percents
from analysis.core.messages import Message
from analysis.experiments.beat_words import arm_name, loss_words, range_words

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.beat_reading import BeatReading


def display_probability_to_beat(result: BeatReading) -> Display:
    """Differences from control with credible intervals, posteriors, chances and losses."""
    return Display(
        figures=(_differences_figure(result),),
        tables=(
            *((_posterior_table(result),) if result.posterior else ()),
            _chances_table(result),
            *((_rope_table(result),) if result.rope is not None else ()),
        ),
        metrics=tuple(
            Metric(Message("{arm} beats control", arm=arm_name(place + 1, len(result.chance_best))), chance, "chance")
            for place, chance in enumerate(result.chance_to_beat[:3])
        ),
    )


def _is_share(result: BeatReading) -> bool:
    return result.model in {"rates", "rates_normal"} or result.scale == "relative"


def _differences_figure(result: BeatReading) -> Figure:
    rows = [
        (arm_name(place + 1, len(result.chance_best)), estimate, True)
        for place, estimate in enumerate(result.difference)
    ]
    if result.scale == "relative":
        heading = Message("Posterior of the relative lift, in percent")
    elif _is_share(result):
        heading = Message("Posterior of the difference from control, in points")
    else:
        heading = Message("Posterior of the difference from control")
    return Figure(
        draw=lambda say: draw_intervals(rows, say, reference=0.0, scale=100.0 if _is_share(result) else 1.0),
        heading=heading,
        note=Message(
            "{level:set_percent} credible intervals; the dashed line is control. They depend on the prior.",
            level=round(result.level, 10),
        ),
        description=Message(
            "Posterior differences of {k:count} arms from control with credible intervals, against a line at zero.",
            k=len(rows),
        ),
    )


def _ends(result: BeatReading, estimate: Estimate) -> tuple[Cell, ...]:
    return percents(estimate) if _is_share(result) else numbers(estimate)


def _posterior_table(result: BeatReading) -> Table:
    arms = len(result.posterior)
    return Table(
        title=Message("Posteriors of the arms"),
        columns=(
            TableColumn(Message("Arm"), align="left"),
            TableColumn(Message("Customers") if result.model != "counts" else Message("Exposure"), "number"),
            TableColumn(Message("Posterior mean")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
        ),
        rows=tuple(
            (arm_name(place, arms), size, *_ends(result, estimate))
            for place, (size, estimate) in enumerate(zip(result.sizes, result.posterior, strict=True))
        ),
        note=Message("Equal-tailed credible intervals at {level:set_percent}.", level=round(result.level, 10)),
    )


def _chances_table(result: BeatReading) -> Table:
    arms = len(result.chance_best)
    beats: tuple[float | None, ...] = (None, *result.chance_to_beat)
    losses = loss_words(result)
    return Table(
        title=Message("Chances and expected losses"),
        columns=(
            TableColumn(Message("Arm"), align="left"),
            TableColumn(Message("Beats control"), "chance"),
            TableColumn(Message("Is the best"), "chance"),
            TableColumn(Message("Expected loss if chosen")),
        ),
        rows=tuple(
            (
                arm_name(place, arms),
                beats[place],
                result.chance_best[place],
                losses[place],
            )
            for place in range(arms)
        ),
        note=Message("Expected loss: what is given up on average where another arm is better. Not immune to peeking."),
    )


def _rope_table(result: BeatReading) -> Table:
    arms = len(result.chance_best)
    return Table(
        title=Message("Differences that matter"),
        columns=(
            TableColumn(Message("Arm"), align="left"),
            TableColumn(Message("Lower by more"), "chance"),
            TableColumn(Message("Too small to matter"), "chance"),
            TableColumn(Message("Higher by more"), "chance"),
        ),
        rows=tuple((arm_name(place + 1, arms), *masses) for place, masses in enumerate(result.rope_masses)),
        note=Message(
            "Posterior mass of the difference from control; the range is {rope} either way.",
            rope=range_words(result, result.rope or 0.0),
        ),
    )
