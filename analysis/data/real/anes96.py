"""The American National Election Study of 1996, as statsmodels ships it."""

# statsmodels has no types.
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, cast

from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook, ValueLabel, Variable, VariableLevel

if TYPE_CHECKING:
    import pandas as pd

NAME = LocalText(en="US election survey 1996 (ANES)", zh="1996 年美国大选调查（ANES）")
SOURCE = "American National Election Studies, electionstudies.org; data set anes96 of the Python package statsmodels"

PARTY = (
    ("Strong Democrat", "坚定的民主党人"),
    ("Weak Democrat", "一般民主党人"),
    ("Independent, leaning Democrat", "倾向民主党的独立人士"),
    ("Independent", "独立人士"),
    ("Independent, leaning Republican", "倾向共和党的独立人士"),
    ("Weak Republican", "一般共和党人"),
    ("Strong Republican", "坚定的共和党人"),
)
LEANING = (
    ("Extremely liberal", "极端自由派"),
    ("Liberal", "自由派"),
    ("Slightly liberal", "略偏自由派"),
    ("Moderate", "中间派"),
    ("Slightly conservative", "略偏保守派"),
    ("Conservative", "保守派"),
    ("Extremely conservative", "极端保守派"),
)
EDUCATION = (
    ("Grades 1–8", "8 年级及以下"),
    ("Some high school", "高中未毕业"),
    ("High school graduate", "高中毕业"),
    ("Some college", "大学未毕业"),
    ("College degree", "大学本科"),
    ("Master's degree", "硕士"),
    ("PhD", "博士"),
)
VOTE = (("Clinton", "克林顿"), ("Dole", "多尔"))
INCOME_FROM_USD = (
    3_000, 5_000, 7_000, 9_000, 10_000, 11_000, 12_000, 13_000, 14_000, 15_000, 17_000, 20_000,
    22_000, 25_000, 30_000, 35_000, 40_000, 45_000, 50_000, 60_000, 75_000, 90_000, 105_000,
)  # fmt: skip
"""Lower ends of the income classes 2 to 24, in US dollars a year."""


def anes96_survey() -> pd.DataFrame:
    """The 944 interviews as statsmodels ships them."""
    from statsmodels.datasets import anes96

    return cast("pd.DataFrame", cast("Any", anes96).load_pandas().data)


def anes96_codebook() -> Codebook:
    """Variables and answers as the documentation of statsmodels describes them."""
    return Codebook(
        (
            _variable("popul", "Population of the place (thousands)", "所在地人口（千人）", "scale"),
            _variable("TVnews", "TV news, days a week", "每周看电视新闻的天数", "scale"),
            _variable("selfLR", "Own political leaning", "自己的政治倾向", "ordinal", LEANING, first_code=1),
            _variable("ClinLR", "Clinton's leaning as seen", "认为克林顿的政治倾向", "ordinal", LEANING, first_code=1),
            _variable("DoleLR", "Dole's leaning as seen", "认为多尔的政治倾向", "ordinal", LEANING, first_code=1),
            _variable("PID", "Party identification", "政党认同", "ordinal", PARTY),
            _variable("age", "Age (years)", "年龄（岁）", "scale"),
            _variable("educ", "Education", "受教育程度", "ordinal", EDUCATION, first_code=1),
            _variable("income", "Household income a year", "家庭年收入", "ordinal", _income(), first_code=1),
            _variable("vote", "Expected vote", "预期投票", "nominal", VOTE),
            _variable("logpopul", "Log of population (thousands + 0.1)", "所在地人口的对数（千人 + 0.1）", "scale"),
        )
    )


def _variable(
    name: str,
    en: str,
    zh: str,
    level: VariableLevel,
    answers: tuple[tuple[str, str], ...] = (),
    *,
    first_code: int = 0,
) -> Variable:
    values = tuple(
        ValueLabel(code=code, label=LocalText(en=answer_en, zh=answer_zh))
        for code, (answer_en, answer_zh) in enumerate(answers, start=first_code)
    )
    return Variable(id=name, label=LocalText(en=en, zh=zh), level=level, values=values, source=name)


def _income() -> tuple[tuple[str, str], ...]:
    low, high = INCOME_FROM_USD[0], INCOME_FROM_USD[-1]
    between = itertools.pairwise(INCOME_FROM_USD)
    return (
        (f"Under ${low:,}", f"不足 {low:,} 美元"),
        *((f"${a:,}–{b - 1:,}", f"{a:,}–{b - 1:,} 美元") for a, b in between),
        (f"${high:,} and over", f"{high:,} 美元及以上"),
    )
