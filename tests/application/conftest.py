"""A small study's folder with two trained folds, and scans to try them on."""

import json
import shutil
from pathlib import Path

import numpy as np
import pydicom
import pytest
import torch
from PIL import Image
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.phantom.cohort import make_case
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.training.fold import train_fold
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.cache import write_image_cache, write_label_cache
from segstudy.volumes.label_map import class_indices
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

ORGANS = {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}
COHORT = PhantomSettings(patients=3, shape=(48, 48, 16), displaced=False)
CLEAN = {"name": "clean", "settings": {"closing_mm": 8.0, "largest_component": True}}

# Long enough that neither compressed data nor base64 holds one by chance.
NAME, PATIENT, BIRTH = "Haverbrookston^Rosamundine", "ward-47-bed-3", "19700101"
DAY = "20200101"


@pytest.fixture(scope="session")
def phantoms():
    return {f"Patient_{number:02d}": make_case(COHORT, 7, f"Patient_{number:02d}") for number in (1, 2, 3)}


@pytest.fixture(scope="session")
def results(tmp_path_factory, phantoms) -> Path:
    """`results/` with one study of two arms on one training of two folds, eight epochs each."""
    folder = tmp_path_factory.mktemp("application") / "results"
    preparation = PreparationSettings(clip_hu=(-1000, 1000), normalize="zscore", size=(48, 48))
    stems = {}
    for case, made in phantoms.items():
        intensity, grid = prepare_image(made.image, preparation)
        stems[case] = str(folder / "cache" / case)
        write_image_cache(f"{stems[case]}.image.b2nd", intensity.stored, intensity.slope, intensity.intercept)
        prepared = prepare_label(class_indices(made.label.array, list(ORGANS.values())), grid, len(ORGANS))
        write_label_cache(f"{stems[case]}.label.b2nd", prepared.classes)
    settings = TrainingSettings(
        epochs=8, batch=4, loss="dice_ce", class_weights="balanced", learning_rate=4e-3, initialization="default"
    )
    torch.set_num_threads(1)
    for fold, parts in enumerate((("Patient_01", "Patient_02"), ("Patient_02", "Patient_01"))):
        spec = TrainingSpec(
            model="enet",
            builder=MODELS["enet"],
            arguments={"kernels": 8, "factor": 2},
            settings=settings.model_copy(update={"threads": 1}),
            seed=7,
            organs=ORGANS,
            preparation=preparation.spec(),
            training=(parts[0],),
            validation=(parts[1],),
            annotated={case: tuple(ORGANS) for case in parts},
        )
        trained = folder / f"tiny/trained/enet.full/fold-{fold}"
        train_fold(spec, [stems[case] for case in parts], folder / f"state-{fold}", "1", trained)
    runs = [{"path": "full", "arm": "full", "seed": 7, "training": "enet.full", "postprocessing": None}]
    runs.append({**runs[0], "path": "cleaned", "arm": "cleaned", "postprocessing": CLEAN})
    (folder / "tiny/arms.json").write_text(json.dumps({"study": "tiny", "phantom": True, "runs": runs}))
    return folder


@pytest.fixture(scope="session")
def scan_file(tmp_path_factory, phantoms) -> Path:
    """A phantom that no network has seen."""
    path = tmp_path_factory.mktemp("scans") / "chest.nii.gz"
    write_volume(path, phantoms["Patient_03"].image)
    return path


@pytest.fixture(scope="session")
def picture_file(tmp_path_factory, phantoms) -> Path:
    """A slice of that phantom as a 2D image in color: redder to the right."""
    array = phantoms["Patient_03"].image.array
    gray = np.clip((array[:, :, array.shape[2] // 2].T + 1000) / 8, 0, 255)
    red = np.clip(gray + np.linspace(0, 80, gray.shape[1]), 0, 255)
    path = tmp_path_factory.mktemp("pictures") / "stained.PNG"
    Image.fromarray(np.stack([red, gray, gray], axis=2).astype(np.uint8)).save(path)
    return path


@pytest.fixture(scope="session")
def picture_arm(results, tmp_path_factory) -> Path:
    """An arm whose study says that it learned from 2D images; its networks learned from slices of the phantoms."""
    folder = tmp_path_factory.mktemp("of-pictures") / "results/tissue"
    shutil.copytree(results / "tiny", folder)
    listed = json.loads((folder / "arms.json").read_text())
    listed |= {"study": "tissue", "modality": "any", "of_pictures": True}
    (folder / "arms.json").write_text(json.dumps(listed))
    return folder / "full"


def write_series(folder: Path, volume: Volume, series: str | None = None, **tags) -> list[Path]:
    """One file a slice, named against their order; `tags` overwrite what is written by default."""
    folder.mkdir(parents=True, exist_ok=True)
    series = series or generate_uid()
    study, frame = generate_uid(), generate_uid()
    lps = np.diag([-1.0, -1.0, 1.0, 1.0]) @ volume.affine
    step = volume.spacing
    files = []
    for index in range(volume.array.shape[2]):
        image = pydicom.Dataset()
        image.SOPClassUID, image.SOPInstanceUID = CTImageStorage, generate_uid()
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = study, series, frame
        image.Modality, image.PatientName, image.PatientID, image.PatientBirthDate = "CT", NAME, PATIENT, BIRTH
        image.StudyDate, image.StudyTime, image.AccessionNumber, image.ReferringPhysicianName = DAY, "", "", ""
        image.StudyID, image.PatientSex, image.InstanceNumber = "", "F", index + 1
        image.Rows, image.Columns = volume.array.shape[1], volume.array.shape[0]
        image.PixelSpacing, image.SliceThickness = [step[1], step[0]], step[2]
        image.ImageOrientationPatient = [*(lps[:3, 0] / step[0]), *(lps[:3, 1] / step[1])]
        image.ImagePositionPatient = list(lps[:3, 3] + index * lps[:3, 2])
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 0
        image.RescaleIntercept, image.RescaleSlope = -1024, 1
        image.PixelData = (volume.array[:, :, index].T.astype(np.int32) + 1024).astype(np.uint16).tobytes()
        for keyword, value in tags.items():
            setattr(image, keyword, value)
        image.file_meta = pydicom.dataset.FileMetaDataset()
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        files.append(folder / f"{999 - index}.dcm")
        image.save_as(files[-1], enforce_file_format=True)
    return files


@pytest.fixture(scope="session")
def secrets() -> tuple[bytes, ...]:
    """What `dicom_writer` says of the patient and of the day, none of which may be in what is made of it."""
    return (*(part.encode() for part in NAME.split("^")), PATIENT.encode(), BIRTH.encode(), DAY.encode())


@pytest.fixture
def dicom_writer():
    """Writes a volume as a DICOM CT series: (folder, volume, series=None, **tags)."""
    return write_series
