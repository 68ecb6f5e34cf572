from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.association import mine_itemsets, mine_rules, target_rules
from analysis.charts.display import Display, Strip
from analysis.charts.rules import ROWS_IN_TABLE, display_mine_itemsets, display_mine_rules, display_target_rules
from analysis.charts.style import GREY, INK, TEAL
from analysis.charts.three_line import table_html
from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook, Variable
from analysis.language import translator

LABELS = Codebook(
    (
        Variable(
            id="q0", label=LocalText("Coupons and flash sales in the group", "群内优惠券与限时抢购"), level="option"
        ),
        Variable(id="q6", label=LocalText("Advice of the manager", "管家建议"), level="option"),
    )
)


def survey() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.random((1500, 7)) < rng.uniform(0.2, 0.5, 7)).add_prefix("q")
    frame["q6"] = np.where(frame["q0"], rng.random(1500) < 0.6, frame["q6"])
    return frame


def marks(display: Display, language: Any = "en") -> dict[str, Any]:
    spec = display.figures[0].draw(translator(language, LABELS)).to_dict()
    rows = spec["data"]["values"] if "values" in spec.get("data", {}) else spec["layer"][0]["data"]["values"]
    return {"rows": rows, "spec": spec}


def test_every_rule_is_drawn_with_its_interval() -> None:
    result = mine_rules(survey(), min_support=0.02)
    drawn = marks(display_mine_rules(result))
    assert len(drawn["rows"]) == min(len(result.productive), 10)
    for row, rule in zip(drawn["rows"], result.productive.itertuples(), strict=False):
        assert (row["low"], row["value"], row["high"]) == (rule.lift_low, rule.lift, rule.lift_high)
        assert row["colour"] == TEAL
    assert INK in json.dumps(drawn["spec"])
    assert "title" not in drawn["spec"]


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Coupons and flash sales in the group → Advice of the manager"), ("zh", "群内优惠券与限时抢购 → 管家建议")],
)
def test_names_are_labels_in_the_readers_language(language: str, name: str) -> None:
    drawn = marks(display_mine_rules(mine_rules(survey(), min_support=0.02)), language)
    assert name in {row["name"] for row in drawn["rows"]}


def test_pruned_rules_are_grey_where_all_are_shown() -> None:
    drawn = marks(display_mine_rules(mine_rules(survey(), min_support=0.02, show="all", sort="confidence")))
    assert {row["colour"] for row in drawn["rows"]} == {TEAL, GREY}


def test_table_shows_the_base_rate_beside_each_confidence() -> None:
    result = mine_rules(survey(), min_support=0.02)
    table = display_mine_rules(result).tables[0]
    for row, rule in zip(table.rows, result.productive.itertuples(), strict=False):
        strip = next(cell for cell in row if isinstance(cell, Strip))
        assert (strip.value, strip.low, strip.high) == (rule.confidence, rule.confidence_low, rule.confidence_high)
        assert strip.reference == rule.base_rate <= strip.maximum
    assert len(table.columns) == len(table.rows[0])


def test_table_says_what_it_leaves_out() -> None:
    result = mine_rules(survey(), min_support=0.01, min_confidence=0.0, show="all")
    table = display_mine_rules(result).tables[0]
    assert len(table.rows) == ROWS_IN_TABLE < result.n_rules
    assert f"The first 20 of {result.n_rules:,}." in table_html(table, translator("en"))


def test_rules_about_an_outcome_name_it_once() -> None:
    display = display_target_rules(target_rules(survey(), target="q6"))
    assert translator("en", LABELS)(display.figures[0].heading) == "Lift of Advice of the manager"
    assert len(display.tables[0].columns) == len(display_mine_rules(mine_rules(survey())).tables[0].columns) - 1


def test_itemsets_are_drawn_with_wilson_intervals() -> None:
    result = mine_itemsets(survey())
    drawn = marks(display_mine_itemsets(result))
    top = result.combinations.iloc[0]
    assert drawn["rows"][0]["value"] == top["support"]
    assert drawn["rows"][0]["low"] < top["support"] < drawn["rows"][0]["high"]


def test_nothing_found_draws_nothing() -> None:
    nobody = pd.DataFrame({"a": [False] * 40, "b": [False] * 40})
    assert display_mine_itemsets(mine_itemsets(nobody)) == Display()
    assert display_mine_rules(mine_rules(nobody)) == Display()


def test_rules_that_do_not_hold_up_are_a_table_without_a_figure() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).random((60, 3)) < 0.5).add_prefix("q")
    display = display_mine_rules(mine_rules(frame, min_confidence=0.0))
    assert not display.figures
    assert translator("en")(display.tables[0].title) == "Rules found, none of which holds up"
