from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.clustering import cluster, cluster_stability
from analysis.clustering.stability import jaccard_similarities
from analysis.clustering.stability_result import SegmentStability
from analysis.core import Estimate, TooFewRowsError, blocks_conclusion
from analysis.language import render


def frame_of(rows: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[f"v{i}" for i in range(rows.shape[1])])


def test_jaccard_by_hand() -> None:
    """{0,1,2} against {0,1} and {2,3,4}: 2/3 and 1/5; {3,4} against them: 0 and 2/3."""
    found = jaccard_similarities(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]), 2)
    assert found == pytest.approx([2 / 3, 2 / 3])
    assert np.isnan(jaccard_similarities(np.array([0, 0]), np.array([0, 0]), 2)[1])


def test_planted_segments_are_stable_and_numbered_as_in_cluster() -> None:
    rng = np.random.default_rng(1)
    which = np.repeat([0, 1, 2], [100, 60, 40])
    rows = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])[which] + rng.normal(size=(200, 2))
    found = cluster_stability(frame_of(rows), columns=("v0", "v1"), n_resamples=20)
    assert [segment.n for segment in found.segments] == [100, 60, 40]
    assert [s.n for s in cluster(frame_of(rows), columns=("v0", "v1")).segments] == [100, 60, 40]
    assert min(segment.jaccard.value for segment in found.segments) > 0.98
    assert {segment.recovered for segment in found.segments} == {1.0}
    assert "3 of 3 segments are stable" in render(found.readings()[0], "en")


def test_too_many_segments_of_one_cloud_fall_apart() -> None:
    rows = np.random.default_rng(2).normal(size=(200, 5))
    found = cluster_stability(frame_of(rows), columns=tuple(f"v{i}" for i in range(5)), k=6, n_resamples=20)
    assert np.mean([segment.jaccard.value for segment in found.segments]) < 0.6
    assert "unstable" in {note.code for note in found.notes}


@pytest.mark.parametrize(
    ("value", "word"), [(0.59, "unstable"), (0.6, "doubtful"), (0.75, "doubtful"), (0.76, "stable")]
)
def test_verdicts_of_hennig(value: float, word: str) -> None:
    one = SegmentStability(
        number=1, n=5, share=0.5, jaccard=Estimate(value, value, value), recovered=0.0, dissolved=0.0
    )
    assert render(one.verdict(), "en") == word


def test_order_of_rows_changes_nothing_and_progress_ends_at_one() -> None:
    frame = frame_of(np.random.default_rng(3).normal(size=(80, 2)))
    seen: list[float] = []
    first = cluster_stability(frame, columns=("v0", "v1"), k=2, n_resamples=20, progress=seen.append)
    again = cluster_stability(frame.sample(frac=1, random_state=1), columns=("v1", "v0"), k=2, n_resamples=20)
    assert first.to_frame().equals(again.to_frame())
    assert seen[-1] == 1.0


def test_degenerate_data() -> None:
    assert blocks_conclusion(cluster_stability(frame_of(np.ones((9, 1))), columns=("v0",), k=2))
    with pytest.raises(TooFewRowsError):
        cluster_stability(frame_of(np.ones((1, 1))), columns=("v0",), k=2)
