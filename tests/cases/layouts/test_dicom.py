import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.plan.inputs.cases import label, original_files, scan
from segstudy.plan.plan import Plan
from segstudy.plan.specs.cases import dicom_spec
from segstudy.running.errors import StudyError


@pytest.fixture
def root(tmp_path):
    """Three folders, of which two are of one patient."""
    for name, patient in (("a", "X"), ("b", "Y"), ("c", "X"), ("d", "Z")):
        (tmp_path / name / "deep/er").mkdir(parents=True)
        made = pydicom.Dataset()
        made.PatientID, made.SOPClassUID, made.SOPInstanceUID = patient, "1.2.840.10008.5.1.4.1.1.2", generate_uid()
        made.file_meta = pydicom.dataset.FileMetaDataset()
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        made.save_as(tmp_path / name / "deep/er/1.dcm", enforce_file_format=True)
    return tmp_path


def settings(root, **dicom):
    return DataSettings(layout="dicom", root=str(root), organs={"heart": 2}, dicom=dicom)


def test_a_folder_is_a_patient_unless_two_are_one(root):
    cases = find_cases(settings(root, unlabeled=["d"]), "results/s", ["heart"])
    assert [(case.name, case.patient) for case in cases] == [("a", "a"), ("b", "b"), ("c", "a"), ("d", "d")]
    assert cases[0].image == "results/s/dicom/a/image.nii.gz" and cases[0].folder == str(root / "a")
    assert [case.label is None for case in cases] == [False, False, False, True]
    with pytest.raises(StudyError, match="unlabeled: no case is called like 'x'"):
        find_cases(settings(root, unlabeled=["x"]), "results/s", ["heart"])


def test_files_without_a_patient_that_come_first_make_no_two_of_one(root):
    (root / "c/0-read me.txt").write_text("from the archive, " * 20)
    nobody = pydicom.Dataset()
    nobody.file_meta = pydicom.dataset.FileMetaDataset()
    nobody.file_meta.TransferSyntaxUID, nobody.PatientID = ExplicitVRLittleEndian, ""
    nobody.save_as(root / "c/DICOMDIR", implicit_vr=False, little_endian=True)
    cases = find_cases(settings(root), "results/s", ["heart"])
    assert {case.name: case.patient for case in cases}["c"] == "a"


def test_what_a_job_is_told_of_a_folder(root):
    data = settings(root, structures={"heart": ["cor*"]}, unlabeled=["d"]).spec()
    given = {"study": "s", "data": data, "arms": [{"name": "empty", "control": "empty"}]}
    plan = Plan(given)
    spec = dicom_spec(plan, "a")
    assert (
        spec["drawn"] == {"heart": 2} and spec["patterns"] == {"heart": ["cor*"]} and spec["folder"] == str(root / "a")
    )
    assert dicom_spec(plan, "d")["drawn"] is None
    assert scan(plan, "a") == "results/s/dicom/a/image.nii.gz" and label(plan, "a") == "results/s/dicom/a/label.nii.gz"
    assert original_files(plan, plan.cases["a"]) == []
