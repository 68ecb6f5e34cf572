"""What a plan settles for its reading, and every way of departing from it."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.findings.departures import deviations, group_sizes
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
