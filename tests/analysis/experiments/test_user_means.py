"""Means from one row per customer, against SciPy, statsmodels and what was planted."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from analysis.core import ParameterError, TooFewRowsError, UnsuitableDataError, blocks_conclusion
from analysis.experiments import read_user_means
from tests.analysis.experiments.users import codes, said, spenders


def split(users: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return tuple(users.loc[users["arm"] == name, "spend"].to_numpy() for name in ("control", "new1"))


def test_without_a_pre_period_it_is_welch() -> None:
    users = spenders()
    x, y = split(users)
    found = read_user_means(users, arm="arm", outcome="spend", level=0.9).comparisons[0]
    scipy = stats.ttest_ind(y, x, equal_var=False)
    low, high = scipy.confidence_interval(0.9)
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high))
    assert (found.p_value, found.p_adjusted) == pytest.approx((scipy.pvalue, scipy.pvalue))
    assert found.test == "welch"


def test_with_a_pre_period_it_is_the_ancova_of_statsmodels() -> None:
    users = spenders()
    fit = smf.ols("spend ~ C(arm) + pre", users).fit()
    robust = smf.ols("spend ~ C(arm) + pre", users).fit(cov_type="HC2")
    result = read_user_means(users, arm="arm", outcome="spend", pre_period="pre")
    cuped, found = result.cuped, result.comparisons[0]
    inner = cuped.comparisons[0]
    name = "C(arm)[T.new1]"
    assert (cuped.theta_within, inner.within.value) == pytest.approx((fit.params["pre"], fit.params[name]))
    assert (inner.ancova_se, inner.ancova_p) == pytest.approx((fit.bse[name], fit.pvalues[name]))
    assert (found.difference.value, found.standard_error) == pytest.approx((robust.params[name], robust.bse[name]))
    assert inner.variance_reduction == pytest.approx(
        1 - (robust.bse[name] / smf.ols("spend ~ C(arm)", users).fit(cov_type="HC2").bse[name]) ** 2
    )
    assert inner.variance_reduction > 0.5


def test_total_theta_is_welch_on_the_adjusted_values() -> None:
    """Deng et al. 2013, eq. 4 and 5, with theta over all customers."""
    users = spenders()
    theta = np.cov(users["spend"], users["pre"])[0, 1] / users["pre"].var()
    adjusted = users.assign(spend=users["spend"] - theta * (users["pre"] - users["pre"].mean()))
    x, y = split(adjusted)
    scipy = stats.ttest_ind(y, x, equal_var=False)
    result = read_user_means(users, arm="arm", outcome="spend", pre_period="pre", theta="total")
    assert result.cuped.theta_total == pytest.approx(theta)
    assert result.cuped.comparisons[0].p_total == pytest.approx(scipy.pvalue)
    found = result.comparisons[0]
    assert (found.test, found.p_value, found.difference.value) == (
        "cuped_total",
        pytest.approx(scipy.pvalue),
        pytest.approx(y.mean() - x.mean()),
    )


def test_a_planted_effect_is_found_with_a_pre_period_and_not_without() -> None:
    users = spenders(400, effect=4.0, seed=7)
    without = read_user_means(users, arm="arm", outcome="spend")
    adjusted = read_user_means(users, arm="arm", outcome="spend", pre_period="pre")
    assert without.comparisons[0].verdict == "open"
    assert adjusted.comparisons[0].verdict == "increase"
    assert adjusted.comparisons[0].difference.low < 4 < adjusted.comparisons[0].difference.high
    assert "evidence" not in said(without)[0]
    assert said(without)[0].startswith("Not settled for new1, a rise and a fall of spend are both possible")


@pytest.mark.parametrize("choice", ["impute", "drop"])
def test_customers_without_a_pre_period(choice: str) -> None:
    users = spenders()
    users.loc[users.index[:90], "pre"] = None
    result = read_user_means(users, arm="arm", outcome="spend", pre_period="pre", missing_pre_period=choice)
    assert result.cuped.n_missing == 90
    assert "pre_period_missing" in codes(result)
    assert result.provenance.n_used == (600 if choice == "impute" else 510)
    if choice == "impute":
        filled = users.assign(gap=users["pre"].isna().astype(float), pre=users["pre"].fillna(users["pre"].mean()))
        fit = smf.ols("spend ~ C(arm) + pre + gap", filled).fit(cov_type="HC2")
    else:
        fit = smf.ols("spend ~ C(arm) + pre", users.dropna()).fit(cov_type="HC2")
    found = result.comparisons[0]
    assert (found.difference.value, found.standard_error) == pytest.approx(
        (fit.params["C(arm)[T.new1]"], fit.bse["C(arm)[T.new1]"])
    )


def test_a_pre_period_that_differs_between_groups_is_no_accident() -> None:
    users = spenders()
    users.loc[users["arm"] == "new1", "pre"] += 20
    assert "pre_period_differs" in codes(read_user_means(users, arm="arm", outcome="spend", pre_period="pre"))
    useless = users.assign(pre=np.random.default_rng(3).normal(size=len(users)))
    found = codes(read_user_means(useless, arm="arm", outcome="spend", pre_period="pre"))
    assert "little_reduction" in found
    assert "pre_period_differs" not in found


def test_swapping_the_groups_flips_the_sign_and_scaling_scales() -> None:
    users = spenders()
    there = read_user_means(users, arm="arm", outcome="spend", pre_period="pre").comparisons[0]
    back = read_user_means(users, arm="arm", outcome="spend", pre_period="pre", control="new1").comparisons[0]
    assert (back.difference.low, back.p_value) == pytest.approx((-there.difference.high, there.p_value))
    cents = users.assign(spend=100 * users["spend"])
    scaled = read_user_means(cents, arm="arm", outcome="spend", pre_period="pre").comparisons[0]
    assert scaled.difference.low == pytest.approx(100 * there.difference.low)
    assert scaled.relative_lift.low == pytest.approx(there.relative_lift.low)


def test_lift_leaves_zero_out_exactly_where_the_difference_does() -> None:
    for seed in range(20):
        found = read_user_means(spenders(100, seed=seed), arm="arm", outcome="spend").comparisons[0]
        assert found.relative_lift.excludes(0.0) == found.difference.excludes(0.0)


def test_worth_and_smallest_change() -> None:
    users = spenders(2000, effect=10.0)
    result = read_user_means(
        users, arm="arm", outcome="spend", pre_period="pre", value_per_unit=0.3, smallest_change=2.0
    )
    found = result.comparisons[0]
    assert found.worth_per_1000.low == pytest.approx(300 * found.difference.low)
    assert found.verdict == "increase"
    assert said(result)[-1] == "Next: roll it out. Even the worst case reaches the smallest change worth acting on."
    assert any("per 1,000 customers" in sentence for sentence in said(result))


@pytest.mark.parametrize(
    ("effect", "smallest", "good", "verdict", "step"),
    [
        (10.0, 30.0, "increase", "increase_too_small", "smaller than the smallest change"),
        (10.0, 10.0, "increase", "increase_maybe_small", "worst case is below"),
        (10.0, None, "increase", "increase", "roll it out if the worst case still pays"),
        (10.0, None, "decrease", "increase", "do not roll it out"),
        (0.0, 30.0, "increase", "too_small_to_matter", "choose by cost and effort"),
        (0.0, None, "increase", "open", "plan a larger test"),
    ],
)
def test_every_next_step(effect: float, smallest: float | None, good: str, verdict: str, step: str) -> None:
    users = spenders(2000, effect=effect, seed=4)
    result = read_user_means(users, arm="arm", outcome="spend", pre_period="pre", smallest_change=smallest, good=good)
    assert result.comparisons[0].verdict == verdict
    assert step in said(result)[-1]


def test_detectable_change_comes_from_the_error_and_the_plan() -> None:
    users = spenders(600)
    now = read_user_means(users, arm="arm", outcome="spend").comparisons[0]
    z = stats.t.ppf(0.975, now.df) + stats.norm.ppf(0.8)
    assert now.detectable_change == pytest.approx(z * now.standard_error)
    result = read_user_means(users, arm="arm", outcome="spend", planned_n=2400)
    assert result.comparisons[0].detectable_change == pytest.approx(now.detectable_change / 2)
    assert "plan_not_reached" in codes(result)
    assert said(result)[0].startswith("A look on the way")
    assert "keep to the plan" in said(result)[-1]


def test_large_values_are_cut_alike_in_all_groups_and_said() -> None:
    users = spenders()
    users.loc[3, "spend"] = 1e5
    result = read_user_means(users, arm="arm", outcome="spend", outliers="winsorise", winsorise_share=0.02)
    cap = np.quantile(users["spend"], 0.98)
    assert (result.cap, result.n_capped) == (pytest.approx(cap), 12)
    x, y = split(users.assign(spend=users["spend"].clip(upper=cap)))
    assert result.comparisons[0].p_value == pytest.approx(stats.ttest_ind(y, x, equal_var=False).pvalue)
    assert "winsorised" in codes(result)
    assert result.provenance.parameters["outliers"] == "winsorise"
    assert "skewed" in codes(read_user_means(users, arm="arm", outcome="spend"))
    assert "skewed" not in codes(result)


def test_logarithms_are_relative_changes() -> None:
    users = spenders(effect=20.0)
    result = read_user_means(users, arm="arm", outcome="spend", outliers="log", value_per_unit=1.0)
    x, y = split(users)
    found = result.comparisons[0]
    assert found.difference.value == pytest.approx(np.log1p(y).mean() - np.log1p(x).mean())
    assert found.relative_lift.high == pytest.approx(np.expm1(found.difference.high))
    assert found.worth_per_1000 is None
    assert "logarithms" in codes(result)
    assert "geometric mean" in said(result)[2]
    users.loc[0, "spend"] = -1
    with pytest.raises(UnsuitableDataError):
        read_user_means(users, arm="arm", outcome="spend", outliers="log")


def test_ranks_and_quantiles_are_of_the_uncut_values() -> None:
    users = spenders()
    x, y = split(users)
    shape = read_user_means(users, arm="arm", outcome="spend", outliers="winsorise", winsorise_share=0.2).shapes[0]
    assert shape.ranks.p_mann_whitney == pytest.approx(stats.mannwhitneyu(y, x, method="asymptotic").pvalue)
    assert shape.p90_difference.value == pytest.approx(np.quantile(y, 0.9) - np.quantile(x, 0.9))
    same = read_user_means(users.sample(frac=1, random_state=3), arm="arm", outcome="spend").shapes[0]
    assert same.median_difference == shape.median_difference


def test_communities_widen_the_interval_and_the_naive_test_is_beside_it() -> None:
    rng = np.random.default_rng(5)
    community = np.repeat(np.arange(24), 25)
    users = pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(community % 2, ["control", "new1"]),
            "spend": 3 * rng.normal(size=24)[community] + 5 * rng.normal(size=600),
            "community": community,
        }
    )
    result = read_user_means(users, arm="arm", outcome="spend", community="community")
    naive = read_user_means(users, arm="arm", outcome="spend").comparisons[0]
    found = result.comparisons[0]
    assert found.naive_p == pytest.approx(naive.p_value)
    assert found.design_effect == pytest.approx((found.standard_error / naive.standard_error) ** 2)
    assert found.design_effect > 3
    assert found.df == pytest.approx(
        stats.ttest_ind(*[np.bincount(community, users["spend"])[i::2] for i in (1, 0)], equal_var=False).df
    )
    assert [group.communities for group in result.groups] == [12, 12]
    assert result.intraclass.icc.low < 9 / 34 < result.intraclass.icc.high
    assert result.shapes == ()
    assert {"shapes_left_out"} <= codes(result)
    assert not {"units_assumed", "few_communities", "communities_crossed"} & codes(result)


def test_few_and_crossed_communities_are_said() -> None:
    users = spenders()
    users["community"] = np.arange(600) % 5
    assert {"few_communities", "communities_crossed"} <= codes(
        read_user_means(users, arm="arm", outcome="spend", community="community")
    )
    users["community"] = users["arm"].astype(str)
    alone = read_user_means(users, arm="arm", outcome="spend", community="community")
    assert blocks_conclusion(alone)
    assert said(alone)[0].startswith("No conclusion about spend")


def test_a_broken_split_blocks() -> None:
    users = spenders(3000)
    users = users[(users["arm"] == "control") | (np.arange(3000) % 4 > 0)]
    broken = read_user_means(users, arm="arm", outcome="spend")
    assert blocks_conclusion(broken)
    assert broken.comparisons[0].verdict == "blocked"
    assert said(broken)[0].startswith("No conclusion: the groups were not filled as planned")
    share = float((users["arm"] == "control").mean())
    assert not blocks_conclusion(read_user_means(users, arm="arm", outcome="spend", planned_share=(share, 1 - share)))
    with pytest.raises(ParameterError) as caught:
        read_user_means(users, arm="arm", outcome="spend", planned_share=(0.3, 0.3, 0.4))
    assert caught.value.parameter == "planned_share"


def test_missing_outcomes_are_counted_and_unequal_ones_cautioned() -> None:
    users = spenders(2000)
    users.loc[users.index[:100], "spend"] = None
    equal = read_user_means(users, arm="arm", outcome="spend")
    assert sum(group.n_missing for group in equal.groups) == 100
    assert equal.p_attrition == pytest.approx(
        stats.chi2_contingency(
            [[g.n_missing for g in equal.groups], [g.n for g in equal.groups]], correction=False
        ).pvalue
    )
    assert "missing_outcomes" in codes(equal)
    users.loc[users.index[(users["arm"] == "new1") & (np.arange(2000) < 600)], "spend"] = None
    assert "differential_attrition" in codes(read_user_means(users, arm="arm", outcome="spend"))


def test_several_groups_hold_together() -> None:
    users = spenders(1200, groups=4, effect=25.0)
    raw = [
        stats.ttest_ind(
            users.loc[users["arm"] == name, "spend"], users.loc[users["arm"] == "control", "spend"], equal_var=False
        ).pvalue
        for name in ("new1", "new2", "new3")
    ]
    dunnett = read_user_means(users, arm="arm", outcome="spend")
    assert [item.p_value for item in dunnett.comparisons] == pytest.approx(raw)
    for item in dunnett.comparisons:
        assert item.p_value < item.p_adjusted < 4 * item.p_value
        assert (item.p_adjusted < 0.05) == item.difference.excludes(0.0)
    holm = read_user_means(users, arm="arm", outcome="spend", correction="holm")
    order = np.argsort(raw)
    expected = np.maximum.accumulate(np.sort(raw) * [3, 2, 1]).clip(max=1)
    assert [holm.comparisons[i].p_adjusted for i in order] == pytest.approx(expected)
    wide = holm.comparisons[0].difference
    assert wide.half_width / holm.comparisons[0].standard_error == pytest.approx(
        stats.t.ppf(1 - 0.05 / 6, holm.comparisons[0].df)
    )
    assert "several_groups" in codes(dunnett)
    assert said(dunnett)[-1].startswith("About new3. Next: roll it out")
    two_good = read_user_means(
        users.assign(spend=users["spend"] + 25 * (users["arm"] == "new2")), arm="arm", outcome="spend"
    )
    assert "is not shown by comparisons with the control" in said(two_good)[-1]


def test_a_common_slope_serves_all_groups() -> None:
    users = spenders(900, groups=3)
    fit = smf.ols("spend ~ C(arm) + pre", users).fit(cov_type="HC2")
    result = read_user_means(users, arm="arm", outcome="spend", pre_period="pre")
    for item, name in zip(result.comparisons, ("new1", "new2"), strict=True):
        assert item.standard_error == pytest.approx(fit.bse[f"C(arm)[T.{name}]"])


def test_poor_tables() -> None:
    users = spenders(60)
    with pytest.raises(ParameterError) as caught:
        read_user_means(users, arm="arm", outcome="spend", control="nobody")
    assert caught.value.parameter == "control"
    with pytest.raises(UnsuitableDataError):
        read_user_means(users[users["arm"] == "control"], arm="arm", outcome="spend")
    with pytest.raises(TooFewRowsError):
        read_user_means(users.iloc[:0], arm="arm", outcome="spend")
    with pytest.raises(UnsuitableDataError):
        read_user_means(users.assign(pre=np.nan), arm="arm", outcome="spend", pre_period="pre")
    many = users.assign(arm=pd.Categorical([f"g{i % 25}" for i in range(60)]))
    with pytest.raises(UnsuitableDataError):
        read_user_means(many, arm="arm", outcome="spend")
    constant = read_user_means(users.assign(spend=1.0), arm="arm", outcome="spend")
    assert blocks_conclusion(constant)
    declared = users.assign(arm=users["arm"].cat.add_categories(["third"]))
    assert "empty_groups" in codes(read_user_means(declared, arm="arm", outcome="spend"))


@pytest.mark.parametrize("options", [{}, {"pre_period": "pre"}, {"community": "community", "pre_period": "pre"}])
def test_quick_at_100_000_rows(options: dict[str, str]) -> None:
    users = spenders(100_000)
    read_user_means(users.iloc[:1000], arm="arm", outcome="spend", **options)
    start = time.process_time()
    read_user_means(users, arm="arm", outcome="spend", **options)
    assert time.process_time() - start < 0.3
