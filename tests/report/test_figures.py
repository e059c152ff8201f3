import base64
import re
from xml.etree import ElementTree

import cv2
import numpy as np
import pandas as pd
import pytest

from segstudy.drawing.bitmap import small_uri, windowed
from segstudy.drawing.planes import axial, pixel_mm, upright
from segstudy.report.figures.boxplots import boxplot
from segstudy.report.figures.correction import before_and_after
from segstudy.report.figures.curves import curves
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.framing import frame
from segstudy.report.figures.outlines import outline
from segstudy.report.figures.overlays import overlay, telling_slice
from segstudy.volumes.volume import Volume


def decode(uri: str) -> np.ndarray:
    raw = base64.b64decode(uri.partition(",")[2])
    return cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_GRAYSCALE)


@pytest.mark.parametrize("axes", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("signs", [(1, 1, 1), (-1, -1, 1), (-1, 1, -1)])
def test_slices_show_the_right_side_left_and_the_front_on_top(axes, signs) -> None:
    shape, spacing = (7, 9, 11), (1.0, 2.0, 3.0)  # right, front, head
    marked = np.zeros(shape)
    marked[6, 8, 4] = 1  # rightmost, foremost
    world = np.diag([*spacing, 1.0])
    affine = np.eye(4)
    for stored, axis in enumerate(axes):
        affine[:3, stored] = world[:3, axis] * signs[stored]
    flips = tuple(slice(None, None, sign) for sign in signs)
    volume = upright(Volume(marked.transpose(axes)[flips], affine))
    image = axial(volume.array, 4)
    assert image.shape == (9, 7)
    assert image[0, 0] == 1 and image.sum() == 1
    assert pixel_mm(volume) == (2.0, 1.0)
    assert np.allclose(np.diag(volume.affine)[:3], spacing)


def test_window_is_soft_tissue_and_nan_is_black() -> None:
    gray = windowed(np.array([[-1000.0, -160.0, 40.0, 240.0, 30000.0, np.nan]]))
    assert gray.tolist() == [[0, 0, 128, 255, 255, 0]]


def test_figures_survive_and_large_ones_shrink() -> None:
    gray = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 256, (80, 60), dtype=np.uint8), (0, 0), 3)
    gray = cv2.normalize(gray, None, 0, 255, cv2.NORM_MINMAX)
    off = np.abs(decode(small_uri(gray)).astype(int) - gray)
    assert off.mean() < 3 and off.max() < 16
    assert decode(small_uri(np.zeros((800, 400), np.uint8))).shape == (320, 160)


def test_outline_runs_between_pixels_in_mm() -> None:
    mask = np.zeros((6, 8), bool)
    mask[2:4, 1:5] = True
    pairs = re.split("[ML]", outline(mask, (3.0, 2.0))[1:-1])
    points = np.array([[float(number) for number in pair.split()] for pair in pairs])
    assert points[:, 0].min() == 2.0 and points[:, 0].max() == 10.0
    assert points[:, 1].min() == 6.0 and points[:, 1].max() == 12.0
    assert len(points) == 8
    assert outline(np.zeros((4, 4), bool), (1, 1)) == ""


def test_frame_is_square_in_mm_and_stays_inside() -> None:
    mask = np.zeros((100, 100), bool)
    mask[48:52, 2:6] = True
    rows, columns = frame(mask, (1.0, 2.0), margin_mm=10)
    assert (rows.stop - rows.start, columns.stop - columns.start) == (28, 14)
    assert columns.start == 0
    assert frame(~mask & mask, (1, 1)) == (slice(0, 100), slice(0, 100))


def test_telling_slice_is_where_most_is_wrong_or_most_is_there() -> None:
    reference, prediction = np.zeros((4, 4, 5), int), np.zeros((4, 4, 5), int)
    reference[:, :, 1] = prediction[:, :, 1] = 1
    reference[:2, :, 3] = 1
    assert telling_slice(reference, prediction, show_error=True) == 3
    assert telling_slice(reference, prediction, show_error=False) == 1
    assert telling_slice(reference, reference, show_error=True) == 1
    assert telling_slice(np.zeros((4, 4, 5)), np.zeros((4, 4, 5)), show_error=True) == 2


def test_overlay_of_empty_maps_is_a_figure_without_outlines() -> None:
    image = Volume(np.zeros((16, 12, 5)), np.eye(4))
    empty = np.zeros((16, 12, 5), int)
    shown = overlay(image, empty, empty, {"heart": 1}, {"heart": "#56B4E9"}, "o")
    assert shown.html.count("<svg") == 3 and "<path" not in shown.html
    assert (shown.number, shown.slices) == (3, 5)


def test_overlay_shows_only_the_organs_asked_for() -> None:
    image = Volume(np.zeros((40, 40, 4)), np.eye(4))
    labels = np.zeros((40, 40, 4), int)
    labels[5:10, 5:10, 1], labels[20:30, 20:30, 2] = 1, 7
    html = overlay(image, labels, labels, {"heart": 1}, {"heart": "#56B4E9"}, "o").html
    titles = re.findall("<title>(.*?)</title>", html)
    assert titles == ["heart"] * 3
    assert set(re.findall('stroke="(#.*?)"', html)) == {"#56B4E9", "#ffffff"}
    assert html.count("data:image/webp") == 1 and html.count('<use href="#o"/>') == 2


