from dataclasses import replace

import numpy as np
import pytest

from segstudy.report.benchmarks import read_benchmarks
from segstudy.report.provenance import provenance
from segstudy.report.sections.costs import by_rule, costs
from segstudy.running.seals import Seal, Seals
from segstudy.running.used import Used
from segstudy.tables.cases import CASES

HEADER = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


def test_jobs_are_summed_by_rule_and_short_ones_have_no_memory(tmp_path) -> None:
    for name, line in {
        "train/a/fold-0": "10\t0:00:10\t800\t1\t1\t1\t0\t0\t150\t15",
        "train/a/fold-1": "30\t0:00:30\t900\t1\t1\t1\t0\t0\t150\t45",
        "judge": "0.1\t0:00:00\t-\t-\t-\t-\t-\t-\t-\t0",
        "quick/x": "0.2\t0:00:00\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA",
    }.items():
        path = tmp_path / "benchmarks" / f"{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + line + "\n")
    (tmp_path / "benchmarks/killed.tsv").write_text("")
    table = by_rule(read_benchmarks(tmp_path))
    assert list(table.index) == ["train", "quick", "judge"]
    train = table.loc["train"]
    assert (train["jobs"], train["seconds"], train["longest"], train["memory_mb"]) == (2, 40, 30, 900)
    assert train["cores"] == pytest.approx(1.5)
    assert np.isnan(table.loc["judge", "memory_mb"]) and np.isnan(table.loc["quick", "cores"])
    assert table["share"].sum() == pytest.approx(1)


def test_jobs_are_known_by_their_own_account_and_the_memory_of_their_children_by_snakemakes(tmp_path):
    for name in ("predict_case/enet/P1", "predict_case/enet/P2", "train/enet/fold-0"):
        path = tmp_path / "benchmarks" / f"{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + "10\t0:00:10\t800\t1\t1\t1\t0\t0\t150\t15\n")
    seals = Seals(tmp_path)
    used = [Used("predict_case/enet/P1", 3.5, 400.0, 3.0), Used("inspect_case/P1", 0.4, 60.0, 0.3)]
    used.append(Used("train/enet/fold-0", 11.5, 900.0, 20.5))
    for number, each in enumerate(used):
        seals.write(tmp_path / f"inferred/{number}", Seal("content", None, "made", each))
    seals.gather()
    rows = [tuple(row) for row in read_benchmarks(tmp_path).itertuples(index=False)]
    assert rows == [
        ("inspect_case", "P1", 0.4, 60.0, 0.3),
        ("predict_case", "enet/P1", 3.5, 800.0, 3.0),
        ("predict_case", "enet/P2", 10.0, 800.0, 15.0),
        ("train", "enet/fold-0", 11.5, 900.0, 20.5),
    ]


def test_folder_that_is_not_there_has_no_jobs(tmp_path) -> None:
    assert len(read_benchmarks(tmp_path / "none")) == 0


def test_energy_is_told_where_a_machine_told_it(made_input, tmp_path):
    (tmp_path / "cases.csv").write_text(",".join(CASES.names) + "\n")
    records = {"a": {"energy_wh": {"processors": 1.25, "gpu": 40.0}}, "b": {"energy_wh": {"gpu": 1480.0}}, "c": {}}
    made = provenance({}, [1], str(tmp_path / "cases.csv"), records)
    assert made["energy_wh"] == {"processors": 1.25, "gpu": 1520.0, "trainings": 2, "of": 3}
    html = " ".join(str(costs(replace(made_input, provenance=made)).html).split())
    assert "in 2 of 3 trainings: <strong>1.2 Wh</strong> by processors and their memory and" in html
    assert "<strong>1.5 kWh</strong> by GPUs. Of what" in html
    silent = provenance({}, [1], str(tmp_path / "cases.csv"), {"c": {}})
    assert "energy_wh" not in silent
    assert "electricity" not in str(costs(replace(made_input, provenance=silent)).html)
