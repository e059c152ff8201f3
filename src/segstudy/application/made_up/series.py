"""A volume as a DICOM CT series, as a scanner would hand it out."""

from pathlib import Path

import numpy as np
import pydicom
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from segstudy.application.nameless import EMPTY
from segstudy.volumes.volume import Volume

AIR_HU = -1024


def write_series(folder: Path, volume: Volume, patient: str) -> list[Path]:
    """One file a slice (DICOM PS3.3, A.3), from the first slice on.

    Args:
        folder: Where to; it is made.
        volume: Hounsfield units as whole numbers, from -1024; its slices parallel, its axes at right angles.
        patient: The identifier of the patient.

    Returns:
        The files, in the order of the slices.
    """
    folder.mkdir(parents=True)
    study, series, frame = (generate_uid(entropy_srcs=[patient, what]) for what in ("study", "series", "frame"))
    lps = np.diag([-1.0, -1.0, 1.0, 1.0]) @ volume.affine
    columns, rows, slices = volume.array.shape
    files = []
    for index in range(slices):
        image = pydicom.Dataset()
        for keyword in EMPTY:
            setattr(image, keyword, None)
        image.SOPClassUID = CTImageStorage
        image.SOPInstanceUID = generate_uid(entropy_srcs=[patient, "image", str(index)])
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = study, series, frame
        image.Modality, image.PatientID, image.InstanceNumber = "CT", patient, index + 1
        image.Rows, image.Columns = rows, columns
        image.PixelSpacing = [float(volume.spacing[1]), float(volume.spacing[0])]
        image.SliceThickness = float(volume.spacing[2])
        image.ImageOrientationPatient = [float(v) for axis in (0, 1) for v in lps[:3, axis] / volume.spacing[axis]]
        image.ImagePositionPatient = [float(v) for v in lps[:3, 3] + index * lps[:3, 2]]
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 0
        image.RescaleIntercept, image.RescaleSlope = AIR_HU, 1
        image.PixelData = (volume.array[:, :, index].T.astype(np.int32) - AIR_HU).astype(np.uint16).tobytes()
        image.file_meta = pydicom.dataset.FileMetaDataset()
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        files.append(folder / f"{index + 1}.dcm")
        image.save_as(files[-1], enforce_file_format=True)
    return files
