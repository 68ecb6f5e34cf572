"""Items of matrices and rankings, and what counts as an option column: labels, shared scales, evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.data import SurveyRead, read_survey
from analysis.data.item_labels import is_numeral
from analysis.data.study import file_study

FIXTURES = Path(__file__).parent / "fixtures"


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def labels(read: SurveyRead, *names: str, language: str = "zh") -> list[str]:
    return [read.codebook[name].label.text(language) for name in names]


def codes(read: SurveyRead, name: str) -> list[object]:
    return [value.code for value in read.codebook[name].values]


WJX = (
    "序号,提交答卷时间,1、线上(价格),1、线上(服务),2、线下(价格),2、线下(服务),3、请排序,4、渠道(微信),4、渠道(电话)",
    "1,2025/6/1 9:05:11,满意,一般,一般,满意,价格→服务→物流,1,0",
    "2,2025/6/1 9:06:11,非常满意,不满意,一般,满意,服务→价格→物流,0,1",
    "3,2025/6/1 9:07:11,一般,不满意,不满意,一般,物流→价格→服务,1,1",
)


def test_items_that_share_a_label_carry_their_question():
    read = read_survey(csv_of(*WJX))
    assert labels(read, "q1_1", "q1_2", "q2_1", "q2_2") == ["线上：价格", "线上：服务", "线下：价格", "线下：服务"]
    assert [read.codebook[name].part_of for name in ("q1_1", "q1_2", "q2_1", "q2_2")] == ["q1", "q1", "q2", "q2"]


def test_one_unclear_item_lengthens_the_whole_ranking_and_no_option():
    read = read_survey(csv_of(*WJX))
    assert set(labels(read, *read.codebook["q3"].options)) == {"请排序：价格", "请排序：服务", "请排序：物流"}
    assert labels(read, *read.codebook["q4"].options) == ["微信", "电话"]


def test_without_a_stem_the_number_of_the_question_stands_in_front():
    rows = ("序号,第2题(价格),第2题(服务),第3题(价格),第3题(服务)", "1,5,4,3,2", "2,4,4,1,3", "3,3,5,5,1")
    read = read_survey(csv_of(*rows))
    assert labels(read, "q2_1", "q3_1") == ["第2题：价格", "第3题：价格"]


def test_surveymonkey_items_that_share_a_label():
    read = read_survey(csv_of("Online:,,In store:,,Why?", "Price,Help,Price,Help,Response", "5,4,3,2,a", "1,4,5,1,b"))
    items = [v.label.en for v in read.codebook.variables if v.part_of]
    assert items == ["Online: Price", "Online: Help", "In store: Price", "In store: Help"]


def test_qualtrics_items_without_a_text_of_their_own():
    head = ("Q1_1,Q1_2,Q2_1,Q2_2", "Rate - 1,Rate - 2,Rank - Price,Rank - Speed")
    ids = ",".join('"{""ImportId"":""x""}"' for _ in range(4))
    read = read_survey(csv_of(*head, ids, "5,4,1,2", "3,2,2,1", "1,5,1,2"))
    assert labels(read, "Q1_1", "Q1_2", language="en") == ["Rate: 1", "Rate: 2"]
    assert labels(read, "Q2_1", "Q2_2", language="en") == ["Price", "Speed"]


def test_clear_labels_stay_short():
    assert labels(read_survey(FIXTURES / "google_forms.csv"), "Rate_us_1", language="en") == ["Price"]


def test_places_of_a_long_question_are_told_from_options_without_it():
    stem = "Please rank the films in order of preference with 1 being your favourite"
    rows = (
        "id,3、你看过哪些（Alpha）,3、你看过哪些（Beta）,"
        + ",".join(f"4、{stem}({film})" for film in ("Alpha", "Beta", "Gamma")),
    )
    rows += tuple(f"{n},1,{n % 2},{1 + n % 3},{1 + (n + 1) % 3},{1 + (n + 2) % 3}" for n in range(30))
    read = read_survey(csv_of("序号" + rows[0][2:], *rows[1:]))
    ranking = next(v for v in read.codebook.variables if v.level == "ranking")
    assert labels(read, *ranking.options, language="en") == ["Alpha", "Beta", "Gamma"]


def test_an_item_finds_its_column_by_its_own_text_in_the_next_file():
    first = read_survey(csv_of(*WJX))
    study = file_study(name=first.codebook["q3"].label, survey=first.frame, codebook=first.codebook)
    rows = [WJX[0], "1,2025/6/1 9:05:11,满意,一般,一般,满意,物流→服务→价格,1,0", WJX[2]]
    new, report = study.replace_data(survey=read_survey(csv_of(*rows)))
    by_label = {new.codebook[name].label.zh: name for name in new.codebook["q3"].options}
    assert new.table("survey")[by_label["请排序：物流"]].tolist() == [1, 3]
    assert new.table("survey")[by_label["请排序：价格"]].tolist() == [3, 2]
    assert report.tables[0].new == ()


def test_items_of_a_matrix_have_one_scale():
    rows = [f"{k},{'非常满意' if k % 2 else '满意'},{('不满意', '一般', '满意')[k % 3]}" for k in range(1, 9)]
    read = read_survey(csv_of("序号,2、请评价(价格),2、请评价(服务)", *rows))
    assert codes(read, "q2_1") == codes(read, "q2_2") == ["不满意", "一般", "满意", "非常满意"]
    assert read.codebook["q2_1"].level == read.codebook["q2_2"].level == "ordinal"


def test_an_item_rated_only_four_and_five_is_as_ordered_as_the_others():
    rows = [f"{k},{4 + k % 2},{1 + k % 5},-3" for k in range(1, 9)]
    read = read_survey(csv_of("序号,第2题(价格),第2题(服务),第2题(物流)", *rows))
    assert codes(read, "q2_1") == codes(read, "q2_2") == [1, 2, 3, 4, 5]
    assert read.codebook["q2_1"].level == "ordinal"
    assert read.frame["q2_3"].tolist() == [-3] * 8


def test_fields_of_a_form_under_one_question_share_nothing():
    head = ("Tell us,,Why?", "Town,Brand,Response")
    rows = [f"{('Ulm', 'Bonn')[k % 2]},{('Acme', 'Initech', 'Hooli')[k % 3]},x" for k in range(12)]
    read = read_survey(csv_of(*head, *rows))
    first, second = (v for v in read.codebook.variables if v.part_of)
    assert {value.code for value in first.values} == {"Ulm", "Bonn"}
    assert {value.code for value in second.values} == {"Acme", "Initech", "Hooli"}


@pytest.mark.parametrize(
    "headers",
    [
        ("满意度（一）", "满意度（二）"),
        ("满意度(1)", "满意度(2)"),
        ("Wave [1]", "Wave [2]"),
        ("Phase - i", "Phase - ii"),
        ("第一周：1", "第一周：2"),
    ],
)
def test_counted_columns_of_0_and_1_are_no_options(headers: tuple[str, str]):
    rows = [f"{k % 2},{k // 2 % 2},{('a', 'b', 'c')[k % 3]}" for k in range(30)]
    read = read_survey(csv_of(",".join([*headers, "x"]), *rows))
    assert all(v.level != "multi" and not v.part_of for v in read.codebook.variables)
    assert labels(read, *read.frame.columns[:2]) == list(headers)


def test_counted_ratings_keep_their_headers():
    rows = [f"{1 + k % 5},{1 + (k + 1) % 5},a" for k in range(30)]
    read = read_survey(csv_of("满意度（一）,满意度（二）,x", *rows))
    assert labels(read, "满意度_一", "满意度_二") == ["满意度（一）", "满意度（二）"]


def test_a_single_column_with_a_bracket_is_no_option():
    read = read_survey(csv_of("满意度（一）,x", *(f"{k % 2},{k}" for k in range(9))))
    assert read.codebook["满意度_一"].level == "nominal"


def test_numbered_names_of_0_and_1_are_options_called_after_their_question():
    read = read_survey(csv_of("渠道_1,渠道_2,x", "1,0,a", "0,1,b", "1,1,c"))
    assert read.codebook["渠道"].level == "multi"
    assert labels(read, "渠道_1", "渠道_2") == ["渠道：1", "渠道：2"]


@pytest.mark.parametrize(
    ("text", "expected"), [("一", True), ("（十二）", True), ("iv", True), ("7", True), ("微信", False), ("App", False)]
)
def test_what_is_only_a_count(text, expected):
    assert is_numeral(text) is expected


def test_an_item_that_says_other_is_an_item_when_it_is_rated_like_its_siblings():
    head = (
        "序号,提交答卷时间,第1题(我有归属感),第1题(我认识其他成员),第1题(消息打扰我),第2题(价格),第2题(其他（请注明）)"
    )
    rows = [f"{n},2025/6/1 9:{n:02d}:11,{a},{b},{c},{d},{e}" for n, (a, b, c, d, e) in enumerate(
        [("同意", "一般", "不同意", "1", "太远"), ("一般", "同意", "同意", "0", ""), ("不同意", "同意", "一般", "1", "没货")]
    )]  # fmt: skip
    read = read_survey(csv_of(head, *rows))
    assert [v.id for v in read.codebook.variables if v.part_of == "q1"] == ["q1_1", "q1_2", "q1_3"]
    assert read.codebook["q1_2"].level == "ordinal"
    assert read.codebook["q2_other"].level == "text", "what was written beside 其他 is still text"
