import copy
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from safetensors.numpy import save_file

from segstudy.config.checks.study import read_study
from segstudy.config.sections.presets import PRESETS
from segstudy.models.identity import weights_header
from segstudy.plan.inputs.ceilings import ceiling_files
from segstudy.plan.inputs.report import example_files
from segstudy.plan.inputs.training import training_caches
from segstudy.plan.modules import copied_modules, trained_modules
from segstudy.plan.names import hashed
from segstudy.plan.plan import Plan
from segstudy.plan.specs.comparison import comparison_spec
from segstudy.plan.specs.nnunet import nnunet_training_spec
from segstudy.plan.specs.training import search_spec, training_spec
from segstudy.plan.starts import check_starts, start_file
from segstudy.running.errors import StudyError
from segstudy.training.spec import TrainingSpec

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def demo():
    return copy.deepcopy(DEMO)


def test_arms_that_differ_after_training_share_a_training(demo):
    plan = Plan(demo)
    assert len(plan.runs) == 4
    assert len(plan.trainings) == 3
    assert plan.runs["full"].training == plan.runs["full+postprocessing"].training
    assert plan.augmented == [("full", "affine")]


def test_a_different_hyper_parameter_is_a_different_training(demo):
    before = Plan(demo)
    demo["arms"][3]["training"] = {"learning_rate": 1e-4}
    after = Plan(demo)
    assert len(after.trainings) == 4
    for arm in ("raw", "full", "full+augmentation"):
        assert after.runs[arm].training == before.runs[arm].training


def test_saying_the_default_is_saying_nothing(demo):
    before = Plan(demo)
    demo["arms"][0]["training"] = {"learning_rate": demo["training"]["learning_rate"]}
    assert Plan(demo).runs == before.runs


def test_several_seeds_have_paths_of_their_own(demo):
    demo["seeds"] = 2
    plan = Plan(demo)
    assert len(plan.trainings) == 6
    assert [run.path for run in plan.runs.values() if run.arm == "raw"] == ["raw/seed-42", "raw/seed-43"]
    assert len({run.training for run in plan.runs.values() if run.arm == "raw"}) == 2


def test_smaller_training_fractions_learn_from_a_part_of_the_larger(demo):
    demo["data"]["phantom"]["patients"] = 24
    demo["arms"] = [
        {
            "name": "full",
            "preparation": "full",
            "grid": [{f"-{percent}": {"training_fraction": percent / 100} for percent in (25, 50, 75)}],
        }
    ]
    demo["comparisons"]["baseline"] = "full"
    plan = Plan(demo)
    assert [arm.name for arm in plan.settings.arms] == ["full", "full-25", "full-50", "full-75"]
    assert set(plan.families.values()) == {"full"}
    assert len(plan.trainings) == 4
    whole, validation = plan.split(0)
    parts = [plan.split(0, training.fraction) for training in plan.trainings.values()]
    assert all(part[1] == validation for part in parts)
    sizes = {training.fraction: set(part[0]) for training, part in zip(plan.trainings.values(), parts, strict=True)}
    assert sizes[0.25] < sizes[0.5] < sizes[0.75] < sizes[1.0] == set(whole)
    assert [round(len(sizes[share]) / len(whole), 1) for share in (0.25, 0.5, 0.75)] == [0.2, 0.5, 0.8]


def test_other_draws_are_as_many_patients_and_not_nested(demo):
    demo["data"]["phantom"]["patients"] = 24
    half = {"training_fraction": 0.5}
    grid = [{f"+draw{draw}": {**half, "training_draw": draw} for draw in range(4)}]
    demo["arms"] = [{"name": "full", "preparation": "full", "grid": grid}]
    demo["comparisons"]["baseline"] = "full"
    plan = Plan(demo)
    assert set(plan.families.values()) == {"full"} and len(plan.trainings) == 5
    parts = [plan.split(0, 0.5, draw=draw) for draw in range(4)]
    trainings = {frozenset(training) for training, _ in parts}
    assert len(trainings) == 4 and {len(training) for training in trainings} == {len(plan.split(0, 0.5)[0])}
    whole, validation = plan.split(0)
    assert all(set(training) < set(whole) and part == validation for training, part in parts)
    specs = [training_spec(plan, name, 0).training for name in plan.trainings]
    assert {frozenset(spec) for spec in specs} == {*trainings, frozenset(whole)}
    demo["arms"][0]["grid"][0]["+all"] = {"training_draw": 1}
    with pytest.raises(StudyError, match=r"\(full\+all\).training_draw: is of a smaller `training_fraction`"):
        Plan(demo)


