from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris

from analysis.clustering import ChoiceOfK, choose_k
from analysis.clustering.choice_cautions import choice_notes
from analysis.clustering.choice_result import Candidate
from analysis.clustering.prepared_rows import prepare_rows
from analysis.core import ParameterError, TooFewRowsError, UnsuitableDataError, blocks_conclusion
from analysis.language import render
from analysis.methods import method_by_id


def planted(n: int = 150, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    centres = np.array([[0.0, 0.0], [8.0, 0.0], [4.0, 7.0]])[rng.choice(3, n)]
    return pd.DataFrame(centres + rng.normal(size=(n, 2)), columns=["a", "b"])


def codes(found: ChoiceOfK) -> set[str]:
    return {note.code for note in found.notes}


def test_three_planted_segments() -> None:
    found = choose_k(planted(), columns=("a", "b"), k_max=5)
    assert found.k == 3
    text = render(found.readings()[0], "en")
    assert text.startswith("The data support 3 segments: the spread within them is ")
    tighter = found.candidates[2].tighter(0.95)
    assert 0 < tighter.low < tighter.value < tighter.high < 1
    assert not codes(found)


def test_one_normal_cloud_is_one_segment() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(300, 3)), columns=list("abc"))
    found = choose_k(frame, columns=tuple("abc"), k_max=5)
    assert found.k == 1
    assert render(found.readings()[0], "en").startswith("The data support no division")
    assert "alike" in render(found.readings()[1], "en")


def test_the_panel_of_iris_equals_scikit_learn() -> None:
    frame = pd.DataFrame(load_iris().data, columns=list("abcd"))
    found = choose_k(frame, columns=tuple("abcd"), k_max=4, references=5)
    table = found.to_frame()
    rows = ((frame - frame.mean()) / frame.std()).to_numpy()
    for k in (2, 3, 4):
        peer = KMeans(k, n_init=20, random_state=0).fit(rows)
        assert table.loc[k - 1, "within_ss"] <= peer.inertia_ * 1.0001
    assert table["within_ss"].iloc[0] == pytest.approx(596)
    assert table["explained"].iloc[0] == 0
    # R 4.2.2, cluster 2.1.4 silhouette of kmeans(scale(iris[, 1:4]), 2 and 3, nstart = 200).
    assert table["silhouette"].iloc[1:3].tolist() == pytest.approx([0.581750049198281, 0.459948239205186], rel=1e-9)
    assert table["chosen"].sum() == 1
    assert found.best_silhouette is not None
    assert found.best_silhouette.k == 2


def test_order_of_rows_and_a_second_run_change_nothing() -> None:
    frame = planted(1200)
    first = choose_k(frame, columns=("a", "b"), k_max=3, references=5)
    for again in (frame.sample(frac=1, random_state=1), frame):
        assert first.to_frame().equals(choose_k(again, columns=("a", "b"), k_max=3, references=5).to_frame())
    assert "sampled" in codes(first)


def test_unit_and_order_of_columns_do_not_matter() -> None:
    frame = planted()
    first = choose_k(frame, columns=("a", "b"), k_max=3, references=5)
    swapped = choose_k(frame, columns=("b", "a"), k_max=3, references=5)
    assert first.to_frame().equals(swapped.to_frame())
    other = choose_k(frame.assign(a=frame["a"] * 100), columns=("a", "b"), k_max=3, references=5)
    assert other.to_frame()["gap_flat"].tolist() == pytest.approx(first.to_frame()["gap_flat"].tolist(), abs=1e-6)


def test_remarks() -> None:
    frame = planted(60)
    frame["same"] = 2.0
    found = choose_k(frame, columns=("a", "b", "same"), k_max=3, references=10)
    assert {"few_rows", "constant", "largest_tried", "small_segments"} <= codes(found)
    coarse = choose_k(pd.DataFrame({"a": [1.0, 2.0, 3.0] * 40}), columns=("a",), references=5)
    assert [candidate.k for candidate in coarse.candidates] == [1, 2]
    assert "fewer_tried" in codes(coarse)


def test_a_gap_that_rises_past_the_answer_is_explained() -> None:
    frame = planted()
    found = choose_k(frame, columns=("a", "b"), k_max=4, references=5)
    assert found.k == 3
    *first, last = found.candidates
    higher = replace(last, gap_flat=first[-1].gap_flat + 1, gap_bell=first[-1].gap_bell + 1)
    prepared = prepare_rows(frame, ("a", "b"), "z", 3)

    def noted(candidates: tuple[Candidate, ...]) -> bool:
        notes = choice_notes(prepared, candidates, 4, rows_divided=1000, rows_for_gap=1000)
        return "gap_rises_further" in {note.code for note in notes}

    assert noted((*first, higher))
    assert not noted((*first, replace(higher, gap_bell=first[-1].gap_bell)))


def test_columns_that_go_together_in_every_segment_make_no_further_one() -> None:
    rng = np.random.default_rng(2)
    centres = np.array([[3.0, 7.5, 3.0, 3.75], [4.5, 4.5, 6.75, 5.6], [7.5, 3.0, 3.75, 3.1]])
    rows = centres[rng.choice(3, 400, p=[0.4, 0.35, 0.25])] + rng.normal(size=(400, 4))
    together = rng.normal(size=(400, 1)) + 0.5 * rng.normal(size=(400, 2))
    frame = pd.DataFrame(np.hstack([rows, together]), columns=list("abcdef"))
    assert choose_k(frame, columns=tuple("abcdef"), k_max=5, references=10).k == 3


def test_nothing_varies() -> None:
    found = choose_k(pd.DataFrame({"a": [3.0] * 9}), columns=("a",))
    assert blocks_conclusion(found)
    assert found.k == 1
    assert found.to_frame().empty


@pytest.mark.parametrize(
    ("values", "error"), [([], TooFewRowsError), ([1.0, 2.0], TooFewRowsError), ([1.0, 2.0] * 9, UnsuitableDataError)]
)
def test_too_little_data_are_refused(values: list[float], error: type[Exception]) -> None:
    with pytest.raises(error):
        choose_k(pd.DataFrame({"a": pd.Series(values, dtype=float)}), columns=("a",))


def test_bad_parameters_are_refused() -> None:
    with pytest.raises(ParameterError):
        choose_k(planted(), columns=("a",), k_max=1)


def test_progress_rises_and_may_stop() -> None:
    seen: list[float] = []
    choose_k(planted(), columns=("a", "b"), k_max=3, references=5, progress=seen.append)
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] <= 1

    class StoppedError(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.3:
            raise StoppedError

    with pytest.raises(StoppedError):
        choose_k(planted(), columns=("a", "b"), k_max=3, references=5, progress=stop)


@pytest.mark.parametrize("n", [3, 6, 19])
def test_few_rows_block_the_conclusion(n: int) -> None:
    found = choose_k(pd.DataFrame(np.random.default_rng(n).normal(size=(n, 2)), columns=["a", "b"]), columns=("a", "b"))
    assert blocks_conclusion(found)
    assert render(found.readings()[0], "en") == (
        f"{n} rows are too few to tell segments from chance; at least 20 are needed."
    )


def test_a_bent_cloud_is_the_known_exception() -> None:
    """No reference bends: the method's text says so, and this test notices when that has changed."""
    x, noise = np.random.default_rng(5).normal(size=(2, 1000))
    bent = pd.DataFrame({"a": x, "b": x**2 + 0.5 * noise})
    assert choose_k(bent, columns=("a", "b")).k > 1
    assert "bends" in "".join(render(part, "en") for part in method_by_id("choose_k").explanation)
