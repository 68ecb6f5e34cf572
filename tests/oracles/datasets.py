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
        if not case.file:
            raise DataNotAtHandError(case.dataset or "no data set named")
        name = Path(case.file).parent.name
        path = Path(case.file).with_name(file_name) if file_name else Path(case.file)
        if self.root and (self.root / path).is_file():
            return read_table(self.root / path, name)
        if name in SHIPPED:
            return SHIPPED[name]()
        raise DataNotAtHandError(case.file)


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV file by the rules of its data set."""
    return pd.read_csv(
        path,
        na_values=["", " ", "NA"],
        keep_default_na=False,
        encoding="latin-1" if name in LATIN_1 else "utf-8",
        header=list(range(HEADER_ROWS[name])) if name in HEADER_ROWS else 0,
        low_memory=False,
    )


def _of_statsmodels(name: str) -> pd.DataFrame:
    module = importlib.import_module(f"statsmodels.datasets.{name}")
    return module.load_pandas().data


SHIPPED: dict[str, Callable[[], pd.DataFrame]] = {
    "anes96": lambda: _of_statsmodels("anes96"),
    "fair": lambda: _of_statsmodels("fair"),
    "cdnow_sample": lambda: read_table(cdnow.FILE, "cdnow_sample"),
    "cdnow_summary": lambda: read_table(HERE / "data" / "cdnow_summary" / "cdnow_summary.csv", "cdnow_summary"),
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
