"""Adapters of `analysis.clustering`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.clustering import cluster
from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook, Variable
from analysis.data.recipe import Recipe
from analysis.data.steps.compute import Compute
from analysis.data.study import Study
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.shaping import scale
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

SCALINGS = {"sd_n_minus_1": "z", "z": "z", True: "z", "none": "none", None: "none", False: "none"}
TRANSFORMS = {"log": "log({column})", "log1p": "log({column} + 1)", "sqrt": "sqrt({column})"}
STARTS = 200
"""As many as the cases were made with."""


def transformed(rows: pd.DataFrame, expression: str) -> pd.DataFrame:
    """Columns as a recipe computes them from a study's columns, under their own names."""
    given = [f"given_{place}" for place, _ in enumerate(rows)]
    study = Study(
        id="case",
        name=LocalText("case"),
        survey=rows.set_axis(given, axis=1),
        codebook=Codebook(tuple(Variable(id=name, label=LocalText(name), level="scale") for name in given)),
        recipe=Recipe(tuple(Compute(f"made_{name}", expression.format(column=name)) for name in given)),
    )
    made = study.prepared().frame[[f"made_{name}" for name in given]]
    return made.set_axis(list(rows.columns), axis=1)


def kmeans(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    columns = tuple(i["columns"])
    scaling = SCALINGS.get(i["standardise"])
    transform = i.get("transform") or "none"
    if scaling is None or transform not in {"none", *TRANSFORMS}:
        return {}
    numbers = [i["k"]] if isinstance(i["k"], int) else i["k"]
    rows = scale(data.frame(case), *columns)
    if transform in TRANSFORMS:
        rows = transformed(rows, TRANSFORMS[transform])
    found = {k: cluster(rows, columns=columns, k=k, scaling=scaling, restarts=STARTS) for k in numbers}
    first = next(iter(found.values()))
    return {
        "n": first.provenance.n_used,
        "totss": first.total_ss,
        "by_k": {
            f"k{k}": {
                "tot_withinss": division.within_ss,
                "betweenss": division.between_ss,
                "sizes_sorted": sorted((segment.n for segment in division.segments), reverse=True),
                "silhouette_avg": division.silhouette.value,
                "calinski_harabasz": division.calinski_harabasz,
            }
            for k, division in found.items()
        },
    }


CLUSTERING: dict[str, Adapter] = {"kmeans": kmeans}
