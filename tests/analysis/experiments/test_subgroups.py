"""Effects by subgroup: interactions of a regression, planted differences, and subgroups that are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from analysis.core import ParameterError, UnsuitableDataError, blocks_conclusion
from analysis.experiments import read_subgroups
from analysis.language import render
from tests.analysis.experiments.users import codes, said, spenders


def by_region(n: int = 800, *, extra: float = 0.0, seed: int = 1) -> pd.DataFrame:
    users = spenders(n, effect=5.0, seed=seed)
    rng = np.random.default_rng(seed + 100)
    region = rng.integers(0, 3, n)
    users["region"] = pd.Categorical.from_codes(region, ["east", "north", "west"])
    users["spend"] += extra * (region == 2) * (users["arm"] == "new1")
    return users


def test_two_subgroups_are_the_interaction_of_a_regression() -> None:
    users = by_region()
    users = users[users["region"] != "west"].assign(region=lambda f: f["region"].cat.remove_categories("west"))
    fit = smf.ols("spend ~ C(arm) * C(region)", users).fit(cov_type="HC2")
    found = read_subgroups(users, arm="arm", outcome="spend", subgroup="region")
    north = found.effects[1]
    name = "C(arm)[T.new1]:C(region)[T.north]"
    assert north.interaction.value == pytest.approx(fit.params[name])
    t = north.interaction.value / fit.bse[name]
    assert found.heterogeneity.f == pytest.approx(t**2, rel=1e-6)
    assert found.heterogeneity.p_value == pytest.approx(north.p_interaction, rel=0.02)


def test_effects_are_welchs_and_hold_together() -> None:
    users = by_region()
    found = read_subgroups(users, arm="arm", outcome="spend", subgroup="region")
    for item in found.effects:
        own = users[users["region"] == item.subgroup.code]
        x, y = (own.loc[own["arm"] == arm, "spend"] for arm in ("control", "new1"))
        low, high = stats.ttest_ind(y, x, equal_var=False).confidence_interval(1 - 0.05 / 3)
        assert (item.effect.low, item.effect.high) == pytest.approx((low, high))
    raw = np.array([item.p_interaction for item in found.effects])
    assert max(raw) < 1
    assert [item.p_holm for item in found.effects] == pytest.approx(
        [min(1, max(sorted(raw)[j] * (3 - j) for j in range(sorted(raw).index(p) + 1))) for p in raw]
    )


def test_a_planted_difference_is_named() -> None:
    users = by_region(3000, extra=25.0)
    found = read_subgroups(users, arm="arm", outcome="spend", subgroup="region")
    assert found.differs
    west = found.effects[2]
    assert west.interaction.low < 25 < west.interaction.high
    assert said(found)[0].startswith("The effect of new1 on spend is not the same for all answers of region")
    assert any(sentence.startswith("west: ") for sentence in said(found))
    assert "is a guess" in said(found)[-1]


def test_without_one_nothing_is_claimed() -> None:
    found = read_subgroups(by_region(), arm="arm", outcome="spend", subgroup="region")
    assert not found.differs
    assert "that is not evidence that it is the same for all" in said(found)[0]
    assert len(said(found)) == 3


def test_a_subgroup_measured_after_assignment_is_cautioned() -> None:
    users = by_region()
    changed = users["region"].where((users["arm"] == "control") | (np.arange(800) % 3 > 0), "west")
    found = codes(read_subgroups(users.assign(region=changed), arm="arm", outcome="spend", subgroup="region"))
    assert "subgroup_depends_on_group" in found
    assert "subgroup_depends_on_group" not in codes(
        read_subgroups(users, arm="arm", outcome="spend", subgroup="region")
    )


def test_rates_and_communities() -> None:
    users = by_region()
    found = read_subgroups(users, arm="arm", outcome="bought", subgroup="region", community="community")
    assert found.measure == "rate"
    assert np.isnan(found.p_independence)
    assert "points" in said(found)[1]
    no = read_subgroups(users, arm="arm", outcome="bought", subgroup="region", yes="False")
    yes = read_subgroups(users, arm="arm", outcome="bought", subgroup="region")
    assert no.overall.value == pytest.approx(-yes.overall.value)


def test_which_groups_are_compared() -> None:
    users = by_region().assign(arm=lambda f: f["arm"].cat.add_categories("third"))
    users.loc[::3, "arm"] = "third"
    found = read_subgroups(users, arm="arm", outcome="spend", subgroup="region", treatment="third", control="new1")
    assert (found.control.code, found.treatment.code) == ("new1", "third")
    assert sum(item.n for item in found.provenance.dropped) == (users["arm"] == "control").sum()
    with pytest.raises(ParameterError) as caught:
        read_subgroups(users, arm="arm", outcome="spend", subgroup="region", treatment="control")
    assert caught.value.parameter == "treatment"


def test_poor_subgroups() -> None:
    users = by_region(200)
    lonely = users.assign(region=users["region"].cat.add_categories("south"))
    lonely.loc[0, "region"] = "south"
    found = read_subgroups(lonely, arm="arm", outcome="spend", subgroup="region")
    assert {"subgroups_left_out", "small_subgroups"} <= codes(found)
    assert np.isnan(found.effects[3].effect.low)
    one = read_subgroups(
        users.assign(region=pd.Categorical(["east"] * 200)), arm="arm", outcome="spend", subgroup="region"
    )
    assert blocks_conclusion(one)
    assert said(one)[0].startswith("No conclusion about subgroups")
    assert said(one)[1].startswith("Join rare answers into larger subgroups")
    (note,) = [item for item in one.notes if item.code == "no_subgroups"]
    assert "Join rare answers into larger subgroups" in render(note.message, "en")
    many = users.assign(region=pd.Categorical([f"r{i % 40}" for i in range(200)]))
    with pytest.raises(UnsuitableDataError):
        read_subgroups(many, arm="arm", outcome="spend", subgroup="region")
    broken = users[(users["arm"] == "control") | (np.arange(200) % 8 == 0)]
    blocked = read_subgroups(broken, arm="arm", outcome="spend", subgroup="region")
    assert blocks_conclusion(blocked)
    assert said(blocked)[0].startswith("No conclusion: the groups were not filled")
    assert said(blocked)[1].startswith("Find the cause first")
