"""The codebook as an editable table: levels and labels in bulk, the answers of one variable, save and load."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd
import streamlit as st

from analysis.core import LocalText, Message, RetentionLabError, StudyFileError
from analysis.core.frames import MISSING_KINDS, MISSING_WORDS
from analysis.data import Codebook, MissingCode, ValueLabel, Variable, VariableLevel
from pages.ui import current
from pages.ui.forms import column_names
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    from analysis.data import Study

LEVELS: tuple[str, ...] = get_args(VariableLevel)
LEVEL_WORDS: dict[str, Message] = {
    "nominal": Message("nominal: unordered answers"),
    "ordinal": Message("ordinal: ordered answers"),
    "scale": Message("scale: numbers"),
    "multi": Message("multi-select question"),
    "option": Message("option of a multi-select"),
    "text": Message("open text"),
    "date": Message("date"),
    "id": Message("id"),
    "weight": Message("weight"),
    "ranking": Message("ranking"),
}
TABLE_NAMES: dict[str, Message] = {
    "survey": Message("Survey answers"),
    "customers": Message("Customers"),
    "events": Message("Events"),
    "arms": Message("Experiment"),
}
_FAILED = "rl_codebook_error"
EDITABLE = ("label_en", "label_zh", "level", "reverse", "keep")


def show() -> None:
    """Draw the table of variables, the answers of one variable, and the codebook file."""
    study = current.study()
    if study is None:
        return
    error: RetentionLabError | None = st.session_state.pop(_FAILED, None)
    if error is not None:
        st.error(say_error(error))
    st.caption(say(Message("Changes take effect on every page when you apply them; the raw data stay as they are.")))
    _bulk(study)
    st.divider()
    _answers(study)
    st.divider()
    _file(study)


def _bulk(study: Study) -> None:
    rows = table_of(study.codebook)
    words = {level: say(text) for level, text in LEVEL_WORDS.items()}
    shown = rows.assign(level=rows["level"].map(words))
    edited = st.data_editor(
        shown,
        hide_index=True,
        column_order=_columns_in_order(list(shown.columns)),
        height=420,
        key=f"codebook:{study.state_fingerprint}:{language()}",
        disabled=[name for name in shown.columns if name not in EDITABLE],
        column_config={
            "table": st.column_config.TextColumn(say(Message("Table"))),
            "id": st.column_config.TextColumn(say(Message("Id"))),
            "label_en": st.column_config.TextColumn(say(Message("Label (English)")), width="medium"),
            "label_zh": st.column_config.TextColumn(say(Message("Label (Chinese)")), width="medium"),
            "level": st.column_config.SelectboxColumn(
                say(Message("Level")), options=list(words.values()), required=True
            ),
            "answers": st.column_config.TextColumn(say(Message("Answers in order")), width="medium"),
            "missing": st.column_config.TextColumn(say(Message("Missing codes"))),
            "reverse": st.column_config.CheckboxColumn(say(Message("Reversed"))),
            "personal": st.column_config.CheckboxColumn(say(Message("Personal"))),
            "keep": st.column_config.CheckboxColumn(
                say(Message("Keep")), help=say(Message("Use this personal column all the same."))
            ),
        },
    )
    back = {text: level for level, text in words.items()}
    changed = edited.assign(level=edited["level"].map(back))
    differs = not changed[list(EDITABLE)].astype(str).equals(rows[list(EDITABLE)].astype(str))
    st.button(
        say(Message("Apply the changes")),
        type="primary",
        disabled=not differs,
        key="apply_codebook",
        on_click=lambda: _put(study, edited_codebook(study.codebook, changed)),
    )


def _columns_in_order(names: list[str]) -> list[str]:
    """The label in the reader's language before the other one."""
    return [{"label_en": "label_zh", "label_zh": "label_en"}.get(n, n) for n in names] if language() == "zh" else names


def table_of(codebook: Codebook) -> pd.DataFrame:
    """The codebook as one row per variable."""
    return pd.DataFrame(
        [
            {
                "table": say(TABLE_NAMES[v.table]),
                "id": v.id,
                "label_en": v.label.en,
                "label_zh": v.label.zh,
                "level": v.level,
                "answers": " · ".join(codebook.value_label(v.id, value.code, language()) for value in v.values),
                "missing": " · ".join(f"{item.code} {say(MISSING_WORDS[item.kind])}" for item in v.missing),
                "reverse": v.reverse,
                "personal": v.personal,
                "keep": v.keep,
            }
            for v in codebook.variables
        ]
    )


def edited_codebook(codebook: Codebook, rows: pd.DataFrame) -> Codebook:
    """The codebook with the labels, levels and flags of an edited table."""
    changed: list[Variable] = []
    for variable, (_, row) in zip(codebook.variables, rows.iterrows(), strict=True):
        label = LocalText(en=str(row["label_en"] or ""), zh=str(row["label_zh"] or ""))
        changed.append(
            replace(variable, label=label, level=row["level"], reverse=bool(row["reverse"]), keep=bool(row["keep"]))
        )
    return Codebook(tuple(changed))


