"""Planning, registering, reading against the plan, the registry: both languages, no study, links that repeat the view."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis.findings.registry import PlanRecord, register
from analysis.methods import method_by_id
from pages.ui import planners, readers
from synthetic import sample_study
from tests.pages.conftest import OpenPage, shown_text

LANGUAGES = ["en", "zh"]
PLANNER = method_by_id("plan_proportions")
ASKED = {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600}
COUNTS = {"successes_control": 910, "n_control": 2600, "successes_treatment": 988, "n_treatment": 2600}


def plan(name: str = "Coupon", **changes: object) -> PlanRecord:
    parameters = {**ASKED, **changes}
    return register(PLANNER, parameters, PLANNER.function(**parameters), name=name, outcome="Repeat purchase")


def with_registry(app: AppTest, *plans: PlanRecord) -> AppTest:
    app.session_state["rl_registry"] = plans
    return app.run()


def led(app: AppTest, button: str, stem: str) -> AppTest:
    """Press a button that leads to another page: AppTest runs the button's page only."""
    app.button(key=button).click().run()
    assert not app.exception
    return app.switch_page(f"pages/{stem}.py").run()


def codes_of(app: AppTest) -> dict[str, str]:
    return {name.replace(".", "__"): app.query_params[name] for name in app.query_params if "." in name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_is_registered_once_and_stands_in_the_registry(open_page: OpenPage, language: str) -> None:
    app = open_page("plan_test", language)
    app.text_input(key="register_name:plan").set_value("New coupon").run()
    app.text_input(key="register_outcome:plan").set_value("Repeat purchase").run()
    app.button(key="register_now:plan").click().run()
    assert not app.exception
    (record,) = app.session_state["rl_registry"]
    assert (record.name, record.outcome, record.intact) == ("New coupon", "Repeat purchase", True)
    assert not [button for button in app.button if button.key == "register_now:plan"]
    app.switch_page("pages/registry.py").run()
    assert not app.exception
    text = shown_text(app)
    assert "New coupon" in text
    assert record.id in text
    assert "9,041" in text


def test_changed_plan_is_another_plan_and_needs_a_reason_to_take_the_place(open_page: OpenPage) -> None:
    first = plan()
    app = with_registry(open_page("plan_test", "en", plan__power="0.9"), first)
    app.selectbox(key="register_in_place_of:plan:en").set_value(first.id).run()
    assert app.button(key="register_now:plan").disabled
    app.text_input(key="register_reason:plan").set_value("More certainty").run()
    app.button(key="register_now:plan").click().run()
    old, new = app.session_state["rl_registry"]
    assert (old, new.supersedes, new.reason) == (first, first.id, "More certainty")
    app.switch_page("pages/registry.py").run()
    assert any("More certainty" in item.value for item in app.info)


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_registry_says_how_to_begin(open_page: OpenPage, language: str) -> None:
    app = open_page("registry", language)
    assert not app.exception
    app = led(app, "registry_plan", "plan_test")
    assert not app.exception
    assert app.query_params["plan.baseline_rate"] == "0.35"


def test_open_the_plan_gives_exactly_its_settings_in_either_language(open_page: OpenPage) -> None:
    record = plan(change=0.03, sides="one", cluster_size=12.0, icc=0.02)
    app = led(with_registry(open_page("registry", "en"), record), f"open_plan:{record.id}", "plan_test")
    assert not app.exception
    answer = record.method.function(**record.known_parameters)
    for language in LANGUAGES:
        again = open_page("plan_test", language, **codes_of(app))
        assert not again.exception
        assert not [item for item in again.warning if "0.03" in item.value]
        assert f"{answer.n_total:,}" in shown_text(again)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_takes_from_the_plan_what_it_settled(open_page: OpenPage, language: str) -> None:
    record = plan()
    app = led(with_registry(open_page("registry", language), record), f"read_plan:{record.id}", "read_test")
    assert not app.exception
    assert app.query_params["against.plan"] == record.id
    asked = {widget.key for widget in app.number_input}
    assert f"w:read.n_control:{language}" in asked
    assert not {key for key in asked if key and ("planned" in key or "level" in key or "smallest" in key)}
    for name, n in COUNTS.items():
        app.number_input(key=f"w:read.{name}:{language}").set_value(n)
    app.run()
    assert not app.exception
    assert app.query_params["read.planned_n_total"] == "18082"
    text = shown_text(app)
    assert "5,200" in text
    app.button(key="record_reading").click().run()
    (kept,) = app.session_state["rl_registry"]
    assert dict(kept.readings[0].parameters)["planned_n_total"] == 18082
    assert kept.intact
    app.switch_page("pages/registry.py").run()
    assert not app.exception


def test_departure_from_the_plan_is_said_and_counted(open_page: OpenPage) -> None:
    record = plan()
    codes = {f"read__{name}": str(n) for name, n in COUNTS.items()}
    app = with_registry(open_page("read_test", "en", against__plan=record.id, **codes), record)
    assert "One departure from the plan." in shown_text(app)
    app.toggle(key="w:against.depart:en").set_value(True).run()
    app.number_input(key="w:read.level:en").set_value(90.0).run()
    text = shown_text(app)
    assert "2 departures from the plan." in text
    assert "The confidence level is not the planned one." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_to_a_reading_repeats_it_where_the_plan_is_not_registered(open_page: OpenPage, language: str) -> None:
    record = plan()
    codes = {f"read__{name}": str(n) for name, n in COUNTS.items()}
    app = with_registry(open_page("read_test", "en", against__plan=record.id, **codes), record)
    first = app.metric[0].value
    elsewhere = open_page("read_test", language, **codes_of(app))
    assert not elsewhere.exception
    assert record.id in shown_text(elsewhere)
    assert elsewhere.metric[0].value == first
    assert elsewhere.query_params["read.planned_n_total"] == "18082"


def test_record_that_was_changed_outside_is_not_trusted(open_page: OpenPage) -> None:
    from dataclasses import replace

    app = with_registry(open_page("registry", "en"), replace(plan(), name="Another"))
    assert any("seal does not fit" in item.value for item in app.error)


def test_deleted_plan_is_gone(open_page: OpenPage) -> None:
    record = plan()
    app = with_registry(open_page("registry", "en"), record)
    app.button(key=f"delete_now:{record.id}").click().run()
    assert app.session_state["rl_registry"] == ()


@pytest.mark.parametrize(
    ("language", "block"),
    [
        ("en", "group\tcustomers\tconversions\nnew\t2,600\t988\ncontrol\t2,600\t910"),
        ("zh", "组别，人数，转化\n对照组，2600，910\n实验组，2600，988"),
    ],
)
def test_pasted_block_fills_the_counts_control_first(open_page: OpenPage, language: str, block: str) -> None:
    app = open_page("read_test", language)
    app.text_area(key=f"pasted:{language}").set_value(block).run()
    app.button(key="fill_pasted").click().run()
    assert not app.exception
    assert not app.error
    for name, n in COUNTS.items():
        assert app.query_params[f"read.{name}"] == str(n)


def test_block_that_cannot_be_read_changes_nothing(open_page: OpenPage) -> None:
    app = open_page("read_test", "en", read__n_control="50")
    app.text_area(key="pasted:en").set_value("nonsense").run()
    app.button(key="fill_pasted").click().run()
    assert not app.exception
    assert app.error
    assert app.query_params["read.n_control"] == "50"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", planners.offered())
def test_every_planner_answers_at_once_and_its_link_repeats_it(open_page: OpenPage, kind: str, language: str) -> None:
    app = open_page("plan_test", language, measured__kind=kind)
    assert not app.exception
    assert not app.error, [item.value for item in app.error]
    assert app.metric
    again = open_page("plan_test", "en" if language == "zh" else "zh", **codes_of(app))
    assert [item.value for item in again.metric] == [item.value for item in app.metric]


@pytest.mark.parametrize("kind", planners.offered())
def test_every_plan_can_be_registered_and_opened_again(open_page: OpenPage, kind: str) -> None:
    app = open_page("plan_test", "en", measured__kind=kind)
    app.button(key=f"register_now:{planners.PLANNERS[kind].id}").click().run()
    assert not app.exception
    (record,) = app.session_state["rl_registry"]
    app.switch_page("pages/registry.py").run()
    assert not app.exception
    assert not app.error
    assert not led(app, f"read_plan:{record.id}", "read_test").exception


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", readers.offered())
def test_every_reader_opens_empty(open_page: OpenPage, kind: str, language: str) -> None:
    app = open_page("read_test", language, measured__kind=kind)
    assert not app.exception
    assert app.info


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", readers.offered(readers.ROW_READERS))
def test_studys_own_experiment_is_read(open_page: OpenPage, kind: str, language: str) -> None:
    app = open_page("read_test", language, "sample-7", from__source="study", measured_rows__kind=kind)
    assert not app.exception
    assert app.metric or app.info or app.error


@pytest.mark.parametrize("source", ["rows", "study"])
def test_rows_are_asked_for_where_there_are_none(open_page: OpenPage, source: str) -> None:
    assert readers.offered(readers.ROW_READERS)
    app = open_page("read_test", "zh", from__source=source)
    assert not app.exception
    other = open_page("read_test", "en", "file-0123456789abcdef", from__source=source)
    assert not other.exception
    assert any("file-0123456789abcdef" in item.value for item in other.warning)


@pytest.mark.parametrize(("cell", "method"), [(cell.id, cell.method) for cell in planners.FOLLOWING])
def test_folded_cell_is_computed_when_it_is_opened_and_follows_the_plan(
    open_page: OpenPage, cell: str, method: str
) -> None:
    closed = open_page("plan_test", "en")
    assert not [item for item in closed.toggle if item.key == f"w:{cell}.own:en"]
    app = closed.button(key=f"fold:{cell}").click().run()
    assert not app.exception
    assert not app.error
    assert app.query_params[f"{cell}.open"] == "1"
    assert [item for item in app.toggle if item.key == f"w:{cell}.own:en"]
    own = f"w:{cell}.own:en"
    if "alpha" in {p.name for p in method_by_id(method).parameters}:
        before = shown_text(app)
        app.number_input(key="w:plan.alpha:en").set_value(1.0).run()
        assert not app.exception
        assert shown_text(app) != before
        app.toggle(key=own).set_value(True).run()
        assert not app.exception
        assert f"{cell}.alpha" in dict(app.query_params)


def test_registry_travels_with_the_study_file_and_the_sitting(open_page: OpenPage) -> None:
    from analysis.data import read_study_file
    from pages.ui import keeping
    from synthetic import sample_study

    record = plan()
    saved = sample_study(seed=7).save(settings={"registry": [record.to_json()]})
    assert [PlanRecord.from_json(item) for item in read_study_file(saved).settings["registry"]] == [record]
    assert "registry" in keeping.Kept.__dataclass_fields__


def _above(method_id: str, parameters: dict[str, object]) -> object:
    from types import SimpleNamespace

    from analysis.methods import method_by_id

    return SimpleNamespace(method=method_by_id(method_id), parameters=parameters, result=SimpleNamespace())


def test_a_readings_counts_reach_the_questions_beside_it_under_their_own_names():
    from pages.ui import linked_cells, readers

    beside = {cell.id: cell for cell in readers.BESIDE}
    rates = {"successes_control": 10, "n_control": 100, "successes_treatment": 20, "n_treatment": 300}
    share = _above("read_proportions", {**rates, "planned_share_treatment": 0.75})
    chance = linked_cells.shared_values(beside["chance"], share)
    assert (chance["observed"], chance["sizes"], chance["model"]) == ((10, 20), (100, 300), "rates")
    split = linked_cells.shared_values(beside["split"], share)
    assert (split["observed"], split["expected_share"]) == ((100, 300), (0.25, 0.75))
    assert linked_cells.shared_values(beside["anytime"], share)["n_treatment"] == (300,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_look_beside_typed_means_reads_means(open_page: OpenPage, language: str) -> None:
    """Only the planned size is asked beside the reading above; alone the look asks for means or for conversions."""
    means = {"mean_control": "20", "sd_control": "12", "mean_treatment": "23.4", "sd_treatment": "13"}
    codes = {**means, "n_control": "400", "n_treatment": "400"}
    above = {f"read_mean__{name}": value for name, value in codes.items()}
    alone = {f"looks__{name}": value for name, value in codes.items()}
    for kind, given in (("average", above), ("share", alone | {"looks__outcome": "mean"})):
        app = open_page(
            "read_test", language, measured__kind=kind, looks__open="1", looks__planned_n_total="1600", **given
        )
        assert not app.exception
        assert not app.error
        assert [metric.value for metric in app.metric][-4:] == ["50.0%", "3.82", "2.96", "+3.40"]
        asked = {item.key.split(".")[1].split(":")[0] for item in app.number_input if item.key.startswith("w:looks.")}
        assert "successes_control" not in asked
        assert ("mean_control" in asked) == (kind == "share")


def test_conversions_of_several_arms_are_not_taken_for_their_customers():
    from pages.ui import linked_cells, readers

    arms = _above("read_arms", {"observed": (5.0, 6.0, 7.0), "sizes": (50.0, 60.0, 70.0), "measure": "rates"})
    split = next(cell for cell in readers.BESIDE if cell.id == "split")
    found = linked_cells.shared_values(split, arms)
    assert found["observed"] == (50.0, 60.0, 70.0)
    assert found["expected_share"] == (1 / 3, 1 / 3, 1 / 3)


OUTCOMES = {
    "measured__kind": "several_outcomes",
    "read_outcomes__n_control": "9800",
    "read_outcomes__n_treatment": "9750",
    "read_outcomes__kinds": "share,mean",
    "read_outcomes__roles": "primary,guardrail",
    "read_outcomes__smallest_changes": "0.02,-3",
    "read_outcomes__observed_control": "3430,80",
    "read_outcomes__observed_treatment": "3702,79.6",
    "read_outcomes__sds_control": "0,60",
    "read_outcomes__sds_treatment": "0,61",
}


@pytest.mark.parametrize(("language", "claim"), [("en", "The rule for a launch is met"), ("zh", "满足上线规则")])
def test_several_outcomes_are_read_from_a_link(open_page: OpenPage, language: str, claim: str) -> None:
    app = open_page("read_test", language, None, split__open="1", **OUTCOMES)
    assert not app.exception
    assert not app.error
    assert any(claim in item.value for item in app.markdown)
    # A block of one outcome would fill in the customers alone.
    assert not [item for item in app.text_area if item.key and item.key.startswith("pasted:")]
    # The check of the split goes on with the customers; which outcome the others are about, nobody has said.
    assert [item for item in app.toggle if item.key == f"w:split.own:{language}"]


def test_several_outcomes_hand_on_their_customers_and_nothing_else() -> None:
    from pages.ui import linked_cells, readers

    values = {"n_control": 600, "n_treatment": 300, "planned_share_treatment": 1 / 3, "alpha": 0.1}
    above = _above("read_metrics", values)
    for cell in readers.BESIDE:
        found = linked_cells.shared_values(cell, above)
        assert found == ({"observed": (600, 300), "expected_share": (1 - 1 / 3, 1 / 3)} if cell.id == "split" else {})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "cell", "first"),
    [
        ("share", "read", "successes_control"),
        ("average", "read_mean", "mean_control"),
        ("events", "read_events", "events_control"),
    ],
)
def test_numbers_come_from_assignments_and_events(
    open_page: OpenPage, language: str, kind: str, cell: str, first: str
) -> None:
    """The study's own tables, joined by hand, give what the button fills in; the link then holds the numbers."""
    app = open_page("read_test", language, "sample-7", from__source="typed", measured__kind=kind)
    app.button(key=f"fill_sums:{cell}").click().run()
    assert not app.exception
    study = sample_study(seed=7)
    arms, events = study.prepared("arms").frame, study.prepared("events").frame
    control = arms[arms["arm"] == "control"]
    bought = events[events["kind"] == "purchase"].merge(control, on="customer_id")
    after = bought[
        (bought["time"] >= bought["assigned_on"]) & (bought["time"] < bought["assigned_on"] + pd.Timedelta(days=28))
    ]
    wanted = {
        "successes_control": after["customer_id"].nunique(),
        "mean_control": after["amount"].sum() / len(control),
        "events_control": len(after),
    }
    codes = codes_of(app)
    assert int(codes[f"{cell}__n_control"]) == len(control)
    assert float(codes[f"{cell}__{first}"]) == pytest.approx(wanted[first], rel=1e-5)
    again = open_page("read_test", language, None, **codes)
    assert not again.exception
    assert codes_of(again)[f"{cell}__{first}"] == codes[f"{cell}__{first}"]


