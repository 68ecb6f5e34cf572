"""The runner itself: it must see red, count honestly and keep its adapters from computing."""

from __future__ import annotations

import ast
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.oracles import adapters
from tests.oracles.adapters import ADAPTERS, SERVED
from tests.oracles.case import Case, Inputs, NoCasesError, read_cases, without_repeats
from tests.oracles.closing import closing_lines
from tests.oracles.conftest import HERE, SHELF, oracle_files
from tests.oracles.datasets import OracleData
from tests.oracles.kinds import ALL_KINDS
from tests.oracles.runner import run_case
from tests.oracles.tolerance import Tolerance, compare

pytest_plugins = ["pytester"]

# `inputs.py` puts a case's inputs into our words, which takes a subtraction here and there; it never sees a result.
ADAPTER_FILES = sorted(path for path in Path(adapters.__file__).parent.glob("*.py") if path.name != "inputs.py")
OTHER_UNITS = (100, 7)  # percentages for fractions, days for weeks
ALLOWED_IMPORTS = {"__future__", "analysis", "collections", "pandas", "tests", "typing"}


def case(expected: dict[str, Any], kind: str = "mean", **tolerance: Any) -> Case:
    return Case(id="x", kind=kind, inputs={}, expected=expected, tolerance=Tolerance.read(tolerance))


def serving(**values: Any) -> dict[str, Any]:
    return {"mean": lambda _case, _data: values}


NO_DATA = OracleData()


class TestVerdicts:
    def test_a_true_value_passes(self):
        assert run_case(case({"mean": 2.0}), NO_DATA, serving(mean=2.0)).verdict == "passed"

    def test_a_planted_wrong_value_is_red(self):
        outcome = run_case(case({"mean": 2.0}, rel=1e-6), NO_DATA, serving(mean=2.001))
        assert outcome.verdict == "failed"
        assert "expected 2.0, got 2.001" in str(outcome)

    def test_a_kind_without_adapter_is_unserved(self):
        assert run_case(case({}, kind="mean"), NO_DATA, {"mean": None}).verdict == "unserved"
        assert run_case(case({}, kind="never heard of"), NO_DATA, {}).verdict == "unserved"

    def test_a_key_that_we_do_not_give_leaves_the_case_unserved_and_is_named(self):
        outcome = run_case(case({"mean": 2.0, "sd": {"n": 1}}), NO_DATA, serving(mean=2.0))
        assert outcome.verdict == "unserved"
        assert "sd" in str(outcome)

    def test_a_case_that_expects_nothing_is_unserved(self):
        assert run_case(case({}), NO_DATA, serving(mean=2.0)).verdict == "unserved"

    def test_inputs_in_unknown_words_leave_the_case_unserved_and_are_named(self):
        asking = {"mean": lambda case, _data: {"mean": case.inputs["column"]}}
        outcome = run_case(replace(case({"mean": 2.0}), inputs=Inputs()), NO_DATA, asking)
        assert (outcome.verdict, str(outcome)) == ("unserved", "the case does not give column")

    def test_a_wrong_value_is_red_even_where_another_key_is_not_given(self):
        assert run_case(case({"mean": 2.0, "sd": 1.0}), NO_DATA, serving(mean=3.0)).verdict == "failed"

    def test_data_that_are_not_at_hand_leave_the_case_unserved(self):
        absent = Case(
            id="x", kind="mean", inputs={}, expected={}, tolerance=Tolerance(), file="data/nowhere/nowhere.csv"
        )
        reading = {"mean": lambda case, data: {"n": len(data.frame(case))}}
        assert run_case(absent, NO_DATA, reading).verdict == "unserved"

    def test_an_error_in_the_library_surfaces(self):
        def broken(_case: Case, _data: OracleData) -> dict[str, Any]:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            run_case(case({"mean": 1.0}), NO_DATA, {"mean": broken})


