"""Networks for slices and for volumes in one small study, whole."""

import csv
import importlib.util

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.study, pytest.mark.slow]


@pytest.mark.skipif(
    not importlib.util.find_spec("nnunetv2"), reason="nnunetv2 is not installed: pip install -e '.[nnunet]'"
)
def test_networks_for_slices_and_volumes_stand_in_one_table(shipped_study):
    place = shipped_study("volumes")
    with (place.results / "summary.csv").open(newline="", encoding="utf-8") as lines:
        arms = [row["arm"] for row in csv.DictReader(lines)]
    assert arms == [arm["name"] for arm in place.config["arms"]]
    assert {"enet", "unet3d", "vnet", "unetr", "nnunet"} <= set(arms)
    with (place.results / "metrics.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(arms) * place.config["data"]["phantom"]["patients"] * 4
    # Phantoms: only that the networks for slices and volumes both learn something at all.
    for arm in ("enet", "unet3d"):
        hearts = [float(row["dice"]) for row in rows if row["arm"] == arm and row["organ"] == "heart"]
        assert sum(hearts) / len(hearts) > 0.2
    assert place.plan() == {}
