"""A ratio of sums with customers as units: the delta method written out, a regression, and the wrong test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from analysis.core import UnsuitableDataError
from analysis.experiments import read_user_ratio
from tests.analysis.experiments.users import codes, said


def clickers(n: int = 400, *, effect: float = 0.05, seed: int = 1, groups: int = 2) -> pd.DataFrame:
    """Clicks of views; customers differ in both, so that events of one customer are alike."""
    rng = np.random.default_rng(seed)
    arm = np.arange(n) % groups
    views = rng.geometric(0.15, n)
    chance = np.clip(rng.beta(1.5, 4, n) + effect * (arm == groups - 1), 0, 1)
    return pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(arm, [f"g{i}" for i in range(groups)]),
            "clicks": rng.binomial(views, chance).astype(float),
            "views": views.astype(float),
            "community": arm + groups * rng.integers(0, 15, n),
        }
    )


def read(users: pd.DataFrame, **options):
    return read_user_ratio(users, arm="arm", numerator="clicks", denominator="views", **options)


def test_the_variance_is_the_formula_of_the_paper() -> None:
    """Deng, Knoblich and Lu 2018, eq. 3."""
    users = clickers()
    result = read(users)
    for group, inner in zip(result.groups, result.ratios, strict=True):
        own = users[users["arm"] == group.group.code]
        x, d = own["clicks"], own["views"]
        r = x.sum() / d.sum()
        s = np.cov(x, d)
        expected = (s[0, 0] - 2 * r * s[0, 1] + r**2 * s[1, 1]) / (len(own) * d.mean() ** 2)
        assert (group.value.value, inner.variance) == pytest.approx((r, expected))
    found = result.comparisons[0]
    z = found.difference.value / found.standard_error
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(z)))
    assert found.difference.half_width == pytest.approx(stats.norm.ppf(0.975) * found.standard_error)


def test_close_to_a_weighted_regression_clustered_by_customer() -> None:
    """Another road to the same number: events as rows, errors clustered by customer."""
    users = clickers(600)
    rows = users.loc[users.index.repeat(users["views"].astype(int))].reset_index(names="customer")
    place = rows.groupby("customer").cumcount()
    rows["click"] = (place < rows["clicks"]).astype(float)
    fit = smf.ols("click ~ C(arm)", rows).fit(cov_type="cluster", cov_kwds={"groups": rows["customer"]})
    found = read(users).comparisons[0]
    assert found.difference.value == pytest.approx(fit.params.iloc[1])
    assert found.standard_error == pytest.approx(fit.bse.iloc[1], rel=0.005)


def test_the_event_level_test_is_wrong_and_said_to_be() -> None:
    users = clickers(300, effect=0.06)
    result = read(users)
    sums = users.groupby("arm", observed=True)[["clicks", "views"]].sum()
    wrong = stats.chi2_contingency([sums["clicks"], sums["views"] - sums["clicks"]], correction=False).pvalue
    assert result.ratios[1].event_level_p == pytest.approx(wrong)
    # Events of one customer are alike: the wrong test takes the error for little more than half of what it is.
    assert stats.norm.isf(wrong / 2) > 1.5 * stats.norm.isf(result.comparisons[0].p_value / 2)
    assert any("it is wrong, customers were assigned and not events" in sentence for sentence in said(result))
    money = users.assign(clicks=users["clicks"] + 0.5)
    assert np.isnan(read(money).ratios[1].event_level_p)
    assert not any("took events" in sentence for sentence in said(read(money)))


def test_customers_without_a_denominator_are_counted_either_way() -> None:
    users = clickers()
    users.loc[:39, ["clicks", "views"]] = 0.0
    kept, dropped = read(users), read(users, zero_denominator="drop")
    assert (kept.n_zero_denominator, dropped.n_zero_denominator) == (40, 40)
    assert "zero_denominator_kept" in codes(kept)
    assert "zero_denominator_dropped" in codes(dropped)
    assert (kept.provenance.n_used, dropped.provenance.n_used) == (400, 360)
    # A customer with nothing changes no ratio and hardly its error.
    assert kept.comparisons[0].difference.value == pytest.approx(dropped.comparisons[0].difference.value)
    assert kept.comparisons[0].standard_error == pytest.approx(dropped.comparisons[0].standard_error, rel=0.01)


def test_worth_is_that_of_the_numerator_at_the_controls_denominators() -> None:
    users = clickers()
    found = read(users, value_per_unit=2.0).comparisons[0]
    views = users.loc[users["arm"] == "g0", "views"].mean()
    assert found.worth_per_1000.low == pytest.approx(2000 * views * found.difference.low)


def test_communities_and_several_groups() -> None:
    users = clickers(900, groups=3)
    result = read(users, community="community")
    assert result.intraclass is not None
    assert result.comparisons[0].test == "cluster_robust"
    assert np.isfinite(result.comparisons[0].design_effect)
    several = read(users)
    assert len(several.comparisons) == 2
    assert several.comparisons[0].p_adjusted > several.comparisons[0].p_value
    assert said(several)[0].count("clicks / views") == 1


def test_what_cannot_be_divided_by() -> None:
    users = clickers()
    with pytest.raises(UnsuitableDataError):
        read(users.assign(views=-users["views"]))
    with pytest.raises(UnsuitableDataError):
        read(users.assign(views=users["views"].where(users["arm"] == "g0", 0.0)))
    assert "few_customers" in codes(read(users.iloc[:60]))
