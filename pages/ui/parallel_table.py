"""Lists that belong together as one editable table: a row for each group, a column for each list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd
import streamlit as st

from analysis.core import Control, Message, Parameter
from analysis.language import joined
from pages.ui import state
from pages.ui.words import language, say

Row: TypeAlias = dict[str, Any]
"""One row as the editor shows it: the value of each list by the parameter's name, percentages as such."""
Settled: TypeAlias = Sequence[tuple[Parameter, Sequence[Any]]]
"""Lists of a table that a plan has settled, with their values: shown in it, not to be changed."""

PERCENT_DIGITS = 8
BLANK_ROWS = 2
HEADING_PIXELS, PIXELS_A_LETTER = 44, 7
"""Room for the sign and the margins of a column's heading, and for each Latin letter in it."""
NOTES: dict[str, Message] = {"arms": Message("One row for each group, the control group first.")}
"""How to fill in the tables of these names."""
NAMED_ROWS: dict[str, tuple[str, str, tuple[Message, ...]]] = {
    "arms": (
        "design",
        "factorial",
        (
            Message("Neither"),
            Message("First factor only"),
            Message("Second factor only"),
            Message("Both factors"),
        ),
    )
}
"""Tables whose rows have names where another question is answered so: that question, its answer, the names."""
LEFT_OUT = Message("Rows with an empty cell are not counted yet.")
ROW = Parameter(
    name="row",
    kind="choices",
    default=(),
    required=False,
    optional=False,
    control=Control(label=Message("Cell")),
)
_TABLES = "rl_tables"


def tables_of(parameters: Iterable[Parameter]) -> dict[str, list[Parameter]]:
    """The lists of each table, by the table's name."""
    found: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        if parameter.control is not None and parameter.control.table:
            found.setdefault(parameter.control.table, []).append(parameter)
    return found


def named_rows(name: str, values: Mapping[str, Any]) -> Settled:
    """The names of a table's rows as its first column, where they have any.

    Examples
    --------
    >>> named_rows("arms", {"design": "arms"})
    ()
    """
    question, answer, words = NAMED_ROWS.get(name, ("", "", ()))
    return ((ROW, [say(word) for word in words]),) if words and values.get(question) == answer else ()


def is_listed(parameter: Parameter) -> bool:
    """Whether a parameter is a column of such a table."""
    return parameter.control is not None and bool(parameter.control.table)


def take_edits(
    cell: str,
    parameters: Iterable[Parameter],
    defaults: Mapping[str, Any],
    settled: Mapping[str, Settled] | None = None,
) -> None:
    """Take what was typed into the cell's tables into the link's codes, before the values are read.

    The editor reports its edits against the rows it was given. While the link holds what was typed here, those
    rows stay and the editor keeps its place; where the link holds something else (another view, a button, the
    other language) there are new rows in a new editor.
    """
    for name, columns in tables_of(parameters).items():
        known = _known(cell, name)
        beside = (settled or {}).get(name, ())
        codes = _codes(cell, columns, beside)
        key = _key(cell, name, known["generation"])
        if key not in st.session_state or known["codes"] != codes:
            values = {p.name: _value(p, codes[p.name], defaults) for p in columns}
            known["generation"] += 1
            known["rows"] = known["typed"] = rows_of(columns, values, _length(beside))
            continue
        known["typed"] = edited(known["rows"], st.session_state[key], [p.name for p in columns])
        lists = complete(known["typed"], columns, _length(beside))
        for parameter in columns:
            value = lists[parameter.name]
            if value != tuple(_value(parameter, codes[parameter.name], defaults)):
                state.put(cell, parameter, value)


def draw(cell: str, name: str, columns: Sequence[Parameter], settled: Settled = ()) -> None:
    """Draw one table; the codes it belongs to are remembered, so that others are noticed.

    Lists that are settled stand before the others and give the table its rows: none is added, none taken out.
    """
    known = _known(cell, name)
    known["codes"] = _codes(cell, columns, settled)
    rows: list[Row] = known["rows"]
    shown = {p.name: pd.Series([_to_shown(p, item) for item in values], dtype=_dtype(p)) for p, values in settled}
    asked = {p.name: pd.Series([row[p.name] for row in rows], dtype=_dtype(p)) for p in columns}
    st.data_editor(
        pd.DataFrame({**shown, **asked}),
        hide_index=True,
        num_rows="fixed" if settled else "dynamic",
        disabled=list(shown),
        column_config={p.name: _column(p) for p in (*(p for p, _ in settled), *columns)},
        key=_key(cell, name, known["generation"]),
        placeholder="",
        alt=say(Message("Table to fill in")),
    )
    if name in NOTES:
        st.caption(say(NOTES[name]))
    if any(_is_begun(row) and not _is_whole(row, columns, known["typed"]) for row in known["typed"]):
        st.caption(say(LEFT_OUT))


def _codes(cell: str, columns: Sequence[Parameter], settled: Settled) -> dict[str, str | None]:
    """What a table's rows belong to: the link's codes, and what is settled beside them."""
    return {
        **{p.name: state.code_of(cell, p) for p in columns},
        **{p.name: state.encode(p, values) for p, values in settled},
    }


def _length(settled: Settled) -> int:
    return max((len(values) for _, values in settled), default=0)


