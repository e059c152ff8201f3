"""Configurations that a person may write, or that an enemy would. `make(config)` changes a sound one in place."""

from bad_inputs.kind import Family

CONFIGS = Family("config")


def _set(name, words, value, *path, verdict="refused"):
    def make(config):
        place = config
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value() if callable(value) else value

    CONFIGS.add(name, verdict, words, make)


def bomb():
    """Twelve lists of ten references each: a hundred bytes of YAML anchors, 10¹² words when written out."""
    value = ["word"] * 10
    for _ in range(12):
        value = [value] * 10
    return value


def itself():
    value = {}
    value["training"] = value
    return value


ARM = ("arms", 0)
_set("unknown_section", "did you mean 'training'", {}, "trainings")
_set("unknown_key", "did you mean 'epochs'", 1, "training", "epoch")
_set("a_key_that_is_a_number", "string", {}, 1)
_set("a_number_among_the_keys_of_a_section", "string", 3, "training", 1)
_set("a_list_for_a_section", "training", [1, 2], "training")
_set("nothing_for_a_section", "folds", None, "folds")
_set("a_word_for_a_number", "'many'", "many", "training", "epochs")
_set("yes_for_a_number", "True", True, "training", "epochs")
_set("a_fraction_for_a_whole_number", "2.5", 2.5, "training", "batch")
_set("a_thousand_million_epochs", "100000", 10**9, "training", "epochs")
_set("no_epochs", "greater than or equal to 1", 0, "training", "epochs")
_set("no_number", "finite", float("nan"), "training", "learning_rate")
_set("infinite_rate", "finite", float("inf"), "training", "learning_rate")
_set("a_number_of_a_thousand_digits", "seed", 10**1000, "seed")
_set("negative_seed", "greater than or equal to 0", -1, "seed")
_set("negative_folds", "greater than or equal to 2", -5, "folds", "count")
_set("one_fold", "greater than or equal to 2", 1, "folds", "count")
_set("more_folds_than_patients", "folds need at least 99 patients", 99, "folds", "count")
_set("validation_of_all", "less than 1", 1.0, "folds", "validation")
_set("a_study_that_leaves_its_folder", "study", "../../elsewhere", "study")
_set("a_study_with_markup", "study", "<script>", "study")
_set("a_study_without_a_name", "study", "", "study")
_set("an_arm_with_a_wildcard", "name", "{run}", *ARM, "name")
_set("an_arm_as_long_as_a_book", "name", "a" * 100_000, *ARM, "name")
_set("two_arms_of_one_name", "unique", "augmented", *ARM, "name")
_set("no_arms", "arms", [], "arms")
_set("a_baseline_nobody_has", "did you mean 'raw'", "rwa", "comparisons", "baseline")
_set("an_unknown_model", "no model", "os.system", *ARM, "model")
_set("a_model_from_elsewhere", "no model", {"torch.hub:load": {}}, *ARM, "model")
_set("two_models_at_once", "one model", {"enet": {}, "customnet": {}}, *ARM, "model")
_set("an_unknown_argument", "no argument", {"enet": {"weights": "x.pkl"}}, *ARM, "model")
_set("an_argument_of_another_type", "kernels", {"enet": {"kernels": "many"}}, *ARM, "model")
_set("an_argument_that_is_a_list", "kernels", {"enet": {"kernels": [8]}}, *ARM, "model")
_set("an_unknown_preparation", "did you mean 'full'", "fulll", *ARM, "preparation")
_set("a_path_for_a_preparation", "preparation", "../full", *ARM, "preparation")
_set("a_source_for_a_model_that_needs_none", "starts from no other arm", "augmented", *ARM, "source_arm")
_set("an_uncertainty_of_no_dropout", "uncertainty", "sure", *ARM, "uncertainty")
_set("two_organs_of_one_label", "share one label", {"heart": 1, "aorta": 1}, "data", "organs")
_set("an_organ_that_is_background", "heart", {"heart": 0}, "data", "organs")
_set("an_organ_above_255", "heart", {"heart": 256}, "data", "organs")
_set("an_organ_with_a_space", "organs", {"left lung": 1}, "data", "organs")
_set("no_organs", "organs", {}, "data", "organs")
_set("an_organ_that_is_ignored", "ignored at once", [2], "data", "ignore")
_set("an_exclusion_nobody_knows", "did you mean 'Patient_01'", {"Patient_1": "odd"}, "data", "exclude")
_set("an_exclusion_without_a_reason", "exclude", ["Patient_01"], "data", "exclude")
_set("an_exclusion_that_is_a_number", "between quotes", {1: "odd"}, "data", "exclude")
_set("a_phantom_no_memory_holds", "shape", [100_000, 100_000, 100_000], "data", "phantom", "shape")
_set("a_phantom_of_no_voxels", "shape", [0, 48, 16], "data", "phantom", "shape")
_set("a_grid_no_memory_holds", "spacing_mm", [1e-9, 1e-9, 1e-9], "preparations", "full", "spacing_mm")
_set("negative_spacing", "spacing_mm", [-1, 1, 1], "preparations", "full", "spacing_mm")
_set("a_window_upside_down", "from low to high", [1000, -1000], "preparations", "full", "clip_hu")
_set("pictures_of_one_pixel", "greater than or equal to 8", [1, 1], "preparations", "full", "size")
_set("slices_no_network_can_halve", "divisible by 8", [50, 48], "preparations", "full", "size")
_set("a_layout_nobody_knows", "layout", "dropbox", "data", "layout")
_set("a_reference_nobody_has", "did you mean", "Patient_3", "correction", "reference", "case")
_set("anchors_that_explode_in_a_section", "folds", bomb, "folds")
_set("anchors_that_explode_in_an_argument", "kernels", lambda: {"enet": {"kernels": bomb()}}, *ARM, "model")
_set("anchors_that_explode_in_a_key_of_an_arm", "epochs", lambda: {"epochs": bomb()}, *ARM, "training")
_set("an_anchor_inside_itself", "training", itself, "training")
_set("anchors_shared_by_two_arms", (), {"epochs": 1}, *ARM, "training", verdict="accepted")