def test_arms_with_other_settings_are_another_family(demo):
    assert Plan(demo).families == {arm["name"]: arm["name"] for arm in demo["arms"]}


def test_excluded_cases_are_in_no_fold(demo):
    demo["data"]["exclude"] = {"Patient_05": "cut off"}
    plan = Plan(demo)
    assert "Patient_05" in plan.all_cases
    assert "Patient_05" not in plan.cases
    assert "Patient_05" not in plan.folds


def test_a_reference_that_is_no_case_is_told(demo):
    demo["correction"]["reference"]["case"] = "Patient_3"
    with pytest.raises(StudyError, match="correction.reference.case.*did you mean 'Patient_03'"):
        Plan(demo)


def test_the_example_case_is_the_first_or_that_of_the_patient_asked_for(demo):
    assert Plan(demo).example_case == "Patient_01"
    demo["report"] = {"patient": "Patient_07"}
    assert Plan(demo).example_case == "Patient_07"
    demo["report"] = {"patient": "Patient_7"}
    with pytest.raises(StudyError, match=r"report\.patient: .*Patient_7"):
        Plan(demo)


def test_planning_imports_neither_torch_nor_arrays():
    """Whatever the rules import: each start of Snakemake does, and each job of a cluster."""
    files = [Path("Snakefile"), *Path("rules").glob("*.smk")]
    imported = {name for file in files for name in re.findall(r"^from (segstudy[\w.]*) import", file.read_text(), re.M)}
    assert "segstudy.plan.specs.training" in imported
    heavy = "[name for name in ('torch', 'numpy', 'pandas', 'scipy', 'optuna') if name in sys.modules]"
    code = f"import importlib, sys\nfor name in {sorted(imported)}: importlib.import_module(name)\nprint({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("study", ["config.yaml", "studies/ablation.yaml"])
def test_seven_trainings_serve_the_thirteen_rows(study, tmp_path):
    config = yaml.safe_load(Path(study).read_text(encoding="utf-8"))
    if config["data"]["layout"] == "segthor":
        config["data"]["root"] = str(tmp_path)
        for number in range(21, 31):
            case = tmp_path / f"Patient_{number}"
            case.mkdir()
            for name in (f"{case.name}.nii.gz", "GT.nii.gz"):
                (case / name).touch()
    plan = Plan(config)
    assert len(plan.settings.arms) == 13
    assert len(plan.trainings) == 7
    both = [(run.training, run.postprocessing) for run in plan.runs.values()]
    assert len(set(both)) == 13
    assert {arm.name for arm in plan.settings.arms} >= {
        "baseline",
        "preprocessed",
        "preprocessed+augmentation+tuning-adamw+postprocessing",
    }
    if plan.settings.reference_results:
        assert set(plan.settings.reference_results.rows) == {arm.name for arm in plan.settings.arms}


@pytest.fixture
def searching(demo):
    """The demo with a search in each scope, and an arm that takes each answer."""
    search = {"preparation": "full", "trials": 5, "parallel": 2}
    demo["tuning"] = {
        "nested": search,
        "once": {**search, "scope": {"fold": 1}},
        "idle": {**search, "preparation": "raw"},
        "published": {"known": {"learning_rate": 1e-3}},
    }
    for name in ("nested", "once", "published"):
        demo["arms"].append({"name": name, "preparation": "full", "tuned": name})
    return demo


def test_a_search_has_a_part_for_each_fold_or_one_alone(searching):
    plan = Plan(searching)
    folds = plan.settings.folds.count
    assert list(plan.search_parts) == [*(f"nested/fold-{fold}" for fold in range(folds)), "once"]
    assert plan.search_parts["once"].fold == 1
    assert [plan.answer_of(plan.trainings["enet.full.tuned-nested"], fold) for fold in (0, 1)] == [
        "nested/fold-0",
        "nested/fold-1",
    ]
    assert {plan.answer_of(plan.trainings["enet.full.tuned-once"], fold) for fold in (0, 1)} == {"once"}
    assert plan.answer_of(plan.trainings[plan.runs["published"].training], 0) is None