def rows_of(columns: Sequence[Parameter], values: Mapping[str, Any], settled_rows: int = 0) -> list[Row]:
    """Lists beside each other as rows of an editor, blank rows where there is nothing yet."""
    lists = {p.name: [_to_shown(p, item) for item in (values[p.name] or ())] for p in columns}
    length = settled_rows or max((len(items) for items in lists.values()), default=0) or BLANK_ROWS
    return [
        {name: items[place] if place < len(items) else None for name, items in lists.items()} for place in range(length)
    ]


def edited(rows: Sequence[Row], edits: Mapping[str, Any], names: Sequence[str]) -> list[Row]:
    """Rows with an editor's edits: cells changed, rows taken out, rows added.

    Examples
    --------
    >>> edited([{"n": 1}, {"n": 2}], {"edited_rows": {0: {"n": 5}}, "deleted_rows": [1], "added_rows": [{}]}, ["n"])
    [{'n': 5}, {'n': None}]
    """
    gone = {int(place) for place in edits.get("deleted_rows", ())}
    changes = {int(place): cells for place, cells in dict(edits.get("edited_rows", {})).items()}
    kept = [{**row, **_of(changes.get(place, {}), names)} for place, row in enumerate(rows) if place not in gone]
    blank: Row = dict.fromkeys(names)
    return [*kept, *({**blank, **_of(cells, names)} for cells in edits.get("added_rows", ()))]


def complete(rows: Sequence[Row], columns: Sequence[Parameter], settled_rows: int = 0) -> dict[str, tuple[Any, ...]]:
    """The lists of the rows that are whole; a list that nobody has to fill in may stay empty altogether.

    Where other lists settle the rows, there are no lists before all of those are whole.
    """
    whole = [row for row in rows if _is_begun(row) and _is_whole(row, columns, rows)]
    if len(whole) < settled_rows:
        whole = []
    used = {p.name for p in _used(columns, rows)}
    return {p.name: tuple(_from_shown(p, row[p.name]) for row in whole) if p.name in used else () for p in columns}


def _used(columns: Sequence[Parameter], rows: Sequence[Row]) -> list[Parameter]:
    return [p for p in columns if p.required or any(row[p.name] is not None for row in rows)]


def _is_begun(row: Row) -> bool:
    return any(value is not None for value in row.values())


def _is_whole(row: Row, columns: Sequence[Parameter], rows: Sequence[Row]) -> bool:
    return all(row[p.name] is not None for p in _used(columns, rows))


def _of(cells: Mapping[str, Any], names: Sequence[str]) -> Row:
    return {name: None if value == "" else value for name, value in cells.items() if name in names}


def _value(parameter: Parameter, code: str | None, defaults: Mapping[str, Any]) -> Any:
    """What the link says, or the default where it says nothing that can be read."""
    default = defaults.get(parameter.name, parameter.default)
    if code is None:
        return default or ()
    try:
        return state.decode(parameter, code) or ()
    except ValueError:
        return default or ()


def _is_percent(parameter: Parameter) -> bool:
    return parameter.control is not None and parameter.control.unit in {"percent", "points"}


def _to_shown(parameter: Parameter, value: Any) -> Any:
    return round(100.0 * value, PERCENT_DIGITS) if _is_percent(parameter) else value


def _from_shown(parameter: Parameter, shown: Any) -> Any:
    if parameter.kind != "numbers":
        return str(shown)
    if _is_percent(parameter):
        return round(float(shown) / 100.0, PERCENT_DIGITS + 2)
    return int(shown) if parameter.whole else float(shown)


def _dtype(parameter: Parameter) -> str:
    if parameter.kind != "numbers":
        return "object"
    return "Int64" if _is_counted(parameter) else "Float64"


def _is_counted(parameter: Parameter) -> bool:
    return parameter.whole or (parameter.control is not None and parameter.control.unit == "count")


def _column(parameter: Parameter) -> Any:
    control = parameter.control
    label = say(control.heading or control.label) if control else parameter.name
    hint = _hint(parameter)
    if parameter.kind == "numbers":
        if _is_percent(parameter):
            label = f"{label} (%)"
        step = 1 if _is_counted(parameter) else None
        return st.column_config.NumberColumn(label, help=hint, step=step, width=_width(label))
    if parameter.choices:
        words = {code: say(text) for code, text in (control.choices if control else {}).items()}
        return st.column_config.SelectboxColumn(
            label,
            help=hint,
            options=list(parameter.choices),
            format_func=lambda code: words.get(str(code), str(code)),
            width=_width(max((label, *words.values()), key=_letters)),
        )
    return st.column_config.TextColumn(label, help=hint, width=_width(label))


def _hint(parameter: Parameter) -> str | None:
    """The help, after the whole label where the heading shortens it."""
    control = parameter.control
    if control is None:
        return None
    end = "。" if language() == "zh" else "."
    whole = f"{say(control.label)}{end}" if control.heading is not None else ""
    return joined((whole, say(control.help) if control.help else "")) or None


def _width(text: str) -> int:
    """Pixels of a column: as wide as its heading, so that the columns of one table fit beside each other."""
    return HEADING_PIXELS + PIXELS_A_LETTER * _letters(text)


def _letters(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _known(cell: str, name: str) -> dict[str, Any]:
    tables: dict[str, dict[str, Any]] = st.session_state.setdefault(_TABLES, {})
    fresh: dict[str, Any] = {"generation": 0, "rows": [], "typed": [], "codes": None}
    return tables.setdefault(f"{state.page()}:{cell}.{name}", fresh)


def _key(cell: str, name: str, generation: int) -> str:
    return f"table:{cell}.{name}:{generation}:{language()}"