def _put(study: Study, codebook: Codebook) -> None:
    try:
        changed = study.with_codebook(codebook)
        for table in changed.tables:
            changed.prepared(table)
    except RetentionLabError as error:
        st.session_state[_FAILED] = error
        return
    current.change_study(changed)


def _answers(study: Study) -> None:
    st.subheader(say(Message("Answers of one variable")), anchor=False)
    offered = [v for v in study.codebook.variables if v.level in {"nominal", "ordinal", "scale"} and not v.derived]
    if not offered:
        st.caption(say(Message("No variable has declared answers.")))
        return
    places = {f"{v.table}:{v.id}": v for v in offered}
    names = column_names([v.id for v in offered])
    place = st.selectbox(
        say(Message("Variable")),
        list(places),
        index=next((n for n, v in enumerate(offered) if v.values), 0),
        format_func=lambda key: names[places[key].id],
        key=f"codes_of:{language()}",
    )
    variable = places[place]
    kinds: dict[str, str] = {"": "–", **{kind: say(words) for kind, words in MISSING_WORDS.items()}}
    rows = _answer_rows(variable, kinds)
    edited = st.data_editor(
        rows,
        num_rows="dynamic",
        hide_index=True,
        key=f"answers:{place}:{study.state_fingerprint}:{language()}",
        column_config={
            "order": st.column_config.NumberColumn(say(Message("Order")), step=1),
            "code": st.column_config.TextColumn(say(Message("Code")), required=True),
            "label_en": st.column_config.TextColumn(say(Message("Label (English)"))),
            "label_zh": st.column_config.TextColumn(say(Message("Label (Chinese)"))),
            "missing": st.column_config.SelectboxColumn(
                say(Message("Counts as missing")), options=list(kinds.values())
            ),
        },
    )
    st.caption(say(Message("The order matters for ordinal answers: change the numbers in the first column.")))
    back = {text: kind for kind, text in kinds.items()}
    st.button(
        say(Message("Apply the answers")),
        key="apply_answers",
        disabled=edited.equals(rows),
        on_click=lambda: _put(study, study.codebook.with_variables([_with_answers(variable, edited, back)])),
    )


def _answer_rows(variable: Variable, kinds: dict[str, str]) -> pd.DataFrame:
    labels = {str(value.code): value.label for value in variable.values}
    missing = {str(item.code): item.kind for item in variable.missing}
    codes = [*labels, *(code for code in missing if code not in labels)]
    return pd.DataFrame(
        {
            "order": pd.array(range(1, len(codes) + 1), dtype="Int64"),
            "code": pd.array(codes, dtype="string"),
            "label_en": pd.array([labels[c].en if c in labels else "" for c in codes], dtype="string"),
            "label_zh": pd.array([labels[c].zh if c in labels else "" for c in codes], dtype="string"),
            "missing": pd.array([kinds[missing[c]] if c in missing else kinds[""] for c in codes], dtype="string"),
        }
    )


def _with_answers(variable: Variable, rows: pd.DataFrame, kinds: dict[str, str]) -> Variable:
    filled = rows.dropna(subset=["code"]).sort_values("order", kind="stable")
    values: list[ValueLabel] = []
    missing: list[MissingCode] = []
    for row in filled.to_dict("records"):
        text: dict[str, Any] = {str(name): "" if pd.isna(value) else value for name, value in row.items()}
        code = str(text["code"]).strip()
        kind = kinds.get(str(text["missing"]), "")
        label = LocalText(en=str(text["label_en"]), zh=str(text["label_zh"]))
        if kind in MISSING_KINDS:
            missing.append(MissingCode(code, kind))
        if not kind or label != LocalText():
            values.append(ValueLabel(code, label))
    return replace(variable, values=tuple(values), missing=tuple(missing))


def _read(content: bytes) -> Codebook:
    try:
        document = json.loads(content)
    except ValueError as error:
        raise StudyFileError(
            Message("This file is not a codebook: it is not JSON."),
            remedy=Message("Use a file saved with “Save the codebook”."),
        ) from error
    return Codebook.from_json(document)


def _file(study: Study) -> None:
    st.subheader(say(Message("Codebook file")), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.download_button(
            say(Message("Save the codebook")),
            data=lambda: json.dumps(study.codebook.to_json(), ensure_ascii=False, indent=1).encode(),
            file_name="codebook.json",
            mime="application/json",
            on_click="ignore",
            key="save_codebook",
        )
        st.caption(say(Message("Labels, levels, order and missing codes; no data.")))
    with right:
        upload = st.file_uploader(say(Message("Load a codebook")), key="load_codebook")
        if upload is not None:
            st.button(
                say(Message("Use this codebook")), key="use_codebook", on_click=_use, args=(study, upload.getvalue())
            )


def _use(study: Study, content: bytes) -> None:
    try:
        loaded = _read(content)
    except RetentionLabError as error:
        st.session_state[_FAILED] = error
        return
    _put(study, loaded)
