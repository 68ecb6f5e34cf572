"""What a field says: its unit follows the choice that decides it; a number before the label stays on the form."""

from __future__ import annotations

import pytest

from analysis.core import Language, RetentionLabError
from analysis.language import render_error
from analysis.methods import METHODS, method_by_id
from tests.pages.conftest import OpenPage, shown_text


@pytest.mark.parametrize(
    ("kind", "key", "label", "shown"),
    [
        ("absolute", "points", "2 Smallest change worth acting on (points)", 2.0),
        ("relative", "percent", "2 Smallest change worth acting on (%)", 2.0),
        ("cohen_h", "", "2 Smallest change worth acting on", 0.02),
    ],
)
def test_smallest_change_is_in_the_unit_it_is_counted_in(
    open_page: OpenPage, kind: str, key: str, label: str, shown: float
) -> None:
    app = open_page("plan_test", "en", plan__change_kind=kind)
    assert not app.exception
    field = app.number_input(key=f"w:plan.change:en:{key}")
    assert (field.label, field.value) == (label, shown)


def test_changing_the_unit_keeps_the_value(open_page: OpenPage) -> None:
    app = open_page("plan_test", "zh")
    app.number_input(key="w:plan.change:zh:points").set_value(5.0).run()
    assert app.query_params["plan.change"] == "0.05"
    app.selectbox(key="w:plan.change_kind:zh").set_value("relative").run()
    assert not app.exception
    assert app.query_params["plan.change"] == "0.05"
    assert app.number_input(key="w:plan.change:zh:percent").value == 5.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_link_out_of_bounds_names_the_question_without_its_place(open_page: OpenPage, language: str) -> None:
    app = open_page("plan_test", language, plan__change="-3")
    text = shown_text(app)
    assert "= -3" in text or "＝ -3" in text or "-3" in text
    assert "2 Smallest" not in text
    assert "2 值得" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_error_of_a_method_names_the_question_without_its_place(language: Language) -> None:
    with pytest.raises(RetentionLabError) as caught:
        method_by_id("plan_proportions").function(baseline_rate=1.35, change=0.02)
    assert render_error(caught.value, language)[1:2].isalpha()


def test_no_label_begins_with_a_number() -> None:
    labels = [p.control.label.template for m in METHODS for p in m.parameters if p.control]
    assert not [label for label in labels if label[:1].isdigit()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_link_full_of_nonsense_gets_one_remark(open_page: OpenPage, language: str) -> None:
    sound = open_page("plan_test", language)
    codes = {name.replace(".", "__"): "banana" for name in sound.query_params if "." in name}
    app = open_page("plan_test", language, **codes)
    assert not app.exception
    (remark,) = [item.value for item in app.warning if "banana" in item.value]
    assert remark.count("banana") == 4
    assert {name: app.query_params[name] for name in app.query_params} == {
        name: sound.query_params[name] for name in sound.query_params
    }


@pytest.mark.parametrize("stem", ["read_test", "plan_test", "relations", "segments", "rules", "questions"])
@pytest.mark.parametrize("study", [None, "sample-7", "cdnow", "anes96"])
def test_link_of_an_untouched_page_opens_without_a_remark(open_page: OpenPage, stem: str, study: str | None) -> None:
    """Fields that are still empty are no nonsense: a refresh repeats the page."""
    first = open_page(stem, "en", study)
    codes = {name.replace(".", "__"): first.query_params[name] for name in first.query_params if "." in name}
    again = open_page(stem, "zh", study, **codes)
    assert not again.exception
    assert not [item for item in again.warning if "链接" in item.value]


@pytest.mark.parametrize("stem", ["plan_test", "relations", "segments"])
def test_every_field_has_its_value_as_default_too(open_page: OpenPage, stem: str) -> None:
    """A browser that misses the run in which a value was set draws the default: it must be no other value."""
    app = open_page(stem, "en", study="sample-7", plan__alpha="0.1", pair__level="0.9", segments__k="4")
    fields = [f for f in app.number_input if f.key.startswith("w:") and f.value is not None]
    assert fields
    assert [f.proto.default for f in fields] == [f.value for f in fields]
    for choice in (f for f in app.selectbox if f.key.startswith("w:") and f.value is not None):
        assert choice.index == choice.proto.default
    for several in (f for f in app.multiselect if f.key.startswith("w:")):
        assert len(several.proto.default) == len(several.value)
