"""Analyses for the tests of rehearsals: small, importable, and independent of our own methods."""

from __future__ import annotations

import ast
import math
import sys
import time
from functools import cache

import numpy as np
from scipy import stats

from analysis.core import Message, UnsuitableDataError
from synthetic.designs import Counts, Measured
from synthetic.rehearsal import Outcome


def z_of_known_spread(measured: Measured) -> Outcome:
    """The z test of two means whose standard deviation is known to be 1."""
    difference = measured.treatment.mean() - measured.control.mean()
    error = math.sqrt(1 / len(measured.control) + 1 / len(measured.treatment))
    return Outcome(
        detected=abs(difference) > 1.959964 * error,
        estimate=difference,
        low=difference - 1.959964 * error,
        high=difference + 1.959964 * error,
    )


def fisher(counts: Counts) -> Outcome:
    """SciPy's Fisher test."""
    table = [
        [counts.successes_control, counts.n_control - counts.successes_control],
        [counts.successes_treatment, counts.n_treatment - counts.successes_treatment],
    ]
    return Outcome(detected=_small_p(str(table)))


@cache
def _small_p(table: str) -> bool:
    return bool(stats.fisher_exact(ast.literal_eval(table)).pvalue < 0.05)


def talkative(counts: Counts) -> Outcome:
    """Prints, as many a library does."""
    print("read", counts)
    return Outcome(detected=counts.successes_treatment > counts.successes_control)


def picky(counts: Counts) -> Outcome:
    """Refuses tables without a success in the control group."""
    if counts.successes_control == 0:
        raise UnsuitableDataError(Message("no success"))
    return Outcome(detected=True)


def broken(counts: Counts) -> Outcome:
    """A mistake of the programmer."""
    raise ZeroDivisionError("planned")


def slow(counts: Counts) -> Outcome:
    """Takes its time."""
    time.sleep(0.2)
    return Outcome(detected=True)


def loads_streamlit(counts: Counts) -> Outcome:
    """Detects Streamlit among the modules of its process."""
    return Outcome(detected="streamlit" in sys.modules)


def by_first_column(frame) -> Outcome:
    """Divides at zero of the first column."""
    return Outcome(detected=True, labels=(frame.iloc[:, 0].to_numpy() > 0).astype(np.int64))


def two_rules(frame) -> Outcome:
    """Reports a true rule, a true pair and a false rule, whatever it sees."""
    names = ({"item_1"}, {"item_1", "item_9"}, {"item_9"})
    return Outcome(detected=True, rules=frozenset(frozenset(name) for name in names))


def by_first_column_of_groups(frame) -> Outcome:
    """Chi-square test of group and outcome."""
    import pandas as pd

    table = pd.crosstab(frame["group"], frame["outcome"])
    return Outcome(detected=bool(stats.chi2_contingency(table).pvalue < 0.05))
