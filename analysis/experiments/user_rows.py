"""From a table with one row per customer to arrays: groups in order, who is used, who is left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import ParameterError, TooFewRowsError, UnsuitableDataError
from analysis.core.messages import ColumnRef, Message, ValueRef
from analysis.core.results import Dropped

if TYPE_CHECKING:
    from analysis.experiments.sample_ratio import SampleRatioCheck

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.intp]
Bools: TypeAlias = NDArray[np.bool_]
MOST_GROUPS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AssignedRows:
    """Rows with a group, the control first.

    Parameters
    ----------
    column : str
        Column of the groups.
    names : tuple
        Codes of the groups that have rows, the control first, then in declared order.
    empty : tuple
        Declared groups without rows.
    place : array of int
        Rows of the frame that have a group.
    codes : array of int
        Group of each of these rows, as a place in `names`.
    n_total : int
        Rows of the frame.
    n_other : int
        Rows of groups that are not compared.
    """

    column: str
    names: tuple[str | int | float | bool, ...]
    empty: tuple[str | int | float | bool, ...]
    place: Codes
    codes: Codes
    n_total: int
    n_other: int = 0

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.names)

    @property
    def assigned(self) -> NDArray[np.intp]:
        """Rows in each group."""
        return np.bincount(self.codes, minlength=self.groups)

    def value(self, group: int) -> ValueRef:
        """A group, as sentences name it."""
        return ValueRef(self.column, self.names[group])

    def group_of(self, name: str, parameter: str) -> int:
        """Place of a group named by its code.

        Raises
        ------
        ParameterError
            If no row has that group.
        """
        written = [str(code) for code in self.names]
        if name not in written:
            raise ParameterError(
                Message("There is no group {name} in {column}.", name=name, column=ColumnRef(self.column)),
                Message("Allowed: {choices}.", choices=tuple(written)),
                parameter=parameter,
            )
        return written.index(name)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UsedRows:
    """Rows that have everything a method needs.

    Parameters
    ----------
    assigned : AssignedRows
        All rows with a group.
    keep : array of bool
        Which of these are used.
    codes : array of int
        Group of each used row.
    missing : array of int
        Rows without an outcome in each group.
    dropped : tuple of Dropped
        What was left out and why.
    """

    assigned: AssignedRows
    keep: Bools
    codes: Codes
    missing: NDArray[np.intp]
    dropped: tuple[Dropped, ...]

    @property
    def place(self) -> Codes:
        """Used rows of the frame."""
        return self.assigned.place[self.keep]

    @property
    def n(self) -> NDArray[np.intp]:
        """Used rows in each group."""
        return np.bincount(self.codes, minlength=self.assigned.groups)

    def numbers(self, frame: pd.DataFrame, column: str) -> Floats:
        """A numeric column of the used rows."""
        return numeric(frame[column])[self.place]

    def labels(self, frame: pd.DataFrame, column: str) -> Codes:
        """Number of the answer (community, user) of each used row, without gaps, in the order of the answers."""
        codes, _ = pd.factorize(frame[column].iloc[self.place], sort=True)
        return without_gaps(codes)


def without_gaps(codes: NDArray[np.intp]) -> Codes:
    """Codes from 0 on, in their order, numbered anew so that each number occurs; without sorting."""
    present = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    present[codes] = True
    return (np.cumsum(present) - 1)[codes]


def numeric(column: pd.Series) -> Floats:
    """A column as floats; what is not finite is missing."""
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def assigned_rows(frame: pd.DataFrame, arm: str, control: str | None) -> AssignedRows:
    """Groups of a table, the control first.

    Raises
    ------
    TooFewRowsError
        If no row has a group.
    UnsuitableDataError
        If there is one group only, or more than `MOST_GROUPS`.
    ParameterError
        If no row has the group named as control.
    """
    column = frame[arm]
    categories = column.astype("category") if not isinstance(column.dtype, pd.CategoricalDtype) else column
    raw = categories.cat.codes.to_numpy()
    declared = categories.cat.categories.tolist()
    place = np.flatnonzero(raw >= 0)
    if not place.size:
        raise TooFewRowsError(
            Message("No row of {column} names a group.", column=ColumnRef(arm)),
            remedy=Message("Choose the column that says which group each customer was assigned to."),
        )
    counts = np.bincount(raw[place], minlength=len(declared))
    present = np.flatnonzero(counts)
    rows = AssignedRows(
        column=arm,
        names=tuple(declared[i] for i in present),
        empty=tuple(name for name, n in zip(declared, counts, strict=True) if not n),
        place=place,
        codes=np.searchsorted(present, raw[place]),
        n_total=len(frame),
    )
    _check_groups(rows)
    return rows if control is None else _control_first(rows, rows.group_of(control, "control"))


def _check_groups(rows: AssignedRows) -> None:
    if rows.groups == 1:
        raise UnsuitableDataError(
            Message(
                "All customers are in one group, {group}; there is nothing to compare it with.", group=rows.value(0)
            ),
            Message("Two groups or more are needed."),
            Message("Choose the column that says which group each customer was assigned to."),
        )
    if rows.groups > MOST_GROUPS:
        raise UnsuitableDataError(
            Message("{column} has {n:count} groups.", column=ColumnRef(rows.column), n=rows.groups),
            Message("At most {most:count} are compared.", most=MOST_GROUPS),
            Message("Choose the column that says which group each customer was assigned to."),
        )


def _control_first(rows: AssignedRows, control: int) -> AssignedRows:
    order = [control, *(i for i in range(rows.groups) if i != control)]
    moved = np.argsort(order)
    return AssignedRows(
        column=rows.column,
        names=tuple(rows.names[i] for i in order),
        empty=rows.empty,
        place=rows.place,
        codes=moved[rows.codes],
        n_total=rows.n_total,
    )


def two_groups(rows: AssignedRows, treatment: str | None) -> AssignedRows:
    """The control and one other group: the one named, or the next in declared order.

    Raises
    ------
    ParameterError
        If no row has that group, or it is the control.
    """
    other = 1 if treatment is None else rows.group_of(treatment, "treatment")
    if other == 0:
        raise ParameterError(
            Message("{group} is the control; it cannot be compared with itself.", group=rows.value(0)),
            Message("Allowed: {choices}.", choices=tuple(str(code) for code in rows.names[1:])),
            parameter="treatment",
        )
    kept = (rows.codes == 0) | (rows.codes == other)
    return AssignedRows(
        column=rows.column,
        names=(rows.names[0], rows.names[other]),
        empty=(),
        place=rows.place[kept],
        codes=(rows.codes[kept] == other).astype(np.intp),
        n_total=rows.n_total,
        n_other=int((~kept).sum()),
    )


def used_rows(
    frame: pd.DataFrame, rows: AssignedRows, *, outcomes: tuple[str, ...], needed: tuple[str, ...] = ()
) -> UsedRows:
    """Which rows with a group are used: those with every outcome, then those with everything else needed.

    Raises
    ------
    TooFewRowsError
        If a group has no row left.
    ParameterError
        If what is compared is the column of the groups itself.
    """
    _check_apart(rows, (*outcomes, *needed))
    n = len(rows.place)
    dropped: list[Dropped] = []
    if rows.n_total > n + rows.n_other:
        dropped.append(Dropped(rows.n_total - n - rows.n_other, Message("not assigned to a group")))
    if rows.n_other:
        dropped.append(Dropped(rows.n_other, Message("in a group that is not compared")))
    keep = np.ones(n, dtype=bool)
    missing = np.zeros(rows.groups, dtype=np.intp)
    for name in (*outcomes, *needed):
        known = _known(frame[name])[rows.place]
        gone = keep & ~known
        keep &= known
        if gone.any():
            dropped.append(Dropped(int(gone.sum()), Message("no value of {column}", column=ColumnRef(name))))
            if name in outcomes:
                missing += np.bincount(rows.codes[gone], minlength=rows.groups)
    used = UsedRows(assigned=rows, keep=keep, codes=rows.codes[keep], missing=missing, dropped=tuple(dropped))
    if not used.n.all():
        raise TooFewRowsError(
            Message(
                "Group {group} has no customer with a value of {column}.",
                group=rows.value(int(np.argmin(used.n))),
                column=ColumnRef(outcomes[0]),
            ),
            Message("Each group needs at least one customer with a value, two for an interval."),
        )
    return used


def _check_apart(rows: AssignedRows, others: tuple[str, ...]) -> None:
    if rows.column in others:
        raise ParameterError(
            Message(
                "{column} says which group a customer is in; nothing else can be read from it.",
                column=ColumnRef(rows.column),
            ),
            Message("Group, outcome and whatever else is asked are different columns."),
            Message("Choose another column beside the group, or another group."),
            parameter="arm",
        )


def _known(column: pd.Series) -> Bools:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return np.isfinite(numeric(column))
    return column.notna().to_numpy()


def split_of(rows: AssignedRows, planned_share: tuple[float, ...] | None) -> SampleRatioCheck:
    """Customers of the groups against the planned split, which is even where none is given.

    Raises
    ------
    ParameterError
        If the shares do not fit the groups.
    """
    from analysis.experiments.sample_ratio import sample_ratio_mismatch

    shares = (1 / rows.groups,) * rows.groups if planned_share is None else planned_share
    try:
        return sample_ratio_mismatch(observed=tuple(float(n) for n in rows.assigned), expected_share=shares)
    except ParameterError as error:
        raise ParameterError(error.what, error.allowed, error.remedy, parameter="planned_share") from None
