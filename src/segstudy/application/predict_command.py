"""`segstudy predict`: new scans to label maps."""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from segstudy.application.arms import Arm, arm_at, find_arms
from segstudy.application.best_arms import best_first
from segstudy.application.organ_volumes import organ_pixels, organ_volumes
from segstudy.application.progress_bar import ProgressBar
from segstudy.application.scans.open_scan import open_scan
from segstudy.application.scans.picture import ENDINGS, is_picture_named, write_mask
from segstudy.application.segment import segment
from segstudy.cases.text import plain
from segstudy.config.sections.words import plural
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of, is_nifti_named
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

PHANTOM_NOTE = "was trained on made-up patients: what it finds says nothing about real ones"


def add_predict(commands: argparse._SubParsersAction) -> None:
    """Add `predict` to the commands."""
    words = "Predict the organs of new scans with a trained arm, each in the scan's own grid."
    parser = commands.add_parser("predict", help=words, description=words)
    what = (
        "a NIfTI, MetaImage or NRRD file (for arms of 2D images: PNG or JPEG), a folder of them, a folder or zip file "
        "with one DICOM CT series"
    )
    parser.add_argument("scans", nargs="*", type=Path, metavar="SCAN", help=what)
    parser.add_argument("--arm", type=Path, help="results/<study>/<arm> (the best of the one study there is)")
    parser.add_argument(
        "--out", type=Path, help="the label map (.nii.gz, or .png), or a folder for several scans (here)"
    )
    parser.add_argument("--fold", type=int, help="the network of this fold alone (else the mean of all)")
    for option, kind in (("--dicom-seg", "DICOM SEG"), ("--rtstruct", "RTSTRUCT")):
        parser.add_argument(
            option, type=Path, help=f"also write {kind} here, of DICOM series: a file, or a folder for several"
        )
    parser.add_argument("--list", action="store_true", help="show the trained arms and stop")
    parser.add_argument("--results", type=Path, default=Path("results"), help="where --list looks (default: results)")
    parser.set_defaults(run=predict)


