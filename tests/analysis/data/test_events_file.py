"""Behaviour files: mapping guessed in two languages, times, amounts, rows set aside."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from analysis.core import LocalText, ParameterError, UnreadableFileError
from analysis.core.messages import plain_english
from analysis.data import EventsRead, Study, event_columns_of, keyed_hash, read_events
from analysis.data.event_mapping import guess_mapping

FULL = ("customer_id,time,kind,channel,amount", "007,2025-01-01 10:00:00,购买,微信,12.5", "008,2025-01-02,登录,APP,")


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def sentences(read: EventsRead) -> str:
    return " | ".join(plain_english(sentence) for sentence in read.report.readings())


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("customer_id,time,kind,channel,amount", ["customer_id", "time", "kind", "channel", "amount"]),
        ("客户id,时间,事件类型,渠道,金额", ["客户id", "时间", "事件类型", "渠道", "金额"]),
        ("会员号,下单时间,store,实付金额", ["会员号", "下单时间", None, None, "实付金额"]),
        (
            "UserID,Event Name,Timestamp,utm_source,Revenue",
            ["UserID", "Timestamp", "Event Name", "utm_source", "Revenue"],
        ),
        ("customer_id_master,customer_id,date,quantity,amount", ["customer_id", "date", None, None, "amount"]),
        ("InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID", ["CustomerID", "InvoiceDate", None, None, None]),
        ("用户编号,行为时间,行为,来源", ["用户编号", "行为时间", "行为", "来源", None]),
        ("a,b,c", [None, None, None, None, None]),
    ],
)
def test_mapping_is_guessed_from_names(columns, expected):
    roles = ("customer_id", "time", "kind", "channel", "amount")
    wanted = {role: column for role, column in zip(roles, expected, strict=True) if column}
    assert guess_mapping(columns.split(",")) == wanted


def test_columns_and_guess_for_the_page():
    columns, guessed = event_columns_of(csv_of(*FULL), file_name="events.csv")
    assert columns == ["customer_id", "time", "kind", "channel", "amount"]
    assert guessed == {name: name for name in columns}


def test_events_are_typed():
    read = read_events(csv_of(*FULL))
    assert read.frame["customer_id"].tolist() == ["007", "008"]
    assert read.frame["time"].tolist() == [pd.Timestamp("2025-01-01 10:00"), pd.Timestamp("2025-01-02")]
    assert read.frame["kind"].tolist() == ["购买", "登录"]
    assert read.frame["amount"].isna().tolist() == [False, True]
    assert [(v.id, v.level, v.table) for v in read.codebook.variables] == [
        ("customer_id", "id", "events"),
        ("time", "date", "events"),
        ("kind", "nominal", "events"),
        ("channel", "nominal", "events"),
        ("amount", "scale", "events"),
    ]
    assert [value.code for value in read.codebook["kind"].values] == ["购买", "登录"]


def test_events_become_a_table_of_a_study():
    read = read_events(csv_of(*FULL))
    study = Study(id="file-1", name=LocalText("x"), events=read.frame, codebook=read.codebook)
    prepared = study.prepared("events").frame
    assert prepared["customer_id"].tolist() == ["007", "008"]
    assert prepared["amount"].dtype == np.float64


def test_the_mapping_asked_for_is_used():
    data = csv_of("who,when,what,date", "A,2025-01-01,x,1999-01-01")
    read = read_events(data, mapping={"customer_id": "who", "time": "when", "kind": "what"})
    assert read.frame["time"].tolist() == [pd.Timestamp("2025-01-01")]
    assert "Not used: date" in sentences(read)


@pytest.mark.parametrize(
    ("mapping", "what"),
    [
        ({"customer_id": "who"}, "known to hold the time"),
        ({"time": "when"}, "known to hold the customer"),
        ({"customer_id": "nobody", "time": "when"}, "no column nobody"),
        ({"customer_id": "who", "time": "who"}, "chosen twice"),
        ({"customer_id": "who", "time": "when", "price": "what"}, "price is no part of an event"),
    ],
)
def test_a_mapping_that_does_not_fit(mapping, what):
    with pytest.raises(ParameterError, match=what) as caught:
        read_events(csv_of("who,when,what", "A,2025-01-01,x"), mapping=mapping)
    assert caught.value.parameter == "mapping"


def test_a_file_without_known_names_asks_for_the_mapping():
    with pytest.raises(ParameterError, match="Its columns are: a, b, c"):
        read_events(csv_of("a,b,c", "1,2,3"))


def test_rows_that_cannot_be_used_are_set_aside_with_their_reason():
    data = csv_of(
        "uid,time,amount", "A,2025-01-01,5", ",2025-01-02,6", "B,,7", "C,soon,8", "D,2025-01-05,abc", "E,2025-01-06,-3"
    )
    read = read_events(data)
    assert read.frame["customer_id"].tolist() == ["A", "D", "E"]
    assert read.frame["amount"].isna().tolist() == [False, True, False]
    assert sum(item.n for item in read.report.of_kind("set_aside")) == 3
    assert read.report.n_rows_read == read.report.n_rows + 3
    text = sentences(read)
    assert "1 row has no customer" in text
    assert "1 row has no time" in text
    assert "1 row has a time that cannot be read (soon)" in text
    assert "1 amount is no number (abc)" in text
    assert "1 amount is negative" in text


def test_nothing_usable_is_an_error():
    with pytest.raises(UnreadableFileError, match="no row has both a customer and a readable time"):
        read_events(csv_of("uid,time", "A,soon", ",2025-01-01"))


def test_equal_rows_stay_and_are_counted():
    read = read_events(csv_of("uid,time,item", "A,2025-01-01,x", "A,2025-01-01,x", "A,2025-01-01,y"))
    assert len(read.frame) == 3
    assert "1 row repeats another" in sentences(read)


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("2025-06-01T04:30:11Z", {}, "2025-06-01 12:30:11"),
        ("2025-06-01T04:30:11Z", {"timezone": "UTC"}, "2025-06-01 04:30:11"),
        ("1748752211", {}, "2025-06-01 12:30:11"),
        ("2025/6/1 12:30", {}, "2025-06-01 12:30:00"),
        ("3/4/2025", {"day_first": True}, "2025-04-03"),
        ("3/4/2025", {}, "2025-03-04"),
    ],
)
def test_times_and_zones(text, options, expected):
    read = read_events(csv_of("uid,time", f"A,{text}"), **options)
    assert read.frame["time"].tolist() == [pd.Timestamp(expected)]


def test_an_unknown_zone():
    with pytest.raises(ParameterError, match="Mars is not a time zone"):
        read_events(csv_of("uid,time", "A,2025-01-01"), timezone="Mars")


def test_an_order_of_day_and_month_that_is_unknown_is_said():
    assert "month first" in sentences(read_events(csv_of("uid,time", "A,3/4/2025", "B,5/6/2025")))


@pytest.mark.parametrize(("given", "expected"), [("12583.0", "12583"), ("0012", "0012"), ("u-7", "u-7")])
def test_customer_ids_stay_text(given, expected):
    read = read_events(csv_of("uid,time", f"{given},2025-01-01"))
    assert read.frame["customer_id"].tolist() == [expected]


def test_customer_ids_hashed_like_those_of_other_tables():
    key = "0123456789abcdef"
    read = read_events(csv_of("uid,time", "007,2025-01-01"), key=key)
    assert read.frame["customer_id"].tolist() == [keyed_hash("007", key)]


class TestParquet:
    @staticmethod
    def read(frame: pd.DataFrame, **options: object) -> EventsRead:
        buffer = io.BytesIO()
        frame.to_parquet(buffer)
        return read_events(buffer.getvalue(), **options)

    def test_typed_columns(self):
        read = self.read(
            pd.DataFrame(
                {
                    "user_id": [7, 8, 9],
                    "event_time": pd.to_datetime(["2025-01-01", "2025-01-02", None]),
                    "event": pd.Categorical(["buy", "visit", "buy"]),
                    "amount": [1.5, None, 2.0],
                }
            )
        )
        assert read.frame["customer_id"].tolist() == ["7", "8"]
        assert read.frame["kind"].tolist() == ["buy", "visit"]
        assert read.frame["amount"].isna().tolist() == [False, True]

    def test_the_same_events_as_from_csv(self):
        frame = pd.DataFrame({"uid": ["a", "b"], "time": ["2025-01-01", "2025-01-02"], "amount": ["1,200", "5"]})
        from_csv = read_events(frame.to_csv(index=False).encode())
        pd.testing.assert_frame_equal(self.read(frame).frame, from_csv.frame)

    def test_ids_with_gaps_and_zones(self):
        times = pd.to_datetime(["2025-01-01 00:00", "2025-01-02 00:00"]).tz_localize("UTC")
        read = self.read(pd.DataFrame({"uid": [12583.0, None], "time": times}))
        assert read.frame["customer_id"].tolist() == ["12583"]
        assert read.frame["time"].tolist() == [pd.Timestamp("2025-01-01 08:00")]


def test_workbooks_are_read_too():
    buffer = io.BytesIO()
    pd.DataFrame({"uid": ["a"], "time": [pd.Timestamp("2025-01-01 10:00")], "amount": [3]}).to_excel(
        buffer, index=False
    )
    assert read_events(buffer.getvalue()).frame["time"].tolist() == [pd.Timestamp("2025-01-01 10:00")]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (("1735689600", "1735689700"), "2025-01-01 08:00:00"),
        (("1735689600123", "1735689700000"), "2025-01-01 08:00:00.123"),
        (("1735689600.5", "1735689700"), "2025-01-01 08:00:00.5"),
        (("2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"), "2025-01-01 08:00:00"),
        (("2025年1月1日 下午3:05", "2025年1月2日"), "2025-01-01 15:05"),
        (("20250101", "20250102030405"), "2025-01-01"),
        (("Jan 1 2025 5:00 PM", "3 Jan 2025"), "2025-01-01 17:00"),
        (("45658", "45658.5"), "2025-01-01"),
    ],
)
@pytest.mark.parametrize("n_times", [1, 600])
def test_every_notation_alone_and_in_numbers(cells, first, n_times):
    rows = [f"{k},{cell}" for k, cell in enumerate(cells * n_times)]
    read = read_events("\n".join(["uid,ts", *rows]).encode())
    assert read.mapping["time"] == "ts"
    assert len(read.frame) == len(rows)
    assert read.frame["time"].iloc[0] == pd.Timestamp(first)


def test_many_different_unix_times_agree_with_pandas():
    moments = 1_700_000_000 + 137 * np.arange(3_000)
    for factor, unit in ((1, "s"), (1000, "ms")):
        text = "uid,ts\n" + "".join(f"a,{value}\n" for value in (moments * factor).tolist())
        expected = pd.to_datetime(moments * factor, unit=unit, utc=True).tz_convert("Asia/Shanghai").tz_localize(None)
        assert (read_events(text.encode()).frame["time"].to_numpy() == expected.to_numpy()).all()


def test_days_of_a_spreadsheet_are_reported():
    read = read_events(b"uid,time\nA,45658\nB,2025-01-02\n")
    assert any(
        "days counted by a spreadsheet" in words or "day counted" in words
        for words in map(plain_english, read.report.readings())
    )


def test_amounts_in_the_ways_bookkeepers_write_them():
    rows = ['a,2025-01-01,"¥1,200"', "a,2025-01-01,-50元", "a,2025-01-01,(30)", "a,2025-01-01,1.2万", "a,2025-01-01,x"]
    read = read_events("\n".join(["客户编号,下单时间,实付金额", *rows]).encode())
    assert read.frame["amount"].tolist()[:4] == [1200, -50, -30, 12_000]
    assert read.frame["amount"].isna().tolist() == [False] * 4 + [True]
