"""What was predicted: three planes, organs, remarks and downloads."""

from html import escape

import streamlit as st

from segstudy.application.viewer.choices import PHANTOM
from segstudy.application.viewer.examination import Examination
from segstudy.application.viewer.markdown import literal
from segstudy.application.viewer.slice_images import SIDE, draw, jpeg_uri, squared
from segstudy.application.viewer.summary import summary_page
from segstudy.application.viewer.windows import windows_of
from segstudy.drawing.planes import Plane

ALL = "All three"
LARGE = 900
# The variance of a probability is a quarter at most; half of that glows fully.
HEAT = 8.0
UNSURE = "Where repeated predictions differ, the image glows; how far that tells errors, the study's report says."
UNCHECKED = "What is found is checked in CT scans alone."
SEVERITY = {
    "wrong": (st.error, ":material/error:", "Probably wrong. "),
    "look": (st.warning, ":material/visibility:", "Worth a look. "),
    "note": (st.info, ":material/info:", ""),
}


def show(examination: Examination) -> None:
    """The result: notes, slices, organs, downloads."""
    st.html(f"<h2 class='result'>{escape(examination.name)}</h2>")
    if examination.arm.phantom:
        st.warning(PHANTOM, icon=":material/science:")
    _slices(examination)
    left, right = st.columns(2, gap="large")
    with left:
        _remarks(examination)
    with right:
        _downloads(examination)


@st.fragment
def _slices(examination: Examination) -> None:
    """Three planes and their controls; moving a slider draws only this part again."""
    planes, organs = st.columns([7, 2], gap="medium")
    with organs:
        colors = _organs(examination)
        windows = windows_of(examination.image.array, examination.arm.modality)
        window = next(iter(windows))
        if not examination.is_picture:
            window = st.segmented_control("Window", list(windows), default=window, required=True)
        opacity = st.slider("Overlay", 0, 100, 40, 5, format="%d %%") / 100
        unsure = examination.variance is not None and st.toggle("Where it is unsure", help=UNSURE)
        titles = [plane.title for plane in examination.planes]
        view = st.selectbox("Planes", [ALL, *titles]) if len(titles) > 1 else ALL
    with planes:
        selected = [plane for plane in examination.planes if view in (ALL, plane.title)]
        for plane, column in zip(selected, st.columns(len(selected)), strict=True):
            with column:
                _plane(examination, plane, windows[window], colors, opacity, unsure, alone=len(selected) == 1)


def _plane(
    examination: Examination,
    plane: Plane,
    window: tuple[float, float],
    colors: dict[int, str],
    opacity: float,
    unsure: bool,
    alone: bool,
) -> None:
    volume, labels, variance = examination.image, examination.labels, examination.variance
    count, key = volume.array.shape[plane.across], f"{plane.title}-{id(examination)}"
    # The slider stands below its image; what it says is known before it is drawn.
    number = st.session_state.setdefault(key, examination.middle[plane.across] + 1)
    hu, integers = (plane.cut(array, number - 1) for array in (volume.array, labels.array))
    heat = plane.cut(variance, number - 1) * HEAT if unsure and variance is not None else None
    side = LARGE if alone else SIDE
    image = draw(hu, integers, plane.pixel_mm(volume), window, colors, opacity, side, heat)
    uri = jpeg_uri(image if alone else squared(image))
    edges, what = "".join(f"<b aria-hidden='true'>{edge}</b>" for edge in plane.edges), f"{plane.title} slice {number}"
    what += f" of {count}"
    if examination.is_picture:
        edges, what = "", "The image"
    alt = f"{what}, with the organs that were found"
    st.html(f"<figure class='plane'><img src='{uri}' alt='{alt}'>{edges}</figure>")
    if count > 1:
        st.slider(f"{plane.title} slice", 1, count, key=key)


def _organs(examination: Examination) -> dict[int, str]:
    """Switches with colors and volumes.

    Returns:
        The color of each label integer that is switched on.
    """
    selected = {}
    st.html("<h3 class='part'>Organs</h3>")
    for organ, size in examination.volumes.items():
        color = examination.colors[organ]
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"organ-{organ}"):
            on = st.toggle(organ, value=bool(size), disabled=not size)
            st.html(
                f"<span class='volume' data-organ='{escape(organ)}'>{examination.size_of(organ)}</span>"
                f"<span class='swatch' style='background:{color}'></span>",
                width="content",
            )
        if on:
            selected[examination.arm.organs[organ]] = color
    return selected


def _remarks(examination: Examination) -> None:
    st.html("<h3 class='part'>Checks</h3>")
    if not examination.is_checked:
        st.info(UNCHECKED, icon=":material/info:")
    elif not examination.remarks:
        st.success("Nothing that the checks look for was found.", icon=":material/check_circle:")
    for remark in examination.remarks:
        box, icon, start = SEVERITY[remark.severity]
        box(f"{start}{literal(remark.words)}", icon=icon)


def _downloads(examination: Examination) -> None:
    st.html("<h3 class='part'>Take it with you</h3>")
    label_map = ("Label map (NIfTI)", examination.label_map, f"{examination.stem}_organs.nii.gz", "application/gzip")
    if examination.is_picture:
        label_map = ("Label map (PNG)", examination.label_map, f"{examination.stem}_organs.png", "image/png")
    files = [
        label_map,
        ("One-page summary (HTML)", summary_page(examination), f"{examination.stem}_summary.html", "text/html"),
    ]
    if examination.dicom_seg:
        files.append(
            ("Label map (DICOM SEG)", examination.dicom_seg, f"{examination.stem}_organs.dcm", "application/dicom")
        )
    if examination.rtstruct:
        files.append(
            ("Contours (RTSTRUCT)", examination.rtstruct, f"{examination.stem}_contours.dcm", "application/dicom")
        )
    for label, data, name, kind in files:
        st.download_button(label, data, name, kind, icon=":material/download:", on_click="ignore", width="stretch")
    integers = ", ".join(f"{label} {organ}" for organ, label in examination.arm.organs.items())
    whose = "scan's own grid" if not examination.is_picture else "image's own pixels"
    st.caption(f"The label map lies in the {whose}: {integers}.")
