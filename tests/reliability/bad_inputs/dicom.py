"""Folders of DICOM files. `make(folder)` spoils one that holds a CT series, `1.dcm` to `6.dcm`, and its RTSTRUCT."""

import copy
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
from bad_inputs.files_of_a_case import LPS
from bad_inputs.kind import Family, Verdict
from pydicom.uid import ImplicitVRLittleEndian, generate_uid

from segstudy.application.dicom_seg import write_dicom_seg
from segstudy.application.made_up.series import write_series
from segstudy.application.rtstruct import write_rtstruct
from segstudy.volumes.volume import Volume

DICOM = Family("dicom")
ORGANS = {"esophagus": 1, "heart": 2}
SLICES, DRAWN = 6, "structures.dcm"
# In every file of every folder, and in no message.
PERSON = "Haverbrook^Rosamunde"
Change = Callable[[pydicom.Dataset], object]


def sound_folder(folder: Path) -> None:
    """A series of 12 x 10 pixels and 6 slices, with two structures that are drawn on it."""
    hu = np.random.default_rng(0).normal(-1000, 20, (12, 10, SLICES)).round()
    hu[3:9, 3:8, 1:5] += 1040
    image = Volume(hu.clip(-1024).astype(np.int16), LPS)
    files = write_series(folder, image, PERSON)
    for path in files:
        changed(path, lambda each: each.update({"PatientName": PERSON}))
    write_rtstruct(folder / DRAWN, image.with_array(label_map()), files, ORGANS, "by hand")
    changed(folder / DRAWN, lambda each: each.update({"PatientName": PERSON, "PatientID": PERSON}))


def label_map() -> np.ndarray:
    """What is drawn, (columns, rows, slices)."""
    labels = np.zeros((12, 10, SLICES), np.uint8)
    labels[4:6, 4:6, 1:5] = 1
    labels[6:9, 4:7, 2:4] = 2
    return labels


def changed(path: Path, change: Callable[[pydicom.Dataset], object]) -> None:
    """A file as `change` leaves what it holds."""
    with pydicom.config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        held = pydicom.dcmread(path)
        change(held)
        held.save_as(path)


def _raw(held: pydicom.Dataset, keyword: str, words: bytes) -> None:
    """Give a number words that are none."""
    element = held[keyword]
    held[element.tag] = pydicom.dataelem.RawDataElement(element.tag, element.VR, len(words), words, 0, False, True)


def _one(name: str, verdict: Verdict, words: tuple[str, ...] | str, change: Change, file: str = "3.dcm") -> None:
    DICOM.add(name, verdict, words, lambda folder: changed(folder / file, change))


def _all(name: str, verdict: Verdict, words: tuple[str, ...] | str, change: Change) -> None:
    def make(folder: Path) -> None:
        for path in folder.glob("[1-6].dcm"):
            changed(path, change)

    DICOM.add(name, verdict, words, make)


def _drawn(name: str, verdict: Verdict, words: tuple[str, ...] | str, change: Change) -> None:
    _one(name, verdict, words, change, DRAWN)


def _first_contour(held: pydicom.Dataset) -> pydicom.Dataset:
    return held.ROIContourSequence[1].ContourSequence[0]


def _sets(**values: object) -> Change:
    return lambda held: held.update(values)


DICOM.add("sound_folder", "accepted", (), lambda folder: None)

