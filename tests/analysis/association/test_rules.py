from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from analysis.association import mine_rules
from analysis.core import ParameterError, TooFewRowsError
from analysis.core.results import blocks_conclusion
from analysis.language import render
from tests.analysis.association.lcg import CASES, case_id, lcg_survey

NAMES = {"count_ante": "count_antecedent", "count_cons": "count_consequent", "fisher_p_greater": "p_value"}


def mined(case: dict[str, Any], **options: Any) -> pd.DataFrame:
    return mine_rules(
        lcg_survey(case),
        min_support=case["min_support_safe"],
        min_confidence=case["min_confidence"],
        max_length=10,
        sort="lift",
        **options,
    ).to_frame()


@pytest.mark.parametrize("case", CASES, ids=case_id)
@pytest.mark.parametrize("miner", ["bitset", "hmine"])
def test_reference_rules(case: dict[str, Any], miner: str) -> None:
    rules = mined(case, miner=miner)
    assert len(rules) == case["n_rules_single_consequent"]
    for (_, ours), theirs in zip(rules.head(10).iterrows(), case["top10_by_lift_then_count"], strict=True):
        for name, value in theirs.items():
            own = ours[NAMES.get(name, name)]
            if name in {"antecedent", "consequent"}:
                assert list(own) == value
            elif name.startswith("count"):
                assert own == value
            else:
                assert own == pytest.approx(np.inf if value is None else value, rel=1e-9)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_reference_adjustments_over_the_reported_rules(case: dict[str, Any]) -> None:
    target = case["target"]
    p = mined(case).query("consequent == @item", local_dict={"item": (target["item"],)})
    assert len(p) == target["n_rules"]
    assert (p["improvement"] <= 0).sum() == target["n_redundant_improvement_le_0"]
    expected = target["fisher_one_sided_greater"]
    assert (p["p_value"] <= 0.05).sum() == expected["raw_05"]
    assert (false_discovery_control(p["p_value"]) <= 0.05).sum() == expected["bh_05"]
    assert (p["p_value"] * len(p) <= 0.05).sum() == expected["bonferroni_05"]


def survey(n: int = 3000, k: int = 7, seed: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.random((n, k)) < rng.uniform(0.2, 0.5, k)).add_prefix("q")
    frame["q6"] = np.where(frame["q0"] & frame["q1"], rng.random(n) < 0.7, frame["q6"])
    return frame


def counted(frame: pd.DataFrame, names: tuple[str, ...]) -> int:
    return int(frame[list(names)].all(axis=1).sum())


@pytest.mark.parametrize("max_consequent", [1, 2])
def test_counts_and_productive_p_values_by_hand(max_consequent: int) -> None:
    frame = survey(n=600)
    rules = mine_rules(
        frame, min_support=0.03, min_confidence=0.0, max_length=4, max_consequent=max_consequent
    ).to_frame()
    assert rules["consequent"].map(len).max() == max_consequent
    for rule in rules.sample(60, random_state=1).itertuples():
        left, right = rule.antecedent, rule.consequent
        assert rule.count == counted(frame, left + right)
        assert rule.count_antecedent == counted(frame, left)
        assert rule.count_consequent == counted(frame, right)
        p, simpler = [], []
        for dropped in range(2 ** len(left) - 1):
            kept = tuple(name for place, name in enumerate(left) if dropped >> place & 1)
            inside = frame[frame[list(kept)].all(axis=1)] if kept else frame
            simpler.append(counted(inside, right) / len(inside))
            if len(kept) == len(left) - 1 or not kept:
                has, then = inside[list(left)].all(axis=1), inside[list(right)].all(axis=1)
                table = [[int((has == i).__and__(then == j).sum()) for j in (True, False)] for i in (True, False)]
                p.append(fisher_exact(table, alternative="greater").pvalue)
        assert rule.p_productive == pytest.approx(max(p), rel=1e-9)
        assert rule.improvement == pytest.approx(rule.confidence - max(simpler), abs=1e-12)


def test_the_family_is_fixed_before_the_filter() -> None:
    frame = survey()
    loose = mine_rules(frame, min_confidence=0.0)
    strict = mine_rules(frame, min_confidence=0.45)
    assert strict.n_rules < loose.n_rules
    assert strict.n_tests == loose.n_tests
    key = ["antecedent", "consequent"]
    both = strict.to_frame().merge(loose.to_frame(), on=key, suffixes=("", "_loose"), validate="1:1")
    assert len(both) == strict.n_rules
    assert both["q_value"].tolist() == both["q_value_loose"].tolist()