@CONFIGS("refused", "single pixel")
def one_pixel_in_a_batch_of_one(config):
    config["preparations"]["raw"] = {"size": [8, 8]}
    config["arms"][0]["training"] = {"batch": 1}


@CONFIGS("refused", "divisible by 16")
def slices_that_a_deeper_network_cannot_halve(config):
    config["preparations"]["raw"] = {"size": [40, 40]}
    config["arms"][0]["model"] = {"attention_unet": {"channels": [4, 4, 4, 4, 4]}}


@CONFIGS("refused", "grid", "arms")
def a_grid_of_a_thousand_million_arms(config):
    axes = [{f"+{n}": {"training": {key: 1}}} for n, key in enumerate(("epochs", "batch", "threads"))] * 10
    config["arms"][0] |= {"grid": axes}


def _prompted(name, source):
    return {"name": name, "model": {"sam2_prompted": {"checkpoint": "random"}}, "source_arm": source}


@CONFIGS("refused", "waits for itself")
def a_loop_of_arms(config):
    config["arms"] += [_prompted("one", "two"), _prompted("two", "one")]


@CONFIGS("refused", "waits for itself")
def an_arm_that_starts_from_itself(config):
    config["arms"].append(_prompted("one", "one"))


@CONFIGS("refused", "must end in `_oracle`")
def truth_that_nobody_would_expect(config):
    config["arms"].append(_prompted("one", "truth"))


@CONFIGS("refused", "did you mean")
def a_source_nobody_has(config):
    config["arms"].append(_prompted("one", "rwa"))


@CONFIGS("refused", "ensemble_of")
def an_ensemble_of_itself(config):
    config["arms"].append({"name": "both", "ensemble_of": ["both", "raw"]})


