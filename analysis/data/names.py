"""Names of variables: which ones a step may give, and which one a misspelt name may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from analysis.core.errors import ColumnRoleError, ParameterError
from analysis.core.messages import ColumnRef, Message
from analysis.data.codebook import Codebook, TableName, Variable, VariableLevel

MAX_NAME = 100

LEVEL_WORDS: dict[VariableLevel, Message] = {
    "nominal": Message("unordered answers (nominal)"),
    "ordinal": Message("ordered answers (ordinal)"),
    "scale": Message("a number (scale)"),
    "multi": Message("several answers (multi-select)"),
    "option": Message("one option of a multi-select question"),
    "text": Message("free text"),
    "date": Message("a date"),
    "id": Message("an identifier"),
    "weight": Message("a weight"),
    "ranking": Message("a ranking"),
}


def close_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that look like a misspelt one."""
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.6)
    return tuple(folded[match] for match in close)


def require_variable(
    codebook: Codebook, name: str, table: TableName, levels: Iterable[VariableLevel] = (), parameter: str = "variable"
) -> Variable:
    """The variable a step names, if the codebook has it in that table at one of these levels."""
    variable = codebook.find(name, table)
    if variable is None:
        close = close_names(name, (known.id for known in codebook.of_table(table)))
        raise ColumnRoleError(
            Message("There is no variable {name}.", name=name),
            remedy=Message("Did you mean one of: {names}?", names=close)
            if close
            else Message("Choose a variable of the codebook."),
            parameter=parameter,
        )
    allowed = tuple(levels)
    if allowed and variable.level not in allowed:
        raise ColumnRoleError(
            Message("{column} is measured as {level}.", column=ColumnRef(name), level=LEVEL_WORDS[variable.level]),
            Message("Allowed here: {levels}.", levels=tuple(LEVEL_WORDS[level] for level in allowed)),
            Message("Choose another column, or change the level on the Variables page."),
            parameter=parameter,
        )
    if variable.left_out:
        raise ColumnRoleError(
            Message("{column} holds personal data and is left out.", column=ColumnRef(name)),
            remedy=Message("Keep it on the Variables page if you really need it."),
            parameter=parameter,
        )
    return variable


def require_new_name(codebook: Codebook, name: str) -> None:
    """Raise `ParameterError` unless a step may call its new variable so."""
    if not name.strip() or name != name.strip() or len(name) > MAX_NAME or not name.isprintable() or "`" in name:
        raise ParameterError(
            Message("“{name}” cannot be the name of a variable.", name=name[:MAX_NAME]),
            Message("Allowed: 1 to {most:count} printed characters without backticks.", most=MAX_NAME),
            parameter="into",
        )
    if name in codebook:
        raise ParameterError(
            Message("The name {name} is already taken.", name=name),
            remedy=Message("Give the new variable a name of its own; the old one stays as it is."),
            parameter="into",
        )
