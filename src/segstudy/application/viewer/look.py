"""Looking at what was found."""

from html import escape

import streamlit as st

from segstudy.application.viewer.choices import PHANTOM
from segstudy.application.viewer.examination import Examination
from segstudy.application.viewer.markdown import literal
from segstudy.application.viewer.pictures import PLANES, SIDE, Plane, draw, jpeg_uri, squared
from segstudy.application.viewer.summary import summary_page
from segstudy.application.viewer.windows import WINDOWS

ALL = "All three"
LARGE = 900
# The variance of a probability is a quarter at most; half of that glows fully.
HEAT = 8.0
UNSURE = "Where repeated predictions differ, the picture glows; how far that tells errors, the study's report says."
SEVERITY = {
    "wrong": (st.error, ":material/error:", "Probably wrong. "),
    "look": (st.warning, ":material/visibility:", "Worth a look. "),
    "note": (st.info, ":material/info:", ""),
}


def show(found: Examination) -> None:
    """The result: notes, pictures, organs, downloads."""
    st.html(f"<h2 class='result'>{escape(found.name)}</h2>")
    if found.arm.phantom:
        st.warning(PHANTOM, icon=":material/science:")
    _pictures(found)
    left, right = st.columns(2, gap="large")
    with left:
        _remarks(found)
    with right:
        _downloads(found)


@st.fragment
def _pictures(found: Examination) -> None:
    """Three planes and their controls; moving a slider draws only this part again."""
    planes, organs = st.columns([7, 2], gap="medium")
    with organs:
        colors = _organs(found)
        window = st.segmented_control("Window", list(WINDOWS), default="Soft tissue", required=True)
        opacity = st.slider("Overlay", 0, 100, 40, 5, format="%d %%") / 100
        unsure = found.variance is not None and st.toggle("Where it is unsure", help=UNSURE)
        names = [plane.name for plane in PLANES]
        view = st.selectbox("Planes", [ALL, *names])
    with planes:
        shown = [plane for plane in PLANES if view in (ALL, plane.name)]
        for plane, column in zip(shown, st.columns(len(shown)), strict=True):
            with column:
                _plane(found, plane, WINDOWS[window], colors, opacity, unsure, alone=len(shown) == 1)


def _plane(
    found: Examination,
    plane: Plane,
    window: tuple[float, float],
    colors: dict[int, str],
    opacity: float,
    unsure: bool,
    alone: bool,
) -> None:
    count, key = found.image.array.shape[plane.axis], f"{plane.name}-{id(found)}"
    # The slider stands below its picture; what it says is known before it is drawn.
    number = st.session_state.setdefault(key, found.middle[plane.axis] + 1)
    image, labels = (plane.slice(volume.array, number - 1) for volume in (found.image, found.labels))
    side = LARGE if alone else SIDE
    heat = plane.slice(found.variance, number - 1) * HEAT if unsure else None
    drawn = draw(image, labels, plane.pixel_mm(found.image.spacing), window, colors, opacity, side, heat)
    uri = jpeg_uri(drawn if alone else squared(drawn))
    edges = "".join(f"<b aria-hidden='true'>{edge}</b>" for edge in plane.edges)
    alt = f"{plane.name} slice {number} of {count}, with the organs that were found"
    st.html(f"<figure class='plane'><img src='{uri}' alt='{alt}'>{edges}</figure>")
    if count > 1:
        st.slider(f"{plane.name} slice", 1, count, key=key)


def _organs(found: Examination) -> dict[int, str]:
    """Switches with colors and volumes. Returns the color of each label integer that is switched on."""
    shown = {}
    st.html("<h3 class='part'>Organs</h3>")
    for organ, ml in found.volumes.items():
        color = found.colors[organ]
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"organ-{organ}"):
            on = st.toggle(organ, value=bool(ml), disabled=not ml)
            size = f"{ml:.1f} ml" if ml else "not found"
            st.html(
                f"<span class='volume' data-organ='{escape(organ)}'>{size}</span>"
                f"<span class='swatch' style='background:{color}'></span>",
                width="content",
            )
        if on:
            shown[found.arm.organs[organ]] = color
    return shown


def _remarks(found: Examination) -> None:
    st.html("<h3 class='part'>Checks</h3>")
    if not found.remarks:
        st.success("Nothing that the checks look for was found.", icon=":material/check_circle:")
    for remark in found.remarks:
        box, icon, start = SEVERITY[remark.severity]
        box(f"{start}{literal(remark.words)}", icon=icon)


def _downloads(found: Examination) -> None:
    st.html("<h3 class='part'>Take it with you</h3>")
    files = [
        ("Label map (NIfTI)", found.label_map, f"{found.stem}_organs.nii.gz", "application/gzip"),
        ("One-page summary (HTML)", summary_page(found), f"{found.stem}_summary.html", "text/html"),
    ]
    if found.dicom_seg:
        files.append(("Label map (DICOM SEG)", found.dicom_seg, f"{found.stem}_organs.dcm", "application/dicom"))
    for label, data, name, kind in files:
        st.download_button(label, data, name, kind, icon=":material/download:", on_click="ignore", width="stretch")
    integers = ", ".join(f"{label} {organ}" for organ, label in found.arm.organs.items())
    st.caption(f"The label map lies in the scan's own grid: {integers}.")
