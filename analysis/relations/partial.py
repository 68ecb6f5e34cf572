"""How strongly two columns go together once others are held constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal, TypeAlias

import pandas as pd
from pydantic import Field

from analysis.core import (
    ColumnRef,
    Control,
    Estimate,
    Message,
    Note,
    ParameterError,
    PluralMessage,
    Provenance,
    method,
    package_versions,
)
from analysis.core.frames import dropped_rows
from analysis.core.parameters import MeasuredColumns, OrderedColumn
from analysis.relations.answers import Answers, average_ranks, complete_answers
from analysis.relations.cautions import ASSOCIATION, FEW_ROWS
from analysis.relations.choice import COEFFICIENT_NAMES, choose_coefficient
from analysis.relations.coefficients import pearson, spearman
from analysis.relations.correlation import LEVEL_CONTROL, blocking_notes, require_different
from analysis.relations.holding import HeldConstant, Remainder, hold_columns
from analysis.relations.measured import NAN
from analysis.relations.partial_result import PartialCorrelation
from analysis.relations.perfect import fits_by_chance
from analysis.relations.picture import picture_of
from analysis.relations.sides import sides
from analysis.relations.wording import listed, strength_of

PartialMethod: TypeAlias = Literal["auto", "pearson", "spearman"]


@method("partial_correlation")
def partial_correlation(
    frame: pd.DataFrame,
    *,
    x: Annotated[OrderedColumn, Control(label=Message("First column"))],
    y: Annotated[OrderedColumn, Control(label=Message("Goes with"))],
    control: Annotated[
        MeasuredColumns,
        Field(min_length=1),
        Control(
            label=Message("Hold constant"),
            help=Message("Columns whose share is taken out of both before they are compared."),
        ),
    ],
    method: Annotated[
        PartialMethod,
        Control(
            label=Message("Method"),
            choices={
                "auto": Message("chosen from the levels"),
                "pearson": COEFFICIENT_NAMES["pearson"],
                "spearman": COEFFICIENT_NAMES["spearman"],
            },
        ),
    ] = "auto",
    level: Annotated[float, Field(ge=0.5, lt=1), LEVEL_CONTROL] = 0.95,
    missing_kinds: pd.DataFrame | None = None,
) -> PartialCorrelation:
    """Do two columns still go together among rows that are alike in other columns?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent or customer.
    x, y : str
        Numbers, ordered answers or yes-or-no columns.
    control : tuple of str
        Columns to hold constant, any level but text and dates.
    method : {"auto", "pearson", "spearman"}
        Values or ranks; ``auto`` follows the rule of `correlate`.
    level : float
        Confidence level in 0.5..1.
    missing_kinds : DataFrame, optional
        Kind of each missing cell, same index as `frame`.

    Returns
    -------
    PartialCorrelation
        NaN with a note that blocks the conclusion where the columns held leave nothing of x or y.

    Raises
    ------
    ParameterError
        If a column is named twice, or Pearson's is asked for with ordered answers.

    Notes
    -----
    x and y are regressed on the columns held (for Spearman's on their ranks, x and y too) and the
    residuals correlated. Numbers and yes-or-no columns take one degree of freedom, answers that enter
    as groups one per answer but the first: ``df = n - 2 - k``, ``t = r √(df / (1 - r²))``. Interval:
    Fisher's z with SE 1/√(n-k-3), for Spearman's √((1+r²/2)/(n-k-3)). Straight lines only: a
    relation of the columns held that bends is not fully taken out, and what was not measured is not
    held constant.

    References
    ----------
    .. [1] Fisher, R. A. (1924). The distribution of the partial correlation coefficient. Metron, 3, 329-332.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 7], "b": [2.0, 1, 4, 3, 6, 5], "c": [1.0, 1, 2, 2, 3, 3]})
    >>> round(partial_correlation(frame, x="a", y="b", control=("c",), method="pearson").estimate.value, 3)
    -0.93
    """
    require_different((x, y, *control))
    used, dropped = dropped_rows(frame, (x, y, *control), missing_kinds)
    across, up, *held = complete_answers(frame, (x, y, *control), used.to_numpy())
    chosen, reason = _chosen(across, up, method)
    provenance = Provenance(
        method="partial_correlation",
        n_total=len(frame),
        n_used=across.n,
        dropped=dropped,
        parameters={"x": x, "y": y, "control": control, "method": method, "level": level},
        packages=package_versions("numpy", "scipy"),
    )
    blocking = blocking_notes(across, up)
    rest = None if blocking else hold_columns(across, up, held, ranked=chosen == "spearman", level=level)
    if rest is not None and not rest.found.estimate.defined:
        blocking = _nothing_left(rest, control)
    found = NOTHING_FOUND if blocking or rest is None else rest.found
    return PartialCorrelation(
        x=x,
        y=y,
        control=control,
        method=chosen,
        estimate=replace(found.estimate, level=level),
        whole=_whole(across, up, chosen, level) if not blocking else Estimate(NAN, NAN, NAN, level),
        strength=strength_of(chosen, found.estimate.value),
        sides=sides(across, up, found.estimate.value),
        n=across.n,
        t=found.t,
        df=found.df,
        p=found.p,
        picture=None if blocking or rest is None else picture_of(rest.x, rest.y, level),
        notes=blocking
        or (
            *_by_chance(x, y, found),
            *_cautions(across.n, held, chosen),
            Note("info", reason, "choice"),
            ASSOCIATION,
        ),
        provenance=provenance,
    )


NOTHING_FOUND = HeldConstant(columns=(), estimate=Estimate(NAN, NAN, NAN), t=NAN, df=NAN, p=NAN)


def _chosen(x: Answers, y: Answers, method: PartialMethod) -> tuple[Literal["pearson", "spearman"], Message]:
    if method == "auto":
        choice = choose_coefficient(x, y, "auto")
        return ("spearman" if choice.coefficient == "spearman" else "pearson"), choice.reason
    if method == "pearson":
        ordered = tuple(ColumnRef(answers.column) for answers in (x, y) if answers.level == "ordinal")
        if ordered:
            raise ParameterError(
                Message("Pearson's r does not suit the ordered answers of {columns}.", columns=ordered),
                Message("Suitable: {names}.", names=(COEFFICIENT_NAMES["spearman"],)),
                Message("Choose it, or change the level of a column on the Variables page."),
                parameter="method",
            )
    return method, Message("{coefficient} was chosen by hand.", coefficient=COEFFICIENT_NAMES[method])


def _whole(x: Answers, y: Answers, chosen: Literal["pearson", "spearman"], level: float) -> Estimate:
    if chosen == "spearman":
        measured = spearman(average_ranks(x.numbers), average_ranks(y.numbers), level)
    else:
        measured = pearson(x.numbers, y.numbers, level)
    return Estimate(measured.value, measured.low, measured.high, level)


def _nothing_left(rest: Remainder, control: tuple[str, ...]) -> tuple[Note, ...]:
    columns = listed(control)
    gone = tuple(ColumnRef(answers.column) for answers in (rest.x, rest.y) if answers.constant)
    if gone:
        message = Message(
            "{columns} give {gone} exactly, so with them held constant nothing is left to compare.",
            columns=columns,
            gone=gone,
        )
    else:
        message = PluralMessage(
            "One row is too few to hold {columns} constant.",
            "{n:count} rows are too few to hold {columns} constant.",
            n=rest.x.n,
            columns=columns,
        )
    return (Note("blocks_conclusion", message, "nothing_left"),)


def _by_chance(x: str, y: str, found: HeldConstant) -> tuple[Note, ...]:
    estimate = found.estimate
    if abs(estimate.value) < 1 or not fits_by_chance(round(found.df) + 2, found.p, estimate.level):
        return ()
    message = Message(
        "{x} and {y} fit each other exactly in these rows, once {columns} are held constant. So few rows do that by chance, so it is no finding; more rows are needed.",
        x=ColumnRef(x),
        y=ColumnRef(y),
        columns=listed(found.columns),
    )
    return (Note("blocks_conclusion", message, "perfect_by_chance"),)


def _cautions(n: int, held: Sequence[Answers], chosen: Literal["pearson", "spearman"]) -> list[Note]:
    notes: list[Note] = []
    constant = tuple(ColumnRef(answers.column) for answers in held if answers.constant)
    if constant:
        message = Message(
            "{columns} do not vary in these rows, so holding them constant changes nothing.", columns=constant
        )
        notes.append(Note("caution", message, "constant_control"))
    if n < FEW_ROWS:
        message = Message("With {n:count} rows the interval and the p-value are rough approximations.", n=n)
        notes.append(Note("caution", message, "few_rows"))
    grouped = tuple(
        ColumnRef(answers.column)
        for answers in held
        if answers.level == "nominal" or (answers.level == "ordinal" and chosen == "pearson")
    )
    if grouped:
        message = Message("{columns} enter as groups: rows are compared within each answer.", columns=grouped)
        notes.append(Note("info", message, "grouped_control"))
    message = Message(
        "Only what was measured is held constant, and only as a straight line; the rest can still stand behind the relation."
    )
    return [*notes, Note("info", message, "unmeasured")]
