"""Fills a plan of an average from the study's own events: what customers spent lately, and in as many days before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Language, Message, RetentionLabError, Sentence
from analysis.language import joined, render
from pages.ui import current, measured_today, state
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    from analysis.data import Prepared
    from pages.ui.cell import Run

CUSTOMER = "customer_id"
PLANNER = "plan_means"
WINDOW_DAYS = 28
MOST_DAYS = 366
TAKEN = ("baseline_mean", "sd", "covariate_correlation", "icc", "cluster_size", "cluster_size_cv")
COMMUNITY = "community"
_SAID = "rl_event_baseline_said"


@dataclass(frozen=True, slots=True)
class _Filled:
    """What was taken from the events, and what was said of it."""

    window_days: int
    values: dict[str, float]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """What the two sums are called: no codebook knows them."""

    window_days: int

    def column_label(self, column: str, language: Language) -> str:
        """The words of a column."""
        known = {
            "spend": Message("Spend in {days:count} days", days=self.window_days),
            "spend_before": Message("spend in the {days:count} days before", days=self.window_days),
            COMMUNITY: Message("the community"),
        }
        return render(known[column], language) if column in known else column

    def value_label(self, column: str, code: str | float, language: Language) -> str:
        """The words of an answer."""
        del column, language
        return str(code)


def offer(plan: Run) -> None:
    """Offer the last days of the study's events to a plan of an average."""
    opened = current.study()
    if plan.method.id != PLANNER or opened is None or "events" not in opened.tables:
        return
    with st.expander(say(Message("Take mean, spread and correlation from the study's events")), type="compact"):
        left, right = st.columns([0.5, 0.5], vertical_alignment="bottom")
        days = left.number_input(
            say(Message("Days the test will watch each customer")),
            min_value=1,
            max_value=MOST_DAYS,
            value=WINDOW_DAYS,
            key=f"baseline_days:{language()}",
        )
        right.button(
            say(Message("Fill in the plan above")), key="fill_baseline", on_click=_fill, args=(plan, int(days))
        )
        match st.session_state.get(_place()):
            case RetentionLabError() as error:
                st.error(say_error(error))
            case _Filled() as filled:
                names = _Names(filled.window_days)
                words = joined(render(sentence, language(), names) for sentence in filled.sentences)
                st.caption(current.markdown_text(words))
                if measured_today.has(plan, filled.values):
                    measured_today.confirm(plan)
            case _:
                st.caption(
                    say(
                        Message(
                            "Spend per customer in the last days of the log, and in as many days before it: as if everybody had been assigned then."
                        )
                    )
                )


def _place() -> str:
    """What was said of one study is not said of another."""
    opened = current.study()
    return f"{_SAID}:{opened.id if opened is not None else ''}"


def measured(events: Prepared, customers: Prepared | None, window_days: int) -> tuple[dict[str, Any], Any]:
    """Parameters of a plan from what every known customer spent in the last days, and the result they come from."""
    import pandas as pd

    from analysis.experiments import measure_baseline, user_outcomes

    who = (customers.frame if customers is not None else events.frame)[[CUSTOMER]].drop_duplicates()
    if customers is not None and COMMUNITY in customers.frame:
        who = customers.frame[[CUSTOMER, COMMUNITY]]
    # One second past the last event, so that it belongs to the window.
    until = events.frame["time"].max() + pd.Timedelta(seconds=1)
    arms = who.assign(arm="all", assigned_on=until - pd.Timedelta(days=window_days))
    found = user_outcomes(arms, events.frame, window_days=window_days, observed_until=until)
    community = COMMUNITY if COMMUNITY in found.frame else None
    baseline = measure_baseline(found.frame, outcome="spend", pre_period="spend_before", community=community)
    return {name: value for name, value in baseline.planner_parameters().items() if name in TAKEN}, baseline


def _fill(plan: Run, window_days: int) -> None:
    try:
        events, customers = current.prepared("events"), current.prepared("customers")
        if events is None:
            return
        has_ids = customers is not None and CUSTOMER in customers.frame
        values, baseline = measured(events, customers if has_ids else None, window_days)
    except RetentionLabError as error:
        st.session_state[_place()] = error
        return
    asked = {parameter.name: parameter for parameter in plan.method.parameters}
    filled = {name: float(f"{value:.6g}") for name, value in values.items() if name in asked}
    for name, value in filled.items():
        state.set_choice(plan.cell.id, asked[name], value)
    st.session_state[_place()] = _Filled(window_days, filled, tuple(baseline.readings()))