class TestTolerance:
    @pytest.mark.parametrize(
        ("tolerance", "expected", "got", "accepted"),
        [
            ({"rel": 0.01}, 100.0, 101.0, True),
            ({"rel": 0.01}, 100.0, 101.1, False),
            ({"abs": 0.5}, 0.0, -0.5, True),
            ({"abs": 0.5, "rel": 0.001}, 100.0, 100.4, True),
            ({"abs": 0.001, "rel": 0.01}, 100.0, 100.4, True),
            ({}, 3, 3, True),
            ({}, 3, 4, False),
            ({}, 3, 3.0, True),
            ({"abs": 1}, 1.0, math.nan, False),
            ({"abs": 1}, 1.0, None, False),
            ({"abs": 1}, None, math.nan, True),
            ({"abs": 1}, None, None, True),
            ({"abs": 1}, None, 0.0, False),
            ({"abs": 1}, True, 1, False),
            ({"abs": 1}, 1, True, False),
            ({}, True, True, True),
            ({}, "Yes", "Yes", True),
            ({}, "Yes", "No", False),
            ({"rel": 1e-9}, math.inf, math.inf, True),
            ({"rel": 1e-9}, math.inf, 1e300, False),
            ({"abs": 1}, [1, 2], [1, 2, 3], False),
            ({}, [1, 2], (1, 2), True),
            ({}, {"a": 1}, 1, False),
            ({"abs": 0.1}, {"low": 1, "high": 2}, [1.0, 2.0], True),
            ({"abs": 0.1}, {"lower": 1, "upper": 2}, (1.0, 2.5), False),
            ({}, [1, 2], {"a": 1, "b": 2}, True),
            ({}, [2, 1], {"a": 1, "b": 2}, False),
            ({}, {"a.b": 1}, {"a": {"b": 1}}, True),
            ({}, {"a.b": 1}, {"a": {"b": 2}}, False),
            ({}, {"a.b": 1}, {"a.b": 1}, True),
            ({"rel": 0.1}, "0.05", 0.051, True),
            ({"rel": 0.1}, "0.05", 0.06, False),
            ({}, "Inf", math.inf, True),
            ({}, "yes", 1.0, False),
            ({}, 1.0, "1.0", False),
            ({}, None, math.inf, True),
            ({}, math.nan, math.nan, True),
            ({}, math.nan, 1.0, False),
            ({}, None, [math.nan, math.nan], True),
            ({}, None, [math.nan, 1.0], False),
            ({}, None, [], False),
            ({"abs": 0.5}, 3, np.int64(3), True),
        ],
    )
    def test_rule(self, tolerance: dict[str, Any], expected: Any, got: Any, accepted: bool):
        found = compare({"v": expected}, {"v": got}, Tolerance.read(tolerance))
        assert (not found.wrong) is accepted

    @pytest.mark.parametrize(
        ("expected", "got", "accepted"),
        [
            (1e-30, 1.0002e-30, True),
            (1e-30, 1.0003e-30, False),
            (0.05, 0.05001, True),
            (0.05, 0.0501, False),
            (0.5, 0.0, False),
            (0.0, 1e-16, True),
            (0.0, 0.0, True),
            (0.0, 1e-14, False),
            (1.0, 1.0, True),
        ],
    )
    def test_p_values_compare_by_their_logarithm(self, expected: float, got: float, accepted: bool):
        # log10(1.0002) = 8.7e-5 and log10(1.0003) = 1.3e-4 stand on either side of 1e-4.
        tolerance = Tolerance.read({"rel": 1, "abs": 1, "p_values": ["test.p"]})
        found = compare({"test": {"p": [expected]}}, {"test": {"p": [got]}}, tolerance)
        assert (not found.wrong) is accepted

    def test_a_path_is_not_the_beginning_of_a_longer_name(self):
        tolerance = Tolerance.read({"rel": 0.5, "p_values": ["p"]})
        assert not compare({"power": 0.8}, {"power": 0.7}, tolerance).wrong

    def test_per_key_overrides_by_the_longest_path(self):
        tolerance = Tolerance.read({"rel": 0.5, "per_key": {"fit": {"rel": 0.1}, "fit.loglik": {"abs": 0.01}}})
        assert not compare(
            {"n": 10, "fit": {"a": 10, "loglik": -9}}, {"n": 14, "fit": {"a": 11, "loglik": -9}}, tolerance
        ).wrong
        assert compare({"fit": {"a": 10}}, {"fit": {"a": 11.5}}, tolerance).wrong
        assert compare({"fit": {"loglik": -9}}, {"fit": {"loglik": -9.02}}, tolerance).wrong

    def test_an_unknown_rule_is_refused(self):
        with pytest.raises(ValueError, match="relative"):
            Tolerance.read({"relative": 0.1})


