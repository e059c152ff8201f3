import dataclasses
import json
import re

import numpy as np
import pytest

from segstudy.augmentation.copies import augment_case
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.report.inputs import NetworkInput
from segstudy.report.prepared_case import PreparedCase
from segstudy.report.read import network_input_from
from segstudy.report.sections.network_input import network_input
from segstudy.volumes.cache import write_image_cache, write_label_cache
from segstudy.volumes.label_map import class_indices
from segstudy.volumes.nifti import read_image, read_labels

SETTINGS = {
    "raw": PreparationSettings(size=[96, 96]),
    "full": PreparationSettings(
        clip_hu=[-1000, 1000], spacing_mm=[4, 4, 5], normalize="zscore", size=[80, 96], orientation="LPS"
    ),
}


@pytest.fixture(scope="module")
def example(made_input, tmp_path_factory):
    """Caches of one case, made by the stages themselves."""
    folder, case = tmp_path_factory.mktemp("caches"), "P01"
    files = made_input.files[case]
    scan, labels = read_image(files.image), read_labels(files.reference)
    told = {"case": case, "prepared": {}, "augmented": []}
    for name, settings in SETTINGS.items():
        intensity, grid = prepare_image(scan, settings)
        label = prepare_label(class_indices(labels.array, [1, 2, 3, 4]), grid, 4).classes
        stem = str(folder / name)
        write_image_cache(f"{stem}.image.b2nd", intensity.stored, intensity.slope, intensity.intercept)
        write_label_cache(f"{stem}.label.b2nd", label)
        (folder / f"{name}.grid.json").write_text(json.dumps(grid.to_json()))
        told["prepared"][name] = stem
    images, moved = augment_case(intensity.stored, label, AugmentationSettings(copies=2, translate_px=4), 1, case)
    write_image_cache(folder / "affine.image.b2nd", images, intensity.slope, intensity.intercept)
    write_label_cache(folder / "affine.label.b2nd", moved)
    told["augmented"].append(["full", "affine", str(folder / "affine")])
    return network_input_from(told)


def test_before_is_the_scan_where_the_networks_slice_lies(made_input, example) -> None:
    scan = read_image(made_input.files["P01"].image)
    labels = read_labels(made_input.files["P01"].reference)
    for name, stem in example.prepared.items():
        own = PreparedCase(stem)
        (index,) = own.telling()
        assert np.count_nonzero(own.label[index]) == np.count_nonzero(own.label, axis=(1, 2)).max()
        pixels, pixel = own.before(dataclasses.replace(scan, array=labels.array), index)
        covered = np.count_nonzero(pixels) * pixel[0] * pixel[1]
        after = np.count_nonzero(own.label[index]) * own.grid.spacing_mm[1] * own.grid.spacing_mm[2]
        assert after == pytest.approx(covered, rel=0.12), name


def test_what_soft_tissue_becomes_is_what_the_preparation_does(made_input, example) -> None:
    scan = read_image(made_input.files["P01"].image)
    raw, full = (PreparedCase(example.prepared[name]).becomes(scan, (-160, 240)) for name in ("raw", "full"))
    low, high = scan.array.min(), scan.array.max()
    assert raw == pytest.approx([(hu - low) / (high - low) for hu in (-160, 240)], abs=0.02)
    image = PreparedCase(example.prepared["full"]).slices
    assert full == pytest.approx([hu * image.slope + image.intercept for hu in (-160, 240)], abs=0.02)
    assert PreparedCase(example.prepared["raw"]).becomes(scan, (20000, 30000)) is None


def test_slices_of_a_sheet_are_spread_and_copies_stand_beside_their_original(made_input, example) -> None:
    own = PreparedCase(example.prepared["full"])
    chosen = own.telling(3)
    assert chosen == sorted(set(chosen)) and len(chosen) == 3 and all(own.label[index].any() for index in chosen)
    html = network_input(dataclasses.replace(made_input, network_input=example)).html
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert html.count("<svg") == 2 * 3 + 3 * 3
    for index in chosen:
        assert all(f"{title}, slice {index + 1}" in text for title in ("Original", "Copy 1", "Copy 2"))
    assert "P01 before and after each preparation" in text and "2 copies of each slice" in text
    assert re.search(r"Soft tissue takes up [\d.]+ % of the range", text)


def test_missing_caches_are_said_and_no_section_where_none_are_known(made_input, example, tmp_path) -> None:
    assert network_input(made_input) is None
    absent = NetworkInput("P01", {"raw": str(tmp_path / "nothing")})
    assert (
        "the prepared slices are not there" in network_input(dataclasses.replace(made_input, network_input=absent)).html
    )
