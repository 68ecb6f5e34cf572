"""What a page needs of the study: a friendly stop with the next step where it is missing, and good first choices."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Message, RetentionLabError
from analysis.core.frames import columns_with
from analysis.data.dialects.metadata import TOOL_COLUMNS
from pages.ui import current, navigation, table_choice
from pages.ui.words import say, say_error

if TYPE_CHECKING:
    from analysis.data import Prepared
    from analysis.data.codebook import TableName

SAMPLE = "sample-7"
SEVERAL = 8
FEW_ANSWERS = 7
ORDERED = frozenset({"scale", "ordinal", "binary"})
# Words in a label by which a column is likely to be what a study of customers is about.
OUTCOMES = ("复购", "回购", "续费", "续订", "留存", "流失", "retain", "retention", "churn", "repurchase", "renew")
ATTITUDES = ("满意", "推荐", "忠诚", "satisf", "recommend", "nps", "loyal")
ARMS = ("arm", "group", "variant", "组", "版本")
TIMES = ("day", "week", "date", "time", "天", "周", "日", "时间")
FEWEST_MEMBERS = 2
MOST_ARMS = 10
# First choices that show something worth seeing in the studies that come with the laboratory.
FIRST_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "sample": {
        "pair": ("activity_per_week", "retained_90d"),
        "several": (
            "activity_per_week",
            "days_active",
            "nps",
            "satisfaction",
            "community_helpful",
            "community_belonging",
            "community_noise",
            "basket_yuan",
        ),
        "outcome": ("retained_90d",),
        "segments": ("basket_yuan", "coupon_share", "minutes_per_week", "order_gap_days"),
    },
    "gen": {
        "pair": ("activity_per_week", "retained_90d"),
        "several": (
            "activity_per_week",
            "retained_90d",
            "satisfaction",
            "nps",
            "stated_order_yuan",
            "promotion_share",
            "browsing_minutes",
            "shopping_gap_days",
        ),
        "outcome": ("retained_90d",),
        "segments": ("stated_order_yuan", "promotion_share", "browsing_minutes", "shopping_gap_days"),
    },
}


def table(name: TableName | None = None) -> bool:
    """Whether the page's table is open and readable; draws the empty state or the error where it is not.

    Where a page can ask more than one table, the chooser stands first.
    """
    if current.missing_study():
        _ask_for_missing()
        return False
    if name is None:
        table_choice.offer()
    wanted = name or table_choice.chosen()
    try:
        ready = current.prepared(wanted)
    except RetentionLabError as error:
        st.error(say_error(error))
        return False
    if ready is None:
        _empty(wanted)
        return False
    if not len(ready.frame):
        st.warning(say(Message("No row is left: the filter drops all {n:count} rows.", n=ready.n_total)))
        st.page_link(navigation.entry("prepare").path, label=say(Message("Change the filter on the Prepare page")))
        return False
    return True


def study() -> bool:
    """Whether a study is open; draws the empty state where none is."""
    if current.missing_study():
        _ask_for_missing()
        return False
    if current.study() is None:
        _empty("survey")
        return False
    return True


def first_choices(prepared: Prepared, role: str) -> tuple[str, ...]:
    """Columns to start with for a role such as "pair", where the open study declares some that still exist."""
    opened = current.study()
    declared = FIRST_CHOICES.get(opened.id.partition("-")[0], {}) if opened is not None else {}
    names = declared.get(role, ())
    return names if all(name in prepared.frame.columns for name in names) else ()


def pair_of_interest(prepared: Prepared) -> Mapping[str, Any]:
    """Two different columns to relate."""
    names = first_choices(prepared, "pair") or _varying(prepared, _telling(prepared, ORDERED, ATTITUDES + OUTCOMES), 2)
    if len(names) < 2:
        names = (*names, *(name for name in _questions(prepared, ORDERED | {"nominal"}) if name not in names))
    return {"x": names[0], "y": names[1]} if len(names) > 1 else {}


def several_ordered(prepared: Prepared) -> Mapping[str, Any]:
    """The first few numeric or ordered columns, options of multi-select questions last."""
    return {"columns": first_choices(prepared, "several") or _several(prepared, ORDERED)}


def several_scales(prepared: Prepared) -> Mapping[str, Any]:
    """Columns to segment by."""
    measured = frozenset({"scale", "ordinal"})
    return {"columns": first_choices(prepared, "segments") or _several(prepared, measured)}


def one_question(prepared: Prepared) -> Mapping[str, Any]:
    """The options of the first multi-select question."""
    opened = current.study()
    if opened is None:
        return {}
    for variable in opened.codebook.of_table(prepared.table):
        if variable.level == "multi" and all(option in prepared.frame.columns for option in variable.options):
            return {"columns": variable.options}
    binary = _questions(prepared, frozenset({"binary"}))
    if len(binary) > 1:
        return {"columns": binary[:SEVERAL]}
    few = (n for n in _questions(prepared, frozenset({"binary", "nominal", "ordinal"})) if _has_few(prepared, n))
    return {"columns": tuple(islice(few, SEVERAL))}


def one_outcome(prepared: Prepared) -> Mapping[str, Any]:
    """An outcome of two answers, and the answers that may go with it."""
    names = first_choices(prepared, "outcome") or _varying(
        prepared, _telling(prepared, frozenset({"binary"}), OUTCOMES), 1
    )
    offered = one_question(prepared).get("columns", ())
    names = names or offered[:1]
    columns = tuple(name for name in offered if name not in names)
    return {**({"target": names[0]} if names else {}), "columns": columns}


def outcome_measured(prepared: Prepared) -> Mapping[str, Any]:
    """What a test would probably be about: an outcome of two answers, else a number."""
    names = first_choices(prepared, "outcome") or _telling(prepared, frozenset({"binary"}), OUTCOMES)
    names = names or _telling(prepared, frozenset({"scale"}), OUTCOMES)
    return {"outcome": names[0]} if names else {}


def customers_in_time(prepared: Prepared) -> Mapping[str, Any]:
    """Who did something and when, of a table of events."""
    columns = prepared.frame.columns
    chosen = {"customer": "customer_id", "time": "time"}
    return {name: column for name, column in chosen.items() if column in columns}


def tested_share(prepared: Prepared) -> Mapping[str, Any]:
    """The groups of a test, an outcome of two answers, and when customers entered; None where there is no such column."""
    arm = arm_column(prepared)
    names = [n for n in _telling(prepared, frozenset({"binary"}), OUTCOMES) if n != arm]
    return {
        **_assignment(prepared, arm),
        "outcome": names[0] if names else None,
        "when": _time_of_entry(prepared),
    }


def _time_of_entry(prepared: Prepared) -> str | None:
    """The first date that differs between rows, else a number that is called a day or a week."""
    frame = prepared.frame
    dates = [name for name in columns_with(frame, frozenset({"date"})) if frame[name].nunique() > 1]
    numbers = [
        name for name in _telling(prepared, frozenset({"scale"}), TIMES) if any(word in name.lower() for word in TIMES)
    ]
    return next(iter((*dates, *numbers)), None)


def tested_subgroups(prepared: Prepared) -> Mapping[str, Any]:
    """The groups of a test, yes or no, and another column with few values to tell customers apart."""
    chosen = tested_share(prepared)
    others = _questions(prepared, frozenset({"nominal", "binary", "ordinal"}))
    free = [name for name in others if name not in chosen.values() and 1 < prepared.frame[name].nunique() <= MOST_ARMS]
    return {**chosen, "subgroup": free[0] if free else None}


def tested_mean(prepared: Prepared) -> Mapping[str, Any]:
    """The groups of a test and a number."""
    arm = arm_column(prepared)
    names = _telling(prepared, frozenset({"scale"}), OUTCOMES)
    return {**_assignment(prepared, arm), **({"outcome": names[0]} if names else {})}


def tested_ratio(prepared: Prepared) -> Mapping[str, Any]:
    """The groups of a test and two numbers."""
    arm = arm_column(prepared)
    names = _questions(prepared, frozenset({"scale"}))
    pair = {"numerator": names[0], "denominator": names[1]} if len(names) > 1 else {}
    return {**_assignment(prepared, arm), **pair}


def _assignment(prepared: Prepared, arm: str | None) -> dict[str, Any]:
    """The column of the groups, and the one whose members all went to one group together: whole communities.

    Who reads such a test as one of single customers takes luck for an effect, so the column is the first choice.
    """
    if arm is None:
        return {}
    frame = prepared.frame
    for name in columns_with(frame, frozenset({"nominal", "ordinal"})):
        sizes = frame[name].value_counts()
        sizes = sizes[sizes > 0]
        # A handful of values is a kind of customer, and one value a row tells customers apart.
        if name == arm or len(sizes) <= MOST_ARMS or sizes.mean() < FEWEST_MEMBERS:
            continue
        if frame.groupby(name, observed=True)[arm].nunique().max() == 1:
            return {"arm": arm, "community": name}
    return {"arm": arm}


def arm_column(prepared: Prepared) -> str | None:
    """The column that holds the groups of a test: one so called, also with a single group, else the first with few."""
    groups = columns_with(prepared.frame, frozenset({"nominal", "binary", "ordinal"}))
    few = [name for name in groups if 0 < prepared.frame[name].nunique() <= MOST_ARMS]
    several = [name for name in few if prepared.frame[name].nunique() > 1]
    return next((name for name in few if any(word in name.lower() for word in ARMS)), several[0] if several else None)


def _several(prepared: Prepared, levels: frozenset[Any]) -> tuple[str, ...]:
    names = _questions(prepared, levels)
    plain = [name for name in names if str(prepared.frame[name].dtype) != "boolean"]
    return tuple((plain or names)[:SEVERAL])


def _questions(prepared: Prepared, levels: frozenset[Any]) -> tuple[str, ...]:
    """Columns of these levels, those the survey tool added by itself last.

    Places of a ranking come in on request only: as they add up to a constant, they go in opposite directions
    even where everybody ranks at random.
    """
    opened = current.study()
    names = sorted(columns_with(prepared.frame, levels), key=TOOL_COLUMNS.__contains__)
    return tuple(name for name in names if opened is None or not opened.codebook.is_place(name)) or tuple(names)


def _telling(prepared: Prepared, levels: frozenset[Any], words: tuple[str, ...]) -> tuple[str, ...]:
    """Columns of these levels, those with one of the words in their label first, then numbers and ordered answers."""
    opened = current.study()
    codebook = opened.codebook if opened is not None else None

    def tells(name: str) -> bool:
        text = name.lower()
        if codebook is not None and (variable := codebook.get(name)) is not None and variable.level == "option":
            # "A friend's recommendation" among the channels is no attitude.
            return False
        if codebook is not None:
            text += codebook.column_label(name, "en").lower() + codebook.column_label(name, "zh")
        return any(word in text for word in words)

    graded = set(columns_with(prepared.frame, frozenset({"scale", "ordinal"})))
    names = _questions(prepared, levels)
    return tuple(sorted(names, key=lambda name: (not tells(name), name in TOOL_COLUMNS, name not in graded)))


def _has_few(prepared: Prepared, name: str) -> bool:
    """Whether a column's answers are few enough to combine."""
    return 1 < prepared.frame[name].nunique() <= FEW_ANSWERS