def test_trials_learn_from_earlier_rounds_only(searching):
    part = Plan(searching).search_parts["once"]
    assert part.trials == [f"once/trials/{number}.json" for number in range(5)]
    assert [len(part.earlier(number)) for number in range(5)] == [0, 0, 2, 2, 4]


def test_more_trials_change_no_earlier_one(searching):
    def specs():
        plan = Plan(searching)
        return [search_spec(plan, "once", number) for number in range(5)]

    before = specs()
    searching["tuning"]["once"]["trials"] = 9
    assert specs() == before
    searching["tuning"]["once"]["parallel"] = 4
    assert [a == b for a, b in zip(specs(), before, strict=True)] == [True, True, False, False, True]


def test_what_an_arm_says_beside_a_search_makes_another_training(searching):
    """Even where it repeats the study's default, because it wins over what will be found."""
    rate = searching["training"]["learning_rate"]
    said = {"name": "said", "preparation": "full", "tuned": "once", "training": {"learning_rate": rate}}
    searching["arms"].append(said)
    plan = Plan(searching)
    assert plan.runs["said"].training != plan.runs["once"].training


def test_a_known_answer_is_a_training_like_any_other(searching):
    written = {"name": "written", "preparation": "full", "training": {"learning_rate": 1e-3}}
    searching["arms"].append(written)
    plan = Plan(searching)
    assert plan.runs["written"].training == plan.runs["published"].training


def test_a_sum_of_losses_names_what_differs_from_defaults_and_its_files_are_its_own(demo):
    for arm, loss in zip(demo["arms"][:2], ("tversky", {"boundary": {"weight": 0.5}, "dice": 1}), strict=False):
        arm["training"] = {"loss": loss}
    plan = Plan(demo)
    trainings = {name: each for name, each in plan.own_trainings.items() if each.settings.loss not in ("ce", "dice_ce")}
    losses = [[each for each in trained_modules(plan, name) if "losses" in each] for name in trainings]
    assert sorted(losses, key=len) == [
        ["segstudy.training.losses.tversky:build"],
        ["segstudy.training.losses.dice:build", "segstudy.training.losses.boundary:build"],
    ]
    summed = next(each.settings for each in trainings.values() if not isinstance(each.settings.loss, str))
    assert hashed(summed)["loss"] == {"boundary": {"weight": 0.5}, "dice": 1.0}


def test_one_fixed_split_predicts_and_measures_its_test_cases_alone(make_plan, plan, tmp_path):
    parts = ["train", "train", "train", "train", "validation", "test", "test", "test"]
    rows = [f"Patient_{number:02d},{part}" for number, part in enumerate(parts, 1)]
    (tmp_path / "splits.csv").write_text("\n".join(["patient,part", *rows]) + "\n")
    tuning = {name: search.model_dump(exclude_unset=True) for name, search in plan.settings.tuning.items()}
    tuning["once"]["scope"] = {"fold": 0}
    plan = make_plan(folds={"file": str(tmp_path / "splits.csv")}, tuning=tuning)
    test = ["Patient_06", "Patient_07", "Patient_08"]
    assert list(plan.fold_numbers) == [0] and plan.measured == test and len(plan.labelled) == 8
    assert plan.split(0) == ([f"Patient_0{number}" for number in range(1, 5)], ["Patient_05"])
    assert {case for _, case in plan.inferred_cases} == set(test)
    assert all(set(each.cases) == set(test) for each in plan.uncertain.values())
    assert {part.fold for part in plan.search_parts.values() if part.search == "nested"} == {0}


