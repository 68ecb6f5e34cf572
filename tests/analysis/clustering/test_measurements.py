from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.clustering.measurements import measure, variable_of
from analysis.core import UnsuitableDataError


def ordered(codes: list[object], answers: list[object]) -> pd.Series:
    return pd.Series(pd.Categorical(answers, categories=codes, ordered=True))


@pytest.mark.parametrize(
    ("codes", "numbers"),
    [
        (["1", "2", "3"], (1.0, 2.0, 3.0)),
        ([0, 5, 10], (0.0, 5.0, 10.0)),
        (["rarely", "often", "always"], (1.0, 2.0, 3.0)),
        ([0, 1, 3, 12], (1.0, 2.0, 3.0, 4.0)),  # not in equal steps
        (["5", "4", "3"], (1.0, 2.0, 3.0)),  # declared falling: the order counts
    ],
)
def test_ordered_answers_become_codes_in_equal_steps_or_positions(
    codes: list[object], numbers: tuple[float, ...]
) -> None:
    assert variable_of(ordered(codes, codes), "q").numbers == numbers


def test_two_answers_become_0_and_1_in_declared_order() -> None:
    frame = pd.DataFrame(
        {
            "app": pd.array([True, False, None], dtype="boolean"),
            "plan": pd.Categorical(["paid", "free", "paid"], categories=["free", "paid"]),
            "flag": [True, False, True],
        }
    )
    found = measure(frame, ["app", "plan", "flag"])
    assert [variable.column for variable in found.variables] == ["app", "flag", "plan"]
    assert {variable.level for variable in found.variables} == {"binary"}
    assert found.values.tolist() == [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    assert found.positions.tolist() == [1, 0]


def test_gaps_are_dropped_by_kind() -> None:
    frame = pd.DataFrame({"a": [1.0, np.nan, 3.0, np.nan], "b": [1.0, 2.0, np.nan, 4.0]})
    kinds = pd.DataFrame({"a": ["", "skipped", "", "refused"], "b": ["", "", "blank", ""]})
    found = measure(frame, ["a", "b"], kinds)
    assert found.n == 1
    assert found.n_total == 4
    assert [item.n for item in found.dropped] == [1, 1, 1]


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e80])
def test_infinite_numbers_are_refused(value: float) -> None:
    with pytest.raises(UnsuitableDataError, match="infinite"):
        measure(pd.DataFrame({"a": [1.0, value]}), ["a"])


def test_unknown_answers_are_refused_when_the_coding_is_given() -> None:
    variable = variable_of(ordered(["1", "2", "3"], ["1"]), "q")
    frame = pd.DataFrame({"q": ordered(["1", "2", "3", "9"], ["1", "9"])})
    with pytest.raises(UnsuitableDataError, match="answer to q"):
        measure(frame, ["q"], variables=(variable,))


def test_rows_are_sorted_by_content_whatever_their_order() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.integers(0, 3, 50).astype(float), "b": rng.normal(size=50)})
    shuffled = frame.sample(frac=1, random_state=2)
    assert np.array_equal(measure(frame, ["b", "a"]).values, measure(shuffled, ["a", "b"]).values)