def test_events_of_a_window_that_has_not_elapsed_are_said_to_be_missing(open_page: OpenPage) -> None:
    app = open_page("read_test", "en", "sample-7", from__source="typed", measured__kind="average")
    app.number_input(key="sums_days:read_mean:en").set_value(300).run()
    app.button(key="fill_sums:read_mean").click().run()
    assert not app.exception
    assert app.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_of_an_average_starts_from_the_events(open_page: OpenPage, language: str) -> None:
    """Mean, spread and correlation with the days before, computed by hand from the same events."""
    app = open_page("plan_test", language, "sample-7", measured__kind="average")
    app.button(key="fill_baseline").click().run()
    assert not app.exception
    study = sample_study(seed=7)
    events, customers = study.prepared("events").frame, study.prepared("customers").frame
    until = events["time"].max() + pd.Timedelta(seconds=1)
    bought = events[events["kind"] == "purchase"]
    days = (until - bought["time"]) / pd.Timedelta(days=1)
    spent = [
        bought[(days > low) & (days <= low + 28)]
        .groupby("customer_id")["amount"]
        .sum()
        .reindex(customers["customer_id"])
        for low in (0, 28)
    ]
    after, before = (column.fillna(0.0) for column in spent)
    codes = codes_of(app)
    assert float(codes["plan_mean__baseline_mean"]) == pytest.approx(after.mean(), rel=1e-4)
    assert float(codes["plan_mean__sd"]) == pytest.approx(after.std(), rel=1e-4)
    assert float(codes["plan_mean__covariate_correlation"]) == pytest.approx(after.corr(before), abs=1e-3)
    text = shown_text(app)
    assert "spend_before" not in text
    worked_out = {"en": "The plan above is worked out with these numbers.", "zh": "上方方案已按这些数字计算。"}
    assert worked_out[language] in text