LOSS, TRANSFORMS = (*ARM, "training"), ("augmentations", "affine")
_set("a_loss_nobody_knows", "not 'tverski'", {"loss": "tverski"}, *LOSS)
_set("a_sum_of_no_losses", "names no loss", {"loss": {}}, *LOSS)
_set("a_loss_that_rewards_errors", "greater than 0", {"loss": {"dice": -1, "ce": 1}}, *LOSS)
_set("a_loss_without_end", "finite", {"loss": {"dice": float("inf")}}, *LOSS)
_set("a_setting_of_another_loss", "iterations", {"loss": {"tversky": {"iterations": 3}}}, *LOSS)
_set("a_transform_nobody_knows", "did you mean 'elastic'", {"transforms": {"elastik": {}}}, *TRANSFORMS)
_set("a_transform_too_probable", "less than or equal to 1", {"transforms": {"blur": {"p": 2}}}, *TRANSFORMS)
_set("mirrored_along_no_axis", "mirror_axes", {"transforms": {"mirror": {}}}, *TRANSFORMS)
_set("a_preset_nobody_knows", "preset", {"preset": "nnunett"}, *TRANSFORMS)
_set("copies_of_what_changes_anew", "online", {"transforms": {"blur": {}}, "copies": 2}, *TRANSFORMS)
_set(
    "weights_that_are_not_there",
    "there is no nowhere.safetensors",
    {"weights": "nowhere.safetensors"},
    *ARM,
    "start_from",
)
_set("weights_from_two_places", "takes one of", {"weights": "a", "arm": "augmented"}, *ARM, "start_from")
_set("weights_of_an_arm_nobody_has", "start_from", {"arm": "augmentd"}, *ARM, "start_from")
_set("a_beginning_in_itself", "start_from", {"arm": "raw"}, *ARM, "start_from")
_set("a_set_of_cases_nobody_has", "no case is called like", {"outside": ["Hospital_B*"]}, "evaluate_on")
_set("a_file_of_folds_that_is_not_there", "folds.file", {"file": "nowhere.csv"}, "folds")
_set("a_file_of_folds_and_their_count", "leave out `count`", {"file": "nowhere.csv", "count": 3}, "folds")
_set(
    "predictions_without_a_place_for_the_case",
    "should hold `{case}`",
    [{"name": "a", "given": {"files": "a.nii"}}],
    "arms",
)
_set(
    "predictions_that_are_not_there",
    "bring these predictions",
    [{"name": "raw", "given": {"files": "{case}.nii"}}],
    "arms",
)
_set("predictions_of_an_organ_nobody_has", "hart",
     [{"name": "raw", "given": {"files": "{case}.nii", "labels": {"hart": 1}}}], "arms")  # fmt: skip
_set("a_control_nobody_knows", "control", [{"name": "raw", "control": "lies"}], "arms")


@CONFIGS("refused", "config")
def nothing_at_all(config):
    config.clear()


for key in ("data_sets", "evaluate_on"):
    _set(f"{key}_nowhere", f"{key}.b.root: no folder", {"b": {"root": "/nowhere", "layout": "segthor"}}, key)
    _set(f"{key}_of_no_table", f"{key}.b.root: no table", {"b": {"root": "/nowhere/a.csv", "layout": "table"}}, key)
    _set(f"{key}_of_nobody", "called like 'Nobody*'", {"b": {"cases": ["Nobody*"]}}, key)
    _set(f"{key}_of_nothing", f"{key}.b: say which `cases`", {"b": {}}, key)
    _set(f"{key}_without_a_layout", f"{key}.b.layout: say how", {"b": {"root": "/etc"}}, key)
    _set(f"{key}_outside_the_folder", f"{key}.../x", {"../x": {"cases": ["*"]}}, key)
    _set(f"{key}_twice", "is in b too", {"b": {"cases": ["*"]}, "c": {"cases": ["Patient_01"]}}, key)
