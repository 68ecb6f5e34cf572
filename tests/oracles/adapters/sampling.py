"""Adapters of the planner of samples."""

from __future__ import annotations

from typing import Any

from analysis.survey import plan_sample
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData


def finite_population(case: Case, _data: OracleData) -> dict[str, Any]:
    i = case.inputs
    plan = plan_sample(margin=i["margin"], population=i["population"], expected_share=i["p"], level=i["level"])
    return {"n_infinite": plan.n_infinite, "n_fpc": plan.n_fpc}


SAMPLING: dict[str, Adapter] = {"survey_n_fpc": finite_population}
