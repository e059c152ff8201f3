import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.config.checks.uncertainty import dropout_arguments
from segstudy.config.sections.inference import InferenceSettings
from segstudy.models.registry import MODELS
from segstudy.plan.plan import Plan
from segstudy.plan.uncertainty import recorded_uncertainty, uncertain_predictions
from segstudy.running.errors import StudyError

STUDY = {
    "study": "sure",
    "seed": 5,
    "data": {"layout": "phantom", "organs": {"heart": 2}, "phantom": {"patients": 4, "displaced": False}},
    "folds": {"count": 2, "validation": 0.4},
    "preparations": {"raw": {"size": [48, 48]}, "volumes": {"size": None}},
    "postprocessings": {"clean": {"closing_mm": 8}},
    "training": {"patches": {"size": [32, 32, 16]}},
    "inferences": {"close": {"overlap": 0.7}},
    "uncertainties": {
        "mc": {"method": "mc_dropout", "passes": 4},
        "seeds": {"method": "seed_ensemble"},
        "folds": {"method": "fold_ensemble"},
    },
    "arms": [
        {"name": "plain", "model": "enet", "preparation": "raw"},
        {"name": "sure", "model": "enet", "preparation": "raw", "uncertainty": "mc"},
        {"name": "clean", "model": "enet", "preparation": "raw", "uncertainty": "mc", "postprocessing": "clean"},
        {
            "name": "volumes",
            "model": {"unet3d": {"dropout": 0.1}},
            "preparation": "volumes",
            "uncertainty": "mc",
            "inference": "close",
        },
    ],
    "comparisons": {"baseline": "plain"},
}


def study(**changes):
    return {**copy.deepcopy(STUDY), **changes}


def with_arm(**keys):
    config = study()
    config["arms"].append({"name": "other", "preparation": "volumes", "uncertainty": "mc", **keys})
    return config


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (with_arm(uncertainty="cm"), ["arms[4] (other).uncertainty", "no uncertainty is called 'cm'", "mc"]),
        (with_arm(model="unet3d"), ["unet3d has no dropout here", "set `dropout`"]),
        (with_arm(model={"vnet": {"dropout": 0.0}}), ["vnet has no dropout here"]),
        (with_arm(model={"enet": {"dropout": 0, "dropout_early": 0}}, preparation="raw"), ["`dropout_early`"]),
        (with_arm(model="mednext"), ["mednext has no dropout, which"]),
        (with_arm(model="nnunet", preparation=None), ["nnU-Net"]),
        (with_arm(model="sam2", preparation=None, source_arm="plain"), ["starts from another arm's label maps"]),
        (with_arm(model="vnet", uncertainty="seeds"), ["set `seeds` to 2"]),
        (study(uncertainties={"mc": {"method": "mc_dropout", "passes": 1}}), ["uncertainties.mc.passes", "2"]),
        (study(uncertainties={"mc": {"method": "dropout"}}), ["uncertainties.mc.method", "mc_dropout"]),
    ],
)
def test_what_cannot_tell_how_sure_it_is_is_told(config, words):
    with pytest.raises(StudyError) as caught:
        read_study(config)
    for word in words:
        assert word in str(caught.value)


def test_every_models_dropout_is_known_without_torch():
    assert dropout_arguments("enet", {}) == {"dropout": 0.1, "dropout_early": 0.01}
    assert dropout_arguments("enet", {"dropout": 0.4}) == {"dropout": 0.4, "dropout_early": 0.01}
    without = {name for name in MODELS if not dropout_arguments(name, {}) and not name.startswith("sam2")}
    flat = {
        "customnet",
        "vmunet",
        "joined_crop",
        "end_to_end_crop",
        "hourglass",
        "center_regression",
        "smp_unet",
        "smp_unetplusplus",
        "smp_deeplabv3plus",
    }
    assert without == {*flat, "mednext"}


def test_arms_that_differ_after_the_network_share_their_passes():
    found = uncertain_predictions(Plan(study()))
    assert len(found) == 2
    sure, volumes = found.values()
    assert sure.asked == [("sure", "5"), ("clean", "5")]
    assert (sure.passes, sure.seed, sure.inference) == (4, 5, None)
    assert volumes.inference == InferenceSettings(overlap=0.7)
    assert len(sure.measured) == len(sure.cases) == 4
    assert not uncertain_predictions(Plan(study(arms=STUDY["arms"][:1])))


def test_of_several_seeds_dropout_asks_each_and_an_ensemble_all_together():
    config = study(seeds=3)
    config["arms"][2]["uncertainty"] = "seeds"
    found = uncertain_predictions(Plan(config))
    by_arm = {}
    for each in found.values():
        for arm, seeds in each.asked:
            by_arm.setdefault(arm, []).append((seeds, len(each.trainings), each.passes, each.seed))
    assert by_arm["sure"] == [("5", 1, 4, 5), ("6", 1, 4, 6), ("7", 1, 4, 7)]
    assert by_arm["clean"] == [("5+6+7", 3, 1, None)]


def _table(folder, labelled, unlabelled):
    lines = ["case,patient,image,label"]
    lines += [f"c{n},p{n},c{n}.nii.gz,{f'l{n}.nii.gz' if n < labelled else ''}" for n in range(labelled + unlabelled)]
    (folder / "cases.csv").write_text("\n".join(lines) + "\n")
    return {"layout": "table", "root": str(folder / "cases.csv"), "organs": {"heart": 2}}


def test_folds_are_compared_where_no_network_saw_the_answer(tmp_path):
    config = study()
    config["arms"][1]["uncertainty"] = "folds"
    with pytest.raises(StudyError, match="uncertainties.folds: every case has a label map"):
        uncertain_predictions(Plan({**config, "data": _table(tmp_path, 4, 0)}))
    found = uncertain_predictions(Plan({**config, "data": _table(tmp_path, 4, 2)}))
    folds = next(each for each in found.values() if each.name.endswith(".folds"))
    assert (folds.cases, folds.measured) == (("c4", "c5"), ())
    mc = next(each for each in found.values() if each.name.endswith(".mc"))
    assert len(mc.cases) == 6
    assert mc.measured == ("c0", "c1", "c2", "c3")


def test_the_shipped_study_of_volumes_asks_how_sure_its_arms_are():
    config = yaml.safe_load(Path("studies/volumes.yaml").read_text(encoding="utf-8"))
    assert {"enet", "unet3d", "vnet", "unetr"} <= {
        arm for each in uncertain_predictions(Plan(config)).values() for arm, _ in each.asked
    }


def test_what_a_new_scan_is_asked_with_is_written_down():
    config = study(seeds=2)
    config["arms"][2]["uncertainty"] = "seeds"
    plan = Plan(config)
    told = {path: recorded_uncertainty(plan, run) for path, run in plan.runs.items()}
    assert told["plain/seed-5"] is None
    assert told["sure/seed-6"] == {"passes": 4, "seed": 6}
    assert told["clean/seed-5"] == {"passes": 1, "seed": None}
