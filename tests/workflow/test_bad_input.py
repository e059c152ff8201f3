import gzip
import shutil

import pytest
import yaml

pytestmark = pytest.mark.workflow


@pytest.fixture
def own_files(finished_study, new_study):
    """The phantom's files as somebody's own SegTHOR-like folder."""
    root = new_study.folder / "scans"
    shutil.copytree(finished_study.results / "phantom", root)
    new_study.config["data"] |= {"layout": "segthor", "root": "scans"}
    del new_study.config["data"]["phantom"]
    return new_study


def test_a_typo_is_one_clear_line(new_study):
    new_study.config["arms"][1]["preparation"] = "fulll"
    done = new_study.run()
    assert done.code != 0
    assert "Traceback" not in done.text
    told = [line for line in done.text.splitlines() if "fulll" in line]
    assert len(told) == 1
    assert "arms[1] (augmented).preparation" in told[0]
    assert "did you mean 'full'" in told[0]
    assert not new_study.results.exists()


def test_missing_data_says_where_to_put_it(new_study):
    new_study.config["data"] = {"layout": "segthor", "root": "nowhere", "organs": {"heart": 2}}
    del new_study.config["correction"]
    done = new_study.run()
    assert done.code != 0
    assert "data.root: no folder nowhere" in done.text
    assert "Traceback" not in done.text


def test_bad_cases_are_all_named_nothing_starts_and_excluding_them_helps(own_files):
    scans = own_files.folder / "scans"
    broken = scans / "Patient_01" / "Patient_01.nii.gz"
    broken.write_bytes(broken.read_bytes()[:5000])
    stranger = scans / "Patient_02" / "GT.nii.gz"
    data = bytearray(gzip.decompress(stranger.read_bytes()))
    data[-1] = 9
    stranger.write_bytes(gzip.compress(bytes(data)))
    done = own_files.run()
    assert done.code != 0
    for word in ("Patient_01", "Patient_02", "exclude:", "ignore: [9]"):
        assert word in done.text
    assert "Traceback" not in done.text
    assert not (own_files.results / "prepared").exists()
    table = (own_files.results / "cases.csv").read_text()
    assert table.count(",bad,") == 2

    told = (own_files.results / "cases" / "validation_errors.txt").read_text()
    block = yaml.safe_load(told[told.index("  exclude:") :])
    own_files.config["folds"]["count"] = 3  # as many as patients are left
    own_files.config["data"]["exclude"] = {"Patient_01": block["exclude"]["Patient_01"]}
    own_files.config["data"]["ignore"] = [9]
    done = own_files.run("results/tiny/stages/usable")
    assert done.code == 0, done.text
    assert ",excluded," in (own_files.results / "cases.csv").read_text()


def refused(study, *arguments: str) -> str:
    """What a study that cannot run says: one clear line, and nothing is repaired."""
    done = study.run(*arguments)
    assert done.code != 0
    assert "Traceback" not in done.text
    assert not list(study.results.glob("correction/*.nii.gz"))
    assert not (study.results / "correction" / "transform.json").exists()
    return done.text


def test_a_reference_that_is_not_in_the_data_is_named(own_files):
    own_files.config["correction"]["reference"]["case"] = "Patient_30"
    told = refused(own_files)
    assert "correction.reference.case: no labelled case is called 'Patient_30'" in told
    assert not own_files.results.exists()


def test_reference_maps_that_tell_no_displacement_are_refused(own_files):
    pair = [own_files.folder / "scans" / "Patient_03" / name for name in ("GT.nii.gz", "GT2.nii.gz")]
    target = "results/tiny/correction/transform.json"
    original = pair[1].read_bytes()
    shutil.copy(pair[0], pair[1])
    assert "show the organ at the same place" in refused(own_files, target)
    data = bytearray(gzip.decompress(original))
    data[352:] = bytes(0 if value == 2 else value for value in data[352:])
    pair[1].write_bytes(gzip.compress(bytes(data)))
    assert "the organ is not in the reference's correct label map" in refused(own_files, target)
    other = own_files.folder / "scans" / "Patient_01" / "GT.nii.gz"
    shutil.copy(other, pair[1])
    assert "different grids" in refused(own_files, target)


def test_without_a_reference_nothing_is_repaired_but_wrong_labels_are_found(own_files):
    own_files.config["correction"] = {"reference": "none"}
    done = own_files.run("results/tiny/stages/correction")
    assert done.code == 0, done.text
    found = (own_files.results / "correction" / "findings.csv").read_text().splitlines()
    assert found[0] == "case,organ,check,value,expected,severity,suggests,words"
    hearts = {line.split(",")[0] for line in found if ",heart," in line and ",moved," in line}
    assert hearts == {"Patient_01", "Patient_02", "Patient_03", "Patient_04"}
    assert not list(own_files.results.glob("correction/*.nii.gz"))
