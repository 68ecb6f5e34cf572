"""Blocks as people copy them: tabs, commas, bars, Chinese headings, thousands, totals, rates; and what cannot be read."""

from __future__ import annotations

import pytest

from analysis.core import UnreadableFileError
from analysis.data.pasted_counts import read_pasted_counts

PLAIN = [("control", 1000, 100), ("new", 1010, 130)]


@pytest.mark.parametrize(
    "text",
    [
        "control\t1000\t100\nnew\t1010\t130",
        "control,1000,100\nnew,1010,130",
        "control, 1,000, 100\nnew, 1,010, 130",
        "control;1000;100\r\nnew;1010;130\r\n",
        "control 1000 100\nnew 1010 130",
        "control    1,000    100\nnew    1,010    130",
        "group\tcustomers\tconversions\ncontrol\t1,000\t100\nnew\t1,010\t130",
        "Variant,Conversions,Users\nnew,130,1010\ncontrol,100,1000",
        "| group | users | converted |\n|---|---:|---:|\n| control | 1000 | 100 |\n| new | 1010 | 130 |",
        "arm\tusers\tconversions\tp\ncontrol\t1000\t100\t\nnew\t1010\t130\t0.03",
        "control\t１０００\t１００\nnew\t１０１０\t１３０",
        "control\t100\t1000\nnew\t130\t1010",
        "group\tn\tconversions\ncontrol\t1000\t100\nnew\t1010\t130\nTotal\t2010\t230",
        "\n\ncontrol\t1000\t100\n\nnew\t1010\t130\n",
    ],
)
def test_counts_are_read_whatever_separates_them(text: str) -> None:
    assert [(arm.label, arm.n, arm.conversions) for arm in read_pasted_counts(text).arms] == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "组别\t人数\t转化\n对照组\t1,000\t100\n实验组\t1,010\t130",
        "组别，人数，转化\n实验组，1010，130\n对照组，1000，100",
        "分组\t转化人数\t用户数\n实验组\t130\t1010\n对照组\t100\t1000\n合计\t230\t2010",
        "实验组\t1010\t130\n对照组\t1000\t100",
        "组别\t触达人数\t购买人数\n对照组\t1,000\t100\n实验组\t1,010\t130\n合计\t2,010\t230",
        "分组\t发送人数\t核销人数\n对照组\t1000\t100\n实验组\t1010\t130",
    ],
)
def test_chinese_headings_and_groups(text: str) -> None:
    arms = read_pasted_counts(text).arms
    assert [(arm.label, arm.n, arm.conversions) for arm in arms] == [("对照组", 1000, 100), ("实验组", 1010, 130)]


def test_control_group_is_the_one_so_called_else_the_first_and_is_named() -> None:
    found = read_pasted_counts("B\t10\t1\nA\t20\t2")
    assert found.arms[0].label == "B"
    assert "“B”" in str(found.remarks[-1]) or ("arm", "B") in found.remarks[-1].values  # type: ignore[union-attr]
    assert read_pasted_counts("new\t10\t1\nControl group\t20\t2").arms[0].label == "Control group"


def test_groups_without_names_are_numbered() -> None:
    assert [arm.label for arm in read_pasted_counts("1000\t100\n1010\t130").arms] == ["1", "2"]


def test_three_groups_keep_their_order_behind_the_control() -> None:
    arms = read_pasted_counts("b\t10\t1\nc\t10\t2\ncontrol\t10\t3").arms
    assert [arm.label for arm in arms] == ["control", "b", "c"]


@pytest.mark.parametrize("rate", ["12.9%", "0.129"])
def test_rate_gives_whole_conversions_and_says_so(rate: str) -> None:
    found = read_pasted_counts(f"group\tusers\tconversion rate\ncontrol\t1000\t10%\nnew\t1010\t{rate}")
    assert [arm.conversions for arm in found.arms] == [100, 130]
    assert any("times the rate" in str(remark) for remark in found.remarks)


def test_total_is_left_out_and_said() -> None:
    found = read_pasted_counts("group\tn\tconversions\na\t10\t1\nb\t10\t2\n合计\t20\t3")
    assert len(found.arms) == 2
    assert any("totals" in str(remark) for remark in found.remarks)


def test_means_and_deviations() -> None:
    arms = read_pasted_counts("组别\t人数\t均值\t标准差\n对照组\t100\t¥3.20\t1.1\n实验组\t90\t3.5\t1.2").arms
    assert [(arm.mean, arm.sd, arm.conversions) for arm in arms] == [(3.2, 1.1, None), (3.5, 1.2, None)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least two groups"),
        ("control\t1000\t100", "at least two groups"),
        ("group\tn\tconversions", "at least two groups"),
        ("control\t1000\t100\t3\nnew\t1010\t130\t4", "not clear"),
        ("control\t10\t100\nnew\t1010\t130", "not clear"),
        ("group\tn\tconversions\na\t10\tmany\nb\t10\t2", "cannot be read"),
        ("group\tn\tconversions\na\t10\t1.5\nb\t10\t2", "cannot be read"),
        ("group\tn\tconversions\na\t10\t-1\nb\t10\t2", "cannot be read"),
        ("group\tn\tconversions\na\t10\t11\nb\t10\t2", "11 conversions among 10"),
        ("group\tn\trate\na\t10\t150%\nb\t10\t20%", "cannot be read"),
        ("group\tn\trate\na\t10\t35\nb\t10\t20%", "cannot be read"),
        ("group\tn\tmean\tsd\na\t10\tx\t1\nb\t10\t2\t1", "cannot be read"),
        ("a\nb", "not clear"),
    ],
)
def test_what_cannot_be_read_is_said_with_a_way_on(text: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as caught:
        read_pasted_counts(text)
    assert caught.value.remedy is not None
