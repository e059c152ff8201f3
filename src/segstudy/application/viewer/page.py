"""The viewer's page. Streamlit runs this file from top to bottom at each click."""

import os
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from segstudy.application.app_command import DATA, RESULTS
from segstudy.application.arms import Arm, find_arms
from segstudy.application.viewer.choices import about, choose_arm, choose_scan
from segstudy.application.viewer.examination import Examination, examine
from segstudy.application.viewer.markdown import literal
from segstudy.application.viewer.result import show
from segstudy.application.viewer.studies import find_studies
from segstudy.application.viewer.study_view import show_study
from segstudy.application.viewer.styles import STYLES
from segstudy.cases.text import plain
from segstudy.running.errors import StudyError

EXAMINATION, STUDY = "examination", "study"
TRY, LOOK = "Try an arm on a scan", "Look at a finished study"
ICON = Path(__file__).with_name("icon.png")  # Streamlit would ask the network for one of its own
# Reading and preparing take little of the time, slices most of it.
STEPS = {"Predicting slices": (0.1, 0.8), "Returning to the scan's own grid": (0.8, 0.8)}
LATER = {
    "Asking again how sure it is": 0.9,
    "Cleaning the label map": 0.88,
    "Checking what was found": 0.93,
    "Done": 1.0,
}


Found = TypeVar("Found")


def _find(upload: UploadedFile, arm: Arm) -> Examination | None:
    """Predict with a bar that fills; a sentence where that is impossible."""
    bar = st.progress(0.0, text="Reading the scan")

    def tell(step: str, done: int, total: int) -> None:
        low, high = STEPS.get(step, (LATER.get(step, 0.05),) * 2)
        count = f" ({done} of {total})" if step == "Predicting slices" else ""
        said = step.replace("scan", "image").replace(" slices", "") if arm.of_pictures else f"{step}{count}"
        bar.progress(low + (high - low) * done / total, text=said)

    try:
        return examine(upload, plain(upload.name, 80), arm, tell)
    except StudyError as error:
        st.error(literal(plain(error, 500)), icon=":material/error:")
        return None
    finally:
        bar.empty()


def main() -> None:
    """Draw the page."""
    st.set_page_config("segstudy viewer", str(ICON), layout="wide")
    st.html(STYLES)
    looking = st.segmented_control(
        "What to do", [TRY, LOOK], default=LOOK if STUDY in st.query_params else TRY, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    results = Path(os.environ.get(RESULTS, "results"))
    if looking == LOOK:
        _look(results)
    else:
        _try(results)


def _look(results: Path) -> None:
    """A finished study, case by case."""
    nothing = "No study was measured yet. Run one first, then reload this page."
    studies = _begin("Look at a finished study", find_studies(results), nothing)
    if not studies:
        return
    names = [study.name for study in studies]
    asked = st.query_params.get(STUDY, "")
    chosen = st.selectbox(
        "Study", studies, names.index(asked) if asked in names else 0, format_func=lambda one: one.name
    )
    if chosen.name != asked:
        st.query_params.clear()
        st.query_params[STUDY] = chosen.name
    show_study(chosen, [Path(folder) for folder in os.environ.get(DATA, "").split(os.pathsep) if folder])


def _begin(title: str, found: tuple[list[Found], list[str]], nothing: str) -> list[Found]:
    """What a page is about, what of it could not be read, and what to do where there is nothing."""
    st.html(f"<h1 class='title'>{title}</h1>")
    things, problems = found
    for problem in problems:
        st.warning(literal(plain(problem, 500)), icon=":material/warning:")
    if not things:
        st.info(nothing, icon=":material/info:")
    return things


def _try(results: Path) -> None:
    """A trained arm, on a scan that is handed in."""
    nothing = "No study has a trained arm yet. Run `make demo` first, then reload this page."
    arms = _begin("Find organs in a scan or an image", find_arms(results), nothing)
    if not arms:
        return
    left, right = st.columns(2, gap="large")
    with left:
        upload = choose_scan(arms)
    with right:
        arm = choose_arm(arms)
        key = (upload.file_id, str(arm.path)) if upload else None
        start = st.button("Find the organs", type="primary", disabled=upload is None, width="stretch")
    if st.session_state.get(EXAMINATION, (None,))[0] != key:
        st.session_state.pop(EXAMINATION, None)
    if start and upload:
        examination = _find(upload, arm)
        if examination:
            st.session_state[EXAMINATION] = (key, examination)
    if EXAMINATION in st.session_state:
        show(st.session_state[EXAMINATION][1])
    elif not (start and upload):
        about()


main()
