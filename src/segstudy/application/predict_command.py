"""`segstudy predict`: new scans to label maps."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from segstudy.application.arms import Arm, arm_at, find_arms
from segstudy.application.organ_volumes import organ_volumes
from segstudy.application.progress_bar import ProgressBar
from segstudy.application.scans.open_scan import open_scan
from segstudy.application.segment import segment
from segstudy.cases.text import plain
from segstudy.config.sections.words import plural
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of, is_nifti_named
from segstudy.volumes.nifti import write_volume

PHANTOM_NOTE = "was trained on made-up patients: what it finds says nothing about real ones"


def add_predict(commands: argparse._SubParsersAction) -> None:
    """Add `predict` to the commands."""
    words = "Predict the organs of new scans with a trained arm, each in the scan's own grid."
    parser = commands.add_parser("predict", help=words, description=words)
    what = "a NIfTI, MetaImage or NRRD file, a folder of them, a folder or zip file with one DICOM CT series"
    parser.add_argument("scans", nargs="*", type=Path, metavar="SCAN", help=what)
    parser.add_argument("--arm", type=Path, help="results/<study>/<arm>")
    parser.add_argument("--out", type=Path, help="the label map (.nii.gz), or a folder for several scans")
    parser.add_argument("--fold", type=int, help="the network of this fold alone (else the mean of all)")
    parser.add_argument("--dicom-seg", type=Path, help="also write DICOM SEG here; for one DICOM series")
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
    if not (arguments.arm and arguments.out and arguments.scans):
        raise StudyError("predict needs a scan, --arm and --out (see segstudy predict --help, or --list)")
    arm = arm_at(arguments.arm)
    arm.networks(arguments.fold)
    jobs = _jobs(arguments.scans, arguments.out)
    if arguments.dicom_seg and len(jobs) > 1:
        raise StudyError("--dicom-seg takes one DICOM series, not several scans")
    if arm.phantom:
        _say(f"note: {arm.path} {PHANTOM_NOTE}")
    failed = 0
    for scan, target in jobs:
        try:
            _one(arm, scan, target, arguments.fold, arguments.dicom_seg)
        except StudyError as error:
            failed += 1
            _say(f"segstudy: {plain(error)}")
    if failed and len(jobs) > 1:
        _say(f"segstudy: {failed} of {len(jobs)} scans could not be predicted")
    return 2 if failed else 0


def _one(arm: Arm, scan: Path, target: Path, fold: int | None, dicom_seg: Path | None) -> None:
    started = time.monotonic()
    with TemporaryDirectory(prefix="segstudy-") as folder, ProgressBar(scan.name) as bar:
        unpacked, work = Path(folder) / "unpacked", Path(folder) / "work"
        unpacked.mkdir()
        work.mkdir()
        bar("Reading", 0, 1)
        opened = open_scan(scan, unpacked, modality=arm.modality)
        if dicom_seg and not opened.images:
            raise StudyError(f"{scan}: --dicom-seg needs a DICOM series, and this is none")
        labels = segment(arm, opened.volume, work, fold, bar)
        write_volume(target, labels)
        if dicom_seg:
            from segstudy.application.dicom_seg import write_dicom_seg

            write_dicom_seg(dicom_seg, labels.array, opened.images, arm.organs, f"{arm.study}/{arm.name}")
    for warning in opened.warnings:
        _say(f"note: {scan}: {warning}")
    volumes = ", ".join(f"{organ} {ml:.1f} ml" for organ, ml in organ_volumes(labels, arm.organs).items())
    _say(f"{scan} -> {target} ({time.monotonic() - started:.1f} s): {volumes}")


def _jobs(paths: list[Path], out: Path) -> list[tuple[Path, Path]]:
    """Which scan goes where."""
    scans: list[Path] = []
    for scan in paths:
        inside = [path for path in sorted(scan.iterdir()) if ending_of(path)] if scan.is_dir() else []
        scans += [path for path in inside if not path.name.startswith(".") and path.is_file()] or [scan]
    single = len(scans) == 1 and scans == paths
    if single and is_nifti_named(out) and not out.is_dir():
        jobs = [(scans[0], out)]
    elif ending_of(out):
        raise StudyError(f"--out {out}: {len(scans)} scans need a folder, not a file")
    else:
        jobs = [(scan, out / f"{_stem(scan)}.nii.gz") for scan in scans]
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
    ending = ending_of(name) or (".zip" if name.endswith(".zip") else "")
    return name[: len(name) - len(ending)]


def _list(results: Path) -> int:
    arms, problems = find_arms(results)
    for problem in problems:
        _say(f"note: {plain(problem)}")
    if not arms:
        raise StudyError(f"{results}: no study here has trained arms; run one first (`make demo`)")
    for arm in arms:
        networks = len(arm.networks())
        folds = plural(networks, "network") if networks else "no training"
        made_up = "; trained on made-up patients" if arm.phantom else ""
        sys.stdout.write(f"{arm.path}  ({', '.join(arm.steps)}; {folds}; {', '.join(arm.organs)}{made_up})\n")
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
