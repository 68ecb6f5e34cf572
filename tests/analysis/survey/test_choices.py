"""Multi-select questions: bases, shares, and comparisons within the same people."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.core import ColumnRoleError, ParameterError, blocks_conclusion
from analysis.inference.multinomial import share_lead_interval
from analysis.inference.proportions import wilson_interval
from analysis.language import render
from analysis.survey import multi_select

COLUMNS = ("app", "shop", "web")


def _frame(rows: list[str | None]) -> pd.DataFrame:
    """One text a person with the initials of the options chosen; None was not asked."""
    chosen = {name: [None if row is None else name[0] in row for row in rows] for name in COLUMNS}
    return pd.DataFrame({name: pd.array(values, dtype="boolean") for name, values in chosen.items()})


def _by_option(result) -> dict[str, object]:
    return {option.column: option for option in result.options}


ROWS: list[str | None] = [*["as"] * 30, *["a"] * 30, *["w"] * 10, *[""] * 30, *[None] * 20]


def test_the_base_is_everybody_asked():
    result = multi_select(_frame(ROWS), columns=COLUMNS)
    app = _by_option(result)["app"]
    expected = wilson_interval(60, 100)
    assert (app.base, app.count) == (100, 60)
    assert (app.share.value, app.share.low, app.share.high) == pytest.approx((0.6, expected.low, expected.high))
    assert (result.n_asked, result.n_base, result.n_none, result.n_choices) == (100, 100, 30, 100)
    assert dict(result.missing) == {"blank": 20}
    assert [option.column for option in result.options] == ["app", "shop", "web"]


def test_the_base_may_be_those_who_chose_any():
    result = multi_select(_frame(ROWS), columns=COLUMNS, base="chose_any", sort="declared")
    assert result.n_base == 70
    assert _by_option(result)["web"].share.value == pytest.approx(10 / 70)
    reasons = {render(item.reason, "en"): item.n for item in result.provenance.dropped}
    assert reasons == {"left blank": 20, "chose none of the options": 30}
    assert result.provenance.n_used == 70


def test_shares_of_choices_add_up_to_one():
    result = multi_select(_frame(ROWS), columns=COLUMNS)
    assert sum(option.share_of_choices for option in result.options) == pytest.approx(1)
    assert _by_option(result)["shop"].share_of_choices == 0.3


def test_choices_per_person():
    result = multi_select(_frame(ROWS), columns=COLUMNS)
    each = np.array([2] * 30 + [1] * 40 + [0] * 30)
    half = 1.984217 * each.std(ddof=1) / 10  # t with 99 degrees of freedom
    found = result.choices_per_person
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 1 - half, 1 + half), abs=1e-6)


def test_two_options_are_compared_within_the_same_people():
    """30 chose app and not shop, none the other way round; a comparison of two samples would be wider."""
    result = multi_select(_frame(ROWS), columns=COLUMNS)
    expected = share_lead_interval(30, 0, 100)
    assert result.lead.distance == expected
    assert result.lead.p_exact == pytest.approx(2 * 0.5**30)
    words = [render(sentence, "en") for sentence in result.readings()]
    assert words[0].startswith("app is chosen most: by 60.0% of the 100 people asked (95% interval 50.2% to 69.1%)")
    assert words[1].startswith("Its lead over shop (30.0%) is 30.0 points")
    assert words[2].endswith("30.0% of those asked chose none.")


def test_options_that_cannot_be_told_apart():
    result = multi_select(_frame([*["a"] * 20, *["s"] * 18, *["w"] * 2]), columns=COLUMNS)
    assert render(result.readings()[1], "en").startswith("It cannot be told apart from shop (45.0%)")


def test_an_option_not_shown_to_all_has_its_own_base():
    frame = _frame(["as"] * 40)
    frame["web"] = pd.array([True] * 10 + [False] * 10 + [None] * 20, dtype="boolean")
    result = multi_select(frame, columns=COLUMNS)
    assert _by_option(result)["web"].base == 20
    assert _by_option(result)["web"].share.value == 0.5
    assert "own_base" in {note.code for note in result.notes}


def test_an_option_few_people_saw_is_compared_among_those_who_saw_both():
    """web: 20 saw it, 15 chose it; app: 40 saw it, 26 chose it, but 19 of the 20 who saw web as well."""
    frame = pd.DataFrame(
        {
            "app": pd.array([True] * 19 + [False] * 1 + [True] * 7 + [False] * 13, dtype="boolean"),
            "web": pd.array([True] * 15 + [False] * 5 + [None] * 20, dtype="boolean"),
        }
    )
    result = multi_select(frame, columns=("app", "web"))
    claim, distance, border, _ = (render(sentence, "en") for sentence in result.readings())
    assert claim.startswith("web is chosen most: by 75.0% of the 20 people who were shown it (")
    assert result.n_compared == 20
    assert result.lead.distance.value == pytest.approx(-0.2)
    assert distance.startswith(
        "Among the 20 people who were shown both, it cannot be told apart from app (distance 20.0"
    )
    # Tango's interval leaves out 0; the exact test of 4 against 0 has p = 1/8.
    assert border.startswith("Interval and exact test disagree at the border")


def test_the_order_among_those_who_saw_both_may_be_the_other_one():
    """All 30 who saw both chose app, 21 of them web; 60 more saw app alone and did not choose it."""
    frame = pd.DataFrame(
        {
            "app": pd.array([True] * 30 + [False] * 60, dtype="boolean"),
            "web": pd.array([True] * 21 + [False] * 9 + [None] * 60, dtype="boolean"),
        }
    )
    words = [render(sentence, "en") for sentence in multi_select(frame, columns=("app", "web")).readings()]
    assert words[0].startswith("web is chosen most: by 70.0% of the 30 people who were shown it")
    assert words[1].startswith("But among the 30 people who were shown both, app is chosen more often, by 30.0 points")


def test_options_nobody_saw_together_are_not_compared():
    frame = pd.DataFrame(
        {
            "app": pd.array([True] * 30 + [False] * 10 + [None] * 40, dtype="boolean"),
            "web": pd.array([None] * 40 + [True] * 20 + [False] * 20, dtype="boolean"),
        }
    )
    result = multi_select(frame, columns=("app", "web"))
    assert result.lead is None
    assert "Nobody was shown both it and web" in render(result.readings()[1], "en")


def test_options_chosen_equally_often_share_the_first_place():
    words = [render(s, "en") for s in multi_select(_frame([*["as"] * 20, *[""] * 20]), columns=COLUMNS).readings()]
    assert words[0].startswith("These options share the first place: app, shop, 50.0% each (95% interval ")
    assert words[1] == "Which of them leads cannot be told."
    assert words[2].startswith("People choose 1.00 of the 3 options on average")


def test_one_person_tells_nothing():
    result = multi_select(_frame(["as"]), columns=COLUMNS)
    assert blocks_conclusion(result)


def test_weighted_shares_by_hand():
    frame = _frame(["as", "a", "", "w"]).assign(w=[1.0, 1.0, 2.0, 4.0])
    result = multi_select(frame, columns=COLUMNS, weights="w", sort="declared")
    assert [option.share.value for option in result.options] == pytest.approx([0.25, 0.125, 0.5])
    assert [option.share_of_choices for option in result.options] == pytest.approx([2 / 7, 1 / 7, 4 / 7])
    assert result.choices_per_person.value == pytest.approx(7 / 8)
    assert [option.count for option in result.options] == [2, 1, 1]


def test_equal_weights_change_nothing():
    plain = multi_select(_frame(ROWS), columns=COLUMNS).to_frame()
    weighted = multi_select(_frame(ROWS).assign(w=3.0), columns=COLUMNS, weights="w").to_frame()
    pd.testing.assert_frame_equal(plain, weighted)


def test_missing_by_kind_comes_from_the_codebook():
    kinds = pd.DataFrame({"app": [None] * 100 + ["skipped"] * 20})
    assert dict(multi_select(_frame(ROWS), columns=COLUMNS, missing_kinds=kinds).missing) == {"skipped": 20}


@pytest.mark.parametrize("codes", [(0, 1), ("0", "1"), (1, 0)])
def test_zero_and_one_are_understood(codes):
    frame = pd.DataFrame(
        {name: pd.Categorical([codes[0], codes[1], codes[1]], categories=list(codes)) for name in ("a", "b")}
    )
    result = multi_select(frame, columns=("a", "b"))
    assert result.options[0].count == [codes[0], codes[1], codes[1]].count(type(codes[0])(1))


def test_other_pairs_of_answers_are_an_error():
    frame = pd.DataFrame({name: pd.Categorical(["m", "f"]) for name in ("a", "b")})
    with pytest.raises(ColumnRoleError, match="chosen or not"):
        multi_select(frame, columns=("a", "b"))


def test_one_option_is_not_enough():
    with pytest.raises(ParameterError):
        multi_select(_frame(ROWS), columns=("app",))


@pytest.mark.parametrize("rows", [[], [None, None], ["", "", ""]])
@pytest.mark.parametrize("base", ["asked", "chose_any"])
def test_nobody_chose_blocks_the_conclusion(rows, base):
    result = multi_select(_frame(rows), columns=COLUMNS, base=base)
    assert blocks_conclusion(result)
    assert render(result.readings()[0], "en") == "Nobody chose any of these options."
    assert all(math.isnan(option.share_of_choices) for option in result.options)


def test_row_order_does_not_matter():
    frame = _frame(ROWS).assign(w=np.linspace(0.5, 2, len(ROWS)))
    shuffled = frame.sample(frac=1, random_state=3)
    for weights in (None, "w"):
        first = multi_select(frame, columns=COLUMNS, weights=weights).to_frame()
        pd.testing.assert_frame_equal(first, multi_select(shuffled, columns=COLUMNS, weights=weights).to_frame())


def test_the_mean_number_of_choices_stays_within_the_options():
    frame = pd.DataFrame({"a": pd.array([True, False], dtype="boolean"), "b": pd.array([True, True], dtype="boolean")})
    found = multi_select(frame, columns=("a", "b")).choices_per_person
    # Student's interval of 1 and 2 runs from -4.85 to 7.85.
    assert (found.low, found.high) == (0.0, 2.0)