# The series.
_one("position_that_is_not_said", "refused", "where they lie", lambda held: held.pop("ImagePositionPatient"))
_one("no_series", "refused", "cannot be read", lambda held: held.pop("SeriesInstanceUID"))
_one("no_pixels", "refused", "not all there", lambda held: held.pop("PixelData"))
_one("half_the_pixels", "refused", "not all there", lambda held: held.update({"PixelData": held.PixelData[:100]}))
_one("another_size", "refused", "differ in size", _sets(Rows=5, Columns=24))
_one("two_positions_the_same", "refused", "at one place", _sets(ImagePositionPatient=[0, 0, 2.5]))
_one("several_frames", "refused", "multi-frame", _sets(NumberOfFrames=2))
_one("another_direction", "refused", "direction", _sets(ImageOrientationPatient=[0, 1, 0, 1, 0, 0]))
_one("colors", "refused", "no single gray", _sets(SamplesPerPixel=3, PhotometricInterpretation="RGB"))
_one("a_slope_that_is_no_number", "refused", "RescaleSlope", lambda held: _raw(held, "RescaleSlope", b"nan "))
_one("a_slope_of_words", "refused", "cannot be read", lambda held: _raw(held, "RescaleSlope", b"none"))
_one("rows_beyond_any_scan", "refused", "differ in size", _sets(Rows=65535, Columns=65535))
_all("every_slice_with_rows_beyond_any_scan", "refused", "not all there", _sets(Rows=65535, Columns=65535))
_all("no_rows_at_all", "refused", "where they lie", _sets(Rows=0))
_all("spacing_of_nothing", "refused", "where they lie", _sets(PixelSpacing=[0, 0]))
_all("negative_spacing", "refused", "where they lie", _sets(PixelSpacing=[-1, 1]))
_all("spacing_of_kilometers", "refused", "millimeters", _sets(PixelSpacing=[1e6, 1e6]))
_all("spacing_that_is_no_number", "refused", "where they lie", lambda held: _raw(held, "PixelSpacing", b"nan\\nan "))
_all("spacing_of_words", "refused", "cannot be read", lambda held: _raw(held, "PixelSpacing", b"one\\two "))
_all("directions_of_length_nothing", "refused", "impossible directions", _sets(ImageOrientationPatient=[0] * 6))
_all("one_direction_twice", "refused", "impossible directions", _sets(ImageOrientationPatient=[1, 0, 0, 1, 0, 0]))
_all("magnetic_resonance", "refused", "not CT", _sets(Modality="MR"))
_all("a_name_for_a_modality", "refused", "modality unknown", _sets(Modality=PERSON))
_all("a_slope_of_nothing", "refused", "RescaleSlope", _sets(RescaleSlope=0))
_all("slices_that_are_numbered_wrongly", "accepted", (), _sets(InstanceNumber=1))
_all("a_number_of_an_image_twice", "accepted", (), _sets(SOPInstanceUID="1.2.3"))
_all("bits_that_no_image_has", "refused", "pixels", _sets(BitsAllocated=7, BitsStored=7, HighBit=6))
_all("more_bits_stored_than_there_are", "accepted", "", _sets(BitsStored=32, HighBit=31))


@DICOM("refused", "pixels")
def bits_of_a_kind_that_no_value_has(folder):
    path = folder / "3.dcm"
    content = path.read_bytes()
    assert content.count(b"\x28\x00\x00\x01US") == 1
    path.write_bytes(content.replace(b"\x28\x00\x00\x01US", b"\x28\x00\x00\x01U\xaa"))


@DICOM("refused", "slices are missing")
def one_slice_missing(folder):
    (folder / "3.dcm").unlink()


@DICOM("accepted")
def the_last_slices_missing(folder):
    (folder / "6.dcm").unlink()


@DICOM("refused", "single slice")
def one_slice_alone(folder):
    for number in range(2, SLICES + 1):
        (folder / f"{number}.dcm").unlink()


@DICOM("refused", "no DICOM images")
def no_images(folder):
    for number in range(1, SLICES + 1):
        (folder / f"{number}.dcm").unlink()


@DICOM("refused", "tilted gantry")
def a_tilted_gantry(folder):
    for number in range(1, SLICES + 1):
        changed(folder / f"{number}.dcm", _sets(ImagePositionPatient=[0, 0.5 * number, 2.5 * number]))


@DICOM("refused", "at one place")
def one_slice_twice(folder):
    shutil.copy(folder / "3.dcm", folder / "again.dcm")


@DICOM("accepted")
def another_series_beside(folder):
    for number in range(1, SLICES + 1):
        shutil.copy(folder / f"{number}.dcm", folder / f"again{number}.dcm")
        changed(folder / f"again{number}.dcm", _sets(SeriesInstanceUID="1.2.3"))


@DICOM("refused", "fit 2 series")
def another_series_and_structures_that_name_none(folder):
    another_series_beside(folder)
    changed(folder / DRAWN, lambda held: held.pop("ReferencedFrameOfReferenceSequence"))


@DICOM("refused", "cannot be read")
def half_a_file(folder):
    path = folder / "3.dcm"
    path.write_bytes(path.read_bytes()[:400])


@DICOM("refused", "pixels")
def cut_within_the_pixels(folder):
    path = folder / "3.dcm"
    path.write_bytes(path.read_bytes()[:-100])