def predict(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: For what makes all of it impossible.
    """
    if arguments.list:
        return _list(arguments.results)
    if not arguments.scans:
        raise StudyError("predict needs a scan (see segstudy predict --help, or --list for the trained arms)")
    arm = arm_at(arguments.arm) if arguments.arm else _best(arguments.results)
    arm.networks(arguments.fold)
    takes = _taken(arm)
    jobs = _jobs(arguments.scans, arguments.out or _beside_here(arguments.scans, takes), takes)
    more = {"--dicom-seg": arguments.dicom_seg, "--rtstruct": arguments.rtstruct}
    for option, place in more.items():
        if place and len(jobs) > 1 and place.suffix:
            raise StudyError(f"{option} {place}: {len(jobs)} scans need a folder, not a file")
    if arm.phantom:
        _say(f"note: {arm.path} {PHANTOM_NOTE}")
    failed = 0
    for scan, target in jobs:
        try:
            also = {option: _beside(place, target, len(jobs) > 1) for option, place in more.items() if place}
            _one(arm, scan, target, arguments.fold, also)
        except StudyError as error:
            failed += 1
            _say(f"segstudy: {plain(error)}")
    if failed and len(jobs) > 1:
        _say(f"segstudy: {failed} of {len(jobs)} scans could not be predicted")
    return 2 if failed else 0


def _one(arm: Arm, scan: Path, target: Path, fold: int | None, also: Mapping[str, Path]) -> None:
    started = time.monotonic()
    with TemporaryDirectory(prefix="segstudy-") as folder, ProgressBar(scan.name) as bar:
        unpacked, work = Path(folder) / "unpacked", Path(folder) / "work"
        unpacked.mkdir()
        work.mkdir()
        bar("Reading", 0, 1)
        opened = open_scan(scan, unpacked, modality=arm.modality, pictures=arm.of_pictures)
        if also and not opened.images:
            raise StudyError(f"{scan}: {next(iter(also))} needs a DICOM series, and this is none")
        if is_picture_named(target) and opened.volume.array.shape[2] > 1:
            raise StudyError(f"--out {target}: a volume's label map is a .nii.gz file")
        labels = segment(arm, opened.volume, work, fold, bar)
        (write_mask if is_picture_named(target) else write_volume)(target, labels)
        for option, place in also.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_dicom(option, place, labels, opened.images, arm)
    for warning in opened.warnings:
        _say(f"note: {scan}: {warning}")
    _say(f"{scan} -> {target} ({time.monotonic() - started:.1f} s): {_sizes(arm, labels)}")


def _sizes(arm: Arm, labels: Volume) -> str:
    """How large each organ is in a label map; in a 2D image, in pixels."""
    if arm.of_pictures:
        return ", ".join(f"{organ} {plural(n, 'pixel')}" for organ, n in organ_pixels(labels, arm.organs).items())
    return ", ".join(f"{organ} {ml:.1f} ml" for organ, ml in organ_volumes(labels, arm.organs).items())


def _beside(place: Path, target: Path, several: bool) -> Path:
    """Where the DICOM file of a label map goes."""
    return place / f"{_stem(target)}.dcm" if several or place.is_dir() else place


def _write_dicom(option: str, place: Path, labels: Volume, images: Sequence[Path], arm: Arm) -> None:
    made_by = f"{arm.study}/{arm.name}"
    if option == "--rtstruct":
        from segstudy.application.rtstruct import write_rtstruct

        write_rtstruct(place, labels, images, arm.organs, made_by)
    else:
        from segstudy.application.dicom_seg import write_dicom_seg

        write_dicom_seg(place, labels.array, images, arm.organs, made_by)


def _jobs(paths: list[Path], out: Path, takes: Callable[[Path], bool]) -> list[tuple[Path, Path]]:
    """Which scan goes where."""
    scans: list[Path] = []
    for scan in paths:
        inside = [path for path in sorted(scan.iterdir()) if takes(path)] if scan.is_dir() else []
        scans += [path for path in inside if not path.name.startswith(".") and path.is_file()] or [scan]
    single = len(scans) == 1 and scans == paths
    if single and (is_nifti_named(out) or is_picture_named(out)) and not out.is_dir():
        jobs = [(scans[0], out)]
    elif ending_of(out) or is_picture_named(out):
        raise StudyError(f"--out {out}: {len(scans)} scans need a folder, not a file")
    else:
        jobs = [(scan, out / f"{_stem(scan)}{_label_ending(scan)}") for scan in scans]
    targets = [target for _, target in jobs]
    if len(set(targets)) < len(targets):
        raise StudyError(f"--out {out}: two of the scans have one name; predict them into different folders")
    if any(scan.resolve() == target.resolve() for scan, target in jobs):
        raise StudyError(f"--out {out}: the label map would overwrite its scan")
    for target in targets:
        target.parent.mkdir(parents=True, exist_ok=True)
    return jobs


def _stem(scan: Path) -> str:
    name = scan.resolve().name if scan.name in ("", "..") else scan.name
    ending = ending_of(name) or next((each for each in (".zip", *ENDINGS) if name.lower().endswith(each)), "")
    return name[: len(name) - len(ending)]


def _label_ending(scan: Path) -> str:
    return ".png" if is_picture_named(scan) else ".nii.gz"


def _taken(arm: Arm) -> Callable[[Path], bool]:
    """Whether a file's name says that the arm takes it: beside a DICOM series may lie pictures of it."""
    return lambda path: bool(ending_of(path)) or (arm.of_pictures and is_picture_named(path))


def _list(results: Path) -> int:
    arms, problems = find_arms(results)
    for problem in problems:
        _say(f"note: {plain(problem)}")
    if not arms:
        raise StudyError(f"{results}: no study here has trained arms; run one first (`make demo`)")
    for ordered in best_first(arms).values():
        for place, (arm, dice) in enumerate(ordered):
            networks = len(arm.networks())
            seeds = sum(each.study == arm.study and each.name.startswith(f"{arm.name}/") for each in arms)
            about = [
                *(
                    [f"Dice {dice:.3f}{', the best' if not place and len(ordered) > 1 else ''}"]
                    if dice is not None
                    else []
                ),
                ", ".join(arm.steps),
                plural(networks, "network") if networks else "no training",
                *([f"{plural(seeds, 'seed')}, each an arm of its own: {arm.path}/seed-…"] if seeds else []),
                ", ".join(arm.organs),
                *(["trained on made-up patients"] if arm.phantom else []),
            ]
            sys.stdout.write(f"{arm.path}  ({'; '.join(about)})\n")
    return 0


def _best(results: Path) -> Arm:
    """The best arm of the one study there is.

    Raises:
        StudyError: There is none, or there are several.
    """
    studies = best_first(find_arms(results)[0])
    if len(studies) != 1:
        there = f"{', '.join(studies)} have" if studies else "no study has"
        raise StudyError(f"{results}: {there} trained arms: name one with --arm (`segstudy predict --list`)")
    (arm, dice), *_ = next(iter(studies.values()))
    known = f", the best of its study (mean Dice {dice:.3f})" if dice is not None else ""
    _say(f"note: by {arm.path}{known}")
    return arm


def _beside_here(scans: Sequence[Path], takes: Callable[[Path], bool]) -> Path:
    """Where label maps go where nobody says: into this folder, under names that tell what they are."""
    one = scans[0]
    several = len(scans) > 1 or (one.is_dir() and any(takes(path) for path in one.iterdir()))
    return Path("labels") if several else Path(f"{_stem(one)}_labels{_label_ending(one)}")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
