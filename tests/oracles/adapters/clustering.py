"""Adapters of `analysis.clustering`."""

from __future__ import annotations

from typing import Any

from analysis.clustering import cluster
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.shaping import scale
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

SCALINGS = {"sd_n_minus_1": "z", "none": "none"}


def kmeans(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    columns = tuple(i["columns"])
    scaling = SCALINGS.get(i["standardise"])
    if scaling is None or i.get("transform"):
        return {}
    rows = scale(data.frame(case), *columns)
    found = {k: cluster(rows, columns=columns, k=k, scaling=scaling) for k in i["k"]}
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
