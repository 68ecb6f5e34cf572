"""The data a case refers to: from the folder given, from what may ship, or made as the case describes."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.data.real import cdnow
from tests.oracles.case import Case

HERE = Path(__file__).parent
LATIN_1 = frozenset({"starwars", "thanksgiving"})
HEADER_ROWS = {"starwars": 2}
BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
GENERATED = re.compile(r"LCG survey n=(?P<rows>\d+) m=(?P<columns>\d+) seed=(?P<seed>\d+)")


class DataNotAtHandError(Exception):
    """The case's data are neither in the folder given nor among those that may ship."""


@dataclass(frozen=True)
class OracleData:
    """Finds data sets; `root` is the folder that holds ``data/<name>/…``."""

    root: Path | None = None

    def frame(self, case: Case, file_name: str = "") -> pd.DataFrame:
        """The table of a case (one of several by its name); an empty field and NA are missing, other texts answers."""
        made = GENERATED.match(case.dataset)
        if made:
            return generated_survey(**{name: int(value) for name, value in made.groupdict().items()})
        name = Path(case.file).parent.name if case.file else case.dataset
        if case.file and self.root:
            path = Path(case.file).with_name(file_name) if file_name else Path(case.file)
            # The folder asked for holds data/<name>/…; the data folder itself does as well.
            for at in (self.root / path, self.root / path.relative_to(path.parts[0])):
                if at.is_file():
                    table = read_table(at, header_rows(case, name))
                    return table if case.kind == "multi_select" else by_question(table)
        if name in SHIPPED:
            return SHIPPED[name]()
        raise DataNotAtHandError(case.file or case.dataset or "no data set named")


def by_question(table: pd.DataFrame) -> pd.DataFrame:
    """A table with one name for each column: of several header rows the first that is not empty."""
    if not isinstance(table.columns, pd.MultiIndex):
        return table
    names = [next((str(part) for part in name if not str(part).startswith("Unnamed: ")), "") for name in table.columns]
    return table.set_axis(names, axis=1)


def header_rows(case: Case, name: str) -> int:
    """How many rows of column names the table of a case has."""
    return case.inputs.get("header_rows") or HEADER_ROWS.get(name, 1)


def read_table(path: Path, header_rows: int = 1) -> pd.DataFrame:
    """Read a CSV file; with several header rows a column's name is a tuple."""
    return pd.read_csv(
        path,
        na_values=["", " ", "NA"],
        keep_default_na=False,
        encoding=encoding_of(path),
        header=list(range(header_rows)) if header_rows > 1 else 0,
        low_memory=False,
    )


def encoding_of(path: Path) -> str:
    """UTF-8 where the bytes allow it, GB 18030 where bytes beyond ASCII come in pairs, else Latin-1."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if path.parent.name in LATIN_1:
            return "latin-1"
        beyond = BEYOND_ASCII.findall(content)
        paired = sum(len(run) for run in beyond if len(run) % 2 == 0)
        return "gb18030" if paired > sum(map(len, beyond)) / 2 else "latin-1"
    return "utf-8-sig"


def _of_statsmodels(name: str) -> pd.DataFrame:
    module = importlib.import_module(f"statsmodels.datasets.{name}")
    return module.load_pandas().data


SHIPPED: dict[str, Callable[[], pd.DataFrame]] = {
    "anes96": lambda: _of_statsmodels("anes96"),
    "fair": lambda: _of_statsmodels("fair"),
    "cdnow_sample": lambda: read_table(cdnow.FILE),
    "cdnow_summary": lambda: read_table(HERE / "data" / "cdnow_summary" / "cdnow_summary.csv"),
}
"""Data sets that may be passed on: public domain (statsmodels), or under the MIT licence (lifetimes)."""


def generated_survey(rows: int, columns: int, seed: int) -> pd.DataFrame:
    """The yes/no survey that `rules.json` describes: a linear congruential generator, 2**31, draws by ``>> 16``.

    Examples
    --------
    >>> generated_survey(rows=3, columns=2, seed=42).astype(int).to_numpy().tolist()
    [[0, 0], [0, 0], [1, 0]]
    """
    state = seed
    answers: list[list[bool]] = []

    def draw() -> int:
        nonlocal state
        state = (1103515245 * state + 12345) % 2**31
        return state >> 16

    for _ in range(rows):
        start = draw() % 4
        row: list[bool] = []
        for place in range(columns):
            follows = place > 0 and row[place - 1] and place % 3 == 0
            threshold = 30 + 40 * ((start + place) % 4 == 0) + 20 * follows - 10 * (place % 5)
            row.append(draw() % 100 < threshold)
        answers.append(row)
    return pd.DataFrame(answers, columns=[f"q{place:02d}" for place in range(columns)])
