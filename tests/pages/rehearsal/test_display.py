"""A rehearsal's table: bias and error in the unit in which the reading tells the difference."""

from __future__ import annotations

import pytest

from analysis.charts.three_line import table_texts
from analysis.language import translator
from pages.ui.rehearsal.methods import REHEARSALS

QUICK = {"replicates": 40, "size": 200, "find_size": False}


def rows(method_id: str, language: str = "en") -> dict[str, list[str]]:
    method = next(one for one in REHEARSALS if one.id == method_id)
    table = method.display(method.function(**QUICK)).tables[0]
    return {first: rest for first, *rest in table_texts(table, translator(language))}  # type: ignore[arg-type]


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


@pytest.mark.parametrize("method_id", ["rehearse_shares", "rehearse_scores"])
def test_rates_and_scores_err_in_points(method_id: str) -> None:
    method = next(one for one in REHEARSALS if one.id == method_id)
    result = method.function(**QUICK)
    found = rows(method_id)
    shown = [number(text) for text in found["Bias, in points: mean estimate minus truth"]]
    truth = [100 * end for end in (result.bias.value, result.bias.low, result.bias.high)]
    assert shown == pytest.approx(truth, abs=0.06)
    assert number(found["Root mean squared error, in points"][0]) == pytest.approx(100 * result.rmse.value, abs=0.06)
    assert len({len(text.partition(".")[2]) for text in found["Bias, in points: mean estimate minus truth"]}) == 1


def test_amounts_err_in_their_own_unit() -> None:
    assert "Bias: mean estimate minus truth" in rows("rehearse_means")
    assert "偏差（百分点）：估计均值减真值" in rows("rehearse_scores", "zh")