def test_online_transforms_are_cached_of_no_case_but_the_one_that_is_shown(demo):
    demo["augmentations"]["affine"] = {"preset": "thesis", "transforms": {"noise": {}}, "mirror_axes": ["columns"]}
    plan = Plan(demo)
    assert plan.augmentations == [("full", "affine")] and plan.augmented == []
    (name,) = [name for name, each in plan.own_trainings.items() if each.augmentation]
    assert not any("augmented" in path for path in training_caches(plan, name, 0, "image"))
    shown = [path for path in example_files(plan) if "augmented" in path]
    assert len(shown) == 2 and all(plan.example_case in path for path in shown)
    spec = training_spec(plan, name, 0)
    assert spec.online.preset is None  # a job knows no presets
    assert list(spec.online.transforms.used) == ["mirror", "affine", "grid_distortion", "noise"]
    assert "segstudy.transforms.noise:TRANSFORM" in trained_modules(plan, name)
    demo["augmentations"]["affine"] |= {"online": False, "copies": 2}
    plan = Plan(demo)
    assert plan.augmented == [("full", "affine")] and training_spec(plan, name, 0).online is None
    assert "segstudy.transforms.noise:TRANSFORM" in copied_modules(plan, "affine")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_reaches_a_job_with_axes_to_mirror_along_and_without(demo, preset):
    for axes in ([], ["columns"]):
        demo["augmentations"]["affine"] = {"preset": preset, "mirror_axes": axes}
        plan = Plan(demo)
        (name,) = [name for name, each in plan.own_trainings.items() if each.augmentation]
        handed = TrainingSpec.from_plain(training_spec(plan, name, 0).to_plain()).online
        assert ("mirror" in handed.transforms.used) == bool(axes and PRESETS[preset].transforms.mirror)


def test_a_network_begins_as_that_of_the_same_fold_and_seed(demo):
    demo["seeds"] = 2
    arm = {**demo["arms"][1], "name": "further", "start_from": {"arm": "full", "part": "encoder", "freeze": True}}
    demo["arms"].append(arm)
    plan = Plan(demo)
    for seed in (42, 43):
        source = plan.runs[f"full/seed-{seed}"].training
        name = plan.runs[f"further/seed-{seed}"].training
        assert name != source and f".seed-{seed}" in name
        for fold in (0, 2):
            assert start_file(plan, name, fold) == [f"results/demo/trained/{source}/fold-{fold}/weights.safetensors"]
        spec = training_spec(plan, name, 0)
        assert spec.start.freeze and "stage3." in spec.start.layers
        assert start_file(plan, source, 0) == [] and training_spec(plan, source, 0).start is None
    arm["start_from"] = {"arm": "full"}
    assert Plan(demo).runs["further/seed-42"].training != plan.runs["further/seed-42"].training


@pytest.fixture
def elsewhere(tmp_path):
    """Weights of a fold of another study, which learned from some cases; their file."""

    def write(training, validation):
        folder = tmp_path / "results/other/trained/enet.full/fold-0"
        folder.mkdir(parents=True, exist_ok=True)
        model = {"training": training, "validation": validation}
        save_file({"a": np.zeros(1, np.float32)}, folder / "weights.safetensors", weights_header(folder, model))
        return folder / "weights.safetensors"

    return write


@pytest.mark.parametrize("key", ["trained", "weights"])
def test_a_network_of_another_study_may_not_know_a_patient(demo, elsewhere, tmp_path, key):
    file = elsewhere(["a", "b"], ["c"])
    demo["arms"][1]["start_from"] = {key: str(file if key == "weights" else file.parent)}
    check_starts(Plan(demo))
    (tmp_path / "results/other/cases.csv").write_text("case,patient\na,Patient_04\nz,Patient_05\n")
    with pytest.raises(StudyError, match="start_from: .* learned from Patient_04, a patient of this study"):
        check_starts(Plan(demo))
    (tmp_path / "results/other/cases.csv").unlink()
    elsewhere(["a", "b"], ["Patient_02"])
    with pytest.raises(StudyError, match="learned from Patient_02"):
        check_starts(Plan(demo))
    file.unlink()
    with pytest.raises(StudyError, match=r"start_from: there is no .*weights.safetensors"):
        check_starts(Plan(demo))


def test_weights_from_elsewhere_may_not_say_whom_they_know_and_networks_must(demo, tmp_path):
    save_file({"a": np.zeros(1, np.float32)}, tmp_path / "weights.safetensors")
    demo["arms"][1]["start_from"] = {"weights": str(tmp_path / "weights.safetensors")}
    check_starts(Plan(demo))
    demo["arms"][1]["start_from"] = {"trained": str(tmp_path)}
    with pytest.raises(StudyError, match="does not say what it learned from"):
        check_starts(Plan(demo))


