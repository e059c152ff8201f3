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

    told = (own_files.results / "cases" / "complaint.txt").read_text()
    block = yaml.safe_load(told[told.index("  exclude:") :])
    own_files.config["data"]["exclude"] = {"Patient_01": block["exclude"]["Patient_01"]}
    own_files.config["data"]["ignore"] = [9]
    done = own_files.run("results/tiny/stages/usable")
    assert done.code == 0, done.text
    assert ",excluded," in (own_files.results / "cases.csv").read_text()
