"""Registered plans: sealed, kept whole through a file, superseded and merged without losing a look."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analysis.core import StudyFileError
from analysis.findings.registry import (
    PlanRecord,
    ReadingRecord,
    merged,
    numbers_digest,
    register,
    successor,
    with_reading,
)
from analysis.methods import method_by_id

PLANNER = method_by_id("plan_proportions")
ASKED = {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600}


def plan(name: str = "A", at: str = "2026-01-01T00:00:00+00:00", **changes: object) -> PlanRecord:
    parameters = {**ASKED, **changes}
    return register(PLANNER, parameters, PLANNER.function(**parameters), name=name, at=at)


def reading(n: int, at: str = "2026-02-01T00:00:00+00:00") -> ReadingRecord:
    counts = {"successes_control": 30, "n_control": n, "successes_treatment": 40, "n_treatment": n}
    return ReadingRecord(method_id="read_proportions", method_version="1", parameters=counts, read_at=at)


def through_file(record: PlanRecord) -> PlanRecord:
    return PlanRecord.from_json(json.loads(json.dumps(record.to_json())))


def test_plan_comes_back_from_a_file_as_it_was_and_still_sealed() -> None:
    record = with_reading(plan(), reading(100))
    back = through_file(record)
    assert back == record
    assert back.intact


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "B"},
        {"outcome": "another one"},
        {"parameters": {**ASKED, "change": 0.03}},
        {"registered_at": "2025-01-01T00:00:00+00:00"},
        {"method_version": "0"},
        {"answer": "0"},
        {"seed": 5},
        {"reason": "because"},
        {"supersedes": "abc"},
    ],
)
def test_any_change_of_a_registered_plan_shows(changes: dict[str, object]) -> None:
    assert not through_file(replace(plan(), **changes)).intact  # type: ignore[arg-type]


def test_a_reading_is_not_part_of_the_seal() -> None:
    assert with_reading(plan(), reading(100)).intact


def test_all_settings_are_written_down_so_that_a_later_default_changes_nothing() -> None:
    assert set(plan().parameters) == {p.name for p in PLANNER.parameters}


def test_setting_that_the_planner_no_longer_has_stays_under_the_seal() -> None:
    record = plan()
    old = json.loads(json.dumps(record.to_json()))
    old["parameters"]["gone"] = [1, 2]
    back = PlanRecord.from_json(old)
    assert back.parameters["gone"] == (1, 2)
    assert "gone" not in back.known_parameters


def test_numbers_of_today_are_told_from_those_registered() -> None:
    record = plan()
    assert record.computes_as_registered(PLANNER.function(**ASKED))
    assert not record.computes_as_registered(PLANNER.function(**{**ASKED, "change": 0.021}))
    assert numbers_digest(PLANNER.function(**ASKED)) != numbers_digest(PLANNER.function(**{**ASKED, "power": 0.9}))


def test_same_numbers_read_twice_are_one_look_and_other_numbers_another() -> None:
    record = with_reading(with_reading(plan(), reading(100)), reading(100, at="2026-03-01T00:00:00+00:00"))
    assert len(record.readings) == 1
    assert len(with_reading(record, reading(200)).readings) == 2


def test_readings_stand_in_the_order_they_were_made() -> None:
    late, early = reading(200, "2026-03-01T00:00:00+00:00"), reading(100, "2026-02-01T00:00:00+00:00")
    assert with_reading(with_reading(plan(), late), early).readings == (early, late)


def test_plan_in_force_is_the_one_without_a_successor() -> None:
    old = plan()
    new = register(
        PLANNER,
        {**ASKED, "power": 0.9},
        PLANNER.function(**ASKED, power=0.9),
        name="B",
        supersedes=old,
        reason=" more ",
    )
    assert successor((old, new), old) is new
    assert successor((old, new), new) is None
    assert (new.supersedes, new.reason, new.intact) == (old.id, "more", True)


def test_two_registries_together_lose_no_plan_and_no_look() -> None:
    first, second = plan("A"), plan("B", at="2026-01-02T00:00:00+00:00")
    mine = (with_reading(second, reading(100)),)
    others = (first, with_reading(second, reading(200)))
    together = merged(mine, others)
    assert [item.name for item in together] == ["A", "B"]
    assert [item.parameters["n_control"] for item in together[1].readings] == [100, 200]
    assert merged(together, together) == together


@pytest.mark.parametrize("damage", ["name", "parameters", "seal", "method"])
def test_damaged_record_is_said_in_words(damage: str) -> None:
    record = plan().to_json()
    record.pop(damage)
    with pytest.raises(StudyFileError, match="cannot be read"):
        PlanRecord.from_json(record)


def test_plan_of_an_unknown_method_is_said_in_words() -> None:
    with pytest.raises(StudyFileError, match="cannot be read"):
        PlanRecord.from_json({**plan().to_json(), "method": "plan_nothing"})
