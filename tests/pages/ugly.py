"""Studies nobody wants and everybody has: one row, nothing answered, one group, very wide, Chinese names, very long."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core import LocalText
from analysis.data import Codebook, Study, ValueLabel, Variable


def _study(name: str, frame: pd.DataFrame, levels: dict[str, str]) -> Study:
    variables = []
    for column in frame.columns:
        level = levels.get(column, "scale")
        codes = [str(code) for code in pd.unique(frame[column].dropna())] if level in {"nominal", "ordinal"} else []
        variables.append(
            Variable(
                id=column,
                label=LocalText(column, column),
                level=level,
                values=tuple(ValueLabel(code, LocalText(code, code)) for code in sorted(codes)),
            )
        )
    return Study(id=f"file-{name}", name=LocalText(name, name), survey=frame, codebook=Codebook(tuple(variables)))


def one_row() -> Study:
    return _study(
        "one-row", pd.DataFrame({"a": [3.0], "b": [4.0], "g": ["x"], "t": ["很好"]}), {"g": "nominal", "t": "text"}
    )


def all_missing() -> Study:
    frame = pd.DataFrame({"a": [None] * 20, "b": [None] * 20, "g": [None] * 20}, dtype=object)
    return _study("all-missing", frame, {"g": "nominal"})


def one_group() -> Study:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.normal(size=60), "b": np.full(60, 2.0), "g": ["only"] * 60})
    return _study("one-group", frame, {"g": "nominal"})


def wide() -> Study:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.integers(1, 6, size=(300, 200)).astype(float), columns=[f"q{i}" for i in range(1, 201)])
    return _study("wide", frame, {f"q{i}": "ordinal" for i in range(1, 60)})


def chinese() -> Study:
    rng = np.random.default_rng(3)
    long = "在过去三个月中，您对本品牌私域社群内客服响应速度与问题解决能力的总体满意程度如何（1 至 5 分）"
    frame = pd.DataFrame(
        {
            long: rng.integers(1, 6, 200).astype(float),
            "复购次数": rng.poisson(3, 200).astype(float),
            "城市级别": rng.choice(["一线", "二线", "下沉市场"], 200),
            "$特*殊_[名]": rng.normal(size=200),
        }
    )
    return _study("chinese", frame, {"城市级别": "nominal", long: "ordinal"})


def long() -> Study:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.integers(0, 11, size=(100_000, 20)).astype(float), columns=[f"q{i}" for i in range(1, 21)])
    frame["g"] = rng.choice(["a", "b", "c"], 100_000)
    return _study("long", frame, {"g": "nominal"})


UGLY = {builder.__name__: builder for builder in (one_row, all_missing, one_group, wide, chinese, long)}
