"""``pytest tests/oracles --oracle-file FILE [--oracle-data DIR]`` runs the reference cases of any file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracles.case import Case, NoCasesError, read_cases, without_repeats
from tests.oracles.closing import closing_lines
from tests.oracles.datasets import OracleData

HERE = Path(__file__).parent
SHELF = HERE.parents[1].parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reference cases")
    group.addoption("--oracle-file", help="run the reference cases of this JSON file instead of the usual ones")
    group.addoption("--oracle-data", help="folder that holds data/<name>/… for these cases")


def oracle_files(config: pytest.Config) -> list[Path]:
    """The file asked for; else the shipped cases, and those of the reference shelf where there is one."""
    # The options are unknown when this folder is not named on the command line.
    asked = config.getoption("--oracle-file", default=None)
    if asked:
        path = Path(asked)
        if not path.is_file():
            raise pytest.UsageError(f"--oracle-file: there is no file {asked}")
        return [path]
    return [*sorted(HERE.glob("*.json")), *sorted((SHELF / "oracle").glob("*.json"))]


def _data_root(config: pytest.Config) -> Path | None:
    asked = config.getoption("--oracle-data", default=None)
    if asked:
        return Path(asked)
    return SHELF if (SHELF / "data").is_dir() else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "reference_case" in metafunc.fixturenames:
        try:
            cases = without_repeats([case for path in oracle_files(metafunc.config) for case in read_cases(path)])
        except NoCasesError as error:
            raise pytest.UsageError(str(error)) from error
        metafunc.parametrize("reference_case", cases, ids=[case.name for case in cases])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With a file asked for, its cases alone run, not the tests of the runner."""
    if config.getoption("--oracle-file", default=None):
        here = [item for item in items if item.path.is_relative_to(HERE)]
        others = [item for item in here if "reference_case" not in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in others]
        config.hook.pytest_deselected(items=others)


@pytest.fixture(scope="session")
def oracle_data(pytestconfig: pytest.Config) -> OracleData:
    return OracleData(_data_root(pytestconfig))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """An error inside an adapter or the library is a failed case too."""
    made = yield
    report = made.get_result()
    case = getattr(item, "callspec", None) and item.callspec.params.get("reference_case")
    if isinstance(case, Case) and report.when == "call" and report.failed:
        report.user_properties = [
            *(p for p in report.user_properties if p[0] != "oracle"),
            ("oracle", (case.kind, "failed", "")),
        ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    results = [
        value
        for category in ("passed", "failed", "skipped")
        for report in terminalreporter.stats.get(category, ())
        for name, value in report.user_properties
        if name == "oracle"
    ]
    lines = list(closing_lines(results))
    if lines:
        terminalreporter.section("reference cases")
        for line in lines:
            terminalreporter.write_line(line)