class TestKinds:
    def test_every_kind_stands_in_the_table(self):
        assert set(ADAPTERS) == set(ALL_KINDS)
        assert set(SERVED) <= set(ALL_KINDS)

    def test_the_table_is_complete(self):
        page = SHELF / "oracle" / "KINDS.md"
        if not page.is_file():
            pytest.skip("the page of all kinds is not beside this repository")
        described = set(re.findall(r"^\| (\w+) \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE)) - {"kind"}
        assert described | {"itemsets_and_rules"} == set(ALL_KINDS)

    def test_every_shipped_case_says_where_it_comes_from(self):
        cases = [case for path in HERE.glob("*.json") for case in read_cases(path)]
        assert cases
        assert all(case.source or case.kind == "itemsets_and_rules" for case in cases)


class TestAdaptersComputeNothing:
    @pytest.mark.parametrize("path", ADAPTER_FILES, ids=lambda path: path.name)
    def test_source(self, path: Path):
        assert list(_computing(path.read_text(encoding="utf-8"))) == []

    @pytest.mark.parametrize(
        "source",
        [
            "import scipy.stats",
            "from statsmodels.stats import power",
            "import numpy",
            "x = a / b",
            "x = a * 2",
            "x = -(a - b)",
        ],
    )
    def test_a_planted_computation_is_seen(self, source: str):
        assert list(_computing(source))

    def test_inputs_are_translated_without_the_library(self):
        source = (Path(adapters.__file__).parent / "inputs.py").read_text(encoding="utf-8")
        imported = {name for name in ALLOWED_IMPORTS if f"from {name}" in source}
        assert imported == {"__future__", "collections", "tests", "typing"}

    def test_another_unit_is_no_computation(self):
        assert list(_computing("x = 100 * share\nd = 7 * weeks\ny: int | str = {**a} | b")) == []


def _computing(source: str):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            names = []
        yield from (name for name in names if name.split(".")[0] not in ALLOWED_IMPORTS)
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr | ast.BitAnd):
            other_unit = isinstance(node.op, ast.Mult) and getattr(node.left, "value", None) in OTHER_UNITS
            if not other_unit:
                yield ast.unparse(node)


class TestCases:
    def test_a_case_in_two_files_runs_once_and_a_changed_one_twice(self):
        a, b = case({"mean": 1.0}), case({"mean": 1.0})
        assert len(without_repeats([a, b])) == 1
        assert len(without_repeats([a, case({"mean": 2.0})])) == 2

    def test_an_absent_measure_of_a_rule_is_infinite(self, tmp_path: Path):
        rule = {"antecedent": ["a"], "consequent": ["b"], "conviction": None, "lift": 2.0}
        item = {"id": "r", "kind": "itemsets_and_rules", "n": 5, "n_closed": None, "top10_by_lift_then_count": [rule]}
        path = tmp_path / "rules.json"
        path.write_text(json.dumps({"cases": [item]}), encoding="utf-8")
        (read,) = read_cases(path)
        assert read.expected["top10_by_lift_then_count"][0]["conviction"] == math.inf
        assert "n_closed" not in read.expected

    @pytest.mark.parametrize(
        "document",
        [
            [{"id": "a", "kind": "nps", "inputs": {"p.q": 1}, "expected": {"n": 1}}],
            {"cases": [{"id": "a", "kind": "nps", "inputs": {"p": {"q": 1}}, "expected": {"n": 1}}]},
            {"cases": {"a": {"kind": "nps", "inputs": {"p.q": 1}, "expected": {"n": 1}}}, "meta": None},
            {"id": "a", "kind": "nps", "inputs": {"p.q": 1}, "expected": {"n": 1}, "tolerance": None},
        ],
        ids=["list", "cases", "named cases", "one case"],
    )
    def test_layouts_of_a_file(self, tmp_path: Path, document: Any):
        path = tmp_path / "cases.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        (read,) = read_cases(path)
        assert (read.id, read.kind, read.inputs) == ("a", "nps", {"p": {"q": 1}})
        assert read.tolerance == Tolerance(rel=1e-6, abs=1e-9)

    @pytest.mark.parametrize(("text", "reason"), [('{"meta": {}}', "no list of cases"), ("<html>", "no JSON")])
    def test_a_file_without_cases_is_refused(self, tmp_path: Path, text: str, reason: str):
        path = tmp_path / "cases.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(NoCasesError, match=reason):
            read_cases(path)

    def test_a_tolerance_of_an_unknown_kind_spoils_its_own_case_alone(self, tmp_path: Path):
        path = tmp_path / "cases.json"
        bad = {"id": "a", "kind": "mean", "expected": {"mean": 2.0}, "tolerance": {"relative": 0.1}}
        path.write_text(json.dumps([bad, {**bad, "id": "b", "tolerance": 0.1}]), encoding="utf-8")
        first, second = read_cases(path)
        outcome = run_case(first, NO_DATA, serving(mean=2.0))
        assert outcome.verdict == "unserved"
        assert "relative" in str(outcome)
        assert run_case(second, NO_DATA, serving(mean=2.1)).verdict == "passed"

    def test_closing_line(self):
        lines = list(closing_lines([("nps", "passed", ""), ("nps", "failed", ""), ("kmeans", "unserved", "none")]))
        assert lines[-1] == "passed 1, failed 1, unserved 1"
        assert "unserved kmeans (1): none" in lines
        assert list(closing_lines([])) == []


class TestCommand:
    """The command as a user gives it, in a fresh process."""

    def run(self, pytester: pytest.Pytester, cases: list[dict[str, Any]]) -> pytest.RunResult:
        path = pytester.path / "cases.json"
        path.write_text(json.dumps(cases), encoding="utf-8")
        target = HERE / "test_reference_cases.py"
        return pytester.runpytest_subprocess(
            str(target), f"--rootdir={HERE.parents[1]}", "-c", str(HERE.parents[1] / "pyproject.toml"),
            "-p", "no:cacheprovider", "--oracle-file", str(path),
        )  # fmt: skip

    def test_counts_and_exit_code(self, pytester: pytest.Pytester):
        right = {"id": "a", "kind": "ci_one_prop", "inputs": {"x": 15, "n": 148, "level": 0.95},
                 "expected": {"wilson": [0.06239, 0.16049]}, "tolerance": {"abs": 1e-5}, "source": "Newcombe 1998a"}  # fmt: skip
        wrong = {**right, "id": "b", "expected": {"wilson": [0.06239, 0.17]}}
        unknown = {**right, "id": "c", "kind": "unheard_of"}
        result = self.run(pytester, [right, wrong, unknown])
        result.stdout.fnmatch_lines(["unserved by kind: unheard_of 1", "passed 1, failed 1, unserved 1"])
        assert result.ret == pytest.ExitCode.TESTS_FAILED

    def test_a_file_that_is_not_there(self):
        config = SimpleNamespace(getoption=lambda *_names, **_more: "nowhere.json")
        with pytest.raises(pytest.UsageError, match=r"there is no file nowhere\.json"):
            oracle_files(config)
