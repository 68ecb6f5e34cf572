from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from analysis.association import mine_rules, target_rules
from analysis.core import ParameterError, UnsuitableDataError
from analysis.core.results import blocks_conclusion
from analysis.language import render
from tests.analysis.association.lcg import CASES, case_id, lcg_survey


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_reference_target(case: dict[str, Any]) -> None:
    item, share = case["target"]["item"], case["min_count"] / case["n"]
    rules = target_rules(
        lcg_survey(case),
        target=item,
        min_support=share,
        min_confidence=case["min_confidence"],
        max_length=9,
        sort="lift",
    ).to_frame()
    # The reference asks for joint support, ours for the support of the left-hand side.
    joint = rules[rules["count"] >= case["min_count"]]
    assert len(joint) == case["target"]["n_rules"]
    for (_, ours), theirs in zip(joint.head(5).iterrows(), case["target"]["top5_by_lift"], strict=True):
        assert list(ours["antecedent"]) == theirs["antecedent"]
        assert (ours["count"], ours["count_antecedent"]) == (theirs["count"], theirs["count_ante"])
        assert ours["p_value"] == pytest.approx(theirs["fisher_p_greater"], rel=1e-9)


def people(n: int = 2000, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.random((n, 5)) < 0.35).add_prefix("q")
    frame["left"] = rng.random(n) < np.where(frame["q0"], 0.5, 0.3)
    return frame


def test_equals_rules_between_items_with_that_consequent() -> None:
    frame = people()
    target = target_rules(frame, target="left", min_support=0.03, max_length=3).to_frame()
    rules = mine_rules(frame, min_support=1e-9, min_confidence=0.0, max_length=4, family="reported").to_frame()
    rules = rules[rules["consequent"] == ("left",)]
    assert len(target) == 5 + 10 + 10
    joined = target.merge(rules, on="antecedent", suffixes=("", "_rules"), validate="1:1")
    assert len(joined) == len(target)
    for name in ("count", "confidence", "lift", "p_value", "p_productive", "improvement"):
        assert joined[name].to_numpy() == pytest.approx(joined[f"{name}_rules"].to_numpy(), rel=1e-12)


def test_every_antecedent_is_a_test_whatever_its_confidence() -> None:
    result = target_rules(people(), target="left", min_confidence=0.45)
    assert result.n_tests == 15
    assert result.n_rules < 15


def test_fisher_of_each_rule() -> None:
    frame = people(n=300)
    for rule in target_rules(frame, target="left").to_frame().head(8).itertuples():
        has = frame[list(rule.antecedent)].all(axis=1)
        table = pd.crosstab(~has, ~frame["left"]).to_numpy()
        assert rule.p_value == pytest.approx(fisher_exact(table, alternative="greater").pvalue, rel=1e-9)


@pytest.mark.parametrize(
    ("answer", "expected"), [("", "status=gone"), ("here", "status=here"), ("gone", "status=gone")]
)
def test_answers_of_a_categorical_outcome(answer: str, expected: str) -> None:
    frame = people()
    status = pd.Categorical(np.where(frame.pop("left"), "gone", "here"), categories=["here", "gone"])
    result = target_rules(frame.assign(status=status), target="status", target_value=answer)
    assert set(result.to_frame()["consequent"]) == {(expected,)}
    assert ("outcome_chosen" in {note.code for note in result.notes}) == (answer == "")


def test_the_no_of_a_boolean_outcome() -> None:
    frame = people()
    stayed = target_rules(frame, target="left", target_value="False").to_frame()
    assert set(stayed["consequent"]) == {("left=False",)}
    assert (stayed["count_consequent"] == (~frame["left"]).sum()).all()


@pytest.mark.parametrize("target", ["left", "status"])
def test_no_such_answer(target: str) -> None:
    frame = people().assign(status=pd.Categorical(["a", "b"] * 1000))
    with pytest.raises(ParameterError, match="has no answer maybe"):
        target_rules(frame, target=target, target_value="maybe")


def test_outcome_among_the_answers() -> None:
    with pytest.raises(ParameterError, match="outcome and one of the answers"):
        target_rules(people(), target="left", columns=("q0", "left"))


def test_missing_outcomes_leave_the_base() -> None:
    frame = people().astype("boolean")
    frame.loc[:499, "left"] = pd.NA
    result = target_rules(frame, target="left")
    assert (result.n, result.provenance.n_used) == (1500, 1500)
    plain = target_rules(frame.iloc[500:].astype(bool), target="left").to_frame()
    pd.testing.assert_frame_equal(result.to_frame(), plain)


@pytest.mark.parametrize("constant", [True, False])
def test_an_outcome_without_contrast_blocks(*, constant: bool) -> None:
    result = target_rules(people().assign(left=constant), target="left")
    assert result.to_frame()[["p_value", "q_value"]].isna().all(axis=None)
    assert blocks_conclusion(result)
    assert "nothing to compare" in render(result.readings()[0], "en")
    assert result.productive.empty


def test_reading() -> None:
    claim = render(target_rules(people(), target="left").readings()[0], "en")
    assert claim.startswith("“left” applies to 5")
    assert "of those with “q0” (95% interval" in claim


def test_hold_out() -> None:
    result = target_rules(people(), target="left", confirm="holdout")
    assert result.productive["antecedent"].tolist() == [("q0",)]
    assert result.n == 1000


def test_no_answers_left_to_look_at() -> None:
    with pytest.raises(UnsuitableDataError, match="no yes-or-no column"):
        target_rules(people()[["left"]], target="left")


def test_the_outcome_is_named_also_where_no_rule_holds_up() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.random((120, 4)) < 0.4, columns=["a", "b", "c", "left"])
    result = target_rules(frame, target="left", max_length=2)
    assert result.productive.empty
    assert any("“left”" in render(sentence, "en") for sentence in result.readings())
