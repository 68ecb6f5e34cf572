"""The code of every cell gives exactly the numbers on screen, in a fresh process, also on other data."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.core import LocalText, Result
from analysis.data import Band, Filter, Origin, Study, read_survey
from analysis.findings import shown_code
from analysis.methods.running import run_method
from pages.ui import cell as cell_module
from pages.ui.cell import Run
from tests.pages.conftest import ROOT, OpenPage

CELL_PAGES = ("questions", "relations", "segments", "rules", "plan_test")
# Methods that are computed beside the page and may come after it.
LONG = {"segments": {"cluster", "cluster_stability", "choose_k"}, "relations": {"correlation_matrix"}}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Run]]:
    """Every cell that an AppTest run answers."""
    collected: list[Run] = []
    answer = cell_module._answer

    def collect(run: Run) -> None:
        if not run.stale:
            collected.append(run)
        answer(run)

    monkeypatch.setattr(cell_module, "_answer", collect)
    return collected


def in_fresh_process(scripts: list[str], folder: Path) -> list[str]:
    """Run scripts in one new interpreter, each in a namespace of its own, and give what each printed."""
    for number, script in enumerate(scripts):
        (folder / f"cell_{number}.py").write_text(script, encoding="utf-8")
    driver = (
        "import contextlib, io, pathlib, sys\n"
        f"for n in range({len(scripts)}):\n"
        "    out = io.StringIO()\n"
        "    with contextlib.redirect_stdout(out):\n"
        "        exec(compile(pathlib.Path(f'cell_{n}.py').read_text('utf-8'), f'cell_{n}.py', 'exec'), {})\n"
        "    pathlib.Path(f'out_{n}.txt').write_text(out.getvalue(), 'utf-8')\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", driver],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    return [(folder / f"out_{number}.txt").read_text("utf-8") for number in range(len(scripts))]


def expected_table(result: Result) -> str:
    return result.to_frame().to_string()


def test_code_of_every_cell_on_the_sample_study(open_page: OpenPage, runs: list[Run], tmp_path: Path) -> None:
    from synthetic import sample_study

    study = sample_study(seed=7)
    for stem in CELL_PAGES:
        app = open_page(stem, "en", "sample-7")
        assert not app.exception
        for _ in range(200):
            if LONG.get(stem, set()) <= {run.method.id for run in runs}:
                break
            time.sleep(0.2)
            app.run()
    methods = {run.method.id for run in runs}
    assert {
        "frequencies",
        "correlate",
        "correlation_matrix",
        "cluster",
        "cluster_stability",
        "choose_k",
        "mine_rules",
        "plan_proportions",
    } <= methods
    scripts = [
        shown_code(run.method, run.parameters, study=study if run.prepared else None, prepared=run.prepared)
        for run in runs
    ]
    for run, printed in zip(runs, in_fresh_process(scripts, tmp_path), strict=True):
        assert printed.endswith(expected_table(run.result) + "\n"), run.method.id


@pytest.fixture
def survey_csv(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    rows = ["序号,1、您的年龄,2、您的性别,3、总体满意度,4、常用渠道（多选）"]
    words = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
    for number in range(1, 161):
        channels = (
            "┋".join(name for place, name in enumerate(["微信", "抖音", "门店"]) if (number >> place) & 1) or "(空)"
        )
        rows.append(
            f"{number},{18 + number * 7 % 40},{'男' if number % 3 else '女'},{words[number * 11 % 5]},{channels}"
        )
    path.write_bytes(("\n".join(rows) + "\n").encode("gb18030"))
    return path


def study_of(path: Path) -> Study:
    read = read_survey(path)
    study = Study(
        id="file",
        name=LocalText("answers"),
        survey=read.frame,
        codebook=read.codebook,
        origin=Origin(kind="file", files={"survey": path.name}, options={"survey": dict(read.options)}),
    )
    return replace(study, id=f"file-{study.fingerprint[:8]}")


def test_code_reads_the_users_file_with_codebook_and_recipe_and_follows_changed_data(
    open_page: OpenPage, runs: list[Run], survey_csv: Path, tmp_path: Path
) -> None:
    study = study_of(survey_csv)
    age = next(v.id for v in study.codebook.variables if "年龄" in v.label.zh or "年龄" in v.source)
    recipe = study.recipe.added(Band(age, (25, 40), into="age_band")).added(Filter("adults", f"{age} >= 20"))
    study = study.with_recipe(recipe)
    for stem in ("questions", "relations"):
        assert not open_page(stem, "zh", study).exception
    assert runs
    (tmp_path / "study.json").write_bytes(study.save(include_data=False))
    scripts = [shown_code(run.method, run.parameters, study=study, prepared=run.prepared) for run in runs]
    for run, printed in zip(runs, in_fresh_process(scripts, tmp_path), strict=True):
        assert printed.endswith(expected_table(run.result) + "\n"), run.method.id

    lines = survey_csv.read_text("gb18030").splitlines()
    survey_csv.write_bytes(("\n".join([lines[0], *lines[40:]]) + "\n").encode("gb18030"))
    changed, _ = study.replace_data(survey=read_survey(survey_csv))
    for run, printed in zip(runs, in_fresh_process(scripts, tmp_path), strict=True):
        assert run.prepared is not None
        again = run_method(run.method, changed.prepared(run.prepared.table), dict(run.parameters))
        assert printed.endswith(expected_table(again) + "\n"), run.method.id
        assert not pd.DataFrame.equals(again.to_frame(), run.result.to_frame()), run.method.id
