"""The code of a rehearsal, and of a cell of a generated study, gives the numbers on screen in a fresh process."""

from __future__ import annotations

import subprocess
import sys

from analysis.findings.script import shown_code
from analysis.methods import method_by_id
from pages.ui.rehearsal.methods import REHEARSALS
from synthetic import study_from_code


def printed(code: str, folder) -> str:
    script = folder / "cell.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_code_of_a_rehearsal(tmp_path):
    parameters = {
        "size": 60,
        "rate_control": 0.1,
        "rate_treatment": 0.4,
        "replicates": 40,
        "find_size": False,
        "seed": 5,
    }
    found = REHEARSALS[0].function(**parameters)
    code = shown_code(REHEARSALS[0], parameters)
    assert code.startswith("from analysis.language import render\nfrom pages.ui.rehearsal import rehearse_shares")
    assert found.to_frame().to_string() in printed(code, tmp_path)


def test_code_of_a_cell_of_a_generated_study(tmp_path):
    study, _ = study_from_code("gen-finance-4-c300-r200")
    method, prepared = method_by_id("net_promoter_score"), study.prepared("survey")
    column = next(v.id for v in study.codebook.of_table("survey") if v.id == "nps")
    code = shown_code(method, {"column": column}, study=study, prepared=prepared)
    assert "study, truth = study_from_code('gen-finance-4-c300-r200')" in code
    assert str(int(prepared.frame[column].notna().sum())) in printed(code, tmp_path)
