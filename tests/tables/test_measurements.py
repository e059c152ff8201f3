import math

import pytest

from segstudy.running.errors import StudyError
from segstudy.tables.measurements import MetricsRow, OrganMetrics, metrics_table, read_metrics, write_metrics
from segstudy.tables.metrics import METRICS
from segstudy.tables.metrics_frame import read_metrics_frame

COLUMNS = metrics_table().names


def _row(arm="raw", fold=0, seed=1, case="a", organ="heart", dice=0.5, outcome="ok"):
    values = [dice, 0.1 + 0.2, 1 / 3, 1.0, 0.0, 1e-12, 123456.789123, 30.0, 1.5, math.nan]
    return MetricsRow(
        arm, fold, seed, case, OrganMetrics(organ, dict(zip(METRICS, values, strict=True)), 10, 12, outcome)
    )


def test_columns_are_those_of_the_contract():
    assert ",".join(COLUMNS) == (
        "arm,fold,seed,case,organ,dice,dice_2d,iou,precision,recall,specificity,"
        "hd95_mm,hd_mm,assd_mm,nsd,reference_voxels,predicted_voxels,outcome"
    )


def test_text_of_a_row(tmp_path):
    write_metrics(tmp_path / "metrics.csv", [_row()])
    lines = (tmp_path / "metrics.csv").read_bytes().split(b"\n")
    assert lines[0] == ",".join(COLUMNS).encode()
    assert lines[1:] == [b"raw,0,1,a,heart,0.5,0.3,0.333333333,1,0,1e-12,123456.789,30,1.5,,10,12,ok", b""]


def test_rows_read_are_the_rows_written_to_nine_digits(tmp_path):
    rows = [_row(case='odd, "name"'), _row(case="z", organ="aorta", dice=math.nan, outcome="both_empty")]
    write_metrics(tmp_path / "metrics.csv", rows)
    read = read_metrics(tmp_path / "metrics.csv")
    assert [row[:4] for row in read] == [row[:4] for row in rows]
    for row, expected in zip(read, rows, strict=True):
        assert row.metrics.values == pytest.approx(expected.metrics.values, rel=1e-8, nan_ok=True)
        assert (row.metrics.organ, *row.metrics[2:]) == (expected.metrics.organ, *expected.metrics[2:])


def test_writing_what_was_read_gives_the_same_bytes(tmp_path):
    write_metrics(tmp_path / "once.csv", [_row(), _row(case="b")])
    write_metrics(tmp_path / "twice.csv", read_metrics(tmp_path / "once.csv"))
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "twice.csv").read_bytes()


def test_rows_are_sorted_by_arm_fold_seed_case_and_organ_whatever_their_order(tmp_path):
    arms, organs = ["raw", "augmented"], ["heart", "aorta"]
    rows = [
        _row(arm, fold, seed, case, organ)
        for arm in arms
        for fold in (0, 2, 10)
        for seed in (1, 9, 42)
        for case in ("a", "b")
        for organ in organs
    ]
    write_metrics(tmp_path / "sorted.csv", rows, arms, organs)
    write_metrics(tmp_path / "reversed.csv", rows[::-1], arms, organs)
    assert [row[:4] + (row.metrics.organ,) for row in read_metrics(tmp_path / "sorted.csv")] == [
        row[:4] + (row.metrics.organ,) for row in rows
    ]
    assert (tmp_path / "sorted.csv").read_bytes() == (tmp_path / "reversed.csv").read_bytes()


def test_row_of_an_arm_that_is_not_in_the_order_is_refused(tmp_path):
    with pytest.raises(ValueError, match="'raw'"):
        write_metrics(tmp_path / "metrics.csv", [_row()], arms=["full"])
    assert not (tmp_path / "metrics.csv").exists()


@pytest.mark.parametrize("unit", ["mm", "px"])
def test_data_frames_read_the_same_values(tmp_path, unit):
    write_metrics(tmp_path / "metrics.csv", [_row()], unit=unit)
    frame = read_metrics_frame(tmp_path / "metrics.csv")
    assert frame.columns.tolist() == metrics_table(unit).names
    assert frame.loc[0, f"hd95_{unit}"] == pytest.approx(123456.789)
    assert math.isnan(frame.loc[0, "nsd"])
    assert frame["predicted_voxels"].dtype.kind == "i"


def test_other_columns_are_refused(tmp_path):
    (tmp_path / "other.csv").write_text("case,dice\na,0.5\n")
    with pytest.raises(StudyError, match="no column arm, fold, seed"):
        read_metrics(tmp_path / "other.csv")


@pytest.mark.parametrize("line", ["raw,0,1,a", "raw,zero,1,a" + "," * 11 + "1,1,ok"])
def test_broken_row_is_named_by_its_line(tmp_path, line):
    write_metrics(tmp_path / "broken.csv", [_row()])
    with (tmp_path / "broken.csv").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(StudyError, match="line 3"):
        read_metrics(tmp_path / "broken.csv")


def test_distances_in_pixels_are_named_so(tmp_path):
    write_metrics(tmp_path / "metrics.csv", [_row()], unit="px")
    header = (tmp_path / "metrics.csv").read_text().splitlines()[0]
    assert "hd95_px,hd_px,assd_px" in header and "_mm" not in header
    assert read_metrics(tmp_path / "metrics.csv", "px")[0].metrics.values["hd95_mm"] == pytest.approx(123456.789)
