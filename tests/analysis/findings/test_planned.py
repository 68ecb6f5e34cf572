"""What a plan settles for its reading, and every way of departing from it."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.findings.departures import columns_read, deviations, group_sizes
from analysis.findings.plan_rules import amount, decisions, gates
from analysis.findings.planned import Planned, fits, planned_of, reading_values
from analysis.language import render
from analysis.methods import METHODS, method_by_id

PLANNER, READER = method_by_id("plan_proportions"), method_by_id("read_proportions")
COUNTS = {"successes_control": 3164, "n_control": 9041, "successes_treatment": 3345, "n_treatment": 9041}


def settled(**asked: Any) -> Planned:
    parameters = {"baseline_rate": 0.35, "change": 0.02, **asked}
    return planned_of(PLANNER, parameters, PLANNER.function(**parameters))


def departures(planned: Planned, counts: tuple[int, ...] = (9041, 9041), **changes: Any) -> set[str]:
    looks = changes.pop("earlier_looks", 0)
    same = changes.pop("same_outcome", True)
    parameters = {**COUNTS, **reading_values(planned, READER), **changes}
    found = deviations(planned, READER, parameters, counts=counts, earlier_looks=looks, same_outcome=same)
    return {code for code, _ in found}


def test_plan_settles_size_split_change_level_sides_and_direction() -> None:
    assert reading_values(settled(), READER) == {
        "planned_n_total": 18082,
        "planned_share_treatment": 0.5,
        "smallest_change": pytest.approx(0.02),
        "level": 0.95,
        "alternative": "two-sided",
        "good": "increase",
    } | ({"goal": "superiority"} if any(p.name == "goal" for p in READER.parameters) else {})


def test_relative_change_is_settled_in_points() -> None:
    assert settled(change=0.1, change_kind="relative").smallest_change == pytest.approx(0.035)


@pytest.mark.parametrize(("direction", "alternative"), [("increase", "greater"), ("decrease", "less")])
def test_one_sided_plan_is_read_one_sided_at_its_level(direction: str, alternative: str) -> None:
    values = reading_values(settled(sides="one", direction=direction, alpha=0.025), READER)
    assert (values["alternative"], values["level"], values["good"]) == (alternative, 0.975, direction)


def test_uneven_split_is_that_of_the_whole_customers_planned() -> None:
    planned = settled(share_treatment=0.1)
    assert sum(planned.shares) == pytest.approx(1)
    assert planned.shares[1] == pytest.approx(0.1, abs=1e-4)


def test_reading_with_what_the_plan_settled_departs_in_nothing() -> None:
    assert departures(settled()) == set()
    READER.function(**COUNTS, **reading_values(settled(), READER))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": 0.9}, "level"),
        ({"alternative": "greater"}, "sides"),
        ({"good": "decrease"}, "sides"),
        ({"smallest_change": 0.01}, "smallest_change"),
        ({"planned_share_treatment": 0.4}, "split_asked"),
        ({"planned_n_total": 9000}, "size_asked"),
        ({"counts": (4000, 4000)}, "stopped_early"),
        ({"counts": (12000, 12000)}, "ran_longer"),
        ({"counts": (9041, 9041, 9041)}, "groups"),
        ({"earlier_looks": 2}, "looked_before"),
        ({"same_outcome": False}, "outcome"),
    ],
)
def test_every_departure_is_found(changes: dict[str, Any], code: str) -> None:
    assert code in departures(settled(), **changes)


def test_few_customers_more_than_planned_are_no_departure() -> None:
    assert departures(settled(), counts=(9100, 9090)) == set()


def test_another_measure_is_a_departure() -> None:
    other = method_by_id("sample_ratio_mismatch")
    found = deviations(settled(), other, {"observed": (10.0, 10.0)})
    assert {code for code, _ in found} == {"method"}


def test_readers_named_for_a_planner_read_its_outcome() -> None:
    assert fits("plan_proportions", "read_proportions")
    assert not fits("plan_proportions", "sample_ratio_mismatch")


def test_sizes_are_those_read() -> None:
    assert group_sizes(COUNTS, READER.function(**COUNTS)) == (9041, 9041)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_rules_of_a_plan_name_its_numbers(language: Any) -> None:
    planned = settled()
    text = " ".join(render(part, language) for rule in (*gates(planned), *decisions(planned)) for part in rule)
    assert "18,082" in text
    assert "95%" in text
    assert "50%" in text
    assert render(amount(planned, 0.02), language).startswith("2 ")
    assert "significant" not in text


@pytest.mark.parametrize("goal", ["noninferiority", "equivalence"])
def test_rules_of_a_margin_are_about_the_margin(goal: str) -> None:
    planned = settled(goal=goal, margin=0.03, change=None)
    text = " ".join(render(part, "en") for rule in decisions(planned) for part in rule)
    assert "3 points" in text
    assert "zero" not in text or goal == "equivalence"


def test_margin_is_settled_with_the_interval_of_its_one_sided_test() -> None:
    planned = settled(goal="noninferiority", margin=0.03, change=None, better="lower", sides="one", alpha=0.025)
    assert (planned.level, planned.direction, planned.smallest_change) == (0.95, "decrease", None)
    values = reading_values(planned, READER)
    assert (values["goal"], values["margin"], values["good"], values["alternative"]) == (
        "noninferiority",
        0.03,
        "decrease",
        "two-sided",
    )
    assert departures(planned, counts=(planned.n_total or 0,)) <= {"groups"}
    rows = method_by_id("read_user_proportions")
    assert "goal" in {code for code, _ in deviations(planned, rows, {})}


def test_reader_of_several_groups_gets_the_level_of_all_comparisons() -> None:
    planned = settled(n_treatments=3)
    assert reading_values(planned, method_by_id("read_arms"))["level"] == 0.95
    assert reading_values(planned, READER)["level"] == pytest.approx(1 - 0.05 / 3)


def test_every_planner_settles_something_for_one_of_its_readers() -> None:
    """Each planner with readers in the laboratory settles at least size and level."""
    from analysis.findings.planned import READERS
    from tests.contracts.registry_cases import EXAMPLES

    known = {method.id: method for method in METHODS}
    for planner_id, reader_ids in READERS.items():
        readers = [known[reader] for reader in reader_ids if reader in known]
        if planner_id not in known or not readers or planner_id not in EXAMPLES:
            continue
        planner = known[planner_id]
        planned = planned_of(planner, EXAMPLES[planner_id], planner.function(**EXAMPLES[planner_id]))
        values = reading_values(planned, readers[0])
        assert planned.n_total, planner_id
        if planner_id in {"plan_association", "plan_sample"}:
            # Read from rows: the size is held against the rows used, see `group_sizes`.
            assert "level" in values, planner_id
        else:
            assert {"planned_n_total", "planned_n"} & set(values), planner_id


@pytest.mark.parametrize(
    ("planner", "asked"),
    [
        ("plan_proportions", {"baseline_rate": 0.3, "margin": 0.05}),
        ("plan_means", {"baseline_mean": 100.0, "sd": 50.0, "margin": 5.0}),
    ],
)
@pytest.mark.parametrize(("sides", "level"), [("two", 0.95), ("one", 0.90)])
def test_non_inferiority_is_read_at_the_level_it_was_planned_at(planner, asked, sides, level) -> None:
    """5 % over both directions leaves 2.5 % to the test of the margin: the end of a 95 % interval."""
    method = method_by_id(planner)
    parameters = {**asked, "goal": "noninferiority", "sides": sides}
    assert planned_of(method, parameters, method.function(**parameters)).level == pytest.approx(level)


SEQUENTIAL, LOOK = method_by_id("plan_sequential"), method_by_id("read_sequential")
LOOKED = {"baseline_rate": 0.35, "change": 0.02, "looks": 4, "alpha": 0.025, "share_treatment": 0.4}


def looked(**asked: Any) -> tuple[Planned, Any]:
    result = SEQUENTIAL.function(**{**LOOKED, **asked})
    return planned_of(SEQUENTIAL, {**LOOKED, **asked}, result), result


def look_departures(planned: Planned, n: int, earlier: tuple[int, ...] = (), **changes: Any) -> set[str]:
    record = changes.pop("looks_on_record", ())
    over = changes.pop("went_on", False)
    half = n // 2
    counts = {
        "successes_control": half // 3,
        "n_control": n - half,
        "successes_treatment": half // 3,
        "n_treatment": half,
    }
    parameters = {**counts, **reading_values(planned, LOOK), "earlier_looks": tuple(map(float, earlier)), **changes}
    found = deviations(planned, LOOK, parameters, counts=(n - half, half), looks_on_record=record, went_on=over)
    return {code for code, _ in found}


def test_plan_with_looks_settles_its_bounds_and_its_largest_size() -> None:
    planned, result = looked()
    values = reading_values(planned, LOOK)
    assert values["planned_n_total"] == result.max_n_total
    assert values["planned_share_treatment"] == pytest.approx(0.4, abs=1e-3)
    assert {name: values[name] for name in ("design", "alpha", "sides")} == {
        "design": "lan_demets_obrien_fleming",
        "alpha": 0.025,
        "sides": "two",
    }
    assert planned.looks == result.n_at_looks


def test_bounds_at_the_planned_looks_are_those_of_the_plan() -> None:
    """A reading held against its plan meets the bounds that the plan froze, at every look."""
    planned, _ = looked()
    for look, (n, bound) in enumerate(zip(planned.looks, planned.bounds, strict=True)):
        half = n // 2
        counts = {
            "successes_control": half // 3,
            "n_control": n - half,
            "successes_treatment": half // 3,
            "n_treatment": half,
        }
        read = LOOK.function(
            **{**reading_values(planned, LOOK), **counts, "earlier_looks": tuple(map(float, planned.looks[:look]))}
        )
        assert read.bounds[-1] == pytest.approx(bound, abs=2e-3), look


def test_look_where_it_was_planned_departs_in_nothing() -> None:
    planned, _ = looked()
    first, second, *_ = planned.looks
    assert look_departures(planned, first) == set()
    assert look_departures(planned, second + 40, (first,), looks_on_record=(first,)) == set()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("settings", {"design": "lan_demets_pocock"}),
        ("settings", {"alpha": 0.05}),
        ("went_on", {"went_on": True}),
        ("size_asked", {"planned_n_total": 30_000}),
        ("looks_left_out", {"looks_on_record": (1000, 2000)}),
    ],
)
def test_departure_of_a_look_is_found(code: str, changes: dict[str, Any]) -> None:
    planned, _ = looked()
    assert look_departures(planned, planned.looks[0], **changes) == {code}


def test_moved_and_added_looks_are_departures() -> None:
    planned, _ = looked()
    assert look_departures(planned, planned.looks[0] * 3 // 2) == {"look_moved"}
    assert look_departures(planned, planned.looks[-1], (100, 200, 300, 400)) == {"look_added"}


def test_another_reading_of_a_plan_with_looks_is_a_departure() -> None:
    planned, _ = looked()
    found = deviations(planned, READER, COUNTS, counts=(9041, 9041))
    assert "method" in {code for code, _ in found}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("planner", "asked", "wanted", "never"),
    [
        ("plan_sample", {"population": 5000}, ["5 ", "95%", "357"], ["new version", "新版本", "customers"]),
        ("plan_association", {"kind": "correlation", "effect": 0.2}, ["95%", "194"], ["new version", "新版本"]),
        ("plan_factorial", {"baseline": 0.35, "change_a": 0.02, "change_b": 0.02}, ["25%", "18,284"], []),
        (
            "plan_metrics",
            {
                "kinds": ("share", "share"),
                "baselines": (0.35, 0.02),
                "smallest_changes": (0.02, 0.005),
                "roles": ("primary", "guardrail"),
            },
            ["50%"],
            ["wanted side"],
        ),
        ("plan_sequential", LOOKED, ["4 ", "60%", "40%"], ["All "]),
    ],
)
def test_each_kind_of_plan_has_rules_of_its_own(
    planner: str, asked: dict[str, Any], wanted: list[str], never: list[str], language: Any
) -> None:
    method = method_by_id(planner)
    planned = planned_of(method, asked, method.function(**asked))
    text = " ".join(render(part, language) for rule in (*gates(planned), *decisions(planned)) for part in rule)
    assert all(word in text for word in wanted), text
    assert not [word for word in never if word in text], text


def test_survey_plan_is_held_against_the_answers_read() -> None:
    method, reader = method_by_id("plan_sample"), method_by_id("frequencies")
    asked = {"population": 5000, "level": 0.9}
    planned = planned_of(method, asked, method.function(**asked))
    assert planned.level == pytest.approx(0.9)
    found = deviations(planned, reader, {"column": "x", **reading_values(planned, reader)}, counts=(50,))
    assert {code for code, _ in found} == {"stopped_early"}
    assert not deviations(
        planned, reader, {"column": "x", **reading_values(planned, reader)}, counts=(planned.n_total,)
    )


def test_another_column_than_in_the_first_reading_is_another_outcome() -> None:
    planned, reader = settled(), method_by_id("read_user_proportions")
    first = {"arm": "arm", "outcome": "bought"}
    same = deviations(planned, reader, first, columns_before=columns_read(reader, first))
    assert "outcome" not in {code for code, _ in same}
    other = deviations(planned, reader, {**first, "outcome": "opened"}, columns_before=columns_read(reader, first))
    assert [code for code, _ in other].count("outcome") == 1


def test_reading_in_both_directions_departs_from_a_one_sided_plan() -> None:
    planned, reader = settled(sides="one"), method_by_id("read_user_proportions")
    found = deviations(planned, reader, {"arm": "a", "outcome": "b", **reading_values(planned, reader)})
    assert "sides" in {code for code, _ in found}


def test_plan_of_several_outcomes_settles_its_reading() -> None:
    planner, reader = method_by_id("plan_metrics"), method_by_id("read_metrics")
    asked = {
        "kinds": ("share", "mean"),
        "baselines": (0.35, 80.0),
        "smallest_changes": (0.02, -3.0),
        "roles": ("primary", "guardrail"),
        "spreads": (0.0, 60.0),
        "share_treatment": 0.4,
        "correction": "bonferroni",
        "guardrail_alpha": 0.025,
    }
    result = planner.function(**asked)
    values = reading_values(planned_of(planner, asked, result), reader)
    assert {name: values[name] for name in ("kinds", "roles", "smallest_changes", "correction", "guardrail_alpha")} == {
        name: asked[name] for name in ("kinds", "roles", "smallest_changes", "correction", "guardrail_alpha")
    }
    assert values["planned_n_total"] == result.n_total
    assert values["planned_share_treatment"] == pytest.approx(0.4, abs=1e-3)
    counts = {
        "n_control": 6000,
        "n_treatment": 4000,
        "observed_control": (2100.0, 80.0),
        "observed_treatment": (1500.0, 80.5),
        "sds_control": (0.0, 60.0),
        "sds_treatment": (0.0, 60.0),
    }
    planned = planned_of(planner, asked, result)
    changed = {**counts, **values, "roles": ("primary", "primary")}
    assert {code for code, _ in deviations(planned, reader, changed)} == {"settings"}


@pytest.mark.parametrize(
    ("change_b", "least", "good"), [(None, 0.02, "increase"), (0.03, None, "increase"), (-0.02, None, None)]
)
def test_plan_of_two_changes_is_read_at_the_level_of_one_test(
    change_b: float | None, least: float | None, good: str | None
) -> None:
    planner = method_by_id("plan_factorial")
    asked = {"baseline": 0.35, "change_a": 0.02, "change_b": change_b, "correction": "bonferroni"}
    result = planner.function(**asked)
    values = reading_values(planned_of(planner, asked, result), method_by_id("read_arms"))
    assert values["design"] == "factorial"
    assert values["level"] == pytest.approx(1 - result.alpha_per_test)
    assert result.alpha_per_test < 0.05
    assert (values.get("smallest_change"), values.get("good")) == (least, good)
    assert values["planned_shares"] == (0.25,) * 4


def test_look_whose_size_is_not_known_is_not_called_moved() -> None:
    planned, _ = looked()
    assert deviations(planned, LOOK, reading_values(planned, LOOK)) == ()