def test_overlay_gives_the_dice_of_the_slice_it_shows() -> None:
    image = Volume(np.zeros((20, 20, 3)), np.eye(4))
    truth, guess = np.zeros((2, 20, 20, 3), int)
    truth[4:8, 4:8, 1], guess[4:8, 6:10, 1], guess[0, 0, 1], guess[:, :, 0] = 1, 1, 2, 1
    shown = overlay(
        image,
        truth,
        guess,
        {"heart": 1, "aorta": 2, "liver": 3},
        dict.fromkeys(("heart", "aorta", "liver"), "#000000"),
        "o",
    )
    assert shown.number == 2 and shown.dice == {"heart": 2 * 8 / 32, "aorta": 0.0}


def test_correction_says_when_the_old_label_is_elsewhere() -> None:
    image = Volume(np.zeros((40, 40, 6)), np.eye(4))
    old, new = np.zeros((2, 40, 40, 6), bool)
    old[3:8, 3:8, 0], new[10:20, 10:20, 4] = True, True
    shown = before_and_after(image, old, new, "heart", "c")
    assert shown.number == 5
    assert "not in this slice" in shown.html


def test_box_plot_has_a_titled_mark_for_every_patient_and_escapes_names() -> None:
    values = pd.DataFrame({"arm": ["a$x_1$"] * 3 + ["b"] * 2, "patient": ["P<1>", "P2", "P3", "P<1>", "P2"]}).assign(
        value=[0.5, 0.6, 0, 0.7, 0.8], failed=[False, False, True, False, False]
    )
    svg = str(boxplot(values, ["a$x_1$", "b", "nobody"], "b", "dice", "a <title>", "box"))
    root = ElementTree.fromstring(svg)
    titles = [element.text for element in root.iter("title")]
    assert sorted(titles) == sorted(
        ["P<1>: 0.500", "P2: 0.600", "P3: 0.000 (missed or spurious)", "P<1>: 0.700", "P2: 0.800"]
    )
    texts = [element.text for element in root.iter("text")]
    assert {"a$x_1$", "a <title>", "n=3", "n=0", "no value"} <= set(texts)
    assert "patients" in root.get("aria-label")


def test_long_names_are_whole_and_arms_of_as_many_patients_say_so_once() -> None:
    long = "preprocessed+augmentation+tuning+postprocessing+adamw"
    values = pd.DataFrame({"arm": ["a", "a", long, long], "patient": ["P1", "P2"] * 2, "value": 0.5, "failed": False})
    root = ElementTree.fromstring(str(boxplot(values, ["a", long], "a", "dice", "heart", "box")))
    texts = {element.text: element.get("style") for element in root.iter("text")}
    assert long in texts and list(texts).count("n=2") == 1
    size = {name: float(re.search(r"font-size: ([\d.]+)px", texts[name])[1]) for name in ("a", long)}
    assert size[long] < size["a"] == 8


def test_compact_figures_look_the_same() -> None:
    """Shared styles, numbered ids and shortened numbers: every mark is where it was."""
    with drawing(3, 2) as (figure, (axes,)):
        axes.scatter([0.123456, 0.5, 0.9], [0.5, 0.25, 0.123456], gid="points", color="red")
        axes.plot([0, 1], [0, 1])
        root = ElementTree.fromstring(str(to_svg(figure, "name", "a image", {"points": ["a", "b", "c"]})))
    marks = [element for element in root.iter("use") if element.find("title") is not None]
    assert [mark.find("title").text for mark in marks] == ["a", "b", "c"]
    assert all(mark.get("style") is None and re.fullmatch(r"#name-\d", mark.get("href")) for mark in marks)
    across = [float(mark.get("x")) for mark in marks]
    assert (across[1] - across[0]) / (across[2] - across[0]) == pytest.approx(
        (0.5 - 0.123456) / (0.9 - 0.123456), abs=2e-3
    )
    (group,) = [element for element in root.iter("g") if marks[0] in list(element)]
    assert "fill: #ff0000" in group.get("style")


def test_distances_with_a_far_outlier_are_drawn_on_a_log_scale() -> None:
    values = pd.DataFrame({"arm": "a", "patient": list("pqrs"), "value": [3.0, 4.0, 5.0, 400.0], "failed": False})
    svg = boxplot(values, ["a"], "a", "hd95_mm", "heart", "log")
    assert "logarithmic" in svg
    assert "logarithmic" not in boxplot(values.iloc[:3], ["a"], "a", "hd95_mm", "heart", "linear")


def test_curves_of_unequal_length_and_of_one_epoch() -> None:
    long = pd.DataFrame({"epoch": range(1, 6), "loss": 1.0, "validation_loss": 1.1, "validation_dice": 0.5})
    svg = curves({0: long, 1: long.iloc[:2]}, "t", "c")
    assert "fold 1: best validation Dice 0.500, 2 epochs" in svg
    assert "<svg" in curves({0: long.iloc[:1]}, "t", "c1")
    assert "<svg" in curves({0: pd.DataFrame({"epoch": [1], "loss": [0.3]})}, "t", "c2")


def test_an_outline_that_cuts_corners_is_shorter_and_nowhere_far_off() -> None:
    rows, columns = np.indices((120, 120))
    mask = (rows - 60) ** 2 + (columns - 55) ** 2 < 40**2
    exact, short = outline(mask, (1.0, 1.0)), outline(mask, (1.0, 1.0), tolerance=0.6)
    assert len(short) < 0.5 * len(exact)
    points = np.array([[float(v) for v in pair.split()] for pair in re.findall(r"[\d.]+ [\d.]+", short)])
    assert np.abs(np.hypot(points[:, 0] - 55.5, points[:, 1] - 60.5) - 40).max() < 1.2
    dot = np.zeros((5, 5), bool)
    dot[2, 2] = True
    assert outline(dot, (1.0, 1.0), tolerance=0.6) == outline(dot, (1.0, 1.0))
