# pyarrow has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
"""A study of any size to Parquet: events by month, a chunk of customers in memory at a time."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt

from analysis.core import Message, ParameterError
from analysis.data.codebook import Codebook
from synthetic.answered import draw_survey
from synthetic.blocks import BLOCK_CUSTOMERS
from synthetic.building import experiment_plan_of, study_codebook, study_truth
from synthetic.event_rows import CHANNELS, KINDS, EventBlock
from synthetic.identities import Identities, draw_identities
from synthetic.population import People, join_people
from synthetic.scenario import Scenario
from synthetic.season import DAY_SECONDS, Season
from synthetic.tables import Made, customer_frame, customer_ids, event_block, made_blocks
from synthetic.trials import draw_trial

CHUNK_CUSTOMERS = 4 * BLOCK_CUSTOMERS
BAR_WIDTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written."""

    folder: Path
    customers: int
    events: int
    seconds: float


@dataclass(slots=True)
class ProgressBar:
    """A line on standard error that is drawn again: share done, rows, time left."""

    total: int
    out: TextIO | None = field(default_factory=lambda: sys.stderr)
    started: float = field(default_factory=time.monotonic)

    def show(self, done: int, events: int) -> None:
        """Draw the bar for the customers done."""
        if self.out is None:
            return
        share = done / self.total
        filled = round(BAR_WIDTH * share)
        elapsed = time.monotonic() - self.started
        left = elapsed / share - elapsed if share else 0.0
        end = "\n" if done >= self.total else ""
        self.out.write(
            f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {share:4.0%}  {events:,} events  {left:4.0f} s left {end}"
        )
        self.out.flush()


def write_study(
    scenario: Scenario, folder: Path, *, chunk_customers: int = CHUNK_CUSTOMERS, progress: TextIO | None = None
) -> Written:
    """Write customers, events by month, survey, arms, codebook and truth of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to make. Its content does not depend on the chunks.
    folder : Path
        New or empty folder.
    chunk_customers : int
        Customers held in memory at a time, rounded up to whole blocks; decides memory and the row groups only.
    progress : text stream, optional
        Where a progress bar is drawn.

    Returns
    -------
    Written

    Raises
    ------
    ParameterError
        The folder is not empty, or the chunk is not positive.

    Notes
    -----
    ``events/month=2025-01/part-0.parquet`` and so on (Hive partitions), ordered by block of customers and by time within
    it; ``customers.parquet``, ``survey.parquet``, ``arms.parquet``, ``codebook.json``, ``truth.json``.
    """
    if chunk_customers < 1:
        raise ParameterError(
            Message("A chunk cannot hold {n:count} customers.", n=chunk_customers),
            Message("Allowed: a whole number, {low:exact} or more.", low=1),
            parameter="chunk_size",
        )
    if folder.exists() and any(folder.iterdir()):
        raise ParameterError(
            Message("The folder {folder} is not empty.", folder=str(folder)),
            remedy=Message("Name a new folder, so that nothing is overwritten."),
            parameter="out",
        )
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    bar = ProgressBar(scenario.customers, progress)
    season = Season(scenario)
    people: list[People] = []
    who: list[Identities] = []
    events = 0
    with ExitStack() as open_files:
        tables = _Tables(folder, season, open_files)
        for chunk in _chunks(scenario, season, chunk_customers):
            identities = [draw_identities(scenario.seed, one.block) for one in chunk]
            for one, identity in zip(chunk, identities, strict=True):
                tables.write_customers(customer_frame(scenario, season, one, identity))
            events += tables.write_events(chunk, [event_block(scenario, season, one) for one in chunk])
            people.extend(one.people for one in chunk)
            who.extend(identities)
            bar.show(chunk[-1].block.first + chunk[-1].block.size, events)
    _write_rest(scenario, folder, join_people(people), who)
    return Written(folder=folder, customers=scenario.customers, events=events, seconds=time.monotonic() - started)


