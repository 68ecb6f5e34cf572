"""Fills a test's summaries from the study's assignments and events: one row per customer, then sums per group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Message, RetentionLabError, Sentence
from analysis.core.frames import columns_with
from analysis.language import joined
from analysis.methods import method_by_id
from pages.ui import cell, current, needs
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    import pandas as pd

    from analysis.data import Prepared
    from analysis.experiments import UserOutcomes

CUSTOMER = "customer_id"
WINDOW_DAYS = 28
MOST_DAYS = 366
_SAID = "rl_event_sums_said"
OUTCOMES: Mapping[str, Message] = {
    "spend": Message("spend per customer"),
    "orders": Message("orders per customer"),
    "active_days": Message("days with any event"),
    "ordered": Message("ordered at least once"),
    "spend_per_order": Message("spend per order"),
}
OFFERED: Mapping[str, tuple[str, ...]] = {
    "read": ("ordered",),
    "read_mean": ("spend", "orders", "active_days"),
    "read_ratio": ("spend_per_order",),
    "read_events": ("orders",),
}
"""Outcomes that fit what a cell reads."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the assignments hold what is asked of them."""

    arm: str
    assigned: str


def offer(asked: cell.Cell) -> None:
    """Offer the study's experiment and events, where it has both, to the cell below."""
    found = _tables()
    if found is None or asked.id not in OFFERED:
        return
    arms, events, columns = found
    with st.expander(say(Message("Take the numbers from the study's experiment and events")), type="compact"):
        left, middle, right = st.columns([0.4, 0.3, 0.3], vertical_alignment="bottom")
        outcomes = OFFERED[asked.id]
        words = {name: say(OUTCOMES[name]) for name in outcomes}
        outcome = left.selectbox(
            say(Message("Outcome")), outcomes, format_func=words.__getitem__, key=f"sums_of:{asked.id}:{language()}"
        )
        days = middle.number_input(
            say(Message("Days after assignment")),
            min_value=1,
            max_value=MOST_DAYS,
            value=WINDOW_DAYS,
            key=f"sums_days:{asked.id}:{language()}",
        )
        right.button(
            say(Message("Fill in the numbers")),
            key=f"fill_sums:{asked.id}",
            on_click=_fill,
            args=(asked, arms, events, columns, outcome, int(days)),
        )
        said: dict[str, tuple[Sentence, ...] | RetentionLabError] = st.session_state.get(_SAID, {})
        match said.get(_place(asked)):
            case RetentionLabError() as error:
                st.error(say_error(error))
            case tuple() as sentences:
                st.caption(current.markdown_text(joined(say(sentence) for sentence in sentences)))
            case _:
                pass


def _tables() -> tuple[Prepared, Prepared, _Columns] | None:
    opened = current.study()
    if opened is None or opened.arms is None or opened.events is None:
        return None
    try:
        arms, events = current.prepared("arms"), current.prepared("events")
    except RetentionLabError as error:
        st.error(say_error(error))
        return None
    if arms is None or events is None or CUSTOMER not in arms.frame or CUSTOMER not in events.frame:
        return None
    arm = needs.arm_column(arms)
    dates = columns_with(arms.frame, frozenset({"date"}))
    if arm is None or not dates or arms.frame[arm].nunique() != 2:
        return None
    return arms, events, _Columns(arm, dates[0])


def _fill(
    asked: cell.Cell, arms: Prepared, events: Prepared, columns: _Columns, outcome: str, window_days: int
) -> None:
    from analysis.experiments import user_outcomes

    said = st.session_state.setdefault(_SAID, {})
    try:
        found = user_outcomes(
            arms.frame,
            events.frame,
            window_days=window_days,
            customer=CUSTOMER,
            arm=columns.arm,
            assigned=columns.assigned,
        )
        values = FILLERS[asked.id](found, columns.arm, outcome)
    except RetentionLabError as error:
        said[_place(asked)] = error
        return
    method = method_by_id(asked.method)
    for name, value in values.items():
        cell.choose(asked.id, method, name, value)
    said[_place(asked)] = _summary(found)


def _place(asked: cell.Cell) -> str:
    """What was said of one study is not said of another."""
    opened = current.study()
    return f"{opened.id if opened is not None else ''}:{asked.id}"


def _summary(found: UserOutcomes) -> tuple[Sentence, ...]:
    left_out = tuple(Message("{n:count} left out: {why}.", n=item.n, why=item.reason) for item in found.dropped)
    return (
        Message(
            "{n:count} of {total:count} customers, {days:count} days each; the first group in the codebook's order is the control.",
            n=len(found.frame),
            total=found.n_total,
            days=found.window_days,
        ),
        *left_out,
    )


def _groups(found: UserOutcomes, arm: str, y: str, x: str | None = None) -> list[dict[str, float]]:
    """Sums of the control group and of the other one."""
    from analysis.experiments import arm_sums

    sums = arm_sums(found.frame, arm=arm, y=y, x=x)
    return [{str(name): float(value) for name, value in row.items() if name != "arm"} for row in _records(sums)]


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _means(found: UserOutcomes, arm: str, outcome: str) -> dict[str, Any]:
    control, treatment = _groups(found, arm, outcome)
    return {
        f"{ours}_{group}": int(row[theirs]) if ours == "n" else round(row[theirs], 6)
        for group, row in (("control", control), ("treatment", treatment))
        for ours, theirs in (("n", "n"), ("mean", "mean_y"), ("sd", "sd_y"))
    }


def _shares(found: UserOutcomes, arm: str, outcome: str) -> dict[str, Any]:
    del outcome
    ordered = found.frame.assign(ordered=(found.frame["orders"] > 0).astype(float))
    groups = ordered.groupby(arm, observed=True)["ordered"].agg(["sum", "size"])
    return {
        f"{name}_{group}": int(groups[column].iloc[place])
        for place, group in enumerate(("control", "treatment"))
        for name, column in (("successes", "sum"), ("n", "size"))
    }


def _ratios(found: UserOutcomes, arm: str, outcome: str) -> dict[str, Any]:
    del outcome
    pair = _groups(found, arm, "spend", "orders")
    names = {
        "n": "n",
        "numerator_sum": "sum_y",
        "denominator_sum": "sum_x",
        "numerator_spread": "sum_yy",
        "denominator_spread": "sum_xx",
        "joint_spread": "sum_xy",
    }
    return {ours: tuple(round(row[theirs], 4) for row in pair) for ours, theirs in names.items()}


def _events(found: UserOutcomes, arm: str, outcome: str) -> dict[str, Any]:
    pair = _groups(found, arm, outcome)
    filled: dict[str, Any] = {}
    for group, row in zip(("control", "treatment"), pair, strict=True):
        filled |= {f"events_{group}": int(row["sum_y"]), f"exposure_{group}": row["n"], f"n_{group}": int(row["n"])}
    # Customers differ in how often they order, so their counts vary more than Poisson's would.
    spread = sum((row["n"] - 1) * row["sd_y"] ** 2 for row in pair) / sum(row["n"] - 1 for row in pair)
    mean = sum(row["sum_y"] for row in pair) / sum(row["n"] for row in pair)
    return filled | {"dispersion": round(max(spread / mean, 1.0), 4)} if mean else filled


FILLERS: Mapping[str, Callable[[UserOutcomes, str, str], dict[str, Any]]] = {
    "read": _shares,
    "read_mean": _means,
    "read_ratio": _ratios,
    "read_events": _events,
}
