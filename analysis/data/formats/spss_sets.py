"""Multiple-response sets of SPSS as multi-select questions with one 0/1 column for each option."""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.messages import ColumnRef, Message
from analysis.data.codebook import Codebook, Variable, code_text
from analysis.data.read_report import Reporter
from analysis.data.variable_ids import clean_id, local_text


def with_response_sets(
    frame: pd.DataFrame,
    variables: Sequence[Variable],
    sets: Mapping[str, Mapping[str, Any]],
    renamed: Mapping[str, str],
    report: Reporter,
) -> tuple[pd.DataFrame, Codebook]:
    """Apply the sets that an SPSS file declares.

    Parameters
    ----------
    frame : DataFrame
        Raw codes.
    variables : sequence of Variable
        The file's variables.
    sets : Mapping
        Sets as pyreadstat gives them.
    renamed : Mapping of str to str
        Id of each variable by its name in lower case.
    report : Reporter
        Told every set.

    Returns
    -------
    (DataFrame, Codebook)
        In a set of dichotomies the counted value becomes 1 and everything else 0; rows in which all
        columns are empty stay empty. A set of categories gets one column for each answer beside its
        own columns.
    """
    by_id = {variable.id: variable for variable in variables}
    columns: dict[str, pd.Series] = {str(name): frame[name] for name in frame.columns}
    new: list[Variable] = []
    used: set[str] = set()
    for name, facts in sets.items():
        members = [renamed[str(v).lower()] for v in facts.get("variable_list", []) if str(v).lower() in renamed]
        members = [member for member in members if member not in used]
        if len(members) < 2:
            continue
        question = _free_id(clean_id(name) or "set", {*columns, *(variable.id for variable in new)})
        label = local_text(str(facts.get("label") or name.lstrip("$")))
        if facts.get("is_dichotomy", facts.get("type") == "D"):
            used.update(members)
            counted = code_text(_plain(facts.get("counted_value", 1)))
            columns.update(_dichotomies(columns, members, counted, by_id))
            for member in members:
                by_id[member] = replace(by_id[member], level="option", values=(), part_of=question)
            options = tuple(members)
        else:
            made = _categories(columns, members, by_id, question)
            columns.update({variable.id: column for variable, column in made})
            new.extend(variable for variable, _ in made)
            options = tuple(variable.id for variable, _ in made)
        new.append(Variable(id=question, label=label, level="multi", options=options, source=name))
        report.changed(
            Message(
                "The multiple-response set {name} became one question with {n:count} options.",
                name=ColumnRef(question),
                n=len(options),
            ),
            len(options),
            question,
        )
    return pd.DataFrame(columns, index=frame.index), Codebook(_in_order([*by_id.values()], new))


def _plain(value: Any) -> Any:
    """A counted value as a number where its text is one."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value).strip()


def _free_id(name: str, taken: set[str]) -> str:
    n, candidate = 1, name
    while candidate in taken:
        n += 1
        candidate = f"{name}_set" if n == 2 else f"{name}_set_{n}"
    return candidate


def _missing_codes(variable: Variable) -> set[str]:
    return {code_text(item.code) for item in variable.missing}


def _dichotomies(
    columns: Mapping[str, pd.Series], members: Sequence[str], counted: str, by_id: Mapping[str, Variable]
) -> dict[str, pd.Series]:
    nothing = np.logical_and.reduce([columns[member].isna().to_numpy() for member in members])
    made: dict[str, pd.Series] = {}
    for member in members:
        missing = _missing_codes(by_id[member])

        def recode(value: Any, missing: set[str] = missing) -> float:
            text = code_text(value)
            return float(value) if text in missing and not isinstance(value, str) else float(text == counted)

        coded = columns[member].map(recode, na_action="ignore").astype("float64").fillna(0.0)
        made[member] = coded.where(~nothing)
    return made


def _categories(
    columns: Mapping[str, pd.Series], members: Sequence[str], by_id: Mapping[str, Variable], question: str
) -> list[tuple[Variable, pd.Series]]:
    """One 0/1 column for each answer that any of the columns may hold."""
    answers = {code_text(value.code): value for member in members for value in by_id[member].values}
    missing = set[str]().union(*(_missing_codes(by_id[member]) for member in members))
    texts = {member: columns[member].map(code_text, na_action="ignore") for member in members}
    answered = np.logical_or.reduce(
        [(texts[member].notna() & ~texts[member].isin(missing)).to_numpy() for member in members]
    )
    made: list[tuple[Variable, pd.Series]] = []
    for place, (code, value) in enumerate(answers.items(), start=1):
        chosen = np.logical_or.reduce(
            [(texts[member] == code).to_numpy(dtype=bool, na_value=False) for member in members]
        )
        column = pd.Series(np.where(answered, chosen.astype(np.float64), np.nan), index=columns[members[0]].index)
        variable = Variable(
            id=f"{question}_{place}", label=value.label, level="option", part_of=question, source=", ".join(members)
        )
        made.append((variable, column))
    return made


def _in_order(variables: Sequence[Variable], new: Sequence[Variable]) -> tuple[Variable, ...]:
    """Questions stand in front of their first column."""
    owners = {variable.options[0]: variable for variable in new if variable.level == "multi"}
    options = [variable for variable in new if variable.level == "option"]
    ordered: list[Variable] = []
    for variable in [*variables, *options]:
        if variable.id in owners:
            ordered.append(owners[variable.id])
        ordered.append(variable)
    return tuple(ordered)
