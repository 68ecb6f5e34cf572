"""The reference cases whose data come from a generator that they describe."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from tests.oracles.datasets import GENERATED, generated_survey

RULES = Path(__file__).parents[2] / "oracles" / "rules.json"
CASES: list[dict[str, Any]] = [
    case for case in json.loads(RULES.read_text(encoding="utf-8"))["cases"] if GENERATED.match(case["dataset"])
]


def case_id(case: dict[str, Any]) -> str:
    return case["id"]


def lcg_survey(case: dict[str, Any]) -> pd.DataFrame:
    return _made(*(int(number) for number in re.findall(r"\b(?:n|m|seed)=(\d+)", case["dataset"])))


@cache
def _made(n: int, m: int, seed: int) -> pd.DataFrame:
    return generated_survey(rows=n, columns=m, seed=seed)