def test_plan_filled_from_the_study_is_told_where_the_button_is(open_page: OpenPage) -> None:
    app = open_page("plan_test", "en", "sample-7", today__open="1")
    assert "worked out with these numbers" not in shown_text(app)
    app.button(key="fill_from:today").click().run()
    assert not app.exception
    assert "worked out with these numbers" in shown_text(app)
    assert app.button(key="fill_from:today").disabled


def test_weeks_of_the_study_open_the_question_they_fill(open_page: OpenPage) -> None:
    app = open_page("plan_test", "en", "sample-7", accrual__open="1")
    app.button(key="fill_weeks:accrual").click().run()
    assert not app.exception
    assert codes_of(app)["duration__open"] == "1"
    assert codes_of(app)["duration__users_by_week"].startswith("1951,")
    assert "With the numbers of the plan above." in shown_text(app)


def test_an_allowed_value_next_to_a_bound_is_shown(open_page: OpenPage) -> None:
    app = open_page("plan_test", "en", plan__change="0.0000001", plan__baseline_rate="0.5")
    assert not app.exception


LOOKS = {"baseline_rate": 0.35, "change": 0.02, "looks": 3}


def looks_plan(**changes: object) -> PlanRecord:
    planner = method_by_id("plan_sequential")
    parameters = {**LOOKS, **changes}
    return register(planner, parameters, planner.function(**parameters), name="Three looks")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_with_looks_is_registered_and_opened_again(open_page: OpenPage, language: str) -> None:
    app = open_page("plan_test", language, sequential__open="1")
    app.text_input(key="register_name:sequential").set_value("Looks").run()
    app.button(key="register_now:sequential").click().run()
    assert not app.exception
    (record,) = app.session_state["rl_registry"]
    assert (record.method_id, record.name) == ("plan_sequential", "Looks")
    app.switch_page("pages/registry.py").run()
    assert not app.exception
    opened = led(app, f"open_plan:{record.id}", "plan_test")
    assert not opened.exception
    largest = record.method.function(**record.known_parameters).max_n_total
    assert f"{largest:,}" in shown_text(opened)


