from segstudy.tables.metrics import METRICS
from segstudy.tables.summary import COSTS, COUNTED, count_column, mean_column, sd_column, summary_table


def test_columns_are_the_metrics_over_the_organs_and_of_each():
    names = summary_table(["heart", "aorta"], "px").names
    assert names[:8] == ["arm", "patients", "cases", *COUNTED, "dice_mean"]
    assert mean_column("hd95_px") == "hd95_px_mean" in names
    assert sd_column("dice", "heart") == "dice_heart_sd" in names and count_column("missed", "aorta") in names
    assert names[-3:] == list(COSTS)
    assert len(names) == 3 + 4 + 3 * 2 * len(METRICS) + 2 * 4 + 3
