"""Adapters of `analysis.relations`."""

from __future__ import annotations

from typing import Any

from analysis.relations import adjust_p_values, correlate, correlation_matrix, partial_correlation
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import adjustment, rows_used
from tests.oracles.adapters.shaping import interval, scale
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

ADJUSTMENTS = ("bonferroni", "holm", "hochberg", "hommel", "BH", "BY")


def p_adjust(case: Case, _data: OracleData) -> dict[str, Any]:
    p = tuple(float(value) for value in case.inputs["p"])
    return {method: list(adjust_p_values(p=p, method=method).adjusted) for method in ADJUSTMENTS}


def correlation(case: Case, data: OracleData) -> dict[str, Any]:
    x, y = case.inputs["x"], case.inputs["y"]
    rows = scale(data.frame(case), x, y)
    pearson, spearman, kendall = (
        correlate(rows, x=x, y=y, method=method) for method in ("pearson", "spearman", "kendall")
    )
    return {
        "n": pearson.n,
        "pearson": {
            "r": pearson.estimate.value,
            "t": pearson.statistic,
            "df": pearson.df,
            "p": pearson.p,
            "ci95_fisher": interval(pearson.estimate),
        },
        "spearman": {"rho": spearman.estimate.value, "p_t_approx": spearman.p},
        "kendall": {"tau_b": kendall.estimate.value, "z": kendall.statistic, "p_normal": kendall.p},
    }


def correlation_matrix_(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    adjust = adjustment(i["adjust"])
    pairs = correlation_matrix(
        scale(data.frame(case), *i["items"]),
        columns=tuple(i["items"]),
        method=i["method"],
        adjust=adjust,
        missing=rows_used(i["missing"]),
    ).pairs
    return {
        "pairs": [f"{x}~{y}" for x, y in zip(pairs["x"], pairs["y"], strict=True)],
        "r": pairs["r"].tolist(),
        "n": pairs["n"].tolist(),
        "p_raw": pairs["p"].tolist(),
        f"p_{i['adjust'].split()[0]}": pairs["p_adjusted"].tolist(),
        f"p_{adjust}": pairs["p_adjusted"].tolist(),
    }


def partial_correlation_(case: Case, data: OracleData) -> dict[str, Any]:
    x, y, control = case.inputs["x"], case.inputs["y"], case.inputs["control"]
    held = (control,) if isinstance(control, str) else tuple(control)
    found = partial_correlation(scale(data.frame(case), x, y, *held), x=x, y=y, control=held, method="pearson")
    return {"n": found.n, "r": found.estimate.value, "t": found.t, "df": found.df, "p": found.p}


RELATIONS: dict[str, Adapter] = {
    "p_adjust": p_adjust,
    "correlation": correlation,
    "correlation_matrix": correlation_matrix_,
    "partial_correlation": partial_correlation_,
}
