"""The control group of an imported experiment: the group that is called so stands first, whatever row comes first."""

from __future__ import annotations

import pytest

from analysis.data import SurveyRead, read_survey
from analysis.language import render


def read(*groups: str, header: str = "arm", table: str = "arms") -> SurveyRead:
    lines = [f"customer_id,{header},bought", *(f"c{i},{name},{i % 2}" for i, name in enumerate(groups * 20))]
    return read_survey("\n".join(lines).encode(), file_name="test.csv", dialect="plain", table=table)  # type: ignore[arg-type]


def order(found: SurveyRead, column: str = "arm") -> list[str]:
    return [value.label.text("en") for value in found.codebook[column].values]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (("new", "control"), ["control", "new"]),
        (("new", "bold", "Control (A)"), ["Control (A)", "new", "bold"]),
        (("新版", "对照组"), ["对照组", "新版"]),
        (("control", "new"), ["control", "new"]),
        (("b", "a"), ["b", "a"]),
        (("new", "control a", "control b"), ["new", "control a", "control b"]),
    ],
)
def test_the_group_called_control_stands_first(groups: tuple[str, ...], expected: list[str]) -> None:
    found = read(*groups)
    assert order(found) == expected
    moved = expected != list(groups)
    sentences = [render(item.message, "en") for item in found.report.items]
    assert any("taken as the control group" in sentence for sentence in sentences) == moved


def test_a_survey_keeps_its_order() -> None:
    assert order(read("new", "control", table="survey")) == ["new", "control"]