def test_filtering_first_is_more_lenient_and_says_so() -> None:
    frame = survey()
    reported = mine_rules(frame, min_confidence=0.4, family="reported")
    searched = mine_rules(frame, min_confidence=0.4)
    assert reported.n_tests == reported.n_rules < searched.n_tests
    assert (reported.to_frame()["q_value"] <= searched.to_frame()["q_value"]).all()
    assert "family_reported" in {note.code for note in reported.notes}


def test_only_rules_that_beat_their_simpler_forms_are_productive() -> None:
    rules = mine_rules(survey(), min_support=0.02, min_confidence=0.0)
    productive = rules.productive
    assert (productive["improvement"] > 0).all()
    assert set(productive.query("consequent == @item", local_dict={"item": ("q6",)})["antecedent"]) == {
        ("q0",),
        ("q1",),
        ("q0", "q1"),
    }
    demanding = mine_rules(survey(), min_support=0.02, min_confidence=0.0, min_improvement=0.2).productive
    assert (demanding["improvement"] >= 0.2).all()
    assert len(demanding) < len(productive)


def test_answers_of_one_question_never_meet() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "region": pd.Categorical(rng.choice(["n", "s", "w"], 500)),
            "a": rng.random(500) < 0.5,
            "b": rng.random(500) < 0.5,
        }
    )
    result = mine_rules(frame, columns=("region", "a", "b"), min_support=0.01, min_confidence=0.0)
    for rule in result.to_frame().itertuples():
        assert sum(name.startswith("region=") for name in rule.antecedent + rule.consequent) <= 1
    # Single antecedents: 3 regions x 2 + 2 x (3 + 1); pairs of a region and one answer, or of both: 3 + 3 + 3.
    assert result.n_tests == 6 + 8 + 9


@pytest.mark.parametrize("sort", ["lift_low", "lift", "confidence", "support", "leverage", "q_productive"])
def test_sorting(sort: str) -> None:
    values = mine_rules(survey(), min_confidence=0.0, sort=sort).to_frame()[sort]
    assert values.is_monotonic_increasing if sort == "q_productive" else values.is_monotonic_decreasing


def test_claim_in_words() -> None:
    frame = pd.DataFrame(
        {"a": [True] * 200 + [False] * 300, "b": [True] * 124 + [False] * 76 + [True] * 51 + [False] * 249}
    )
    claim, rest = (render(sentence, "en") for sentence in mine_rules(frame, sort="confidence").readings())
    # 124 of 175 who chose b chose a as well: Wilson 63.7 to 77.1 %; 200 of 500 overall.
    assert claim == (
        "Of those who chose “b”, 70.9% also chose “a” (95% interval 63.7% to 77.1%), against 40.0% overall: 1.77 times as often."
    )
    assert rest.startswith("2 rules hold up among 2 that were tested (Benjamini-Hochberg, adjusted p up to 0.05)")
    chinese = render(mine_rules(frame, sort="confidence").readings()[0], "zh")
    assert (
        chinese == "选择了“b”的人中，70.9% 也选择了“a”（95% 置信区间 63.7% 至 77.1%），全体为 40.0%：是全体的 1.77 倍。"
    )


def driven(n: int = 1500, seed: int = 3) -> pd.DataFrame:
    """One item drives the outcome; the others are independent of it and of each other."""
    rng = np.random.default_rng(seed)
    items = pd.DataFrame(rng.random((n, 8)) < 0.35).add_prefix("i")
    return items.assign(left=rng.random(n) < np.where(items["i0"], 0.6, 0.3))


@pytest.mark.parametrize("options", [{}, {"min_improvement": 0.05}, {"min_confidence": 0.0}, {"adjust": "holm"}])
def test_the_other_rules_are_counted_by_reason(options: dict[str, Any]) -> None:
    found = mine_rules(driven(), **options)
    table, tests = found.to_frame(), found.n_tests
    reported = found.table[~found.table["productive"]]
    redundant, chance = int((reported["q_value"] <= 0.05).sum()), int((reported["q_value"] > 0.05).sum())
    short = tests - len(table)
    assert redundant > 0
    assert chance > 0
    said = render(found.readings()[1], "en")
    assert f"{redundant:,} add too little to a simpler form, {chance:,} cannot be told from chance" in said
    assert (f", {short:,} fall short of the smallest support or confidence." in said) == (short > 0)
    assert int(table["productive"].sum()) + redundant + chance + short == tests
    assert f"{redundant:,} 条比简化形式好得太少" in render(found.readings()[1], "zh")