def _chunks(scenario: Scenario, season: Season, chunk_customers: int) -> Iterator[list[Made]]:
    at_a_time = -(-chunk_customers // BLOCK_CUSTOMERS)
    chunk: list[Made] = []
    for made in made_blocks(scenario, season):
        chunk.append(made)
        if len(chunk) == at_a_time:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class _Tables:
    """Open Parquet files: one for the customers, one for each month of events."""

    def __init__(self, folder: Path, season: Season, open_files: ExitStack) -> None:
        self._folder, self._season, self._open_files = folder, season, open_files
        self._customers: Any = None
        self._months: dict[str, Any] = {}
        start = season.start.astype("datetime64[M]")
        self._names = [str(start + month) for month in range(season.scenario.months)]
        first_days = np.array([f"{name}-01" for name in self._names], dtype="datetime64[D]")
        self._edges = (first_days - season.start).astype(np.int64) * DAY_SECONDS

    def write_customers(self, frame: Any) -> None:
        import pyarrow as pa

        table = pa.Table.from_pandas(frame, preserve_index=False)
        if self._customers is None:
            self._customers = self._writer(self._folder / "customers.parquet", table.schema)
        self._customers.write_table(table)

    def write_events(self, made: list[Made], events: list[EventBlock]) -> int:
        """Write a chunk's events to the files of their months; how many there were."""
        first, last = made[0].block, made[-1].block
        ids = customer_ids(np.arange(first.first, last.first + last.size))
        places = [np.append(np.searchsorted(part.seconds, self._edges), part.size) for part in events]
        for month, name in enumerate(self._names):
            cuts = [slice(int(place[month]), int(place[month + 1])) for place in places]
            table = self._table(made, events, cuts, ids)
            if name not in self._months:
                path = self._folder / "events" / f"month={name}" / "part-0.parquet"
                path.parent.mkdir(parents=True)
                self._months[name] = self._writer(path, table.schema)
            if table.num_rows:
                self._months[name].write_table(table)
        return sum(part.size for part in events)

    def _table(self, made: list[Made], events: list[EventBlock], cuts: list[slice], ids: npt.NDArray[np.str_]) -> Any:
        import pyarrow as pa

        def joined(name: str) -> npt.NDArray[Any]:
            return np.concatenate([getattr(part, name)[cut] for part, cut in zip(events, cuts, strict=True)])

        def coded(codes: npt.NDArray[Any], words: Any) -> Any:
            return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string()))

        first = made[0].block.first
        number = np.concatenate(
            [part.customer[cut] + (one.block.first - first) for one, part, cut in zip(made, events, cuts, strict=True)]
        )
        moments = self._season.moments(joined("seconds")).astype("datetime64[ms]")
        return pa.table(
            {
                "customer_id": coded(number.astype(np.int32), ids.tolist()),
                "time": pa.array(moments, pa.timestamp("ms")),
                "kind": coded(joined("kind"), list(KINDS)),
                "channel": coded(joined("channel"), list(CHANNELS)),
                "amount": pa.array(joined("amount"), pa.float64(), from_pandas=True),
                "response_minutes": pa.array(joined("minutes"), pa.float64(), from_pandas=True),
            }
        )

    def _writer(self, path: Path, schema: Any) -> Any:
        import pyarrow.parquet as pq

        return self._open_files.enter_context(pq.ParquetWriter(path, schema, compression="zstd"))


def _write_rest(scenario: Scenario, folder: Path, people: People, who: list[Identities]) -> None:
    names, phones = np.concatenate([one.name for one in who]), np.concatenate([one.phone for one in who])
    answered = draw_survey(scenario, people, names, phones)
    answered.frame.to_parquet(folder / "survey.parquet", index=False)
    trial = draw_trial(experiment_plan_of(scenario), scenario.seed, people.community)
    trial.to_parquet(folder / "arms.parquet", index=False)
    codebook: Codebook = study_codebook(scenario)
    (folder / "codebook.json").write_text(json.dumps(codebook.to_json(), ensure_ascii=False), encoding="utf-8")
    truth = study_truth(scenario, people, answered).to_dict()
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
