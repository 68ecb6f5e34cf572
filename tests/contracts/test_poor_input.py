"""Empty, constant, tiny and missing input: every method answers with a documented error or says what is undefined."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.core import RetentionLabError, blocks_conclusion
from tests.contracts.registry_cases import BY_ID, FRAME_IDS, WEIGHTED_IDS, N, mixed, valid_arguments
from tests.contracts.registry_checks import answer, assert_answered, takes

every_frame_method = pytest.mark.parametrize("method_id", FRAME_IDS)
every_weighted_method = pytest.mark.parametrize("method_id", WEIGHTED_IDS)

DEGENERATE = {
    "empty": lambda: mixed().iloc[:0],
    "one row": lambda: mixed().dropna().iloc[:1],
    "two rows": lambda: mixed().dropna().iloc[:2],
    "constant": lambda: pd.concat([mixed().dropna().iloc[[0]]] * 20, ignore_index=True),
    "all missing": lambda: mixed().mask(np.ones(mixed().shape, dtype=bool)),
}


def degenerate(name: str) -> pd.DataFrame:
    """A poor table whose columns keep their levels."""
    frame = DEGENERATE[name]()
    return frame.astype(mixed().dtypes.to_dict())


@every_frame_method
@pytest.mark.parametrize("kind", sorted(DEGENERATE))
def test_poor_input_gets_an_error_or_a_note(method_id, kind):
    found = answer(method_id, degenerate(kind))
    assert_answered(found, method_id)
    if kind in {"empty", "all missing"} and not isinstance(found, RetentionLabError):
        assert blocks_conclusion(found), "nothing was measured and the conclusion is not blocked"


@every_weighted_method
@pytest.mark.parametrize("kind", sorted(DEGENERATE))
def test_poor_input_with_weights_gets_an_error_or_a_note(method_id, kind):
    assert_answered(answer(method_id, degenerate(kind), weights="weight"), method_id)


def poor_columns():
    for method_id in FRAME_IDS:
        for name, value in valid_arguments(BY_ID[method_id]).items():
            columns = value if isinstance(value, tuple) else (value,)
            first = next((column for column in columns if column in mixed().columns), None)
            if first and name != "customer":
                yield from (pytest.param(method_id, first, kind, id=f"{method_id}-{first}-{kind}") for kind in POOR)


POOR = {
    "constant": lambda column: column.dropna().iloc[[0] * N],
    "all missing": lambda column: column.iloc[:1].reindex([-1] * N),
}


@pytest.mark.parametrize(("method_id", "name", "kind"), list(poor_columns()))
def test_one_poor_column_among_good_ones_gets_an_error_or_a_note(method_id, name, kind):
    """Each column a method is given, once with one answer only and once empty, the others as they are."""
    frame = mixed().copy()
    frame[name] = POOR[kind](frame[name]).set_axis(frame.index)
    assert_answered(answer(method_id, frame), method_id)


@pytest.mark.parametrize("method_id", [name for name in FRAME_IDS if takes(BY_ID[name], "missing_kinds")])
def test_all_missing_cells_of_every_kind_add_up(method_id):
    """With nothing but missing cells the provenance still accounts for every row."""
    frame = degenerate("all missing")
    words = pd.DataFrame("refused", index=frame.index, columns=frame.columns)
    found = answer(method_id, frame, missing_kinds=words)
    assert_answered(found, method_id)
    if not isinstance(found, RetentionLabError):
        provenance = found.provenance
        assert provenance.n_used + sum(item.n for item in provenance.dropped) == provenance.n_total == len(frame)
