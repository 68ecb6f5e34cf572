"""The survey every answer is timed on: 100,000 respondents, 60 ordered answers, and what stands beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core import LocalText
from analysis.data import Codebook, MissingCode, Recipe, Study, ValueLabel, Variable, Weight
from benchmarks.experiment import events, experiment
from benchmarks.experiment import variables as test_variables

ROWS = 100_000
SEED = 20260101
NUMBERS = tuple(f"number_{place}" for place in range(1, 11))
RATINGS = tuple(f"rating_{place}" for place in range(1, 20))
OPTIONS = tuple(f"option_{place}" for place in range(1, 25))
PAIRS = tuple(f"yes_no_{place}" for place in range(1, 7))
RECOMMEND = "recommend"
ORDERED = (*NUMBERS, RECOMMEND, *RATINGS, *OPTIONS, *PAIRS)
GROUPS = {"city_tier": 4, "channel": 6, "region": 31}
WEIGHT = "weight"
COMMENT = "comment"
DAY = "day"
WORDS = ("价格", "客服", "物流", "群里", "活动", "delivery", "price", "slow", "friendly", "again")
BLANK_SHARE = 0.02
REFUSED = -1


def survey_study(rows: int = ROWS) -> Study:
    """A study as an upload leaves it: raw codes, a codebook, no recipe."""
    text = LocalText("100,000 survey answers", "10 万份问卷")
    return Study(
        id="file-benchmark",
        name=text,
        survey=_answers(rows),
        arms=experiment(rows),
        events=events(rows),
        codebook=_codebook(),
    )


def weighted(study: Study) -> Study:
    """The same study with its weight in force."""
    return study.with_recipe(Recipe().added(Weight(WEIGHT)))


def _answers(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(SEED)
    factors = rng.normal(size=(rows, 3)) + rng.choice([-1.2, 0.0, 1.2], size=(rows, 1))
    columns: dict[str, np.ndarray] = {}
    for place, name in enumerate(NUMBERS):
        drawn = 0.6 * factors[:, place % 3] + rng.normal(size=rows)
        # Every other number is skewed, as money and minutes are.
        columns[name] = np.round(np.exp(drawn) * 40 if place % 2 else 50 + 10 * drawn, 1)
    columns[RECOMMEND] = np.clip(np.round(7 + 1.5 * factors[:, 0] + rng.normal(size=rows)), 0, 10)
    for place, name in enumerate(RATINGS):
        drawn = 0.7 * factors[:, place % 3] + rng.normal(size=rows)
        columns[name] = np.clip(np.round(3 + drawn), 1, 5)
    for place, name in enumerate(OPTIONS):
        threshold = 0.2 + 0.08 * place
        columns[name] = (0.5 * factors[:, place % 3] + rng.normal(size=rows) > threshold).astype(float)
    for place, name in enumerate(PAIRS):
        columns[name] = (0.4 * factors[:, place % 3] + rng.normal(size=rows) > 0.0).astype(float)
    for name in (*NUMBERS, RECOMMEND, *RATINGS):
        columns[name][rng.random(rows) < BLANK_SHARE] = np.nan
        columns[name][rng.random(rows) < BLANK_SHARE / 2] = REFUSED
    frame = pd.DataFrame(columns)
    for name, count in GROUPS.items():
        frame[name] = rng.choice([f"{name} {place}" for place in range(1, count + 1)], rows)
    frame[WEIGHT] = np.round(rng.lognormal(0, 0.4, rows), 3)
    words = rng.choice(WORDS, (rows, 3))
    comments = pd.Series([f"{one} {two} {three}" for one, two, three in words.tolist()])
    frame[COMMENT] = comments.where(pd.Series(rng.random(rows) < 0.3), None)
    frame[DAY] = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 60, rows), unit="D")
    return frame


def _codebook() -> Codebook:
    refused = (MissingCode(REFUSED, "refused"),)
    variables = [
        Variable(id=name, label=_words(name), level="scale", missing=refused) for name in (*NUMBERS, RECOMMEND)
    ]
    variables += [
        Variable(id=name, label=_words(name), level="ordinal", values=_values(range(1, 6)), missing=refused)
        for name in RATINGS
    ]
    variables.append(Variable(id="options", label=_words("options"), level="multi", options=OPTIONS))
    variables += [Variable(id=name, label=_words(name), level="option", part_of="options") for name in OPTIONS]
    variables += [Variable(id=name, label=_words(name), level="nominal", values=_values(range(2))) for name in PAIRS]
    for name, count in GROUPS.items():
        codes = tuple(f"{name} {place}" for place in range(1, count + 1))
        values = tuple(ValueLabel(code, LocalText(code, code)) for code in codes)
        variables.append(Variable(id=name, label=_words(name), level="nominal", values=values))
    variables += [
        Variable(id=WEIGHT, label=_words(WEIGHT), level="weight"),
        Variable(id=COMMENT, label=_words(COMMENT), level="text"),
        Variable(id=DAY, label=_words(DAY), level="date"),
    ]
    return Codebook((*variables, *test_variables()))


def _values(codes: range) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code, LocalText(f"answer {code}", f"选项 {code}")) for code in codes)


def _words(name: str) -> LocalText:
    words = name.replace("_", " ").capitalize()
    return LocalText(words, words)
