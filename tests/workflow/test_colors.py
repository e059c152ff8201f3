"""Pictures whose objects differ from their background by hue alone: what colors tell, and what brightness cannot."""

import csv
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from segstudy.application.viewer.studies import find_studies
from segstudy.drawing.bitmap import RGB
from segstudy.drawing.colored import in_color
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.nifti import read_labels, read_rounded

pytestmark = pytest.mark.workflow

# Of one luma by ITU-R BT.601.
BACKGROUND, OBJECT = (100, 100, 100), (200, 39, 150)
STUDY = {
    "study": "hues",
    "seed": 3,
    "data": {"layout": "images", "root": "pictures", "organs": {"spot": 1}},
    "folds": {"count": 2, "validation": 0.3},
    "preparations": {"gray": {"size": [32, 32]}, "color": {"size": [32, 32], "color": True}},
    "augmentations": {"online": {"mirror_axes": ["rows"], "transforms": {"mirror": {}, "gamma": {"p": 0.5}}}},
    "training": {"epochs": 16, "batch": 2, "loss": "dice_ce", "learning_rate": 1e-2, "threads": 1},
    "arms": [
        {"name": "gray", "model": {"enet": {"kernels": 8, "factor": 2}}, "preparation": "gray"},
        {
            "name": "color",
            "model": {"enet": {"kernels": 8, "factor": 2}},
            "preparation": "color",
            "augmentation": "online",
            "training": {"channels": {"depth": True}},
        },
    ],
    "comparisons": {"baseline": "gray", "metrics": ["dice"], "bootstrap": 100},
}


def draw(folder, number):
    """A picture and its mask; the noise of all three colors is the same."""
    rng = np.random.default_rng(number)
    rows, columns = np.indices((40, 44))
    row, column = rng.integers(9, 31), rng.integers(9, 35)
    inside = (rows - row) ** 2 + (columns - column) ** 2 < 49
    picture = np.where(inside[..., None], OBJECT, BACKGROUND) + rng.integers(-20, 21, (40, 44, 1))
    for kind, array in (("images", picture.astype(np.uint8)), ("masks", inside.astype(np.uint8))):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        Image.fromarray(array).save(folder / kind / f"p{number}.png")
    return inside


def test_the_colors_of_a_picture_are_prepared_as_three_planes(make_workplace):
    place = make_workplace(STUDY)
    for number in range(4):
        draw(place.folder / "pictures", number)
    wanted = [f"results/hues/prepared/{name}/p0.image.b2nd" for name in ("gray", "color")]
    done = place.run(*wanted)
    assert done.code == 0, done.text
    gray, color = (CachedSlices(str(place.results / f"prepared/{name}/p0")) for name in ("gray", "color"))
    assert gray.planes == 1 and color.planes == 3 and color.shape == gray.shape == (1, 32, 32)
    picture = np.asarray(Image.open(place.folder / "pictures/images/p0.png")).astype(float)
    low, high = picture.min(), picture.max()
    red, green, blue = color.image(0) * (high - low)
    hue = np.subtract(OBJECT, OBJECT[1])  # the noise is the same in all three
    assert abs((red - green).max() - hue[0]) < 3 and abs((blue - green).max() - hue[2]) < 3
    assert abs(red - green).min() < 1
    picture = place.folder / "pictures/images/p0.png"
    changed = np.asarray(Image.open(picture))[..., ::-1]
    picture.unlink()
    Image.fromarray(changed).save(picture)
    assert {"prepare_image", "convert_image2d"} <= set(place.plan(*wanted))


@pytest.mark.slow
def test_a_network_learns_from_hue_and_predicts_a_new_picture(make_workplace, tmp_path):
    place = make_workplace(STUDY)
    for number in range(8):
        draw(place.folder / "pictures", number)
    done = place.run()
    assert done.code == 0, done.text
    with (place.results / "metrics.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    dice = {arm: np.mean([float(row["dice"]) for row in rows if row["arm"] == arm]) for arm in ("gray", "color")}
    assert dice["color"] > max(0.6, dice["gray"] + 0.3)
    page = (place.results / "report.html").read_text()
    assert "red, green and blue kept as three channels" in page and page.count("data:image/webp") >= 2

    (study,), _ = find_studies(place.results.parent)
    case = next(iter(study.cases))
    shown = in_color(read_rounded(study.scan(case)), str(study.picture(case)))
    assert shown.array.dtype == RGB and read_labels(study.reference(case)).array.shape == shown.array.shape

    inside = draw(tmp_path, 99)
    arm = ["--arm", "results/hues/color", str(tmp_path / "images/p99.png"), "--out", str(tmp_path / "p99.png")]
    predicted = subprocess.run(
        [sys.executable, "-m", "segstudy", "predict", *arm],
        cwd=place.folder,
        env=place.environment(),
        capture_output=True,
        text=True,
    )
    assert predicted.returncode == 0 and "pixels" in predicted.stderr, predicted.stderr
    mask = np.asarray(Image.open(tmp_path / "p99.png"))
    assert mask.shape == (40, 44) and 2 * (mask.astype(bool) & inside).sum() / (mask.sum() + inside.sum()) > 0.6
