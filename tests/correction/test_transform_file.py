import json

import numpy as np
import pytest

from segstudy.config.sections.correction_methods import METHODS
from segstudy.correction.methods import estimate_by
from segstudy.correction.transform_file import as_record, read_displacement, write_record
from segstudy.running.errors import StudyError


@pytest.mark.parametrize("method", ["centroid", "centroid_rotation", "rigid"])
def test_a_displacement_is_read_as_it_was_written(tmp_path, heart, method):
    correct = heart((60, 60, 16), (30, 30, 8), (14, 9, 5))
    masks = heart((60, 60, 16), (33, 28, 8), (14, 9, 5), turn=20), correct
    displacement, estimate = estimate_by(METHODS[method].estimator, *masks, np.diag([-1, -1, 2.5, 1]))
    path = tmp_path / "correction" / "transform.json"
    write_record(path, as_record(displacement, estimate, method, "heart", "Patient_27"))
    again, named = read_displacement(path)
    assert (again.transform, again.center, again.space) == (displacement.transform, displacement.center, "voxel")
    assert named == method
    content = json.loads(path.read_text())
    assert (content["organ"], content["reference"]) == ("heart", "Patient_27")
    there, back = (np.array(content[which]["matrix"]) for which in ("displacement", "correction"))
    np.testing.assert_allclose(there @ back, np.eye(4), atol=1e-9)
    assert content["iou"] == {"before": estimate.iou_before, "after": estimate.iou_after}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"displacement": {}}', '{"displacement": 3}', "\x00"])
def test_other_files_are_refused(tmp_path, text):
    (tmp_path / "t.json").write_text(text)
    with pytest.raises(StudyError, match=r"t\.json"):
        read_displacement(tmp_path / "t.json")
    with pytest.raises(StudyError, match=r"gone\.json"):
        read_displacement(tmp_path / "gone.json")
