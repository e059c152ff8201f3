import json
import shutil

import pytest
import yaml

from segstudy.application.arms import arm_at, arms_of, find_arms
from segstudy.application.cli import main
from segstudy.models.load import load_network
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError


def test_arms_of_a_study_share_its_trainings(results):
    arms = arms_of(results / "tiny")
    assert list(arms) == ["full", "cleaned"]
    assert arms["full"].networks() == arms["cleaned"].networks()
    assert [folder.name for folder in arms["full"].networks()] == ["fold-0", "fold-1"]
    assert [folder.name for folder in arms["full"].networks(1)] == ["fold-1"]
    assert arms["full"].postprocessing is None
    assert arms["cleaned"].postprocessing.closing_mm == 8
    assert arms["full"].organs == {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}


def test_every_study_is_found(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "one")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/arms.json").write_text("{")
    (tmp_path / "untrained").mkdir()
    shutil.copy(results / "tiny/arms.json", tmp_path / "untrained")
    arms, problems = find_arms(tmp_path)
    assert [arm.path for arm in arms] == [tmp_path / "one/full", tmp_path / "one/cleaned"]
    assert len(problems) == 1 and problems[0].startswith(f"{tmp_path / 'broken/arms.json'}: cannot be read")


def test_an_arm_of_several_seeds_is_all_its_networks(results, tmp_path):
    shutil.copytree(results / "tiny/trained/enet.full", tmp_path / "tiny/trained/a")
    shutil.copytree(results / "tiny/trained/enet.full", tmp_path / "tiny/trained/b")
    runs = [
        {"path": f"full/seed-{seed}", "arm": "full", "seed": seed, "training": name, "postprocessing": None}
        for seed, name in ((1, "a"), (2, "b"))
    ]
    (tmp_path / "tiny/arms.json").write_text(json.dumps({"study": "tiny", "phantom": False, "runs": runs}))
    assert len(arm_at(tmp_path / "tiny/full").networks()) == 4
    assert arm_at(tmp_path / "tiny/full/seed-2").networks(0) == [tmp_path / "tiny/trained/b/fold-0"]


def test_an_arm_whose_name_has_spaces_is_found_by_it_and_by_its_folder(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "tiny")
    run = {"path": "as_it_is", "arm": "as it is", "seed": 1, "training": "enet.full", "postprocessing": None}
    (tmp_path / "tiny/arms.json").write_text(json.dumps({"study": "tiny", "phantom": False, "runs": [run]}))
    assert list(arms_of(tmp_path / "tiny")) == ["as_it_is"]
    assert arm_at(tmp_path / "tiny/as it is") == arm_at(tmp_path / "tiny/as_it_is")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tiny/ful", "did you mean 'full'"),
        ("tiny", "a study, not an arm; its arms: full, cleaned"),
        ("nowhere/full", "no arm is there"),
    ],
)
def test_a_wrong_path_says_what_there_is(results, path, words):
    with pytest.raises(StudyError, match=words):
        arm_at(results / path)


def test_a_fold_that_is_not_there_is_named(results):
    with pytest.raises(StudyError, match="has no fold 7; it has 0, 1"):
        arm_at(results / "tiny/full").networks(7)


def test_a_fold_that_failed_is_left_out(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "tiny")
    (tmp_path / "tiny/trained/enet.full/fold-0/weights.safetensors").unlink()
    assert [folder.name for folder in arm_at(tmp_path / "tiny/full").networks()] == ["fold-1"]


def test_a_damaged_model_file_is_named(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "tiny")
    (tmp_path / "tiny/trained/enet.full/fold-0/model.yaml").write_text("organs: 3")
    with pytest.raises(StudyError, match="model.yaml: describes no trained network"):
        _ = arm_at(tmp_path / "tiny/full").organs


def _changed(**changes):
    def change(text):
        model = yaml.safe_load(text)
        for key, value in changes.items():
            model[key] = {**model[key], **value} if isinstance(value, dict) else value
        return yaml.safe_dump(model)

    return change


BROKEN = {
    "arms.json": {
        "nested": lambda text: "[" * 100_000,
        "a_list": lambda text: "[]",
        "a_number_of_runs": lambda text: '{"runs": 3}',
        "runs_of_numbers": lambda text: '{"study": "x", "phantom": true, "runs": [1, 2]}',
        "no_text": lambda text: "\udcff",
    },
    "trained/enet.full/fold-0/model.yaml": {
        "nested_too": lambda text: "[" * 100_000,
        "another_label": _changed(organs={"heart": 999}),
        "a_large_image": _changed(preparation={"size": [100_000, 100_000]}),
        "no_settings": _changed(settings=None),
        "no_threads": _changed(settings={"threads": 0}),
        "an_unknown_network": _changed(model="os.system"),
        "no_organs": _changed(organs=[]),
    },
}


@pytest.mark.parametrize(("file", "kind"), [(file, kind) for file, kinds in BROKEN.items() for kind in kinds])
def test_a_broken_study_is_one_line_and_harms_no_other(results, tmp_path, capsys, file, kind):
    for name in ("sound", "broken"):
        shutil.copytree(results / "tiny", tmp_path / name)
    path = tmp_path / "broken" / file
    path.write_bytes(BROKEN[file][kind](path.read_text()).encode("utf-8", "surrogateescape"))
    assert main(["predict", "--list", "--results", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()] == [
        f"{tmp_path}/sound/{arm}" for arm in ("full", "cleaned")
    ]
    (line,) = said.err.splitlines()
    assert line.startswith(f"note: {path}: ") and len(line) < 600 and "Traceback" not in line


def test_a_network_larger_than_its_weights_is_not_built(results, tmp_path):
    shutil.copytree(results / "tiny/trained/enet.full/fold-0", tmp_path / "enet.full/fold-0")
    path = tmp_path / "enet.full/fold-0/model.yaml"
    path.write_text(_changed(arguments={"kernels": 800_000})(path.read_text()))
    with pytest.raises(StudyError, match="not the weights of the network in model.yaml"):
        load_network(path.parent, MODELS["enet"])