@DICOM("accepted")
def files_without_preamble(folder):
    for path in folder.glob("[1-6].dcm"):
        held = pydicom.dcmread(path)
        held.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
        held.save_as(path)
        path.write_bytes(path.read_bytes()[132:])


@DICOM("accepted")
def files_without_anything_before_the_data(folder):
    for path in folder.glob("[1-6].dcm"):
        held = pydicom.dcmread(path)
        bare = pydicom.Dataset({element.tag: element for element in held})
        bare.save_as(path, implicit_vr=True, little_endian=True, enforce_file_format=False)


@DICOM("accepted")
def notes_and_empty_files_beside(folder):
    (folder / "readme.txt").write_text("DICM", encoding="utf-8")
    (folder / "empty.dcm").touch()
    (folder / ".DS_Store").write_bytes(bytes(132) + b"DICM")


@DICOM("accepted")
def what_is_no_file_beside(folder):
    os.mkfifo(folder / "pipe")
    (folder / "endless").symlink_to("/dev/zero")
    (folder / "around").symlink_to("..")


@DICOM("accepted")
def a_dose_beside(folder):
    shutil.copy(folder / "3.dcm", folder / "dose.dcm")
    changed(folder / "dose.dcm", _sets(Modality="RTDOSE", SeriesInstanceUID="1.2.3"))


@DICOM("accepted")
def folders_within_folders(folder):
    (folder / "a/b").mkdir(parents=True)
    for path in folder.glob("[1-6].dcm"):
        path.rename(folder / "a/b" / path.name)


@DICOM("refused", "holds more than")
def more_files_than_any_series(folder):
    (folder / "many").mkdir()
    for number in range(4100):
        (folder / f"many/{number}").touch()


def _syntax(name: str, verdict: Verdict, words: str, uid: str) -> None:
    def make(folder: Path) -> None:
        for path in folder.glob("[1-6].dcm"):
            content = path.read_bytes()
            old = b"1.2.840.10008.1.2.1\0"
            assert content.count(old) == 1
            at = content.index(old)
            value = uid.encode() + b"\0" * (len(uid) % 2)
            grown = len(value) - len(old)
            whole = int.from_bytes(content[140:144], "little") + grown
            path.write_bytes(
                content[:140]
                + whole.to_bytes(4, "little")
                + content[144 : at - 2]
                + len(value).to_bytes(2, "little")
                + value
                + content[at + len(old) :]
            )

    DICOM.add(name, verdict, words, make)


_syntax("named_as_packed_and_not_packed", "accepted", "", "1.2.840.10008.1.2.4.90")
_syntax("packed_as_nobody_knows", "refused", "pixels", "1.2.3.4.5")


@DICOM("accepted")
def packed_by_run_lengths(folder):
    for path in folder.glob("[1-6].dcm"):
        changed(path, lambda held: held.compress(pydicom.uid.RLELossless))


@DICOM("refused", "pixels")
def packed_as_jpeg_2000_which_it_is_not(folder):
    def packed(held: pydicom.Dataset) -> None:
        held.file_meta.TransferSyntaxUID = pydicom.uid.JPEG2000Lossless
        held.PixelData = pydicom.encaps.encapsulate([b"no picture"])
        held["PixelData"].is_undefined_length = True

    changed(folder / "3.dcm", packed)


@DICOM("refused", "cannot be read")
def deflated_without_preamble(folder):
    path = folder / "3.dcm"
    changed(path, lambda held: setattr(held.file_meta, "TransferSyntaxUID", pydicom.uid.DeflatedExplicitVRLittleEndian))
    path.write_bytes(path.read_bytes()[132:])


@DICOM("refused", "cannot be read")
def structures_deflated_to_a_thousandth(folder):
    def deflated(held: pydicom.Dataset) -> None:
        held.file_meta.TransferSyntaxUID = pydicom.uid.DeflatedExplicitVRLittleEndian
        held.add_new(0x00091001, "OB", bytes(1 << 28))
        held.add_new(0x00090010, "LO", "a")

    changed(folder / DRAWN, deflated)


