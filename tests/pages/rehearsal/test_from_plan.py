"""A plan taken to its rehearsal: the same rates or means, groups, split and level stand in the form there."""

from __future__ import annotations

import math

import pytest

from analysis.methods import method_by_id
from pages.ui.plan_rehearsal import codes_of, rehearsed, why_not
from tests.pages.conftest import OpenPage

RATES = {"baseline_rate": 0.35, "change": 0.02}


def arriving(method_id: str, **asked: object) -> dict[str, str] | None:
    found = rehearsed(method_id, asked, method_by_id(method_id).function(**asked))
    return None if found is None else codes_of(found)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("kind", "codes", "arrived"),
    [
        # R: power.prop.test(p1=.35, p2=.37, power=.8) gives n = 9041 in each group.
        (
            "share",
            {},
            {
                "study.kind": "rehearse_shares",
                "shares.size": "18082",
                "shares.rate_control": "0.35",
                "shares.rate_treatment": "0.37",
                "shares.share_treatment": "0.5",
                "shares.level": "0.95",
            },
        ),
        (
            "share",
            {
                "plan__alpha": "0.01",
                "plan__baseline_rate": "0.2",
                "plan__direction": "decrease",
                "plan__change": "0.05",
            },
            {"shares.rate_control": "0.2", "shares.rate_treatment": "0.15", "shares.level": "0.99"},
        ),
        # R: power.t.test(delta=10, sd=180, power=.8) gives n = 5087.2, so 5088 in each group.
        (
            "average",
            {},
            {
                "study.kind": "rehearse_means",
                "means.size": "10176",
                "means.mean_control": "120",
                "means.mean_treatment": "130",
                "means.sd": "180",
                "means.share_treatment": "0.5",
                "means.level": "0.95",
            },
        ),
    ],
)
def test_the_plan_arrives_in_the_form_with_its_numbers(open_page: OpenPage, language, kind, codes, arrived):
    app = open_page("plan_test", language, measured__kind=kind, **codes)
    cell = {"share": "plan", "average": "plan_mean"}[kind]
    app.button(key=f"rehearse:{cell}").click().run()
    assert not app.exception
    app = app.switch_page("pages/rehearse.py").run()
    assert not app.exception
    assert app.query_params["rehearse.part"] == "simulate"
    assert {name: app.query_params[name] for name in arrived} == arrived
    name = "shares" if kind == "share" else "means"
    size = next(widget for widget in app.number_input if widget.key == f"w:{name}.size:{language}")
    assert str(size.value) == app.query_params[f"{name}.size"]


def test_groups_of_unequal_size_keep_their_split():
    plan = method_by_id("plan_proportions").function(**RATES, share_treatment=0.3)
    codes = arriving("plan_proportions", **RATES, share_treatment=0.3)
    assert codes is not None
    size = int(codes["shares.size"])
    assert size == plan.n_total
    assert round(size * float(codes["shares.share_treatment"])) == plan.n_treatment


@pytest.mark.parametrize(("direction", "alternative"), [("increase", "greater"), ("decrease", "less")])
def test_one_sided_plan_looks_in_its_direction_alone(direction, alternative):
    codes = arriving("plan_proportions", **RATES, sides="one", alpha=0.05, direction=direction)
    assert codes is not None
    assert float(codes["shares.level"]) == pytest.approx(0.95)
    assert codes["shares.alternative"] == alternative


@pytest.mark.parametrize(
    ("goal", "level"),
    [("noninferiority", 0.95), ("equivalence", 0.95)],
)
def test_a_margin_is_rehearsed_at_the_level_of_its_reading(goal, level):
    """A loss is bounded by one end of a 95 % interval, a test at 2.5 %; equivalence needs both tests at 5 %."""
    codes = arriving("plan_proportions", baseline_rate=0.35, goal=goal, margin=0.03)
    assert codes is not None
    assert float(codes["shares.level"]) == pytest.approx(level)
    assert (codes["shares.to_show"], codes["shares.margin"]) == (goal, "0.03")


