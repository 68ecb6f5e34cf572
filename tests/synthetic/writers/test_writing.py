"""Files as other programs see them: encodings, sets of SPSS, the codebook in Parquet, events, refusals."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from analysis.core import LocalText, ParameterError, UnsuitableDataError
from analysis.data import read_events, read_survey
from analysis.data.codebook import Codebook, MissingCode, Variable
from analysis.data.formats.parquet import CODEBOOK_KEY
from analysis.data.study import Study, file_study
from synthetic import sample_study
from synthetic.writers import LAYOUTS, LOSS_WORDS, events_bytes, survey_bytes, write_events, write_survey
from synthetic.writers.spss_sets import ResponseSet, with_response_sets
from tests.synthetic.writers.crafted import crafted_study


@pytest.fixture(scope="module")
def study():
    return crafted_study(5)


@pytest.fixture(scope="module")
def sample():
    return sample_study(seed=7, respondents=200, customers=200)


def test_every_loss_has_words_and_is_some_layouts():
    used = {loss for layout in LAYOUTS.values() for kind in layout.formats for loss in layout.losses_in(kind)}
    assert used == set(LOSS_WORDS)


def test_wjx_csv_is_gb18030_with_the_tools_own_marks(study):
    data = survey_bytes(study, layout="wjx_text", file_format="csv")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    rows = data.decode("gb18030").split("\r\n")
    assert rows[0].startswith("序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、上次到店日期[填空题]")
    assert "┋" in data.decode("gb18030")
    assert b"\xa9\xaf" in data, "the mark between answers is U+250B"
    assert "(跳过)" in rows[3]
    assert "(空)" in rows[2]


def test_wjx_number_workbook_holds_numbers(study):
    data = survey_bytes(study, layout="wjx_number", file_format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    headers = [cell.value for cell in sheet[1]]
    first = headers.index(next(name for name in headers if "(价格高)" in name))
    chosen = {sheet.cell(row, first + 1).value for row in range(2, sheet.max_row + 1)}
    assert chosen == {0, 1, -2, -3}


def test_texts_in_a_workbook_are_never_formulas(study):
    data = survey_bytes(study, layout="plain", file_format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(cell.value.startswith("=") for cell in cells)
    assert all(cell.data_type != "f" or cell.value.startswith("=1+1 就") for cell in cells)
    assert b"<f>" not in data


def test_spss_as_pyreadstat_sees_it(study, tmp_path):
    path = tmp_path / "answers.sav"
    write_survey(study, path, layout="spss", language="en")
    frame, metadata = pyreadstat.read_sav(path, user_missing=True)
    assert metadata.column_names_to_labels["satisfaction"] == "Satisfaction (overall)"
    assert metadata.variable_value_labels["satisfaction"][5.0] == "Very satisfied"
    assert metadata.variable_measure["plan"] == "ordinal"
    assert metadata.variable_measure["city"] == "nominal"
    reasons = metadata.mr_sets["reasons"]
    assert reasons["counted_value"] == 1
    assert reasons["label"] == "Why do you leave?"
    assert [name.lower() for name in reasons["variable_list"]] == ["why_price", "why_service", "why_other"]
    missing = {(item["lo"], item["hi"]) for item in metadata.missing_ranges["plan"]}
    assert missing == {(-5.0, -2.0)}, "four kinds are a range"
    assert set(frame["plan"]) == {1.0, 2.0, 3.0, -2.0, -3.0, -4.0, -5.0}
    without, _ = pyreadstat.read_sav(path)
    np.testing.assert_array_equal(without["plan"].isna(), frame["plan"] < 0)


def test_response_sets_of_long_and_chinese_names_and_long_texts(tmp_path):
    names = ["a_very_long_name_one", "a_very_long_name_two", "选项甲选项甲", "选项甲选项乙"]
    frame = pd.DataFrame({"remark": ["x" * 700, "中" * 300], **{name: [1.0, 0.0] for name in names}})
    path = tmp_path / "plain.sav"
    pyreadstat.write_sav(
        frame, str(path), column_labels={"remark": "r" * 13}, variable_value_labels={names[0]: {1.0: "选中"}}
    )
    data = with_response_sets(
        path.read_bytes(), [ResponseSet("两个", "哪些？", tuple(names[2:])), ResponseSet("b", "", tuple(names[:2]))]
    )
    path.write_bytes(data)
    back, metadata = pyreadstat.read_sav(path)
    pd.testing.assert_frame_equal(back, frame, check_dtype=False)
    assert [metadata.mr_sets[name]["label"] for name in ("两个", "b")] == ["哪些？", ""]
    assert metadata.mr_sets["b"]["variable_list"] == names[:2]
    assert metadata.mr_sets["两个"]["variable_list"] == names[2:]


def test_no_code_for_missing_is_a_value_of_the_column(tmp_path):
    variable = Variable(id="change", label=LocalText("Change"), level="scale")
    frame = pd.DataFrame({"change": [-3.0, -2.5, 1.0, np.nan]})
    study = Study(id="x", name=LocalText("x"), survey=frame, codebook=Codebook((variable,)))
    path = tmp_path / "change.sav"
    write_survey(study, path, layout="spss")
    _, metadata = pyreadstat.read_sav(path, user_missing=True)
    assert metadata.missing_ranges == {}
    read = read_survey(path)
    assert read.frame["change"].tolist()[:3] == [-3.0, -2.5, 1.0]
    assert np.isnan(read.frame["change"].iloc[3])
    declared = replace(variable, missing=(MissingCode(-3, "skipped"),))
    frame = pd.DataFrame({"change": [-93.0, -2.5, 1.0, -3.0]})
    study = Study(id="y", name=LocalText("y"), survey=frame, codebook=Codebook((declared,)))
    write_survey(study, path, layout="spss")
    back, metadata = pyreadstat.read_sav(path, user_missing=True)
    assert back["change"].tolist() == [-93.0, -2.5, 1.0, -3.0]
    assert metadata.missing_ranges["change"] == [{"lo": -3.0, "hi": -3.0}]


def test_parquet_reads_back_the_same_study(sample):
    read = read_survey(survey_bytes(sample, layout="parquet"), file_name="a.parquet", keep_personal=["customer_id"])
    left_out = {"contact_name", "contact_phone"}
    expected = [v for v in sample.codebook.of_table("survey") if v.id not in left_out]
    assert [replace(v, keep=False, personal=False) for v in read.codebook.variables if v.id != "respondent_id"] == [
        v for v in expected if v.id != "respondent_id"
    ]
    for name in read.frame.columns:
        pd.testing.assert_series_equal(read.frame[name], sample.table("survey")[name], check_dtype=False)


@pytest.mark.parametrize("document", [b"{", b'{"variables": []}', b'{"variables": [{"id": "x", "level": "scale"}]}'])
def test_a_codebook_that_does_not_fit_its_parquet_file_is_said_and_not_used(document):
    import pyarrow as pa

    table = pa.table({"age": [31, 44, 58]}).replace_schema_metadata({CODEBOOK_KEY: document})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    read = read_survey(buffer.getvalue(), file_name="a.parquet")
    assert read.codebook["age"].level == "scale"
    assert any("not used" in item.message.template for item in read.report.items)


def test_personal_columns_stay_out_of_every_layout(sample):
    phones = set(sample.table("survey")["contact_phone"])
    for layout in LAYOUTS.values():
        for kind in set(layout.formats) - {"xlsx"}:
            data = survey_bytes(sample, layout=layout.id, file_format=kind)
            assert b"contact_phone" not in data
            assert "联系电话".encode() not in data
            if kind == "csv":
                text = data.decode("gb18030" if layout.id.startswith("wjx") else "utf-8-sig")
                assert not any(phone in text for phone in phones)


def test_personal_columns_of_parquet(sample):
    table = pq.read_table(io.BytesIO(survey_bytes(sample, layout="parquet")))
    assert not {"contact_name", "contact_phone"} & set(table.column_names)
    described = json.loads(table.schema.metadata[CODEBOOK_KEY])["variables"]
    assert not {"contact_name", "contact_phone"} & {variable["id"] for variable in described}


@pytest.mark.parametrize("layout", ["parquet", "spss", "plain"])
@pytest.mark.parametrize("table", ["customers", "arms"])
def test_other_tables(sample, layout, table):
    data = survey_bytes(sample, layout=layout, table=table, language="en")
    read = read_survey(data, file_name="table", table=table)
    assert len(read.frame) == len(sample.table(table))
    np.testing.assert_array_equal(read.frame["customer_id"], sample.table(table)["customer_id"])


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_events_read_back_equal(sample, file_format, tmp_path):
    path = tmp_path / f"events.{file_format}"
    write_events(sample, path)
    events = sample.table("events")
    for source in (path, events_bytes(sample, file_format=file_format)):
        read = read_events(source, file_name=f"events.{file_format}")
        assert read.mapping == {name: name for name in ("customer_id", "time", "kind", "channel", "amount")}
        pd.testing.assert_frame_equal(read.frame, events[list(read.frame.columns)], check_dtype=False)


def test_a_written_file_replaces_the_data_of_its_own_study(study):
    """The codebook stays, the answers come back under it: what a second wave does."""
    read = read_survey(survey_bytes(study, layout="spss", language="en"), file_name="a.sav", keep_personal=["member"])
    replaced, _ = study.replace_data(survey=read)
    before, after = study.typed("survey"), replaced.typed("survey")
    for name in ("plan", "satisfaction", "city", "why_price", "score"):
        np.testing.assert_array_equal(before.columns[name].kinds, after.columns[name].kinds, err_msg=name)
    pd.testing.assert_frame_equal(
        before.frame()[["plan", "satisfaction", "city", "score"]],
        after.frame()[["plan", "satisfaction", "city", "score"]],
    )


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"layout": "limesurvey"}, "layout"),
        ({"layout": "qualtrics", "file_format": "sav"}, "file_format"),
        ({"layout": "wjx_text", "table": "customers"}, "table"),
    ],
)
def test_what_does_not_go_together_is_refused(sample, arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        survey_bytes(sample, **arguments)
    assert caught.value.parameter == parameter


def test_refused_paths_formats_and_tables(study, tmp_path):
    with pytest.raises(ParameterError):
        write_survey(study, tmp_path / "a.docx", layout="wjx_text")
    with pytest.raises(ParameterError):
        events_bytes(study, file_format="xlsx")
    with pytest.raises(UnsuitableDataError):
        events_bytes(study)
    with pytest.raises(UnsuitableDataError):
        survey_bytes(file_study(name=LocalText("e"), customers=study.table("survey")), layout="parquet")
