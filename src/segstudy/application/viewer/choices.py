"""The two choices at the top of the page: a scan and an arm."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from segstudy.application.arms import Arm
from segstudy.application.best_arms import is_one_seed, mean_dice

PHANTOM = "This arm was trained on made-up patients. What it finds says nothing about real ones."


SCANS = "a NIfTI (.nii, .nii.gz), MetaImage (.mha) or NRRD (.nrrd) file, or a zip file with one DICOM series"
IMAGES = "a PNG or JPEG"


def choose_scan(arms: list[Arm]) -> UploadedFile | None:
    """Where a scan is uploaded, or an image for arms that learned from such."""
    taken = {arm.of_pictures: IMAGES if arm.of_pictures else SCANS for arm in arms}
    what = f"{SCANS}; for arms of 2D images, {IMAGES}" if len(taken) == 2 else next(iter(taken.values()))
    is_ct = any(arm.modality == "ct" and not arm.of_pictures for arm in arms)
    st.html(f"<h2 class='step'><span>1</span>Your {'image' if False not in taken else 'scan'}</h2>")
    return st.file_uploader(
        what[0].upper() + what[1:],
        help=f"{'A CT in Hounsfield units. ' if is_ct else ''}It stays on this machine and is deleted once it has been "
        "read.",
    )


def choose_arm(arms: list[Arm]) -> Arm:
    """Which network looks at it."""
    st.html("<h2 class='step'><span>2</span>A trained arm</h2>")
    dice = {str(arm.path): mean_dice(arm) for arm in arms}
    ordered = sorted(arms, key=lambda arm: -(dice[str(arm.path)] or 0.0))
    whole = [arm for arm in ordered if not is_one_seed(arm)]
    arm = st.selectbox("Study and arm", whole or ordered, format_func=lambda arm: _named(arm, dice[str(arm.path)]))
    if seeds := [one for one in ordered if one.study == arm.study and one.name.startswith(f"{arm.name}/")]:
        alone = st.selectbox("Seeds", [arm, *seeds], format_func=lambda one: _seed(one, arm))
        arm = alone
    st.caption(_described(arm))
    return arm


def _named(arm: Arm, dice: float | None) -> str:
    return f"{arm.study} / {arm.name}" + (f" (Dice {dice:.3f})" if dice else "")


def _seed(arm: Arm, whole: Arm) -> str:
    return "all, as a mean" if arm is whole else arm.name.removeprefix(f"{whole.name}/")


def _described(arm: Arm) -> str:
    networks = len(arm.networks())
    parts = [f"Finds {', '.join(arm.organs)}", f"{arm.kind}, mean of {networks} networks"]
    if networks <= 1:
        parts[1] = f"{arm.kind}, one network" if networks else arm.kind
    if arm.source:
        parts.append(f"looks where {arm.source.name} found organs")
    if arm.postprocessing_name:
        parts.append(f"post-processing “{arm.postprocessing_name}”")
    if dice := mean_dice(arm):
        parts.append(f"mean Dice {dice:.2f} in its study")
    return f"{'; '.join(parts)}."


def about() -> None:
    """What comes next, while nothing has been predicted yet."""
    st.html(
        "<p class='about'>You will see the scan in three planes (a 2D image in its own) with the organs over it, how "
        "large each organ is, and what speaks against the result. You can download the label map and a one-page "
        "summary. Nothing leaves this machine. Not for diagnosis.</p>"
    )