def test_four_cells_arrive_with_their_smaller_effect():
    asked = {"baseline": 0.35, "change_a": 0.05, "change_b": -0.04, "sides": "one"}
    plan = method_by_id("plan_factorial").function(**asked)
    codes = arriving("plan_factorial", **asked)
    assert codes is not None
    assert codes["study.kind"] == "rehearse_factorial"
    assert (codes["factorial.size"], codes["factorial.decides"]) == (str(plan.n_total), "b")
    assert codes["factorial.sides"] == "fall"
    assert float(codes["factorial.level"]) == pytest.approx(1 - plan.alpha_per_test)


def test_counts_and_ratios_arrive_with_their_spread():
    codes = arriving("plan_counts", rate=1.8, change=0.2, dispersion=0.5, exposure=2.0)
    assert codes is not None
    assert codes["study.kind"] == "rehearse_counts"
    assert (codes["counts.dispersion"], codes["counts.variance_to_mean"]) == ("0.5", "1")
    codes = arriving("plan_ratio", ratio=0.2, change=0.1, unit_variance=0.09)
    assert codes is not None
    assert (codes["ratio.variance_numerator"], codes["ratio.variance_denominator"]) == ("0.09", "0")


def test_several_versions_are_rehearsed_at_the_level_of_one_comparison():
    codes = arriving("plan_proportions", **RATES, n_treatments=2)
    assert codes is not None
    assert float(codes["shares.level"]) == pytest.approx(1 - 0.05 / 2)
    plan = method_by_id("plan_proportions").function(**RATES, n_treatments=2)
    assert int(codes["shares.size"]) == plan.n_control + plan.n_treatment < plan.n_total


def test_communities_are_rehearsed_as_communities():
    asked = {"baseline_rate": 0.35, "change": 0.08, "cluster_size": 30.0, "icc": 0.02, "cluster_size_cv": 0.4}
    plan = method_by_id("plan_proportions").function(**asked)
    codes = arriving("plan_proportions", **asked)
    assert codes is not None
    assert codes["study.kind"] == "rehearse_communities"
    assert int(codes["communities.size"]) == 2 * math.ceil(plan.clusters_control)
    assert (codes["communities.intraclass_correlation"], codes["communities.variation"]) == ("0.02", "0.4")


def test_a_correlation_is_rehearsed_with_its_size():
    codes = arriving("plan_association", kind="correlation", effect=0.2)
    assert codes is not None
    # R: pwr.r.test(r=.2, power=.8) gives n = 193.1, so 194.
    assert (codes["correlation.size"], codes["correlation.correlation"]) == ("194", "0.2")


def test_a_plan_with_several_looks_is_rehearsed_with_its_bounds():
    asked = {**RATES, "looks": 4, "design": "wang_tsiatis", "delta": 0.1, "share_treatment": 0.3}
    plan = method_by_id("plan_sequential").function(**asked)
    codes = arriving("plan_sequential", **asked)
    assert codes is not None
    assert codes["study.kind"] == "rehearse_looks"
    assert (codes["looks.size"], codes["looks.looks_taken"]) == (str(plan.max_n_total), "4")
    assert (codes["looks.design"], codes["looks.delta"]) == ("wang_tsiatis", "0.1")
    assert float(codes["looks.share_treatment"]) == pytest.approx(0.3, abs=1e-4)


@pytest.mark.parametrize(
    ("method_id", "asked"),
    [
        ("plan_proportions", {**RATES, "covariate_correlation": 0.5}),
        ("plan_proportions", {"baseline_rate": 0.01, "change": 0.0001}),
        ("plan_means", {"sd": 180.0, "change": 10.0, "design": "paired"}),
        ("plan_means", {"sd": 180.0, "sd_treatment": 200.0, "change": 10.0, "convention": "welch_t"}),
        ("plan_association", {"kind": "anova", "effect": 0.2}),
        ("plan_counts", {"rate": 1.8, "change": 0.2, "variance_to_mean": 0.5}),
    ],
)
def test_what_no_design_draws_is_not_offered(method_id, asked):
    assert arriving(method_id, **asked) is None
    reason = why_not(method_id, asked, method_by_id(method_id).function(**asked))
    assert reason is not None
