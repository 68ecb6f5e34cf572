"""What one column holds, described as its measurement level allows."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import pandas as pd

from analysis.core.frames import level_of
from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import AnyColumn, Control, NumericColumn
from analysis.survey.answers import read_answers
from analysis.survey.category_description import CategoryDescription, describe_categories
from analysis.survey.controls import ConfidenceLevel
from analysis.survey.date_description import DateDescription, describe_dates
from analysis.survey.scale_description import ScaleDescription, describe_scale
from analysis.survey.text_description import TextDescription, describe_text

Description: TypeAlias = ScaleDescription | CategoryDescription | DateDescription | TextDescription


@method("describe")
def describe(
    frame: pd.DataFrame,
    *,
    column: Annotated[AnyColumn, Control(label=Message("Question"))],
    level: ConfidenceLevel = 0.95,
    weights: NumericColumn | None = None,
    missing_kinds: pd.DataFrame | None = None,
) -> Description:
    """What did people answer, typically, and how much do they differ?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    column : str
        Any column; its level decides what is computed.
    level : float
        Confidence level of the intervals, above 0 and below 1.
    weights : str, optional
        Column of positive weights; rows without one are dropped. Dates and texts are
        described without it and say so.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    ScaleDescription, CategoryDescription, DateDescription or TextDescription
        All with the columns ``statistic, answer, value, low, high, level`` in `to_frame()`.

    Raises
    ------
    ColumnRoleError
        If the column is missing.
    UnsuitableDataError
        If a number is infinite, or a weight is negative or infinite.

    Notes
    -----
    *Numbers*: mean with Student's interval, median with the exact order-statistic interval, quantiles
    of R's types 7 and 6, three kinds of skewness and kurtosis, median absolute deviation. With weights:
    linearised standard error, Woodruff's interval for the median, quantiles of the weighted
    distribution. *Ordered answers*: the middle answer with its interval; no mean, since the distance
    between answers is not known. *Other answers*: shares with Wilson intervals and whether the most
    frequent answer can be told from the next. *Dates*: range. *Texts*: how many wrote, how much.

    Intervals are for people drawn at random; they do not know who refused to answer. A column of equal
    values gets no interval; a single answer or none allows no conclusion.

    References
    ----------
    .. [1] Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American
       Statistician, 50, 361-365.
    .. [2] Joanes, D. N. and Gill, C. A. (1998). Journal of the Royal Statistical Society D, 47, 183-189.
    .. [3] Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed., section 3.2.
    .. [4] Woodruff, R. S. (1952). Journal of the American Statistical Association, 47, 635-646.

    Examples
    --------
    >>> found = describe(pd.DataFrame({"age": [23.0, 31.0, 35.0, 40.0, 61.0, 28.0]}), column="age")
    >>> found.mean.value, found.median.value, found.median.low, found.median.high
    (36.333333333333336, 33.0, 23.0, 61.0)
    """
    measured = level_of(frame[column])
    if measured in {"date", "text"}:
        answers = read_answers(frame, (column,), missing_kinds=missing_kinds)
        describe_words = describe_dates if measured == "date" else describe_text
        return describe_words(answers, column, level, weights)
    answers = read_answers(frame, (column,), weights=weights, missing_kinds=missing_kinds)
    if measured == "scale":
        return describe_scale(answers, column, level)
    return describe_categories(answers, column, level, measured)
