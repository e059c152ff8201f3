import json

import pytest
import yaml

from segstudy.cases.data_versions import file_md5, folder_md5
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.volumes.nifti import read_labels, write_volume

pytestmark = pytest.mark.workflow


@pytest.fixture
def recorded_study(new_study):
    """Four scans in a folder, recorded as `dvc add data` records it where its cache is elsewhere."""
    data, phantom = new_study.folder / "data", PhantomSettings(patients=4, shape=(32, 32, 8))
    for index in range(1, 5):
        case = f"Patient_{index:02}"
        made = make_case(phantom, 7, case)
        write_volume(data / case / f"{case}.nii.gz", made.image)
        write_volume(data / case / "GT.nii.gz", made.label)
    files = {path.relative_to(data).as_posix(): file_md5(path) for path in data.rglob("*.nii.gz")}
    record = {"outs": [{"md5": folder_md5(files), "nfiles": len(files), "hash": "md5", "path": "data"}]}
    (new_study.folder / "data.dvc").write_text(yaml.safe_dump(record))
    organs = new_study.config["data"]["organs"]
    new_study.config |= {"data": {"layout": "segthor", "root": "data", "organs": organs}, "correction": "none"}
    return new_study


def test_a_study_of_changed_data_stops_before_anything_learns_from_them(recorded_study):
    place, usable = recorded_study, "results/tiny/stages/usable"
    done = place.run(usable)
    assert done.code == 0, done.text
    [version] = json.loads((place.results / "data_versions.json").read_text()).values()
    assert version["files"] == 8
    assert place.plan(usable) == {}

    label = place.folder / "data/Patient_02/GT.nii.gz"
    volume = read_labels(label)
    volume.array[4:8, 4:8] = 1
    write_volume(label, volume)
    done = place.run(usable)
    assert done.code != 0
    assert "The data are not the ones DVC recorded" in done.text
    assert version["md5"] in done.text
    assert "dvc checkout" in done.text
    assert "Traceback" not in done.text
    assert not (place.results / "data_versions.json").exists()