@DICOM("refused", "2 structures are called like heart")
def one_more_structure_of_the_same_name(folder):
    def repeated(held: pydicom.Dataset) -> None:
        for sequence, keyword in (
            (held.StructureSetROISequence, "ROINumber"),
            (held.ROIContourSequence, "ReferencedROINumber"),
        ):
            again = copy.deepcopy(sequence[1])
            setattr(again, keyword, 3)
            sequence.append(again)

    changed(folder / DRAWN, repeated)


@DICOM("refused", "damaged")
def structures_cut_between_two_contours(folder):
    """All that is there can be read; what is missing is the heart's last slice."""
    path = folder / DRAWN
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"\xfe\xff\x00\xe0", 0, content.rindex(b"\x06\x30\x42\x00"))])


_syntax("deflated_whole", "refused", "cannot be read", "1.2.840.10008.1.2.1.99")


@DICOM("refused", "cannot be read")
def sequences_a_hundred_thousand_deep(folder):
    path = folder / "3.dcm"
    opened = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    content = path.read_bytes()
    at = content.index(b"\x08\x00\x60\x00CS")
    path.write_bytes(content[:at] + opened * 100_000 + content[at:])


@DICOM("refused", "cannot be read")
def a_value_longer_than_the_file(folder):
    path = folder / "3.dcm"
    content = path.read_bytes()
    at = content.index(b"\x08\x00\x60\x00CS")
    path.write_bytes(content[:at] + b"\x08\x00\x40\x11UN\0\0\xf0\xff\xff\xff" + content[at:])


# Structures.
_drawn("no_list_of_structures", "refused", "RTSTRUCT is damaged", lambda held: held.pop("StructureSetROISequence"))
_drawn("no_contours_at_all", "refused", "RTSTRUCT is damaged", lambda held: held.pop("ROIContourSequence"))
_drawn(
    "structures_without_any",
    "refused",
    "there are: none",
    lambda held: held.update({"StructureSetROISequence": [], "ROIContourSequence": []}),
)
_drawn(
    "a_structure_without_contours",
    "refused",
    "no structure is called like heart",
    lambda held: held.ROIContourSequence[1].pop("ContourSequence"),
)
_drawn(
    "another_space",
    "refused",
    "another frame of reference",
    lambda held: held.ReferencedFrameOfReferenceSequence[0].update({"FrameOfReferenceUID": "1.2.3"}),
)
_drawn("another_name", "refused", "there are:", lambda held: held.StructureSetROISequence[1].update({"ROIName": "cor"}))
_drawn(
    "a_name_that_breaks_lines",
    "refused",
    "there are:",
    lambda held: held.StructureSetROISequence[1].update({"ROIName": "a\nb\x1b[31m"}),
)
_drawn(
    "one_name_twice",
    "refused",
    "2 structures are called like heart",
    lambda held: held.StructureSetROISequence[0].update({"ROIName": "heart"}),
)
_drawn(
    "names_as_people_spell_them",
    "accepted",
    (),
    lambda held: held.StructureSetROISequence[1].update({"ROIName": "HEART "}),
)
_drawn(
    "points_of_words",
    "refused",
    "no coordinates",
    lambda held: _raw(_first_contour(held), "ContourData", b"a\\b\\c\\d\\e\\f\\g\\h\\i "),
)
_drawn(
    "points_that_are_no_numbers",
    "refused",
    "no scanner reaches",
    lambda held: _raw(_first_contour(held), "ContourData", b"nan\\nan\\nan\\nan\\nan\\nan\\nan\\nan\\nan "),
)
_drawn(
    "points_of_two_numbers",
    "refused",
    "no coordinates",
    lambda held: _first_contour(held).update({"ContourData": [1] * 8}),
)
_drawn(
    "points_beyond_the_image",
    "warned",
    "another organ's too",
    lambda held: _first_contour(held).update(
        {"ContourData": [v for x, y in ((-9e3, -9e3), (9e3, -9e3), (9e3, 9e3), (-9e3, 9e3)) for v in (x, y, 5)]}
    ),
)
_drawn(
    "points_beyond_the_world",
    "refused",
    "no scanner reaches",
    lambda held: _raw(_first_contour(held), "ContourData", b"1e300\\1e300\\5\\-1e300\\1e300\\5\\0\\-1e300\\5 "),
)
_drawn(
    "a_contour_across_slices",
    "refused",
    "plane of a slice",
    lambda held: _first_contour(held).update({"ContourData": [0, 0, 2.5, 5, 0, 5, 5, 5, 10]}),
)
_drawn(
    "contours_on_no_slice",
    "warned",
    "heart is drawn, but on no slice",
    lambda held: [
        each.update({"ContourData": [1, 1, 900, 5, 1, 900, 5, 5, 900]})
        for each in held.ROIContourSequence[1].ContourSequence
    ],
)
_drawn(
    "a_contour_of_a_structure_nobody_names",
    "refused",
    "no structure is called like heart",
    lambda held: held.ROIContourSequence[1].update({"ReferencedROINumber": 77}),
)