@pytest.mark.parametrize("asked", [{"design": "pocock"}, {"sides": "one", "direction": "decrease"}])
def test_plan_that_no_reading_can_follow_is_not_registered(open_page: OpenPage, asked: dict[str, str]) -> None:
    app = open_page(
        "plan_test",
        "en",
        sequential__open="1",
        sequential__own="1",
        **{f"sequential__{name}": value for name, value in asked.items()},
        sequential__baseline_rate="0.35",
        sequential__change="0.02",
    )
    assert not app.exception
    assert app.button(key="no_register:sequential").disabled
    assert not [button for button in app.button if button.key == "register_now:sequential"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_looks_are_held_against_their_plan_one_after_the_other(open_page: OpenPage, language: str) -> None:
    record = looks_plan()
    planned = record.method.function(**record.known_parameters)
    app = led(with_registry(open_page("registry", language), record), f"read_plan:{record.id}", "read_test")
    assert app.query_params["measured.kind"] == "looks"
    for look, n in enumerate(planned.n_at_looks):
        # Nothing changes at the first two looks; at the last the new version is far ahead.
        half, converted = n // 2, int(0.35 * (n // 2))
        values = {
            "successes_control": converted,
            "n_control": half,
            "successes_treatment": converted + (2 * look * look * look * 20),
            "n_treatment": half,
        }
        for name, value in values.items():
            app.number_input(key=f"w:look.{name}:{language}").set_value(value)
        app.run()
        assert not app.exception
        assert not app.error, [item.value for item in app.error]
        earlier = app.query_params["look.earlier_looks"]
        assert len([item for item in earlier.split(",") if item]) == look
        assert not [item for item in app.markdown if "departure" in item.value or "处偏离" in item.value]
        app.button(key="record_reading").click().run()
        assert not app.exception
    (kept,) = app.session_state["rl_registry"]
    assert len(kept.readings) == 3
    app.switch_page("pages/registry.py").run()
    assert not app.exception
    shown = shown_text(app)
    assert "departures" not in shown.replace("Departures", "") or language == "zh"


def test_look_left_out_of_a_reading_is_a_departure(open_page: OpenPage) -> None:
    record = looks_plan()
    planned = record.method.function(**record.known_parameters)
    n = planned.n_at_looks[0] // 2
    codes = {
        "look__n_control": str(n),
        "look__n_treatment": str(n),
        "look__successes_control": "1000",
        "look__successes_treatment": "1010",
        "measured__kind": "looks",
    }
    app = with_registry(open_page("read_test", "en", against__plan=record.id, **codes), record)
    app.button(key="record_reading").click().run()
    n = planned.n_at_looks[1] // 2
    for name in ("n_control", "n_treatment"):
        app.number_input(key=f"w:look.{name}:en").set_value(n)
    app.run()
    app.toggle(key="w:against.depart:en").set_value(True).run()
    for field in ("earlier_z", "earlier_looks"):
        app.text_input(key=f"w:look.{field}:en").set_value("")
    app.run()
    assert not app.exception
    assert "One look that stands in the registry is left out." in shown_text(app)


def test_choosing_a_plan_asks_for_what_it_measures(open_page: OpenPage) -> None:
    record = looks_plan()
    app = with_registry(open_page("read_test", "en"), record, plan())
    app.selectbox(key="w:against.plan:en").set_value(record.id).run()
    assert not app.exception
    assert app.query_params["measured.kind"] == "looks"
    app.selectbox(key="w:against.plan:en").set_value(app.session_state["rl_registry"][1].id).run()
    assert app.query_params["measured.kind"] == "share"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("planner", "asked", "page"),
    [
        ("plan_sample", {"population": 5000}, "questions"),
        ("plan_association", {"kind": "correlation", "effect": 0.2}, "relations"),
    ],
)
def test_plan_of_a_survey_is_read_where_the_survey_is(
    open_page: OpenPage, planner: str, asked: dict[str, object], page: str, language: str
) -> None:
    method = method_by_id(planner)
    record = register(method, asked, method.function(**asked), name="Survey")
    app = led(with_registry(open_page("registry", language, "sample-7"), record), f"read_plan:{record.id}", page)
    assert not app.exception
    assert app.query_params["against.plan"] == record.id
    app.button(key="record_reading").click().run()
    (kept,) = app.session_state["rl_registry"]
    assert len(kept.readings) == 1
    app.switch_page("pages/registry.py").run()
    assert not app.exception


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "cell", "numbers"),
    [
        (
            "several",
            "read_outcomes",
            {
                "n_control": "9800",
                "n_treatment": "9800",
                "observed_control": "3430,80,196",
                "observed_treatment": "3702,79.6,201",
                "sds_control": "0,60,0",
                "sds_treatment": "0,61,0",
            },
        ),
        ("factors", "read_versions", {"observed": "1600,1700,1690,1800", "sizes": "4571,4571,4571,4571"}),
    ],
)
def test_plan_of_several_outcomes_or_changes_is_read_and_recorded(
    open_page: OpenPage, kind: str, cell: str, numbers: dict[str, str], language: str
) -> None:
    planner = planners.PLANNERS[kind]
    method = method_by_id(planner.method)
    asked = dict(planner.defaults)  # type: ignore[arg-type]
    record = register(method, asked, method.function(**asked), name="Plan")
    app = led(with_registry(open_page("registry", language), record), f"read_plan:{record.id}", "read_test")
    codes = {**codes_of(app), **{f"{cell}__{name}": value for name, value in numbers.items()}}
    read = with_registry(open_page("read_test", language, **codes), record)
    assert not read.exception
    assert not read.error, [item.value for item in read.error]
    assert not [item for item in read.markdown if ":material/rule:" in item.value], [m.value for m in read.markdown]
    read.button(key="record_reading").click().run()
    (kept,) = read.session_state["rl_registry"]
    assert len(kept.readings) == 1
    read.switch_page("pages/registry.py").run()
    assert not read.exception