def _varying(prepared: Prepared, names: tuple[str, ...], wanted: int) -> tuple[str, ...]:
    """The first columns with more than one answer; others where there are too few."""
    found = tuple(islice((name for name in names if prepared.frame[name].nunique() > 1), wanted))
    return found if len(found) == wanted else names[:wanted]


def _ask_for_missing() -> None:
    code = current.missing_study()
    st.warning(
        say(Message("This link shows the study {code}, which is not open here.", code=str(code)))
        + " "
        + say(Message("Bring its file, and the same view opens. No other study's numbers are shown in its place."))
    )
    _ways_on()


def _empty(name: TableName) -> None:
    ghost, words = st.columns(2, gap="large")
    with ghost:
        st.html(GHOST)
    with words:
        st.markdown(f"**{say(NEEDS[name])}**")
        _ways_on()


def _ways_on() -> None:
    with st.container(horizontal=True):
        if st.button(say(Message("Bring your file")), type="primary", key="need_file"):
            st.switch_page(navigation.entry("import_data").path)
        st.button(
            say(Message("Open the sample study")), key="need_sample", on_click=current.open_built_in, args=(SAMPLE,)
        )


NEEDS: dict[str, Message] = {
    "survey": Message("This page needs survey data: one row per respondent, one column per question."),
    "customers": Message("This page needs customer data: one row per customer."),
    "events": Message("This page needs behaviour data: one row per event, with customer and time."),
    "arms": Message("This page needs experiment data: one row per user, with arm and outcome."),
}
GHOST = """<div aria-hidden="true" style="height:180px;border-left:1px dashed currentColor;border-bottom:1px dashed
currentColor;opacity:.28;display:flex;align-items:flex-end;gap:18px;padding:0 18px">
<span style="flex:1;height:88%;border:1px dashed currentColor;border-bottom:0"></span>
<span style="flex:1;height:64%;border:1px dashed currentColor;border-bottom:0"></span>
<span style="flex:1;height:49%;border:1px dashed currentColor;border-bottom:0"></span>
<span style="flex:1;height:38%;border:1px dashed currentColor;border-bottom:0"></span>
<span style="flex:1;height:31%;border:1px dashed currentColor;border-bottom:0"></span></div>"""
