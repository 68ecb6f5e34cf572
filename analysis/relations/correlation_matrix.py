"""Which of many columns go together: every pair, corrected for their number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from analysis.core import (
    ColumnRef,
    Control,
    Dropped,
    Message,
    Note,
    ParameterError,
    PluralMessage,
    Provenance,
    method,
    package_versions,
)
from analysis.core.frames import dropped_rows
from analysis.core.parameters import OrderedColumns
from analysis.inference.multiplicity import AdjustMethod, adjusted_p_values
from analysis.relations.answers import Answers, FloatArray, read_answers
from analysis.relations.cautions import ASSOCIATION
from analysis.relations.choice import COEFFICIENT_NAMES
from analysis.relations.columns import coded
from analysis.relations.correlation import LEVEL_CONTROL
from analysis.relations.matrix_result import ADJUST_NAMES, CorrelationMatrix
from analysis.relations.pairwise import FEWEST_ROWS, MatrixMethod, Pairs, all_pairs
from analysis.relations.sides import counted_answer
from analysis.relations.similarity import blocks, similarity_order

MissingRows: TypeAlias = Literal["pairwise", "listwise"]
MOST_COLUMNS = 200


@method("correlation_matrix")
def correlation_matrix(
    frame: pd.DataFrame,
    *,
    columns: Annotated[
        OrderedColumns, Field(min_length=2, max_length=MOST_COLUMNS), Control(label=Message("Columns to compare"))
    ],
    method: Annotated[
        MatrixMethod,
        Control(
            label=Message("Method"),
            choices={name: COEFFICIENT_NAMES[name] for name in ("spearman", "pearson", "kendall")},
        ),
    ] = "spearman",
    adjust: Annotated[
        AdjustMethod,
        Control(
            label=Message("Correct for many tests"),
            help=Message("Holm bounds the chance of any false finding, Benjamini–Hochberg the share of false ones."),
            choices=ADJUST_NAMES,
        ),
    ] = "holm",
    level: Annotated[float, Field(ge=0.5, lt=1), LEVEL_CONTROL] = 0.95,
    missing: Annotated[
        MissingRows,
        Control(
            label=Message("Rows with gaps"),
            help=Message("Pairwise uses all rows a pair has; listwise only rows complete in every column."),
            choices={"pairwise": Message("pairwise"), "listwise": Message("listwise")},
            advanced=True,
        ),
    ] = "pairwise",
    order_by_similarity: Annotated[bool, Control(label=Message("Order by similarity"))] = False,
    missing_kinds: pd.DataFrame | None = None,
    progress: Callable[[float], None] | None = None,
) -> CorrelationMatrix:
    """Which of these answers move together, and which pairs hold once their number is counted?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent or customer.
    columns : tuple of str
        2 to 200 columns of numbers, ordered answers or yes-or-no answers.
    method : {"spearman", "pearson", "kendall"}
        Pearson's is refused for ordered answers, whose distances are unknown.
    adjust : str
        Correction of the p-values over all pairs with a coefficient.
    level : float
        Confidence level in 0.5..1; a pair counts as told from 0 when its corrected p-value is below 1 - level.
    missing : {"pairwise", "listwise"}
        Rows used: those with both columns of a pair, or those with every column.
    order_by_similarity : bool
        Whether the picture puts like columns beside each other.
    missing_kinds : DataFrame, optional
        Kind of each missing cell, same index as `frame`.
    progress : callable, optional
        Called now and then with the share done, in 0..1; may raise to stop.

    Returns
    -------
    CorrelationMatrix
        Coefficient, interval, n, raw and corrected p-value of every pair. NaN with a note for pairs of
        fewer than 4 rows and columns of one value.

    Raises
    ------
    ParameterError
        If Pearson's is asked for with ordered answers.

    Notes
    -----
    Coefficients, tests and intervals are those of `correlate`, each pair on its own rows; ranks are
    taken within the rows of the pair. The intervals are not corrected for the number of pairs.
    Pairwise deletion can put together coefficients of different people; compare the n of the pairs.

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics, 6, 65-70.
    .. [2] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
       Royal Statistical Society B, 57, 289-300.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [1.0, 2, 3, 5, 4], "c": [5.0, 3, 4, 2, 1]})
    >>> correlation_matrix(frame, columns=("a", "b", "c")).to_frame()[["x", "y", "r"]].round(2).values.tolist()
    [['a', 'b', 0.9], ['a', 'c', -0.9], ['b', 'c', -0.8]]
    """
    answers = [read_answers(frame, column) for column in columns]
    if method == "pearson":
        _require_numbers(answers)
    used, dropped = _rows(frame, columns, missing, missing_kinds)
    everyone = bool(used.all())
    kept = [coded(one.numbers if everyone else one.numbers[used]) for one in answers]
    found = all_pairs(kept, method, level, progress)
    pairs = _pair_frame(columns, found, adjust)
    matrix = _square(found, len(columns))
    told = _square(found, len(columns), only=pairs["p_adjusted"].to_numpy() < 1 - level)
    order = similarity_order(matrix) if order_by_similarity else tuple(range(len(columns)))
    return CorrelationMatrix(
        columns=columns,
        order=tuple(columns[i] for i in order),
        method=method,
        adjust=adjust,
        level=level,
        counted=_counted(answers),
        pairs=pairs,
        blocks=tuple(tuple(columns[i] for i in block) for block in blocks(told)),
        notes=_notes(columns, answers, found, adjust, level, int(used.sum())),
        provenance=Provenance(
            method="correlation_matrix",
            n_total=len(frame),
            n_used=int(used.sum()),
            dropped=dropped,
            parameters={"columns": columns, "method": method, "adjust": adjust, "level": level, "missing": missing},
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _counted(answers: list[Answers]) -> dict[str, Any]:
    return {one.column: answer for one in answers if (answer := counted_answer(one)) is not None}


def _require_numbers(answers: list[Answers]) -> None:
    ordered = tuple(ColumnRef(one.column) for one in answers if one.level == "ordinal")
    if ordered:
        raise ParameterError(
            Message("Pearson's r does not suit the ordered answers of {columns}.", columns=ordered[:5]),
            Message("Suitable: {names}.", names=(COEFFICIENT_NAMES["spearman"], COEFFICIENT_NAMES["kendall"])),
            Message("Choose one of these, or change the level of a column on the Variables page."),
            parameter="method",
        )


def _rows(
    frame: pd.DataFrame, columns: tuple[str, ...], missing: MissingRows, missing_kinds: pd.DataFrame | None
) -> tuple[NDArray[np.bool_], tuple[Dropped, ...]]:
    if missing == "listwise":
        used, dropped = dropped_rows(frame, columns, missing_kinds)
        return used.to_numpy(), dropped
    present = frame[list(columns)].notna().to_numpy().sum(axis=1)
    kept = present >= 2
    lost = int((~kept).sum())
    reason = Message("fewer than two of the columns answered")
    return kept, (Dropped(lost, reason),) if lost else ()


def _pair_frame(columns: tuple[str, ...], found: Pairs, adjust: AdjustMethod) -> pd.DataFrame:
    names = np.array(columns, dtype=object)
    return pd.DataFrame(
        {
            "x": names[found.first],
            "y": names[found.second],
            "r": found.r,
            "low": found.low,
            "high": found.high,
            "n": found.n,
            "statistic": found.statistic,
            "p": found.p,
            "p_adjusted": adjusted_p_values(found.p, adjust),
        }
    )


def _square(found: Pairs, size: int, only: NDArray[np.bool_] | None = None) -> FloatArray:
    matrix = np.full((size, size), np.nan)
    r = found.r if only is None else np.where(only, found.r, np.nan)
    matrix[found.first, found.second] = r
    matrix[found.second, found.first] = r
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _notes(
    columns: tuple[str, ...], answers: list[Answers], found: Pairs, adjust: AdjustMethod, level: float, n_rows: int
) -> tuple[Note, ...]:
    defined = ~np.isnan(found.r)
    if not defined.any():
        message = PluralMessage(
            "No pair has a coefficient: {n:count} row has two of these columns, and 4 with different values are needed.",
            "No pair has a coefficient: {n:count} rows have two of these columns, and 4 with different values are needed.",
            n=n_rows,
        )
        return (Note("blocks_conclusion", message, "no_pairs"),)
    notes = [*_undefined_pairs(answers, found), *_perfect_pairs(columns, found)]
    n_defined = found.n[defined]
    if n_defined.max() > 1.25 * n_defined.min():
        message = Message(
            "The pairs rest on {least:count} to {most:count} rows, so they describe partly different people; listwise compares the same ones.",
            least=int(n_defined.min()),
            most=int(n_defined.max()),
        )
        notes.append(Note("caution", message, "unequal_n"))
    pairs = int(defined.sum())
    if adjust == "none" and pairs > 1:
        message = Message(
            "Without correction about {chance:number} of {pairs:count} pairs would look different from 0 by chance alone.",
            chance=(1 - level) * pairs,
            pairs=pairs,
        )
        notes.append(Note("caution", message, "uncorrected"))
    if found.ranked_once:
        message = Message("Ranks were taken once per column, over its own rows, because there are very many pairs.")
        notes.append(Note("info", message, "ranked_once"))
    family = PluralMessage(
        "The family: one pair, {adjust}.",
        "The family: {pairs:count} pairs, {adjust}. The intervals are not corrected for their number.",
        n=pairs,
        pairs=pairs,
        adjust=ADJUST_NAMES[adjust],
    )
    return (*notes, Note("info", family, "family"), ASSOCIATION)


def _undefined_pairs(answers: list[Answers], found: Pairs) -> list[Note]:
    notes: list[Note] = []
    present = [one.numbers[~np.isnan(one.numbers)] for one in answers]
    flat = [ColumnRef(one.column) for one, values in zip(answers, present, strict=True) if _one_value(values)]
    if flat:
        message = Message("Nothing can go together with a column of one value: {columns}.", columns=tuple(flat[:10]))
        notes.append(Note("caution", message, "constant"))
    thin = int((found.n < FEWEST_ROWS).sum())
    if thin:
        message = PluralMessage(
            "{n:count} pair has fewer than {least:count} rows and no coefficient.",
            "{n:count} pairs have fewer than {least:count} rows and no coefficient.",
            n=thin,
            least=FEWEST_ROWS,
        )
        notes.append(Note("caution", message, "too_few_rows"))
    return notes


def _one_value(values: FloatArray) -> bool:
    return values.size == 0 or bool(values.min() == values.max())


def _perfect_pairs(columns: tuple[str, ...], found: Pairs) -> list[Note]:
    places = np.flatnonzero(np.abs(found.r) >= 1)[:3]
    return [
        Note(
            "caution",
            Message(
                "{x} and {y} give each other exactly; perhaps one was computed from the other.",
                x=ColumnRef(columns[int(found.first[place])]),
                y=ColumnRef(columns[int(found.second[place])]),
            ),
            "perfect",
        )
        for place in places
    ]
