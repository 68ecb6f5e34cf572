"""The power curve of a plan, and how another calculator's answer stands to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from analysis.charts.display import Say
from analysis.charts.style import ANSWER_WIDTH, INK, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.phrases import GROUP_WORDS
from analysis.experiments.plan_notes import ManyGroups

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 250
MANY_TIMES = 2.0
SAME = 0.0005


class DrawnPlan(Protocol):
    """What the curve of a plan is drawn from."""

    @property
    def answer(self) -> str:
        """What was worked out: n, mde or power."""
        ...

    @property
    def curve(self) -> pd.DataFrame:
        """n_total, weeks, fraction, change, power."""
        ...

    @property
    def weeks(self) -> float:
        """Whole weeks; NaN where none are known."""
        ...

    @property
    def n_total(self) -> int:
        """Customers in all."""
        ...

    @property
    def target_power(self) -> float:
        """Wanted chance."""
        ...


def draw_curve(result: DrawnPlan, say: Say, label: Callable[[float], Sentence]) -> alt.TopLevelMixin:
    """The power curve of a plan; `label` words the effect at the end of each line."""
    import altair as alt

    by_week = not math.isnan(result.weeks)
    column = "weeks" if by_week else "n_total"
    title = say(Message("Full weeks")) if by_week else say(Message("Customers in all"))
    curve = result.curve.assign(size=result.curve[column])
    last = float(curve["size"].max())
    x = alt.X(
        "size:Q",
        title=title,
        scale=alt.Scale(domain=[float(curve["size"].min()), last * 1.06], nice=False),
        axis=alt.Axis(format="d" if by_week else ",d", tickCount=14 if by_week and last <= 16 else 7, tickMinStep=1),
    )
    y = alt.Y(
        "power:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=_levels(result)),
    )
    ends = curve[curve["size"] == last].assign(label=lambda frame: [say(label(change)) for change in frame["change"]])
    answer = curve["fraction"] == 1.0
    layers: list[Any] = [
        _lines(curve[~answer], x, y, QUIET_WIDTH, INK, 0.55),
        _lines(curve[answer], x, y, ANSWER_WIDTH, TEAL, 1.0),
        alt.Chart(ends).mark_text(align="left", dx=6, color=INK).encode(x=x, y=y, text=alt.Text("label:N")),
        *_answer_marks(result, curve[answer], column, say, x, y),
    ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _lines(frame: pd.DataFrame, x: Any, y: Any, width: float, colour: str, opacity: float) -> Any:
    import altair as alt

    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=width, color=colour, opacity=opacity)
        .encode(
            x=x,
            y=y,
            detail=alt.Detail("fraction:N"),
            tooltip=[alt.Tooltip("power:Q", format=".1%"), alt.Tooltip("size:Q", format=",d")],
        )
    )


def _answer_marks(result: DrawnPlan, line: pd.DataFrame, column: str, say: Say, x: Any, y: Any) -> list[Any]:
    """The dashed level that was asked for, and the plan as a labelled point on the line."""
    import altair as alt

    planned = result.weeks if column == "weeks" else float(result.n_total)
    height = float(np.interp(planned, line["size"], line["power"]))
    point = pd.DataFrame({"size": [planned], "power": [height], "label": [say(_point_words(result))]})
    marks: list[Any] = [
        alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
        alt.Chart(point)
        .mark_text(align="left", baseline="top", dx=8, dy=8, fontWeight=600, color=INK)
        .encode(x=x, y=y, text=alt.Text("label:N")),
    ]
    if result.answer != "power":
        level = pd.DataFrame({"power": [result.target_power]})
        marks.insert(0, alt.Chart(level).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y))
    return marks


def _point_words(result: DrawnPlan) -> Sentence:
    if not math.isnan(result.weeks):
        return PluralMessage("{n} week", "{n:count} weeks", n=int(result.weeks))
    return Message("{n:count} customers", n=result.n_total)


def _levels(result: DrawnPlan) -> list[float]:
    if result.answer == "power":
        return [0.0, 0.5, 1.0]
    return [0.0, result.target_power / 2, result.target_power]


class DividedPlan(ManyGroups, Protocol):
    """What the words of groups and levels need of a plan."""

    @property
    def alpha_per_comparison(self) -> float:
        """Level of one comparison."""
        ...

    @property
    def equal_groups(self) -> bool:
        """Whether all groups are of one size."""
        ...

    @property
    def share_treatment(self) -> float:
        """Share of customers in all treatment groups."""
        ...


def alpha_words(result: DividedPlan) -> Message:
    """The level of one comparison, and beside it that of all together where there are several."""
    if result.n_treatments == 1:
        return Message("{alpha:set_percent}", alpha=result.alpha)
    if result.correction == "none":
        return Message(
            "{alpha:fine_percent} for each of {groups:count} comparisons, more for all together",
            alpha=result.alpha_per_comparison,
            groups=result.n_treatments,
        )
    return Message(
        "{alpha:fine_percent} for each of {groups:count} comparisons, {family:set_percent} for all together",
        alpha=result.alpha_per_comparison,
        groups=result.n_treatments,
        family=result.alpha,
    )


def groups_words(result: DividedPlan) -> Message:
    """How the customers are divided."""
    if result.equal_groups:
        return Message("{groups} equal groups", groups=GROUP_WORDS[result.n_treatments + 1])
    return Message(
        "{share:fine_percent} of customers get a new version",
        share=result.share_treatment,
    )


def against_words(against: float, *, same: bool) -> Message:
    """How one answer stands to the plan's own: `against` is their quotient less 1."""
    if same:
        return Message("same", context="comparison")
    if abs(against) < SAME:
        return Message("almost the same", context="comparison")
    if against >= MANY_TIMES - 1:
        return Message("× {factor:number}", factor=against + 1)
    if against > 0:
        return Message("+{share:percent}", share=against)
    return Message("{share:percent}", share=against)
