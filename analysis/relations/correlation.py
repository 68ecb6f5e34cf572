"""How strongly two columns go together: one function, the coefficient chosen from their levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

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
    Sentence,
    method,
    package_versions,
)
from analysis.core.frames import dropped_rows
from analysis.core.parameters import MeasuredColumn, MeasuredColumns
from analysis.relations.answers import Answers, FloatArray, average_ranks, complete_answers, observed_codes
from analysis.relations.cautions import cautions
from analysis.relations.choice import COEFFICIENT_NAMES, Choice, CorrelationMethod, choose_coefficient
from analysis.relations.coefficients import pearson, spearman, two_valued
from analysis.relations.concordance import counted_table, kendall
from analysis.relations.contrast import group_contrast, ordered_contrast, table_contrast
from analysis.relations.correlation_result import Correlation
from analysis.relations.holding import hold_columns
from analysis.relations.measured import NAN, UNDEFINED, Coefficient, Measured
from analysis.relations.perfect import by_chance_note, fits_by_chance
from analysis.relations.picture import picture_of
from analysis.relations.sides import has_sides, sides
from analysis.relations.strength import chi_square, correlation_ratio, cramers_v, table_test
from analysis.relations.wording import UNSIGNED, strength_of

FEWEST_ROWS = 4
HOLDABLE: frozenset[Coefficient] = frozenset({"pearson", "spearman", "point_biserial"})
LEVEL_CONTROL = Control(
    label=Message("Confidence level"),
    help=Message("How often intervals made this way contain the true value."),
    step=0.01,
    unit="percent",
)
SEED_CONTROL = Control(
    label=Message("Seed"), help=Message("Same seed and same data give the same numbers."), advanced=True
)


@method("correlate")
def correlate(
    frame: pd.DataFrame,
    *,
    x: Annotated[MeasuredColumn, Control(label=Message("First column"))],
    y: Annotated[MeasuredColumn, Control(label=Message("Goes with"))],
    method: Annotated[
        CorrelationMethod,
        Control(
            label=Message("Method"),
            help=Message("Chosen from the two levels unless you choose; the reason stands under caveats."),
            choices={"auto": Message("chosen from the levels"), **COEFFICIENT_NAMES},
        ),
    ] = "auto",
    hold_constant: Annotated[
        MeasuredColumns,
        Control(
            label=Message("Hold constant"),
            help=Message("Columns whose share is taken out of both before they are compared."),
        ),
    ] = (),
    level: Annotated[float, Field(ge=0.5, lt=1), LEVEL_CONTROL] = 0.95,
    missing_kinds: pd.DataFrame | None = None,
    seed: Annotated[int, Field(ge=0), SEED_CONTROL] = 20260101,
) -> Correlation:
    """Do two columns go together, how strongly, and how sure is that?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent or customer; levels as the dtypes declare them.
    x, y : str
        Two columns of numbers or answers. With yes-or-no columns the sign refers to the second answer.
    method : str
        A coefficient, or ``auto`` for the rule in the notes below.
    hold_constant : tuple of str
        Columns to hold constant; needs Pearson's, Spearman's or the point-biserial coefficient.
    level : float
        Confidence level in 0.5..1.
    missing_kinds : DataFrame, optional
        Kind of each missing cell, same index as `frame`.
    seed : int
        For the permutation test of thinly filled tables.

    Returns
    -------
    Correlation
        Coefficient with interval, test, rows used and dropped, and the data of the chart. NaN with a
        note that blocks the conclusion for fewer than 4 complete rows or a column of one value.

    Raises
    ------
    ParameterError
        If x and y are one column, or the coefficient does not suit the levels.
    UnsuitableDataError
        If a column holds infinite numbers or more than 200 different unordered answers.

    Notes
    -----
    Rule of ``auto``: two numbers, Pearson's r, or Spearman's ρ if a column has skewness beyond ±2 or
    excess kurtosis above 7 [1]_ (a rule on shape, never on a p-value); ordered answers, Spearman's ρ
    (Kendall's τ-b offered); two answers and a number, point-biserial r; two answers twice, φ;
    unordered answers and a number, η; unordered answers otherwise, Cramér's V.

    Intervals, all on rows complete in every column named: Pearson, Fisher's z with SE 1/√(n-3);
    Spearman, Fisher's z with SE √((1+ρ²/2)/(n-3)) [2]_; Kendall, Fisher's z with SE √(.437/(n-4)) [3]_,
    with ties the wider of that and Brown and Benedetti's SE [4]_; φ and point-biserial, the wider of
    Fisher's and the distribution-free SE; V and η, corrected for bias ([5]_, ε²), delta method, near 0
    the inverted noncentral χ² or F distribution, 0 included whenever the test at that level does not
    tell them from 0. Tests: t for r and ρ, tie-corrected normal for τ, χ² (Fisher's exact or 9,999
    seeded permutations for thin tables) for V and φ, F for η.

    It does not say what causes what, and rows that share a household, a group or a time are treated
    as independent.

    References
    ----------
    .. [1] West, S. G., Finch, J. F. and Curran, P. J. (1995). Structural equation models with nonnormal
       variables. In R. H. Hoyle (ed.), Structural Equation Modeling, 56-75.
    .. [2] Bonett, D. G. and Wright, T. A. (2000). Sample size requirements for estimating Pearson,
       Kendall and Spearman correlations. Psychometrika, 65, 23-28.
    .. [3] Fieller, E. C., Hartley, H. O. and Pearson, E. S. (1957). Tests for rank correlation
       coefficients I. Biometrika, 44, 470-481.
    .. [4] Brown, M. B. and Benedetti, J. K. (1977). Sampling behavior of tests for correlation in
       two-way contingency tables. Journal of the American Statistical Association, 72, 309-315.
    .. [5] Bergsma, W. (2013). A bias-correction for Cramér's V and Tschuprow's T. Journal of the
       Korean Statistical Society, 42, 323-328.

    Examples
    --------
    >>> frame = pd.DataFrame({"visits": [1.0, 2, 3, 4, 5, 6], "spend": [2.0, 1, 4, 3, 6, 5]})
    >>> found = correlate(frame, x="visits", y="spend")
    >>> found.method, round(found.estimate.value, 3), found.n
    ('pearson', 0.829, 6)
    """
    require_different((x, y, *hold_constant))
    used, dropped = dropped_rows(frame, (x, y, *hold_constant), missing_kinds)
    across, up, *held = complete_answers(frame, (x, y, *hold_constant), used.to_numpy())
    choice = choose_coefficient(across, up, method)
    if held:
        _require_holdable(choice.coefficient)
    provenance = Provenance(
        method="correlate",
        n_total=len(frame),
        n_used=across.n,
        dropped=dropped,
        parameters={"x": x, "y": y, "method": method, "hold_constant": hold_constant, "level": level},
        seed=seed,
        packages=package_versions("numpy", "scipy"),
    )
    blocking = blocking_notes(across, up)
    measured = UNDEFINED if blocking else _measure(across, up, choice.coefficient, level, seed)
    if not blocking and math.isnan(measured.value):
        blocking = (ONE_ROW_GROUPS,)
    if blocking:
        return _undefined(across, up, choice.coefficient, level, blocking, provenance)
    partial = None
    if held:
        partial = hold_columns(across, up, held, ranked=choice.coefficient == "spearman", level=level).found
    return Correlation(
        x=x,
        y=y,
        method=choice.coefficient,
        estimate=Estimate(measured.value, measured.low, measured.high, level),
        strength=strength_of(choice.coefficient, measured.value, _smaller_side(across, up, choice.coefficient)),
        n=across.n,
        test=measured.test,
        statistic=measured.statistic,
        df=measured.df,
        df_error=measured.df_error,
        p=measured.p,
        interval_method=measured.interval_method,
        uncorrected=measured.uncorrected,
        held=partial,
        directed=not has_sides(across, up),
        contrast=_contrast(across, up, choice.coefficient, measured.value),
        picture=picture_of(across, up, level),
        notes=(
            *_by_chance(across, up, choice.coefficient, measured, level),
            *_notes(across, up, choice, measured, level),
        ),
        provenance=provenance,
    )


ONE_ROW_GROUPS = Note(
    "blocks_conclusion",
    Message("Every answer was given by one row only, so there is nothing to compare within an answer."),
    "one_row_groups",
)


def blocking_notes(x: Answers, y: Answers) -> tuple[Note, ...]:
    """Why no coefficient of two columns exists: too few rows, or a column of one value."""
    if x.n < FEWEST_ROWS:
        message = PluralMessage(
            "Only {n:count} row has all the columns chosen; at least {least:count} are needed.",
            "Only {n:count} rows have all the columns chosen; at least {least:count} are needed.",
            n=x.n,
            least=FEWEST_ROWS,
        )
        return (Note("blocks_conclusion", message, "too_few_rows"),)
    return tuple(
        Note(
            "blocks_conclusion",
            Message(
                "{column} has one and the same value in all {n:count} rows, so nothing can go together with it.",
                column=ColumnRef(answers.column),
                n=answers.n,
            ),
            "constant",
        )
        for answers in (x, y)
        if answers.constant
    )


def require_different(columns: Sequence[str]) -> None:
    """Raise unless every column is named once.

    Raises
    ------
    ParameterError
        If a column stands twice.
    """
    for place, column in enumerate(columns):
        if column in columns[:place]:
            raise ParameterError(
                Message("{column} is compared with itself.", column=ColumnRef(column)),
                Message("Every column can be chosen once."),
                Message("Choose another column."),
                parameter="y" if place == 1 else "hold_constant",
            )


def _require_holdable(coefficient: Coefficient) -> None:
    if coefficient not in HOLDABLE:
        raise ParameterError(
            Message("Nothing can be held constant with {coefficient}.", coefficient=COEFFICIENT_NAMES[coefficient]),
            Message("It can with Pearson's r, Spearman's ρ and the point-biserial r."),
            Message("Choose one of these, or hold nothing constant."),
            parameter="hold_constant",
        )


def _measure(x: Answers, y: Answers, coefficient: Coefficient, level: float, seed: int) -> Measured:
    match coefficient:
        case "pearson":
            return pearson(x.numbers, y.numbers, level)
        case "spearman":
            return spearman(average_ranks(x.numbers), average_ranks(y.numbers), level)
        case "kendall":
            return kendall(x.numbers, y.numbers, level)
        case "point_biserial":
            return two_valued(x.numbers, y.numbers, level)
        case "phi":
            return _phi(x, y, level, seed)
        case "eta":
            groups, values = _groups_first(x, y)
            return correlation_ratio(values.numbers, observed_codes(groups)[0], level)
        case "cramers_v":
            return cramers_v(_observed_table(x, y)[0], level, seed)


def _phi(x: Answers, y: Answers, level: float, seed: int) -> Measured:
    """Pearson's r of two yes-or-no columns, tested by their table."""
    table, _ = _observed_table(x, y)
    statistic = chi_square(table)
    test, p = table_test(table, statistic, seed)
    return replace(two_valued(x.numbers, y.numbers, level), test=test, statistic=statistic, df=1, p=p)


def _observed_table(x: Answers, y: Answers) -> tuple[FloatArray, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Counts of the answers somebody gave, and the original code of each row and column."""
    (rows, row_codes), (columns, column_codes) = observed_codes(x), observed_codes(y)
    return counted_table(rows, columns, len(row_codes), len(column_codes)), (row_codes, column_codes)


def _groups_first(x: Answers, y: Answers) -> tuple[Answers, Answers]:
    return (x, y) if y.level == "scale" else (y, x)


def _smaller_side(x: Answers, y: Answers, coefficient: Coefficient) -> int:
    return min(_observed_table(x, y)[0].shape) if coefficient == "cramers_v" else 2


def _contrast(x: Answers, y: Answers, coefficient: Coefficient, value: float) -> Sentence | None:
    if coefficient in ("phi", "cramers_v"):
        table, codes = _observed_table(x, y)
        found = table_contrast(x, y, table, codes)
    elif coefficient in ("eta", "point_biserial"):
        found = group_contrast(*_groups_first(x, y))
    else:
        return ordered_contrast(x, y, value)
    return found if found is not None or coefficient in UNSIGNED else sides(x, y, value)


def _notes(x: Answers, y: Answers, choice: Choice, measured: Measured, level: float) -> tuple[Note, ...]:
    reason = Note("info", choice.reason, "choice")
    notes = [*cautions(x, y, choice, measured, level)]
    first_info = next(place for place, note in enumerate(notes) if note.severity == "info")
    return (*notes[:first_info], reason, *notes[first_info:])


def _by_chance(x: Answers, y: Answers, coefficient: Coefficient, measured: Measured, level: float) -> tuple[Note, ...]:
    """An exact fit that few rows, or groups of hardly more than a row each, come by too easily."""
    if abs(measured.value) < 1:
        return ()
    thin_groups = coefficient == "eta" and measured.df_error <= measured.df
    if thin_groups or fits_by_chance(x.n, measured.p, level):
        return (by_chance_note(x.column, y.column, x.n),)
    return ()


def _undefined(
    x: Answers,
    y: Answers,
    coefficient: Coefficient,
    level: float,
    notes: tuple[Note, ...],
    provenance: Provenance,
) -> Correlation:
    return Correlation(
        x=x.column,
        y=y.column,
        method=coefficient,
        estimate=Estimate(NAN, NAN, NAN, level),
        strength="very_weak",
        n=x.n,
        test="",
        statistic=NAN,
        df=NAN,
        df_error=NAN,
        p=NAN,
        interval_method="",
        uncorrected=NAN,
        held=None,
        directed=not has_sides(x, y),
        contrast=None,
        picture=None,
        notes=notes,
        provenance=provenance,
    )
