"""Adapters of `analysis.survey`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.survey import (
    describe,
    estimate_proportion,
    frequencies,
    multi_select,
    net_promoter_score,
    serial_correlation,
    top_box,
    weighted_mean,
)
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import cut_points
from tests.oracles.adapters.shaping import chosen, interval, named, nominal, ordinal, percentages, scale, written
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

QUANTILES = ("p05", "p10", "p25", "p50", "p75", "p90", "p95")


def describe_(case: Case, data: OracleData) -> dict[str, Any]:
    column = case.inputs["column"]
    table = data.frame(case)
    rows = table.query(case.inputs["filter"]) if case.inputs.get("filter") else table
    result = describe(scale(rows, column), column=column)
    statistics = named(result.to_frame(), "statistic")
    return statistics | {
        "var": statistics["variance"],
        "quantiles_type7": {name: statistics[f"{name}_type7"] for name in QUANTILES},
        "quantiles_type6_spss": {name: statistics[f"{name}_type6"] for name in QUANTILES},
        "ci95_mean_t": interval(result.mean),
    }


def nist_univariate(case: Case, data: OracleData) -> dict[str, Any]:
    column = case.inputs["column"]
    rows = scale(data.frame(case), column)
    result = describe(rows, column=column)
    follows = serial_correlation(rows.assign(order=range(len(rows))), column=column, order="order")
    return {
        "n": result.n,
        "mean": result.mean.value,
        "sd": result.sd,
        "lag1_autocorrelation": follows.coefficient.value,
    }


def frequency(case: Case, data: OracleData) -> dict[str, Any]:
    column = case.inputs["column"]
    result = frequencies(nominal(data.frame(case), column), column=column)
    return {
        "counts": {written(answer.code): answer.count for answer in result.answers},
        "percent_of_valid": {written(answer.code): percentages(answer.share) for answer in result.answers},
        "n_valid": result.n,
        "n_missing": sum(n for _, n in result.missing),
    }


def proportion_ci(case: Case, _data: OracleData) -> dict[str, Any]:
    result = estimate_proportion(successes=case.inputs["successes"], n=case.inputs["n"], compare_with=0.5)
    return {method: interval(estimate) for method, estimate in result.all_methods} | {"p_vs_half_exact": result.p_exact}


def ci_one_prop(case: Case, _data: OracleData) -> dict[str, Any]:
    inputs = case.inputs
    result = estimate_proportion(successes=inputs["x"], n=inputs["n"], level=inputs["level"])
    return {method: interval(estimate) for method, estimate in result.all_methods}


def nps(case: Case, data: OracleData) -> dict[str, Any]:
    inputs = case.inputs
    if "scores" in inputs:
        column, rows = "score", pd.DataFrame({"score": inputs["scores"]}, dtype="float64")
    else:
        column = inputs["column"]
        rows = scale(data.frame(case), column)
    result = net_promoter_score(rows, column=column, **cut_points(inputs))
    return {
        "n": result.n,
        "promoters_pct": percentages(result.promoters),
        "passives_pct": percentages(result.passives),
        "detractors_pct": percentages(result.detractors),
        "nps": percentages(result.score),
        "se": 100 * result.standard_error,
        "ci95": [100 * end for end in interval(result.wald)],
    }


def top_box_(case: Case, data: OracleData) -> dict[str, Any]:
    inputs = case.inputs
    column = inputs["column"]
    falling = inputs["top"] and set(inputs["top"]) == set(inputs["scale"][: len(inputs["top"])])
    scale_ = inputs["scale"][::-1] if falling else inputs["scale"]
    answers = ordinal(data.frame(case)[column], scale_)
    result = top_box(answers, column=column, top=len(inputs["top"]), bottom=len(inputs["bottom"]))
    return {"n": result.n, "top2_pct": percentages(result.top), "bottom2_pct": percentages(result.bottom)}


def multi_select_(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    table = data.frame(case)
    options = _option_columns(i, table)
    names = tuple(options.values())
    cells = table[list(options)]
    rows = chosen(cells, not_selected=i.get("not_selected_token"), selected=_token_for_yes(i))
    rows = rows.set_axis(list(names), axis=1)
    if i["base"] in {"asked", "answered"}:
        rows = rows.mask(cells.isna().all(axis=1))
    result = multi_select(rows, columns=names, base="chose_any" if i["base"] == "any" else "asked", sort="declared")
    values = {
        "n_respondents": len(table),
        "n_base": result.n_base,
        "options": list(names),
        "columns": list(names),
        "counts": {option.column: option.count for option in result.options},
        "pct_of_base": {option.column: percentages(option.share) for option in result.options},
        "pct_of_responses": {option.column: 100 * option.share_of_choices for option in result.options},
        "pct_all": _shares_of_all(rows, names),
        "total_responses": result.n_choices,
        "total": result.n_choices,
        "mean_roles": result.choices_per_person.value,
    }
    if "weights" in i:
        weighted = rows.join(scale(table, i["weights"]))
        values["weighted_pct_all"] = _shares_of_all(weighted, names, weights=i["weights"])
    return values


def _shares_of_all(rows: pd.DataFrame, names: tuple[str, ...], weights: str | None = None) -> dict[str, float]:
    everybody = multi_select(rows, columns=names, base="asked", sort="declared", weights=weights)
    return {option.column: percentages(option.share) for option in everybody.options}


def _token_for_yes(inputs: dict[str, Any]) -> Any:
    """What a cell of a chosen option holds; None for anything ("not empty")."""
    selected = inputs.get("selected")
    return None if isinstance(selected, str) and selected.startswith("not empty") else selected


def _option_columns(inputs: dict[str, Any], table: pd.DataFrame) -> dict[Any, str]:
    """Option columns by position, prefix or name, and what each option is called."""
    if "column_positions_from_1" in inputs:
        positions = set(inputs["column_positions_from_1"])
        columns = [name for place, name in enumerate(table.columns, start=1) if place in positions]
    elif "column_prefix" in inputs:
        # An option's column holds one text; what people wrote under "Other" stands in a column of its own.
        beginning = [name for name in table.columns if _question(name).startswith(inputs["column_prefix"])]
        coded = _token_for_yes(inputs) is not None
        no = inputs.get("not_selected_token")
        no = no if isinstance(no, list) else [no]
        columns = [name for name in beginning if coded or len({*table[name].dropna().unique()}.difference(no)) <= 1]
    else:
        named_ = inputs["columns"]
        return (
            {column: option for option, column in named_.items()}
            if isinstance(named_, dict)
            else {n: n for n in named_}
        )
    return {name: _option(name) for name in columns}


def _question(name: Any) -> str:
    return str(name[0] if isinstance(name, tuple) else name)


def _option(name: Any) -> str:
    """The option: the second header row, or what follows the question in the first."""
    text = name[-1] if isinstance(name, tuple) else str(name).rpartition(" - ")[2]
    return text.strip()


def weighted_mean_(case: Case, data: OracleData) -> dict[str, Any]:
    column, weights = case.inputs["x"], case.inputs["w"]
    result = weighted_mean(scale(data.frame(case), column, weights), column=column, weights=weights)
    return {
        "mean": result.mean.value,
        "var_frequency": result.variance_frequency,
        # The case takes this value from Hmisc's wtd.var(method="ML"), which divides by the sum of the weights.
        "var_reliability": result.variance_population,
    }


SURVEY: dict[str, Adapter] = {
    "describe": describe_,
    "nist_univariate": nist_univariate,
    "frequency": frequency,
    "proportion_ci": proportion_ci,
    "ci_one_prop": ci_one_prop,
    "nps": nps,
    "top_box": top_box_,
    "multi_select": multi_select_,
    "weighted_mean": weighted_mean_,
}
