import dataclasses
import re

import numpy as np
import pytest

from segstudy.report.sections.uncertainty import uncertainty
from segstudy.report.uncertainty import read_uncertainty
from segstudy.uncertainty.case import measure_case
from segstudy.uncertainty.names import TELLING
from segstudy.uncertainty.tables import Measured, calibration_table, case_table, retained_table, summary_table
from segstudy.volumes.nifti import read_image, write_volume


@pytest.fixture
def asked(made_input, tmp_path):
    """The made study with one arm that was asked how sure it is: unsure along the reference's upper border."""
    arm, organs = made_input.facts.arms[-1].name, made_input.facts.organs
    measured = []
    for case, files in list(made_input.files.items())[:4]:
        path = made_input.predictions.get((arm, case))
        if files.reference is None or path is None:
            continue
        reference, prediction = read_image(files.reference), read_image(path)
        noise = np.random.default_rng(0).random(reference.array.shape, np.float32) * 0.02
        variance = 0.1 * (reference.array != prediction.array).astype(np.float32) + noise
        maps = {"variance": variance, "entropy": 2 * variance, "mutual_information": variance}
        maps |= {"confidence": 1 - variance, "mean": (prediction.array > 0).astype(np.float32)}
        folder = f"uncertainty/t.mc/{case}"
        for name in ("mean", "variance"):
            write_volume(tmp_path / folder / f"{name}.nii.gz", reference.with_array(maps[name]))
        told = (reference.array, prediction.array, reference.spacing, organs, list(organs), TELLING)
        measured.append(Measured(arm, "42", 0, case, folder, measure_case(*told, maps.__getitem__)))
    patients = made_input.patients
    tables = {"uncertainty": case_table(measured), "uncertainty_summary": summary_table(measured, patients)}
    tables |= {"calibration": calibration_table(measured), "retained_dice": retained_table(measured, patients)}
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    config = dict(made_input.facts.config)
    config["uncertainties"] = {"mc": {"method": "mc_dropout", "passes": 7}}
    config["arms"] = [{**one, "uncertainty": "mc"} if one["name"] == arm else one for one in config["arms"]]
    facts = dataclasses.replace(made_input.facts, config=config)
    found = read_uncertainty(tmp_path, facts.settings)
    return dataclasses.replace(made_input, facts=facts, uncertainty=found)


def test_an_arm_that_knows_its_errors_is_shown_as_one(asked):
    section = uncertainty(asked)
    html = str(section.html)
    arm = asked.facts.arms[-1].name
    words = re.sub(r"<[^>]*>", " ", html)
    assert "predicted 7 times by one network" in words
    assert set(asked.uncertainty.summary["auroc"]) == {1.0}
    assert f"Worst case of {arm}" in words
    assert html.count("data:image/png") == 3
    assert html.count('class="chart"') == 3


def test_a_map_that_is_gone_is_said_in_place_of_its_figure(asked):
    for path in asked.uncertainty.root.glob("uncertainty/**/variance.nii.gz"):
        path.unlink()
    html = str(uncertainty(asked).html)
    assert "No figure" in html
    assert "data:image/png" not in html


def test_a_study_that_asks_nobody_has_no_section(made_input, asked):
    assert uncertainty(made_input) is None
    # tables of an earlier run, whose arms were asked
    assert read_uncertainty(asked.uncertainty.root, made_input.facts.settings) is None
