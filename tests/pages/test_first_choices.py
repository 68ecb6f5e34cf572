"""What the cells start with: columns that can show something, and nothing that only looks like a finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.core import LocalText
from analysis.data import Codebook, Prepared, Study, ValueLabel, Variable, read_survey
from pages.ui import current, needs

ITEMS = ("功效", "成分", "价格", "口碑", "包装")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A ranking in random order, channels with a friend's recommendation, and two scales."""
    rng = np.random.default_rng(3)
    lines = ["序号,1、看重什么（排序）,2、渠道（多选）,3、产品满意度,4、花费,5、年龄"]
    for row in range(80):
        order = "→".join(rng.permutation(ITEMS))
        channels = "┋".join(c for c in ("朋友推荐", "微信", "直播") if rng.random() < 0.6) or "(空)"
        liked = rng.choice(["不满意", "一般", "满意"])
        lines.append(f"{row + 1},{order},{channels},{liked},{rng.integers(1000)},{20 + row % 40}")
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    read = read_survey(path)
    opened = Study(id="file-1", name=LocalText("S"), survey=read.frame, codebook=read.codebook)
    monkeypatch.setattr(current, "study", lambda: opened)
    return opened


def test_places_of_a_ranking_are_no_first_choice(study: Study):
    # Places drawn at random go in opposite directions all the same: they add up to a constant.
    prepared = study.prepared()
    places = {name for name in prepared.frame.columns if study.codebook.is_place(name)}
    assert len(places) == len(ITEMS)
    for chosen in (needs.several_ordered(prepared), needs.several_scales(prepared)):
        assert chosen["columns"]
        assert not places & set(chosen["columns"])


def test_an_option_named_like_an_attitude_is_not_related_first(study: Study):
    options = study.codebook["q2"].options
    pair = needs.pair_of_interest(study.prepared())
    assert pair["x"] == "q3"
    assert pair["y"] not in options


def test_the_label_in_the_readers_language_comes_first(monkeypatch: pytest.MonkeyPatch):
    from pages.ui import codebook_table

    names = ["id", "label_en", "label_zh", "level"]
    monkeypatch.setattr(codebook_table, "language", lambda: "zh")
    assert codebook_table._columns_in_order(names) == ["id", "label_zh", "label_en", "level"]
    monkeypatch.setattr(codebook_table, "language", lambda: "en")
    assert codebook_table._columns_in_order(names) == names


def test_a_filter_is_named_in_the_readers_words(monkeypatch: pytest.MonkeyPatch):
    from analysis.data import Codebook, Variable
    from analysis.data.codebook import ValueLabel
    from analysis.language import translator
    from pages.ui import new_step

    values = (ValueLabel("1", LocalText(zh="不满意")), ValueLabel("2", LocalText(zh="满意")))
    book = Codebook((Variable(id="q1", label=LocalText(zh="您满意吗？"), level="ordinal", values=values),))
    monkeypatch.setattr(new_step, "say", translator("zh", book))
    assert new_step._filter_name("q1", "in", "q1 in ['1', '2']") == "您满意吗：不满意、满意"
    assert new_step._filter_name("q1", ">=", "q1 >= '2'") == "您满意吗？ ≥ 满意"
    assert new_step._filter_name("q1", ">=", "q1 >= 3.5") == "您满意吗？ ≥ 3.5"


def test_generated_studies_start_with_the_columns_their_truth_speaks_of(monkeypatch: pytest.MonkeyPatch):
    from synthetic import generate_study

    study, truth = generate_study(seed=3, customers=300, respondents=200, months=6)
    monkeypatch.setattr(current, "study", lambda: study)
    prepared = study.prepared()
    (hidden,) = [effect for effect in truth.planted if effect.kind == "segments"]
    assert set(needs.several_scales(prepared)["columns"]) == set(hidden.columns) - {"segment"}
    assert "wave" not in needs.several_ordered(prepared)["columns"], "when somebody was asked is no answer"


@pytest.mark.parametrize(("steps", "boxes"), [(2, None), (3, 1), (4, 2), (5, 2)])
def test_the_ends_of_a_scale_do_not_overlap_at_first(tmp_path: Path, steps: int, boxes: int | None):
    from pages.ui.question_list import cells_of

    answers = ["非常不满意", "比较不满意", "一般", "比较满意", "非常满意"][:steps]
    rows = [f"{row + 1},{answers[row % steps]}" for row in range(40)]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(["序号,1、满意度", *rows]) + "\n", encoding="utf-8-sig")
    read = read_survey(path)
    study = Study(id="file-2", name=LocalText("S"), survey=read.frame, codebook=read.codebook)
    variable = replace(read.codebook["q1"], level="ordinal")
    ends = [cell for cell in cells_of(variable, study.prepared()) if cell.id == "top"]
    assert [dict(cell.defaults) for cell in ends] == ([] if boxes is None else [{"top": boxes, "bottom": boxes}])


def assigned(*, by_community: bool) -> Prepared:
    """120 customers of 24 communities, in two groups."""
    rng = np.random.default_rng(1)
    community = np.repeat([f"g{number:02d}" for number in range(24)], 5)
    coin = rng.random(24)[np.repeat(np.arange(24), 5)] if by_community else rng.random(120)
    frame = pd.DataFrame(
        {
            "arm": np.where(coin < 0.5, "control", "new"),
            "community": community,
            "city": rng.choice(["a", "b"], 120),
            "spend": rng.exponential(50, 120),
        }
    )
    words = {"arm": "nominal", "community": "nominal", "city": "nominal", "spend": "scale"}
    variables = tuple(
        Variable(
            id=name,
            label=LocalText(name, name),
            level=level,
            table="arms",
            values=tuple(ValueLabel(v, LocalText(v, v)) for v in sorted(set(frame[name])))
            if level == "nominal"
            else (),
        )
        for name, level in words.items()
    )
    study = Study(id="file-1", name=LocalText("x", "x"), arms=frame, codebook=Codebook(variables))
    prepared = study.prepared("arms")
    assert prepared is not None
    return prepared


def test_communities_that_were_assigned_whole_are_the_first_choice() -> None:
    assert needs.tested_mean(assigned(by_community=True)) == {
        "arm": "arm",
        "community": "community",
        "outcome": "spend",
    }
    assert "community" not in needs.tested_mean(assigned(by_community=False))


def experiment(**columns: list[str]) -> Prepared:
    frame = pd.DataFrame(columns)
    variables = tuple(
        Variable(
            id=name,
            label=LocalText(name, name),
            level="nominal",
            table="arms",
            values=tuple(ValueLabel(v, LocalText(v, v)) for v in sorted(set(values))),
        )
        for name, values in columns.items()
    )
    study = Study(id="file-2", name=LocalText("x", "x"), arms=frame, codebook=Codebook(variables))
    prepared = study.prepared("arms")
    assert prepared is not None
    return prepared


def test_the_groups_are_not_taken_for_the_outcome() -> None:
    chosen = needs.tested_share(experiment(arm=["control", "new"] * 20))
    assert chosen == {"arm": "arm", "outcome": None, "when": None}


def test_a_column_called_group_is_the_group_also_where_all_are_in_one() -> None:
    assert needs.arm_column(experiment(bought=["no", "yes"] * 20, arm=["new"] * 40)) == "arm"