def test_nnunet_begins_with_weights_too(demo, tmp_path):
    file = tmp_path / "nnssl.safetensors"
    demo["arms"].append({"name": "nnunet", "model": "nnunet"})
    start = {"weights": str(file), "part": "encoder"}
    demo["arms"].append({"name": "pretrained", "model": "nnunet", "start_from": start})
    demo["arms"].append({"name": "further", "model": "nnunet", "start_from": {"arm": "nnunet"}})
    plan = Plan(demo)
    plain, pretrained, further = (plan.runs[name].training for name in ("nnunet", "pretrained", "further"))
    assert len({plain, pretrained, further}) == 3 and len(plan.nnunet_folds) == 1
    assert start_file(plan, pretrained, 1) == [str(file)] and start_file(plan, plain, 1) == []
    assert start_file(plan, further, 1) == [f"results/demo/trained/{plain}/fold-1/weights.safetensors"]
    assert nnunet_training_spec(plan, pretrained).start.layers == ("encoder.",)
    assert "start" not in nnunet_training_spec(plan, plain).to_plain()
    with pytest.raises(StudyError, match="there is no .*nnssl.safetensors"):
        check_starts(plan)


def test_four_losses_times_three_augmentations_times_two_starts_share_what_they_can(demo):
    demo["augmentations"] = {"thesis": {"preset": "thesis"}, "copies": {"rotate_deg": 5}}
    losses = {f"+{name}": {"training": {"loss": name}} for name in ("dice", "tversky", "topk")}
    grid = [losses, {f"+{name}": {"augmentation": name} for name in demo["augmentations"]}]
    grid.append({"+further": {"start_from": {"arm": "first"}}})
    first = {**demo["arms"][0], "name": "first"}
    demo["arms"] = [first, {**first, "name": "raw", "grid": grid}]
    demo["comparisons"]["baseline"] = "raw"
    plan = Plan(demo)
    assert len(plan.runs) == 1 + 4 * 3 * 2
    # the first arm's network is that of the grid's own first row, and twelve begin as it
    assert len(plan.trainings) == 4 * 3 * 2 and plan.runs["first"].training == plan.runs["raw"].training
    starts = [each.start_training for each in plan.own_trainings.values()]
    assert starts.count(plan.runs["first"].training) == starts.count(None) == 12
    assert len(plan.augmented) == 1 and len(plan.prepared) == 1
    (options,) = [grid.options for grid in comparison_spec(plan).grids]
    assert [list(each) for each in options] == [list(losses), ["+thesis", "+copies"], ["+further"]]


def test_windows_order_spacing_and_size_are_axes_of_a_grid_and_each_has_its_ceilings(demo):
    demo["preparations"] |= {
        "wide": {"clip_hu": [-1000, 1000], "size": [64, 64]},
        "narrow": {"clip_hu": [-160, 240], "size": [64, 64]},
        "cubic": {"clip_hu": [-160, 240], "size": [64, 64], "interpolation": "cubic"},
        "coarse": {"clip_hu": [-160, 240], "size": [32, 32], "spacing_mm": [12, 12, 8]},
        "percentile": {"percentile": [0.5, 99.5], "normalize": "foreground", "size": [64, 64]},
    }
    others = {f"+{name}": {"preparation": name} for name in ("narrow", "cubic", "coarse", "percentile")}
    demo["arms"] = [{"name": "wide", "preparation": "wide", "grid": [others]}]
    demo["comparisons"]["baseline"] = "wide"
    plan = Plan(demo)
    assert len(plan.trainings) == 5 and plan.prepared == sorted(["wide", *(name[1:] for name in others)])
    measured = ceiling_files(plan)
    for name in plan.prepared:
        assert any(f"/{name}/" in path for path in measured), name


def test_the_arms_that_the_default_study_names_in_comments_can_be_taken_in(tmp_path):
    text = Path("config.yaml").read_text(encoding="utf-8")
    before, _, after = text.partition("  # - name: vmunet\n")
    lines, _, rest = after.partition("comparisons:")
    added = "".join(f"  {line.removeprefix('  # ')}\n" for line in f"  # - name: vmunet\n{lines}".splitlines())
    config = yaml.safe_load(f"{before}{added}comparisons:{rest}")
    arms = {arm.name: arm for arm in read_study(config).arms}
    assert len(arms) == 15 and arms["vmunet"].start_from.weights and arms["sam2"].source_arm in arms
