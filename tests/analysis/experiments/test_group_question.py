"""What the planners of groups share: sizes as given, the solved unknown, rows of other conventions."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_means
from analysis.experiments.group_question import GroupQuestion, solved
from analysis.experiments.mean_power import MeanTest

quantile = NormalDist().inv_cdf
NORMAL = MeanTest(alpha=0.05, sd_control=1.0, sd_treatment=1.0, convention="z")
ASKED = GroupQuestion(
    solve_for="n", effect=0.2, n_control=math.nan, n_treatment=math.nan, share=0.5, power=0.8, n_treatments=1
)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9])
def test_size_is_that_of_the_closed_form(share):
    found = solved(replace(ASKED, share=share), NORMAL)
    total = (quantile(0.975) + quantile(0.8)) ** 2 / 0.04 * (1 / share + 1 / (1 - share))
    assert found.n_control + found.n_treatment == pytest.approx(total)
    assert found.n_treatment / (found.n_control + found.n_treatment) == pytest.approx(share)


def test_a_fixed_control_group_sizes_the_other():
    found = solved(replace(ASKED, n_control=1000.0, fixed_control=True), NORMAL)
    needed = 0.04 / (quantile(0.975) + quantile(0.8)) ** 2
    assert found.n_treatment == pytest.approx(1 / (needed - 1 / 1000))
    assert math.isnan(solved(replace(ASKED, n_control=100.0, fixed_control=True), NORMAL).n_treatment)


def test_an_effect_that_needs_no_customers_stays_at_the_fewest():
    test = replace(NORMAL, convention="student_t")
    assert solved(replace(ASKED, effect=1000.0), test).n_control == 2


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        ({"n_total": 1001}, (501, 500)),
        ({"n_total": 1000, "share_treatment": 0.1}, (900, 100)),
        ({"n_control": 300, "n_treatment": 200, "n_total": 9}, (300, 200)),
        ({"users_per_week": 1000, "weeks": 3, "traffic_share": 0.5}, (750, 750)),
        ({"n_total": 900, "n_treatments": 4, "allocation": "square_root"}, (300, 150)),
    ],
)
def test_sizes_as_given(given, sizes):
    plan = plan_means(sd=1, change=0.1, solve_for="power", **given)
    assert (plan.n_control, plan.n_treatment) == sizes


@pytest.mark.parametrize("given", [{}, {"n_total": 2, "share_treatment": 0.1}, {"weeks": 3}])
def test_missing_or_empty_sizes(given):
    with pytest.raises(ParameterError) as caught:
        plan_means(sd=1, change=0.1, solve_for="power", **given)
    assert caught.value.parameter == "n_total"
