"""A table as read, before personal data are settled; customers and arms keep their key."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.core.messages import ColumnRef, Message, Sentence, ValueRef
from analysis.data.codebook import Codebook, TableName, Variable, code_text
from analysis.data.event_mapping import EVENT_LABELS, guess_mapping
from analysis.data.pasted_counts import is_control
from analysis.data.read_report import Reporter

KEY = "customer_id"


@dataclass(frozen=True, slots=True, eq=False)
class ReadTable:
    """A table as read.

    Parameters
    ----------
    frame : DataFrame
        Raw codes.
    codebook : Codebook
        Its variables.
    dialect : str
        Id of the layout.
    layout : Message
        The layout in words.
    n_rows_read, n_columns_read : int
        Size of the file below its header.
    """

    frame: pd.DataFrame
    codebook: Codebook
    dialect: str
    layout: Sentence
    n_rows_read: int
    n_columns_read: int


def in_table(read: ReadTable, table: TableName, report: Reporter) -> ReadTable:
    """The same table as another part of a study: its customer ids become the key `customer_id`, as text.

    In an experiment the control group is the first one: a group that is called so comes to stand first.
    """
    frame = read.frame
    variables = [replace(variable, table=table) for variable in read.codebook.variables]
    if table == "arms":
        variables = [_control_first(variable, report) for variable in variables]
    headers = [variable.source or variable.id for variable in variables if not variable.options]
    header = guess_mapping(headers).get(KEY)
    found = next((v for v in variables if not v.options and header and (v.source or v.id) == header), None)
    if found is None:
        return replace(read, codebook=Codebook(tuple(variables)))
    column = frame[found.id]
    texts = column.map(lambda value: value if isinstance(value, str) else code_text(value), na_action="ignore")
    columns = {KEY if name == found.id else str(name): frame[name] for name in frame.columns}
    columns[KEY] = texts.astype("str")
    key = Variable(id=KEY, label=EVENT_LABELS[KEY], level="id", source=found.source, table=table, keep=True)
    report.read(Message("{column} is kept as text: other tables are joined on it.", column=ColumnRef(KEY)), 1, KEY)
    return replace(
        read,
        frame=pd.DataFrame(columns, index=frame.index),
        codebook=Codebook(tuple(key if variable is found else variable for variable in variables)),
    )


def _control_first(variable: Variable, report: Reporter) -> Variable:
    """The column with the group that is called control in front, where there is one; elsewhere the column as it is."""
    if variable.level not in {"nominal", "binary"}:
        return variable
    named = [value for value in variable.values if any(map(is_control, (value.label.en, value.label.zh)))]
    if len(named) != 1 or variable.values[0] is named[0]:
        return variable
    report.guessed(
        Message(
            "“{group}” stands first in {column}: it is taken as the control group.",
            group=ValueRef(variable.id, named[0].code),
            column=ColumnRef(variable.id),
        ),
        1,
        variable.id,
    )
    return replace(variable, values=(named[0], *(value for value in variable.values if value is not named[0])))
