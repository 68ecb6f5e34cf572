"""Studies written to Parquet: the same content whatever the chunk, the same process as in memory, bounded memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from analysis.core import ParameterError
from analysis.data.codebook import Codebook
from synthetic import generate_study
from synthetic.__main__ import main
from synthetic.blocks import BLOCK_CUSTOMERS, blocks
from synthetic.scenario import Scenario
from synthetic.streaming import write_study

CUSTOMERS = 2 * BLOCK_CUSTOMERS + 500
SCENARIO = Scenario(seed=21, customers=CUSTOMERS, respondents=300, months=6)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The study in chunks of one block, two blocks, an odd number, and all at once."""
    folder = tmp_path_factory.mktemp("streamed")
    sizes = (1, BLOCK_CUSTOMERS, BLOCK_CUSTOMERS + 1, 10 * CUSTOMERS)
    return {size: write_study(SCENARIO, folder / str(size), chunk_customers=size) for size in sizes}


def events_of(folder) -> pd.DataFrame:
    table = ds.dataset(folder / "events", partitioning="hive").to_table()
    return table.to_pandas().astype({"customer_id": str, "kind": str, "channel": str})


def plain_table(folder) -> pa.Table:
    """Events in the order of the files, words instead of codes."""
    table = ds.dataset(folder / "events", partitioning="hive").to_table()
    words = ("customer_id", "kind", "channel")
    schema = pa.schema([pa.field(f.name, pa.string()) if f.name in words else f for f in table.schema])
    return table.cast(schema)


def test_blocks_cover_every_customer_once():
    covered = np.concatenate([np.arange(b.first, b.first + b.size) for b in blocks(CUSTOMERS)])
    assert (covered == np.arange(CUSTOMERS)).all()
    assert [block.number for block in blocks(CUSTOMERS)] == [0, 1, 2]


def test_content_and_order_do_not_depend_on_the_chunk(written):
    first, *others = (one.folder for one in written.values())
    events = plain_table(first)
    assert events.num_rows == written[1].events > 500_000
    for folder in others:
        assert plain_table(folder).equals(events)
        for name in ("customers", "survey", "arms"):
            pd.testing.assert_frame_equal(
                pd.read_parquet(folder / f"{name}.parquet"), pd.read_parquet(first / f"{name}.parquet")
            )
        for name in ("truth", "codebook"):
            assert (folder / f"{name}.json").read_bytes() == (first / f"{name}.json").read_bytes()


def test_events_stand_in_the_folder_of_their_month(written):
    events = events_of(written[1].folder)
    assert (events["time"].dt.strftime("%Y-%m") == events["month"].astype(str)).all()
    assert events["month"].nunique() == 6


def test_streamed_and_in_memory_are_the_same_study(written):
    folder = written[BLOCK_CUSTOMERS].folder
    study, truth = generate_study(seed=21, customers=CUSTOMERS, respondents=300, months=6)
    keys = ["time", "customer_id", "kind", "channel", "amount"]
    streamed = events_of(folder).drop(columns="month").sort_values(keys, ignore_index=True)
    expected = study.table("events").sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(
        streamed, expected.astype({"customer_id": str, "kind": str, "channel": str}), check_dtype=False
    )
    for name in ("customers", "survey", "arms"):
        stored = pd.read_parquet(folder / f"{name}.parquet")
        pd.testing.assert_frame_equal(stored, study.table(name), check_dtype=False)
    assert json.loads((folder / "truth.json").read_text()) == json.loads(json.dumps(truth.to_dict()))
    assert Codebook.from_json((folder / "codebook.json").read_text()) == study.codebook


def test_the_first_customers_of_full_blocks_do_not_depend_on_how_many_follow(written):
    study, _ = generate_study(seed=21, customers=BLOCK_CUSTOMERS, respondents=100, months=6)
    larger = pd.read_parquet(written[1].folder / "customers.parquet").head(BLOCK_CUSTOMERS)
    pd.testing.assert_frame_equal(larger, study.table("customers"), check_dtype=False)


def test_a_progress_bar_is_drawn_and_ends(tmp_path):
    out = io.StringIO()
    write_study(SCENARIO, tmp_path / "bar", chunk_customers=BLOCK_CUSTOMERS, progress=out)
    lines = out.getvalue().split("\r")[1:]
    assert len(lines) == 3
    assert "100%" in lines[-1]
    assert out.getvalue().endswith("\n")


def test_nothing_is_overwritten(written):
    with pytest.raises(ParameterError) as caught:
        write_study(SCENARIO, written[1].folder)
    assert caught.value.parameter == "out"


def test_a_chunk_holds_somebody(tmp_path):
    with pytest.raises(ParameterError):
        write_study(SCENARIO, tmp_path, chunk_customers=0)


def test_command_line(tmp_path, capsys):
    arguments = [
        "--customers",
        "300",
        "--respondents",
        "100",
        "--months",
        "6",
        "--preset",
        "homogeneous",
        "--seed",
        "3",
    ]
    assert main([*arguments, "--out", str(tmp_path / "made")]) == 0
    told = capsys.readouterr()
    assert "300 customers" in told.out
    assert "100%" in told.err
    assert json.loads((tmp_path / "made" / "truth.json").read_text())["seed"] == 3
    for wrong in (["--months", "3"], ["--customers", "5"], ["--seed", "-1"], ["--chunk-size", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, *wrong, "--out", str(tmp_path / f"wrong{wrong[0]}")])
        assert stopped.value.code == 2
        assert "Allowed" in capsys.readouterr().err


def test_it_runs_as_a_module(tmp_path):
    command = [sys.executable, "-m", "synthetic", "--customers", "300", "--respondents", "100", "--months", "6"]
    done = subprocess.run([*command, "--out", str(tmp_path / "made")], capture_output=True, text=True, check=True)
    assert "events" in done.stdout
