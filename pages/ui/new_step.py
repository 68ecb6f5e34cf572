"""Add a step to the recipe: one small form for each kind, with a preview before it is put in force."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from analysis.core import ColumnRef, LocalText, Message, RetentionLabError, ValueRef
from analysis.data.dialects.metadata import TOOL_COLUMNS
from pages.ui import current, step_list
from pages.ui.forms import column_names
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    from analysis.data import Study
    from analysis.data.codebook import TableName

KINDS: dict[str, Message] = {
    "filter": Message("Filter"),
    "band": Message("Band"),
    "recode": Message("Recode"),
    "compute": Message("Compute"),
    "weight": Message("Weight"),
}
KIND_HELP: dict[str, Message] = {
    "filter": Message("Keep some rows. The filter has a name, stands in the status line and works on every page."),
    "band": Message("Cut a number into ordered classes."),
    "recode": Message("Put answers together or rename them, in a new variable."),
    "compute": Message("Compute a new variable, such as a scale score: mean(q3_1, q3_2, q3_3)."),
    "weight": Message("Name the column that says how many people a row stands for."),
}
OPERATORS: dict[str, Message] = {
    "in": Message("is one of"),
    ">=": Message("is at least"),
    "<=": Message("is at most"),
    "answered": Message("is answered"),
    "expression": Message("expression"),
}
MOST_ANSWERS = 12
_GENERATION = "rl_step_form"
FUNCTIONS = "mean() sum() min() max() abs() log() sqrt() round() count_true() is_missing() is_answered() year() month()"


def show() -> None:
    """Draw the form of the chosen kind of step."""
    study = current.study()
    if study is None:
        return
    st.subheader(say(Message("Add a step")), anchor=False)
    kind = str(
        st.segmented_control(
            say(Message("Kind of step")),
            list(KINDS),
            format_func={k: say(v) for k, v in KINDS.items()}.__getitem__,
            default="filter",
            required=True,
            width="stretch",
            key=f"step_kind:{language()}",
            label_visibility="collapsed",
        )
    )
    st.caption(say(KIND_HELP[kind]))
    table = _table(study)
    forms = {"filter": _filter, "band": _band, "recode": _recode, "compute": _compute, "weight": _weight}
    step = forms[kind](study, table)
    if step is not None and _preview(study, step):
        st.button(say(Message("Add the step")), type="primary", key="add_step", on_click=_add, args=(step,))


def _table(study: Study) -> TableName:
    from analysis.data.study import TABLE_WORDS

    tables: list[TableName] = [name for name in study.tables if name != "events"]
    if len(tables) < 2:
        return current.main_table() or "survey"
    words: dict[str, str] = {name: say(TABLE_WORDS[name]) for name in tables}
    chosen = st.selectbox(say(Message("Table")), tables, format_func=words.__getitem__, key=f"step_table:{language()}")
    return cast("TableName", chosen)


def _add(step: Any) -> None:
    study = current.study()
    if study is not None and step_list.apply(lambda: study.recipe.added(step)):
        st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1


def _key(name: str) -> str:
    """Key of a field of the form; an added step starts a new form, whose fields know nothing of the last one."""
    return f"new:{st.session_state.get(_GENERATION, 0)}:{name}"


def _preview(study: Study, step: Any) -> bool:
    try:
        changed = study.with_recipe(study.recipe.added(step))
        prepared = changed.prepared(step.table)
    except RetentionLabError as error:
        st.error(say_error(error))
        return False
    st.caption(
        say(Message("Then n {used:count} of {total:count} rows.", used=len(prepared.frame), total=prepared.n_total))
    )
    made = getattr(step, "into", None)
    if made and made in prepared.frame.columns:
        column = prepared.frame[made]
        missing = int(column.isna().sum())
        if str(column.dtype) in {"category", "boolean"}:
            counts = column.value_counts(sort=False).head(MOST_ANSWERS)
            labels = changed.codebook
            parts = [f"{labels.value_label(made, code, language())}: {n:,}" for code, n in counts.items()]
            parts += ["…"] * (column.nunique() > MOST_ANSWERS)
        elif missing == len(column):
            parts = []
        else:
            parts = [say(Message("{low:number} to {high:number}", low=float(column.min()), high=float(column.max())))]
        parts.append(say(Message("missing: {n:count}", n=missing)))
        st.caption(current.markdown_text(" · ".join(parts)))
    return True


def _variables(study: Study, table: TableName, levels: tuple[str, ...]) -> list[str]:
    names = [v.id for v in study.codebook.of_table(table) if v.level in levels and not v.left_out]
    return sorted(names, key=TOOL_COLUMNS.__contains__)


def _pick(study: Study, table: TableName, levels: tuple[str, ...], key: str, first: str | None = "") -> str | None:
    """The variable of a step; `first` stands there beforehand, None leaves the choice open."""
    options = _variables(study, table, levels)
    if not options:
        st.info(say(Message("This table has no variable of that kind.")))
        return None
    names = column_names(options)
    return st.selectbox(
        say(Message("Variable")),
        options,
        index=None if first is None else options.index(first) if first else 0,
        format_func=names.__getitem__,
        key=_key(f"{key}:{table}:{language()}"),
        placeholder=say(Message("Choose")),
    )


def _filter(study: Study, table: TableName) -> Any:
    from analysis.data import Filter

    words = {name: say(text) for name, text in OPERATORS.items()}
    variable = _pick(study, table, ("nominal", "ordinal", "scale", "option", "weight"), "filter")
    if variable is None:
        return None
    level = study.codebook[variable].level
    operators = ["in", "answered", "expression"] if level in {"nominal", "option"} else list(words)
    if level in {"scale", "weight"}:
        operators.remove("in")
    operator = st.selectbox(
        say(Message("Condition")), operators, format_func=words.__getitem__, key=_key(f"op:{variable}:{language()}")
    )
    expression = _condition(study, variable, operator)
    if not expression:
        return None
    name = st.text_input(
        say(Message("Name of the filter")),
        value=_filter_name(variable, operator, expression),
        key=_key(f"name:{expression}"),
    )
    return Filter(name, expression, table=table) if name.strip() else None


def _condition(study: Study, variable: str, operator: str) -> str:
    known = study.codebook[variable]
    if operator == "answered":
        return f"is_answered({variable})"
    if operator == "expression":
        st.caption(f"and or not · == != < <= > >= in [..] · {FUNCTIONS}")
        return st.text_input(
            say(Message("Expression")), value=f"is_answered({variable})", key=_key(f"expression:{variable}")
        )
    if operator == "in":
        codes = ["1", "0"] if known.level == "option" else list(known.codes)
        labels = {code: study.codebook.value_label(variable, code, language()) for code in codes}
        chosen = st.multiselect(
            say(Message("Answers")),
            codes,
            format_func=labels.__getitem__,
            key=_key(f"answers:{variable}:{language()}"),
            placeholder=say(Message("Choose")),
        )
        return f"{variable} in [{', '.join(repr(code) for code in chosen)}]" if chosen else ""
    if known.level == "ordinal":
        labels = {code: study.codebook.value_label(variable, code, language()) for code in known.codes}
        limit = st.selectbox(
            say(Message("Answer")),
            known.codes,
            format_func=labels.__getitem__,
            key=_key(f"limit:{variable}:{language()}"),
        )
        return f"{variable} {operator} {limit!r}"
    number = st.number_input(say(Message("Value")), value=0.0, key=_key(f"value:{variable}"))
    return f"{variable} {operator} {number:g}"


def _filter_name(variable: str, operator: str, expression: str) -> str:
    label = say(Message("{column}", column=ColumnRef(variable)))
    if operator == "in":
        codes = re.findall(r"'([^']*)'", expression)
        answers = tuple(ValueRef(variable, code) for code in codes)
        return say(Message("{column}: {answer}", column=ColumnRef(variable), answer=answers))
    if operator in {">=", "<="}:
        sign = "≥" if operator == ">=" else "≤"
        limit = ValueRef(variable, expression.partition(operator)[2].strip(" '\""))
        return f"{label} {sign} " + say(Message("{answer}", answer=limit))
    return expression


def _names(suggested: str, key: str) -> tuple[str, LocalText]:
    left, right = st.columns([0.4, 0.6])
    free = _free_name(suggested)
    into = left.text_input(say(Message("Id of the new variable")), value=free, key=_key(f"into:{key}:{free}"))
    label = right.text_input(say(Message("Its label")), key=_key(f"label:{key}"))
    return into.strip(), LocalText(en=label) if language() == "en" else LocalText(zh=label)


def _free_name(suggested: str) -> str:
    """The suggested id, or with a number where the study has it already."""
    study = current.study()
    name, number = suggested, 2
    while study is not None and name in study.codebook:
        name, number = f"{suggested}_{number}", number + 1
    return name


def _band(study: Study, table: TableName) -> Any:
    from analysis.data import Band

    variable = _pick(study, table, ("scale",), "band")
    if variable is None:
        return None
    column = study.prepared(table).frame[variable].dropna()
    suggestion = (
        ", ".join(f"{value:g}" for value in sorted(set(column.quantile([0.25, 0.5, 0.75]).round(2))))
        if len(column)
        else ""
    )
    text = st.text_input(
        say(Message("Cut points, separated by commas")), value=suggestion, key=_key(f"edges:{variable}")
    )
    edges = [float(part) for part in re.split(r"[,，、\s]+", text.strip()) if _is_number(part)]
    names = st.text_input(
        say(Message("Names of the classes, lowest first (optional)")),
        key=_key(f"bands:{variable}"),
        help=say(Message("One more name than cut points, or leave it empty.")),
    )
    labels = [part.strip() for part in re.split(r"[,，、]", names) if part.strip()]
    into, label = _names(f"{variable}_band", f"band:{variable}")
    return Band(variable, edges, labels, into=into, label=label, table=table) if edges and into else None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+(\.\d+)?", text) is not None


def _recode(study: Study, table: TableName) -> Any:
    import pandas as pd

    from analysis.data import Recode

    variable = _pick(study, table, ("nominal", "ordinal"), "recode")
    if variable is None:
        return None
    codes = list(study.codebook[variable].codes)
    rows = pd.DataFrame(
        {
            "code": codes,
            "label": [study.codebook.value_label(variable, code, language()) for code in codes],
            "new": codes,
        }
    )
    headings = {"code": Message("Code"), "label": Message("Answer"), "new": Message("New answer")}
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=["code", "label"],
        key=_key(f"recode:{variable}:{language()}"),
        column_config={name: st.column_config.TextColumn(say(text)) for name, text in headings.items()},
    )
    into, label = _names(f"{variable}_recoded", f"recode:{variable}")
    mapping = {
        old: (None if pd.isna(new) or not str(new).strip() else str(new).strip())
        for old, new in zip(edited["code"], edited["new"], strict=True)
    }
    changed = any(old != new for old, new in mapping.items())
    if not changed:
        st.caption(say(Message("Write the new answer beside each old one; leave it empty to make the answer missing.")))
    return Recode(variable, mapping, into=into, label=label, table=table) if changed and into else None


def _compute(study: Study, table: TableName) -> Any:
    from analysis.data import Compute

    scales = _variables(study, table, ("scale", "ordinal"))
    st.caption(FUNCTIONS)
    with st.popover(say(Message("Names of the variables")), type="tertiary"):
        st.markdown(
            "  \n".join(
                f"`{name}` {current.markdown_text(say(Message('{column}', column=ColumnRef(name))))}" for name in scales
            )
        )
    expression = st.text_input(say(Message("Expression")), key=_key("compute"))
    into, label = _names("score", "compute")
    return Compute(into, expression, label, table=table) if expression.strip() and into else None


def _weight(study: Study, table: TableName) -> Any:
    from analysis.data import Weight

    # Numbers that are no weight, such as an age, would do as one; so nothing is chosen beforehand.
    declared = [v.id for v in study.codebook.of_table(table) if v.level == "weight" and not v.left_out]
    column = _pick(study, table, ("weight", "scale"), "weight", first=declared[0] if declared else None)
    return Weight(column, table=table) if column else None
