"""What stands around a cell's numbers: the language of its script, the weight in its cells and footers."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analysis.data import Study, Weight
from tests.pages.conftest import OpenPage, shown_text


def code_of(app: AppTest, cell: str, language: str) -> str:
    for notes in range(9):
        app.session_state[f"tabs:{cell}:{language}:{notes}"] = {"en": "Code", "zh": "代码"}[language]
    app.run()
    assert not app.exception
    return app.code[0].value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_script_prints_in_the_readers_language(open_page: OpenPage, language: str) -> None:
    code = code_of(open_page("relations", language, "sample-7"), "pair", language)
    assert f'render(sentence, "{language}", study.codebook)' in code
    assert "#" not in code


def weighted_study() -> Study:
    from synthetic import sample_study

    study = sample_study(seed=7)
    return study.with_recipe(study.recipe.added(Weight(column="minutes_per_week")))


def test_weighted_study_shows_the_weighted_mean_of_a_scale_question(open_page: OpenPage) -> None:
    plain = open_page("questions", "en", "sample-7", list__variable="days_active")
    assert not [button for button in plain.button if button.key == "pin:weighted"]
    app = open_page("questions", "en", weighted_study(), list__variable="days_active")
    assert not app.exception
    text = shown_text(app)
    assert "The weighted mean of" in text
    assert "Unweighted it is" in text
    app.button(key="pin:weighted").click().run()
    app.switch_page("pages/notebook.py").run()
    assert not app.exception
    assert not app.error
    assert "The weighted mean of" in shown_text(app)


@pytest.mark.parametrize(("language", "words"), [("en", "not used"), ("zh", "未使用权重")])
def test_footer_says_that_the_weight_is_not_used(open_page: OpenPage, language: str, words: str) -> None:
    app = open_page("relations", language, weighted_study())
    assert [item for item in app.caption if words in item.value]
    app = open_page("questions", language, weighted_study(), list__variable="days_active")
    assert not [item for item in app.caption if words in item.value]
