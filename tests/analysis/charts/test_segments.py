from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.charts.choose_k import display_choose_k
from analysis.charts.display import Display, Strip
from analysis.charts.images import chart_svg
from analysis.charts.segments import MOST_DRAWN, by_distinctiveness, display_cluster, display_cluster_stability
from analysis.charts.three_line import table_html
from analysis.clustering import ChoiceOfK, ClusterResult, choose_k, cluster, cluster_stability
from analysis.core.messages import Language, LocalText
from analysis.data.codebook import Codebook, ValueLabel, Variable
from analysis.language import translator

LABELS = Codebook(
    (
        Variable(id="days", label=LocalText("Active days", "活跃天数"), level="scale"),
        Variable(
            id="plan",
            label=LocalText("Plan", "会员类型"),
            level="nominal",
            values=(
                ValueLabel("free", LocalText("Free", "免费会员")),
                ValueLabel("paid", LocalText("Paid", "付费会员")),
            ),
        ),
    )
)


@cache
def people() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    which = rng.choice(3, 300)
    return pd.DataFrame(
        {
            "days": np.array([5.0, 30.0, 60.0])[which] + rng.normal(0, 3, 300),
            "plan": pd.Categorical(np.where(which == 1, "paid", "free"), categories=["free", "paid"]),
            "app": rng.random(300) < 0.5,
            "same": 1.0,
        }
    )


@cache
def three() -> ClusterResult:
    return cluster(people(), columns=("days", "plan", "app", "same"), k=3)


@cache
def numbers() -> ChoiceOfK:
    return choose_k(people(), columns=("days",), k_max=4, references=5)


def shown(display: Display, language: Language) -> str:
    say = translator(language, LABELS)
    parts = [chart_svg(figure, say, language) for figure in display.figures]
    parts += [say(figure.description) for figure in display.figures]
    return "".join([*parts, *(table_html(table, say) for table in display.tables)])


def values(display: Display, figure: int = 0) -> list[dict[str, Any]]:
    spec: Any = display.figures[figure].draw(translator("en", LABELS)).to_dict()
    return spec["data"]["values"] if "data" in spec else spec["layer"][0]["data"]["values"]


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ("What sets the segments apart", "Plan: Paid", "Segment 2", "95% interval")),
        ("zh", ("各群体的特征", "会员类型：付费会员", "群体 2", "95% 置信区间", "“活跃天数”较高")),
    ],
)
def test_segments_in_both_languages(language: Language, wanted: tuple[str, ...]) -> None:
    text = shown(display_cluster(three()), language)
    for words in wanted:
        assert words in text


def test_cells_carry_the_differences_and_the_means() -> None:
    cells = values(display_cluster(three()))
    traits = {(s.number, t.column): t for s in three().segments for t in s.traits}
    order = by_distinctiveness(three())
    assert len(cells) == 9  # the constant column has no difference
    for cell in cells:
        assert cell["d"] == traits[cell["x"] + 1, order[cell["y"]]].difference
    assert {cell["text"] for cell in cells if order[cell["y"]] == "plan"} == {"0.0%", "100.0%"}


def test_sizes_have_their_intervals_drawn_and_tabled() -> None:
    display = display_cluster(three())
    assert all(row["low"] < row["value"] < row["high"] for row in values(display, 1))
    strips = [cell for row in display.tables[0].rows for cell in row if isinstance(cell, Strip)]
    assert [strip.value for strip in strips] == [segment.share.value for segment in three().segments]


def test_many_variables_and_segments_stay_readable() -> None:
    rng = np.random.default_rng(2)
    wide = pd.DataFrame(rng.normal(size=(120, 45))).add_prefix("v")
    result = cluster(wide, columns=tuple(wide.columns), k=14, restarts=2)
    display = display_cluster(result)
    cells = values(display)
    assert len({cell["y"] for cell in cells}) == MOST_DRAWN
    assert "40 most distinctive of 45" in translator("en")(display.figures[0].note)
    assert len(display.tables[1].rows) == 45
    assert shown(display, "en")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ("against flat data", "Average silhouette", "supported")),
        ("zh", ("与平坦数据相比", "平均轮廓系数", "数据支持")),
    ],
)
def test_the_choice_of_k_in_both_languages(language: Language, wanted: tuple[str, ...]) -> None:
    text = shown(display_choose_k(numbers()), language)
    for words in wanted:
        assert words in text


def test_the_chosen_number_is_ringed_and_errors_are_drawn() -> None:
    spec: Any = display_choose_k(numbers()).figures[0].draw(translator("en")).to_dict()
    rings = [layer for layer in spec["layer"] if layer["mark"].get("filled") is False]
    assert [row["k"] for ring in rings for row in ring["data"]["values"]] == [numbers().k]
    flat = spec["layer"][0]["data"]["values"]
    first, *others = numbers().candidates
    assert [row["value"] for row in flat] == [first.gain_flat, *(c.gain_flat for c in others)]
    assert all(
        row["high"] - row["value"] == pytest.approx(c.gain_flat_se) for row, c in zip(flat[1:], others, strict=True)
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_stability(language: Language) -> None:
    result = cluster_stability(people(), columns=("days",), k=2, n_resamples=20)
    text = shown(display_cluster_stability(result), language)
    assert ("doubtful" in text or "stable" in text) == (language == "en")


def test_nothing_is_drawn_where_nothing_was_divided() -> None:
    same = pd.DataFrame({"a": [1.0] * 9})
    assert display_cluster(cluster(same, columns=("a",))) == Display()
    assert display_choose_k(choose_k(same, columns=("a",))) == Display()
    assert display_cluster_stability(cluster_stability(same, columns=("a",))) == Display()