def test_no_rule_found_blocks() -> None:
    result = mine_rules(pd.DataFrame({"a": [True, False] * 50, "b": [False, True] * 50}))
    assert blocks_conclusion(result)
    assert len(result.to_frame()) == 0
    assert render(result.readings()[0], "en").startswith("No rule reaches 5 rows and a confidence of 30%.")


def test_rules_that_prove_nothing_are_not_no_difference() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).random((60, 3)) < 0.5).add_prefix("q")
    result = mine_rules(frame, min_confidence=0.0)
    sentences = [render(sentence, "en") for sentence in result.readings()]
    assert "none holds up" in sentences[0]
    assert sentences[1].startswith("This does not show that the answers are unrelated")
    assert len(result.shown) == result.n_rules > 0


def test_hold_out_numbers_come_from_the_other_half() -> None:
    frame = survey()
    result = mine_rules(frame, confirm="holdout", min_support=0.02)
    rules = result.to_frame()
    assert result.n == 1500
    assert result.n_tests == len(rules) > 0
    assert (rules["n"] == 1500).all()
    assert {"explored_confidence", "explored_lift"} <= set(rules.columns)
    assert result.provenance.n_used == 3000
    assert "half" in render(result.readings()[1], "en")
    # Each rule's counts in both halves add up to those in all rows.
    for rule in rules.itertuples():
        explored = counted(frame, rule.antecedent + rule.consequent) - rule.count
        outside = counted(frame, rule.antecedent) - rule.count_antecedent
        assert rule.explored_confidence == pytest.approx(explored / outside)


def test_hold_out_is_seeded_and_blind_to_row_order() -> None:
    frame = survey()
    first = mine_rules(frame, confirm="holdout").to_frame()
    again = mine_rules(frame.sample(frac=1.0, random_state=3), confirm="holdout").to_frame()
    other = mine_rules(frame, confirm="holdout", seed=1).to_frame()
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_hold_out_with_nothing_to_confirm_blocks() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).random((200, 3)) < 0.5).add_prefix("q")
    result = mine_rules(frame, confirm="holdout")
    assert blocks_conclusion(result)
    with pytest.raises(TooFewRowsError, match="cannot be split"):
        mine_rules(frame.iloc[:3], confirm="holdout")


def test_repeated_customers_and_small_counts_are_cautioned() -> None:
    frame = survey(n=300).assign(customer=[f"c{i // 2}" for i in range(300)])
    codes = {note.code for note in mine_rules(frame, customer="customer").notes}
    assert {"repeated_customers", "small_count", "association", "independence", "selection"} <= codes
    frame["customer"] = [f"c{i}" for i in range(300)]
    assert "repeated_customers" not in {note.code for note in mine_rules(frame, customer="customer").notes}


@pytest.mark.parametrize(
    "bad", [{"min_support": 0.0}, {"min_confidence": 1.5}, {"max_length": 1}, {"max_consequent": 3}, {"miner": "eclat"}]
)
def test_bad_parameters(bad: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        mine_rules(survey(n=50), **bad)


def test_one_row() -> None:
    result = mine_rules(pd.DataFrame({"a": [True], "b": [True]}))
    assert result.productive.empty
    assert result.to_frame()["p_value"].tolist() == [1.0, 1.0]


def test_unadjusted_tests_are_cautioned() -> None:
    found = mine_rules(driven(), adjust="none")
    note = next(note for note in found.notes if note.code == "unadjusted")
    assert note.severity == "caution"
    assert f"of {found.n_tests:,} rules without any association" in render(note.message, "en")
    assert "unadjusted" not in {note.code for note in mine_rules(driven()).notes}


@pytest.mark.parametrize("seed", range(6))
def test_independent_answers_give_hardly_a_rule(seed: int) -> None:
    """Of 340 tables of independent answers, two gave a rule; without adjustment each gives several."""
    rng = np.random.default_rng(seed)
    chosen = pd.DataFrame(rng.random((500, 12)) < 0.4).add_prefix("i")
    assert len(mine_rules(chosen, min_confidence=0.0).productive) == 0
    assert len(mine_rules(chosen, min_confidence=0.0, adjust="none").productive) > 0