@DICOM("refused", "holds no RTSTRUCT")
def no_structures(folder):
    (folder / DRAWN).unlink()


@DICOM("refused", "2 files of structures")
def structures_twice(folder):
    shutil.copy(folder / DRAWN, folder / "again.dcm")


@DICOM("refused", "damaged")
def half_the_structures(folder):
    path = folder / DRAWN
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _segmented(name: str, verdict: Verdict, words: tuple[str, ...] | str, change: Change) -> None:
    def make(folder: Path) -> None:
        (folder / DRAWN).unlink()
        files = [folder / f"{number}.dcm" for number in range(1, SLICES + 1)]
        write_dicom_seg(folder / DRAWN, label_map(), files, ORGANS, "by hand")
        changed(folder / DRAWN, change)

    DICOM.add(name, verdict, words, make)


_segmented("sound_seg", "accepted", (), lambda held: None)
_segmented("seg_of_another_space", "refused", "another frame of reference", _sets(FrameOfReferenceUID=generate_uid()))
_segmented(
    "seg_of_another_series",
    "refused",
    "another series",
    lambda held: held.ReferencedSeriesSequence[0].update({"SeriesInstanceUID": "1.2.3"}),
)
_segmented("seg_of_other_rows", "refused", "other rows and columns", _sets(Rows=12, Columns=10))
_segmented(
    "seg_without_places",
    "refused",
    "SEG is damaged",
    lambda held: [each.pop("PlanePositionSequence") for each in held.PerFrameFunctionalGroupsSequence],
)
_segmented("seg_with_more_frames_than_it_holds", "refused", "SEG is damaged", _sets(NumberOfFrames=2**31 - 1))
_segmented("seg_of_rows_beyond_any", "refused", "SEG is damaged", _sets(Rows=65535, Columns=65535))
_segmented(
    "seg_without_frames_of_its_own",
    "refused",
    "SEG is damaged",
    lambda held: held.pop("PerFrameFunctionalGroupsSequence"),
)
_segmented("seg_without_names", "refused", "SEG is damaged", lambda held: held.pop("SegmentSequence"))
_segmented("seg_of_probabilities", "refused", "export it as BINARY", _sets(SegmentationType="FRACTIONAL"))
_segmented(
    "seg_between_the_slices",
    "refused",
    "another grid",
    lambda held: [
        each.PlanePositionSequence[0].update({"ImagePositionPatient": [0, 0, 1.2]})
        for each in held.PerFrameFunctionalGroupsSequence
    ],
)
_segmented("seg_without_pixels", "refused", "SEG is damaged", lambda held: held.pop("PixelData"))
_segmented(
    "seg_with_one_name_twice",
    "refused",
    "2 structures are called like heart",
    lambda held: held.SegmentSequence[0].update({"SegmentLabel": "heart"}),
)
_segmented(
    "seg_turned_about",
    "refused",
    "another grid",
    lambda held: (
        held.SharedFunctionalGroupsSequence[0]
        .PlaneOrientationSequence[0]
        .update({"ImageOrientationPatient": [0, 1, 0, 1, 0, 0]})
    ),
)
_segmented(
    "seg_of_another_spacing",
    "refused",
    "another grid",
    lambda held: held.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].update({"PixelSpacing": [2, 2]}),
)
_segmented(
    "seg_beyond_the_last_slice",
    "warned",
    "on no slice",
    lambda held: [
        each.PlanePositionSequence[0].update({"ImagePositionPatient": [0, 0, 90]})
        for each in held.PerFrameFunctionalGroupsSequence
        if each.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 2
    ],
)


@DICOM("refused", "several frames of reference")
def slices_of_two_spaces(folder):
    changed(folder / "6.dcm", _sets(FrameOfReferenceUID="1.2.3"))
