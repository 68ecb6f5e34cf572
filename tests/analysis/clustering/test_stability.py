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
    assert render(found.readings()[0], "en").startswith(
        "All 3 segments are stable: they come back when other customers"
    )


def test_too_many_segments_of_one_cloud_fall_apart() -> None:
    rows = np.random.default_rng(2).normal(size=(200, 5))
    found = cluster_stability(frame_of(rows), columns=tuple(f"v{i}" for i in range(5)), k=6, n_resamples=20)
    assert np.mean([segment.jaccard.value for segment in found.segments]) < 0.6
    assert "unstable" in {note.code for note in found.notes}


@pytest.mark.parametrize(
    ("value", "dissolved", "n", "word"),
    [
        (0.59, 0.3, 50, "unstable"),
        (0.6, 0.3, 50, "doubtful"),
        (0.75, 0.0, 50, "doubtful"),
        (0.76, 0.0, 50, "stable"),
        (0.76, 0.02, 50, "stable"),
        (0.9, 0.03, 50, "doubtful"),
        (1.0, 0.0, 9, "too small to tell"),
    ],
)
def test_verdicts_of_hennig_and_of_dissolution(value: float, dissolved: float, n: int, word: str) -> None:
    one = SegmentStability(
        number=1, n=n, share=0.5, jaccard=Estimate(value, value, value), recovered=0.0, dissolved=dissolved
    )
    assert render(one.verdict(), "en") == word
    assert one.stable == (word == "stable")


def test_a_high_mean_that_hides_dissolved_resamples_is_not_stable() -> None:
    """Halves of one normal cloud: the mean similarity passes .75, a tenth of the resamples cut elsewhere."""
    rows = np.random.default_rng(1).normal(size=(500, 2))
    found = cluster_stability(frame_of(rows), columns=("v0", "v1"), k=2, n_resamples=40, restarts=5)
    assert max(segment.jaccard.value for segment in found.segments) > 0.75
    assert not any(segment.stable for segment in found.segments)
    assert "wavering" in {note.code for note in found.notes}
    assert render(found.readings()[0], "en").startswith("None of the 2 segments is stable; the weakest is segment ")
    assert render(found.readings()[0], "zh").startswith("2 个群体没有一个稳定；")


@pytest.mark.parametrize(("n", "k"), [(5, 4), (12, 3), (20, 5), (29, 3)])
def test_few_rows_a_segment_block_the_conclusion(n: int, k: int) -> None:
    rows = np.random.default_rng(1).normal(size=(n, 2))
    found = cluster_stability(frame_of(rows), columns=("v0", "v1"), k=k, n_resamples=20)
    assert blocks_conclusion(found)
    assert render(found.readings()[0], "en").startswith(f"{n} rows are too few to tell whether {k} segments are stable")
    assert len(found.segments) == k


def test_as_many_segments_as_combinations_of_answers_block_the_conclusion() -> None:
    rng = np.random.default_rng(2)
    answers = pd.DataFrame({name: pd.array(rng.random(200) < 0.5, dtype="boolean") for name in "ab"})
    found = cluster_stability(answers, columns=("a", "b"), k=4, n_resamples=20)
    assert min(segment.jaccard.value for segment in found.segments) == 1
    assert "one_combination_each" in {note.code for note in found.notes}
    assert blocks_conclusion(found)
    assert not blocks_conclusion(cluster_stability(answers, columns=("a", "b"), k=3, n_resamples=20))


def test_a_segment_of_few_rows_has_no_verdict() -> None:
    rng = np.random.default_rng(3)
    rows = np.vstack(
        [rng.normal(size=(60, 2)), rng.normal(size=(60, 2)) + 9, rng.normal(size=(5, 2)) + np.array([0, 30])]
    )
    found = cluster_stability(frame_of(rows), columns=("v0", "v1"), k=3, n_resamples=20)
    assert [render(s.verdict(), "en") for s in found.segments] == ["stable", "stable", "too small to tell"]
    assert render(found.readings()[0], "en").startswith("2 of 3 segments are stable")
    assert "too_small" in {note.code for note in found.notes}


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
