"""Up to four figures of the open study, each with its interval drawn: what the first screen shows of a survey."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.charts.display import Strip
from analysis.charts.three_line import strip_html
from analysis.core import ColumnRef, Estimate, Message, RetentionLabError, ValueRef
from analysis.data.codebook import code_text
from analysis.language.precision import FAMILIES, alike, written
from analysis.methods import method_by_id
from pages.ui import cached, current
from pages.ui.question_list import is_recommendation
from pages.ui.words import say

if TYPE_CHECKING:
    from analysis.core import Sentence
    from analysis.data import Prepared
    from analysis.data.codebook import Variable

MOST = 4


def show() -> None:
    """Draw the figures of the main table; nothing where it has no suitable column."""
    table = current.main_table()
    study = current.study()
    try:
        prepared = current.prepared(table) if table else None
    except RetentionLabError:
        # The list of next steps below leads to the failing step of the recipe.
        return
    if study is None or prepared is None or not len(prepared.frame):
        return
    figures = [
        figure
        for variable in _chosen(study.codebook.of_table(prepared.table), prepared)
        if (figure := _figure(variable, prepared)) is not None
    ][:MOST]
    if not figures:
        return
    st.subheader(say(Message("The study in figures")), anchor=False)
    for column, (label, estimate, form, (low, high), n) in zip(st.columns(MOST, gap="large"), figures, strict=False):
        ends = (estimate.value, estimate.low, estimate.high)
        value, least, most = (written(end, form) for end in (alike(ends, form) if form in FAMILIES else ends))
        column.metric(say(label), value)
        if math.isnan(estimate.low):
            continue
        if high > low:
            column.html(strip_html(Strip(estimate.value, estimate.low, estimate.high, low, high)))
        column.caption(
            say(
                Message(
                    "{level:percent} interval {low} to {high} · n {n:count}",
                    level=estimate.level,
                    low=least,
                    high=most,
                    n=n,
                )
            )
        )


def _chosen(variables: tuple[Variable, ...], prepared: Prepared) -> list[Variable]:
    """Recommendation first, then yes-or-no answers, then numbers, each in the codebook's order."""
    from analysis.data.dialects.metadata import TOOL_COLUMNS

    here = [v for v in variables if v.id in prepared.frame.columns and v.id not in TOOL_COLUMNS]
    scales = [v for v in here if v.level == "scale"]
    recommended = [v for v in scales if _recommendation(v, prepared)]
    binary = [v for v in here if v.level == "nominal" and len(v.values) == 2]
    binary.sort(key=lambda v: _yes(v) is None)
    return [*recommended[:1], *binary[:1], *[v for v in scales if v not in recommended][: MOST - 1]]


def _yes(variable: Variable) -> str | None:
    """Code of the answer that says yes, where one does."""
    for value in variable.values:
        if {value.label.en.lower(), value.label.zh, code_text(value.code).lower()} & {"yes", "是", "true"}:
            return code_text(value.code)
    return None


def _recommendation(variable: Variable, prepared: Prepared) -> bool:
    values = prepared.frame[variable.id].dropna()
    return bool(len(values)) and is_recommendation(variable, float(values.min()), float(values.max()))


Figure = tuple["Sentence", Estimate, str, tuple[float, float], int]


def _figure(variable: Variable, prepared: Prepared) -> Figure | None:
    method_id = "frequencies" if variable.level == "nominal" else "describe"
    if variable.level == "scale" and _recommendation(variable, prepared):
        method_id = "net_promoter_score"
    try:
        result: Any = cached.run(method_by_id(method_id), prepared, {"column": variable.id})
    except RetentionLabError:
        # A column that cannot be described has no place among the key figures; its own page says why.
        return None
    label, n = Message("{column}", column=ColumnRef(variable.id)), result.provenance.n_used
    if method_id == "net_promoter_score":
        return Message("Net promoter score"), result.score, "points", (-1.0, 1.0), n
    if method_id == "frequencies":
        yes = _yes(variable)
        answer = next((item for item in result.answers if code_text(item.code) == yes), result.answers[-1])
        name = Message("{column}: {answer}", column=ColumnRef(variable.id), answer=ValueRef(variable.id, answer.code))
        return name, answer.share, "percent", (0.0, 1.0), n
    values = prepared.frame[variable.id].dropna()
    if values.empty or math.isnan(result.median.value):
        return None
    bounds = (float(values.quantile(0.05)), float(values.quantile(0.95)))
    return Message("{column}, median", column=label), result.median, "number", bounds, n
