"""Cells that go on with the numbers of a plan above them, until the reader wants other ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from analysis.core import Control, Message, Parameter
from analysis.findings.parameter_words import asked_parameters
from analysis.methods import METHODS, method_by_id
from pages.ui import state
from pages.ui.cell import Cell, Run
from pages.ui.words import language, say

DESIGN = frozenset(
    {
        "goal",
        "margin",
        "cluster_size",
        "icc",
        "cluster_size_cv",
        "covariate_correlation",
        "n_treatments",
        "share_treatment",
        "traffic_share",
        "design",
        "pair_correlation",
        "sd_treatment",
    }
)
"""Settings of a plan without which its size is another one."""
COUNTS = frozenset({"observed", "sizes", "sds"})
"""One name, other numbers: what one method counts as conversions are another one's customers."""
OWN = Parameter(
    name="own",
    kind="flag",
    default=False,
    required=False,
    optional=False,
    control=Control(label=Message("Other numbers")),
)


def available(*cells: Cell) -> list[Cell]:
    """The cells whose method the laboratory has."""
    known = {method.id for method in METHODS}
    return [cell for cell in cells if cell.method in known]


def following(cell: Cell, above: Run) -> Cell:
    """The cell with the numbers of the plan above: fixed to them, or starting from them where the reader asks."""
    shared = shared_values(cell, above)
    own = state.choice(cell.id, OWN, default=False, allowed=lambda value: isinstance(value, bool))
    given = {**({} if callable(cell.defaults) else dict(cell.defaults)), **_starting(above)}
    if own or not shared:
        return replace(cell, defaults={**given, **shared}, lead=lambda: _lead(cell, above, own=own) if shared else None)
    return replace(cell, defaults=given, fixed={**cell.fixed, **shared}, lead=lambda: _lead(cell, above, own=own))


def shared_values(cell: Cell, above: Run) -> dict[str, Any]:
    """Values of the plan above under the names that the cell's method asks for too."""
    if above.method.id == "read_metrics":
        # Which of its outcomes the question beside it is about, nobody has said.
        return _counts(cell, above)
    values: Mapping[str, Any] = {p.name: above.parameters.get(p.name, p.default) for p in above.method.parameters}
    answers = {name: getattr(above.result, name, None) for name in ("n_total", "n_control", "n_treatment")}
    asked = {p.name: p for p in above.method.parameters}
    if above.method.id == "plan_proportions":
        answers["smallest_change"] = getattr(above.result, "change", None)
    values = {**values, "outcome": _outcome(above.method.id)}
    shared: dict[str, Any] = {}
    for parameter in method_by_id(cell.method).parameters:
        name = parameter.name
        value = answers[name] if answers.get(name) is not None else values.get(name)
        same_kind = name not in asked or asked[name].kind == parameter.kind
        known = not parameter.choices or value in parameter.choices
        if name not in {*cell.fixed, *COUNTS} and value is not None and same_kind and known:
            shared[name] = value
    return shared | _counts(cell, above)


def _outcome(method_id: str) -> str | None:
    """What the answer above is about, in the word of the methods that ask; nothing where a reading is about neither."""
    if method_id in {"plan_means", "read_means"}:
        return "mean"
    return "proportion" if method_id == "read_proportions" or not method_id.startswith("read_") else None


def _counts(cell: Cell, above: Run) -> dict[str, Any]:
    """The counts of the reading above, in the shape in which a calculator beside it asks for them."""
    values = above.parameters
    if above.method.id == "read_metrics" and cell.method == "sample_ratio_mismatch":
        share = values.get("planned_share_treatment") or 0.5
        return {"observed": (values["n_control"], values["n_treatment"]), "expected_share": (1 - share, share)}
    arms = _arms(above)
    if arms is None:
        return {}
    observed, sizes, sds, shares = arms
    match cell.method:
        case "probability_to_beat":
            model = "rates" if sds is None else "means"
            return {"observed": observed, "sizes": sizes, "model": model, **({} if sds is None else {"sds": sds})}
        case "sample_ratio_mismatch":
            return {"observed": sizes, "expected_share": shares}
        case "always_valid_interval" if len(sizes) == 2:
            names = ("successes",) if sds is None else ("mean", "sd")
            names = (*names, "n")
            return {f"{name}_{arm}": (values[f"{name}_{arm}"],) for name in names for arm in ("control", "treatment")}
        case _:
            return {}


def _arms(above: Run) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...] | None, tuple[float, ...]] | None:
    """Each arm's conversions or mean, customers, standard deviation (of means) and planned share, control first."""
    values = above.parameters

    def pair(name: str) -> tuple[Any, ...]:
        return values[f"{name}_control"], values[f"{name}_treatment"]

    match above.method.id:
        case "read_proportions" | "read_means":
            rates = above.method.id == "read_proportions"
            share = values.get("planned_share_treatment") or 0.5
            observed, sds = pair("successes" if rates else "mean"), None if rates else pair("sd")
            return observed, pair("n"), sds, (1 - share, share)
        case "read_arms":
            sizes = tuple(values["sizes"])
            shares = tuple(values.get("planned_shares") or ()) or (1 / len(sizes),) * len(sizes)
            sds = tuple(values.get("sds") or ()) if values.get("measure") == "means" else None
            return tuple(values["observed"]), sizes, sds, shares
        case _:
            return None


def _starting(above: Run) -> dict[str, Any]:
    """What another question may begin with, and the reader should replace by what is known."""
    weekly = above.parameters.get("users_per_week")
    return {} if weekly is None else {"users_by_week": (float(weekly),)}


def left_out(cell: Cell, above: Run) -> list[Parameter]:
    """Settings of the plan above that change its size and that the cell's method does not know."""
    known = {p.name for p in method_by_id(cell.method).parameters}
    if "change" not in known and "smallest_change" not in known:
        return []
    asked = asked_parameters(above.method, above.parameters)
    return [p for p, value in asked if p.name in DESIGN and p.name not in known and value != p.default]


def _lead(cell: Cell, above: Run, *, own: bool) -> None:
    key = f"w:{cell.id}.own:{language()}"
    if st.session_state.get(key) != own:
        st.session_state[key] = own
    if not own:
        st.caption(
            say(
                Message("With the numbers of the reading above.")
                if above.method.id.startswith("read_")
                else Message("With the numbers of the plan above.")
            )
        )
        if missing := left_out(cell, above):
            labels = tuple(p.control.label for p in missing if p.control)
            st.warning(say(Message("Not taken into account here: {labels}.", labels=labels)))
    st.toggle(
        say(Message("Other numbers than above")),
        value=own,
        key=key,
        on_change=state.changed,
        args=(cell.id, OWN, key, bool),
    )
