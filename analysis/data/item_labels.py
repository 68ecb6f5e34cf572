"""Labels of items, rankings and options: with their question in front where they say too little alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analysis.data.codebook import Variable
from analysis.data.column_sets import joined_label
from analysis.data.drafts import ColumnDraft

LONG_QUESTION = 40
_COUNTED = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[ivx]{1,4})[)）]?", re.IGNORECASE)
_BARE = re.compile(
    r"(?:item|row|col|column|option|statement|choice|scale|选项|项目|题项|小题|项|行|列)?[\s_\-]*"
    r"(?:[（(]?(?:\d{1,3}|[a-z]|[一二三四五六七八九十]{1,3}|[ivx]{1,4})[)）]?)?",
    re.IGNORECASE,
)


def is_numeral(option: str) -> bool:
    """Whether an option is only a count: 1, (2), 三, iv.

    Examples
    --------
    >>> is_numeral("（一）"), is_numeral("12"), is_numeral("微信")
    (True, True, False)
    """
    return bool(_COUNTED.fullmatch(option.strip()))


def labels_told_apart(drafts: Sequence[ColumnDraft], variables: Sequence[Variable]) -> list[Variable]:
    """Variables whose labels say what they are wherever they stand alone.

    An item of a matrix or ranking is called "question: item" where another variable of the file has
    the same label (a place of a long question only where another place has it), where the label says nothing (``1``, ``Row 2``), and where that holds for a
    sibling; an option only where its label is a numeral.

    Parameters
    ----------
    drafts : sequence of ColumnDraft
        The columns, with the text of their question.
    variables : sequence of Variable
        Variables of these columns, and the questions among them.

    Returns
    -------
    list of Variable
    """
    counts = _label_counts(variables)
    by_id = {draft.id: draft for draft in drafts}
    owners = {variable.id: variable for variable in variables if variable.level == "ranking"}
    places = [variable for variable in variables if variable.part_of in owners]
    place_counts = _label_counts(places)

    def counted(variable: Variable) -> Counter[str]:
        # Places are called places wherever they stand: no question of many words is needed to tell them apart.
        owner = owners.get(variable.part_of)
        return place_counts if owner is not None and len("".join(_plain(owner))) > LONG_QUESTION else counts

    unclear = {
        variable.part_of
        for variable in variables
        if variable.part_of and variable.level != "option" and _says_too_little(variable, counted(variable))
    }
    return [_in_full(variable, by_id.get(variable.id), unclear) for variable in variables]


def _label_counts(variables: Sequence[Variable]) -> Counter[str]:
    return Counter(label for variable in variables for label in {*_plain(variable)})


def _plain(variable: Variable) -> tuple[str, ...]:
    return tuple(label.strip().casefold() for label in (variable.label.en, variable.label.zh) if label)


def _says_too_little(variable: Variable, counts: Counter[str]) -> bool:
    return any(
        counts[label] > 1 or _BARE.fullmatch(label) or label == variable.id.casefold() for label in _plain(variable)
    )


def _in_full(variable: Variable, draft: ColumnDraft | None, unclear: set[str]) -> Variable:
    option = variable.label.zh or variable.label.en
    if draft is None or not draft.stem or not option or option == draft.stem:
        return variable
    wanted = is_numeral(option) if variable.level == "option" else variable.part_of in unclear
    if not wanted:
        return variable
    # The item's own text stays known: it finds its column in the next file.
    return replace(variable, label=joined_label(draft.stem, option), answer=option)
