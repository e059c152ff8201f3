"""A finished study in the viewer: its cases, and one of them beside what each arm predicts."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st

from segstudy.application.viewer.errors import COLORS, WORDS, dice_of, kinds_of_error, worst_slices
from segstudy.application.viewer.markdown import literal
from segstudy.application.viewer.slice_images import SIDE, draw, jpeg_uri
from segstudy.application.viewer.studies import FinishedStudy, StudyCase
from segstudy.cases.text import plain
from segstudy.drawing.bitmap import window_of
from segstudy.drawing.colored import in_color
from segstudy.drawing.palette import organ_colors
from segstudy.drawing.planes import PLANES, Plane, upright
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_labels, read_rounded
from segstudy.volumes.volume import Volume

CASE, LOADED = "case", "compared volumes"
SHOWN, MOST_ARMS, MOST_WORST, MOST_LISTED = 3, 6, 5, 200
ORGANS, ERRORS = "Organs", "Where they differ"
REFERENCE = "Reference"


@dataclass(frozen=True, eq=False)
class Compared:
    """A case's scan and label maps, upright (right, front, head); reference first."""

    image: Volume
    labels: dict[str, np.ndarray]
    window: tuple[float, float]
    _errors: dict[tuple[int, ...], dict[str, np.ndarray]] = field(default_factory=dict)

    def errors(self, labels: tuple[int, ...]) -> dict[str, np.ndarray]:
        """What is wrong of these labels in each arm's prediction; kept until others are asked for."""
        if labels not in self._errors:
            truth = self.labels[REFERENCE]
            others = {arm: array for arm, array in self.labels.items() if arm != REFERENCE}
            self._errors.clear()
            self._errors[labels] = {arm: kinds_of_error(truth, array, list(labels)) for arm, array in others.items()}
        return self._errors[labels]

    @property
    def is_flat(self) -> bool:
        """Whether it is a 2D image."""
        return self.image.array.shape[2] == 1


def show_study(study: FinishedStudy, data: list[Path]) -> None:
    """The study's cases, or the one that the address names."""
    best, dice = next(iter(study.arms.items()))
    st.caption(f"Best of {len(study.arms)} arms: {literal(best)}, mean Dice {dice:.3f} over {len(study.cases)} cases.")
    name = st.query_params.get(CASE, "")
    if name in study.cases:
        if st.button("All cases", icon=":material/arrow_back:"):
            st.query_params.pop(CASE)
            st.rerun()
        _case(study, study.cases[name], data)
        return
    if name:
        st.warning(literal(f"{study.name} has no case {plain(name, 80)}."), icon=":material/search_off:")
    _list(study, best)


def _list(study: FinishedStudy, best: str) -> None:
    """A row a case, worst first; its name opens it."""
    wanted = st.text_input("Find a case", placeholder="Part of its name").strip().lower()
    rows = [case for case in study.cases.values() if wanted in case.name.lower()]
    for case in rows[:MOST_LISTED]:
        name, score, lowest, doubts = st.columns([3, 2, 4, 4], vertical_alignment="center")
        if name.button(literal(case.name), key=f"open-{case.name}", type="tertiary"):
            st.query_params[CASE] = case.name
            st.rerun()
        mean = case.mean(best)
        score.html(f"<span class='volume'>{'–' if mean is None else f'{mean:.3f}'}</span>")
        own = case.dice.get(best, {})
        if own:
            organ = min(own, key=lambda each: own[each])
            lowest.caption(f"lowest: {literal(organ)} {own[organ]:.2f}")
        if case.doubts:
            doubts.caption(
                f":material/help: label in doubt: {literal(', '.join(doubt.organ for doubt in case.doubts))}"
            )
    if len(rows) > MOST_LISTED:
        st.caption(f"The {MOST_LISTED} worst of {len(rows)}; type a part of a name to find others.")


def _case(study: FinishedStudy, case: StudyCase, data: list[Path]) -> None:
    st.html(f"<h2 class='result'>{escape(case.name)}</h2>")
    shown = st.multiselect(
        "Arms, best first",
        list(study.arms),
        list(study.arms)[:SHOWN],
        max_selections=MOST_ARMS,
        key=f"arms-{study.name}",
        format_func=lambda arm: f"{arm} ({_score(case, arm)})",
    )
    for arm in shown:
        if others := study.seeds(arm):
            st.caption(literal(f"{arm}: the first seed is shown; further seeds that were measured: {others}."))
    try:
        compared = _load(study, case, shown, data)
    except StudyError as error:
        st.error(literal(plain(str(error), 500)), icon=":material/error:")
        return
    _slices(study, case, compared)


def _score(case: StudyCase, arm: str) -> str:
    mean = case.mean(arm)
    return "not measured" if mean is None else f"Dice {mean:.3f}"


def _load(study: FinishedStudy, case: StudyCase, arms: list[str], data: list[Path]) -> Compared:
    """The volumes of one case; those of the case before are forgotten.

    Raises:
        StudyError: A file is not there, or cannot be read.
    """
    key = (str(study.folder), case.name, tuple(arms))
    kept = st.session_state.get(LOADED)
    if kept and kept[0] == key:
        return kept[1]
    st.session_state.pop(LOADED, None)
    with st.spinner("Reading the volumes"):
        scan, picture = read_rounded(study.scan(case.name, data)), study.picture(case.name, data)
        image = upright(in_color(scan, str(picture)) if picture else scan)
        labels = {REFERENCE: _labels(study.reference(case.name, data), image)}
        for arm in arms:
            file = study.prediction(arm, case.name)
            if file is None:
                raise StudyError(f"{study.name}: {arm} has no label map of {case.name}; run the study again")
            labels[arm] = _labels(file, image)
    compared = Compared(image, labels, window_of(image.array))
    st.session_state[LOADED] = (key, compared)
    return compared


def _labels(file: Path, image: Volume) -> np.ndarray:
    array = upright(read_labels(file)).array
    if array.shape != image.array.shape:
        raise StudyError(f"{file.name}: {array.shape} voxels, the scan has {image.array.shape}")
    return array


@st.fragment
def _slices(study: FinishedStudy, case: StudyCase, compared: Compared) -> None:
    """Each plane as a row: the scan, the reference, and each arm's prediction."""
    organs = st.pills("Organs", list(study.organs), selection_mode="multi", default=list(study.organs))
    mode = st.segmented_control("On the predictions", [ORGANS, ERRORS], default=ERRORS, required=True)
    labels = [study.organs[organ] for organ in organs]
    errors = compared.errors(tuple(labels))
    every = organ_colors(list(study.organs))
    colors = {study.organs[organ]: every[organ] for organ in organs}
    _legend(organs, study, mode)
    planes = PLANES[:1] if compared.is_flat else PLANES
    _jumps(case, compared, errors, planes)
    for plane in planes:
        _row(study, case, compared, errors, plane, colors, mode == ERRORS)


def _legend(organs: list[str], study: FinishedStudy, mode: str) -> None:
    named = [(organ, color) for organ, color in organ_colors(list(study.organs)).items() if organ in organs]
    wrong = [(WORDS[kind], color) for kind, color in COLORS.items()] if mode == ERRORS else []
    keys = [
        " ".join(
            f"<span class='key'><span class='swatch' style='background:{color}'></span> {escape(name)}</span>"
            for name, color in colors
        )
        for colors in (named, wrong)
    ]
    errors = f"; on the predictions: {keys[1]}" if wrong else ""
    st.html(f"<p class='about'>Organs: {keys[0]}{errors}</p>")


def _jumps(case: StudyCase, compared: Compared, errors: dict[str, np.ndarray], planes: tuple[Plane, ...]) -> None:
    """Buttons that lead to the worst slices of the first arm, and to where the label audit doubts a label."""
    axial = planes[0]
    places: list[tuple[str, int]] = []
    if errors and not compared.is_flat:
        arm, kinds = next(iter(errors.items()))
        ml = float(np.prod(compared.image.spacing)) / 1000
        places += [
            (f"{number} · {ml * wrong:.1f} ml wrong", number)
            for number, wrong in ((index + 1, wrong) for index, wrong in worst_slices(kinds, axial.across, MOST_WORST))
        ]
        st.caption(f"Worst axial slices of {literal(arm)}")
        _buttons(case, axial, places, "worst")
    if doubts := case.doubts:
        st.caption("The label audit doubts")
        told = [(f"{doubt.organ}: {doubt.kind} ({doubt.score:.2f})", doubt.slice) for doubt in doubts]
        _buttons(case, axial, told, "doubt")


def _buttons(case: StudyCase, plane: Plane, places: list[tuple[str, int]], kind: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for place, (words, number) in enumerate(places):
            st.button(
                literal(words),
                key=f"{kind}-{case.name}-{place}",
                disabled=not number,
                on_click=_go_to,
                args=(_slider(case, plane), number),
            )


def _go_to(key: str, number: int) -> None:
    st.session_state[key] = number


def _slider(case: StudyCase, plane: Plane) -> str:
    return f"slice-{case.name}-{plane.title}"


def _row(
    study: FinishedStudy,
    case: StudyCase,
    compared: Compared,
    errors: dict[str, np.ndarray],
    plane: Plane,
    colors: dict[int, str],
    where_wrong: bool,
) -> None:
    count, key = compared.image.array.shape[plane.across], _slider(case, plane)
    first = next(iter(errors.values()), None)
    if key not in st.session_state:
        worst = worst_slices(first, plane.across, 1) if first is not None else []
        st.session_state[key] = worst[0][0] + 1 if worst else count // 2 + 1
    number = min(st.session_state[key], count)
    gray = plane.cut(compared.image.array, number - 1)
    truth = plane.cut(compared.labels[REFERENCE], number - 1)
    panels = [("Scan", np.zeros_like(truth), {}, ""), (REFERENCE, truth, colors, "")]
    for arm, kinds in errors.items():
        own = plane.cut(compared.labels[arm], number - 1)
        wrong = plane.cut(kinds, number - 1)
        told = f"{_slice_words(truth, own, study, colors)}; {_size(wrong, compared)} wrong"
        panels.append((arm, wrong, dict(COLORS), told) if where_wrong else (arm, own, colors, told))
    for (title, labels, painted, told), column in zip(panels, st.columns(len(panels)), strict=True):
        image = draw(gray, labels, plane.pixel_mm(compared.image), compared.window, painted, 0.4, SIDE)
        edges = "" if compared.is_flat else "".join(f"<b aria-hidden='true'>{edge}</b>" for edge in plane.edges)
        alt = f"{title}, {plane.title.lower()} slice {number} of {count}"
        picture = f"<img src='{jpeg_uri(image)}' alt='{escape(alt, quote=True)}'>"
        column.html(
            f"<figure class='plane compared'>{picture}{edges}</figure>"
            f"<p class='about told'><strong>{escape(title)}</strong> {escape(told)}</p>"
        )
    if count > 1:
        st.slider(f"{plane.title} slice", 1, count, key=key)


def _slice_words(truth: np.ndarray, own: np.ndarray, study: FinishedStudy, colors: dict[int, str]) -> str:
    values = dice_of(truth, own, {organ: label for organ, label in study.organs.items() if label in colors})
    return f"Dice here {sum(values.values()) / len(values):.3f}" if values else "nothing here"


def _size(wrong: np.ndarray, compared: Compared) -> str:
    voxels = int(np.count_nonzero(wrong))
    if compared.is_flat:
        return f"{voxels:,} pixels"
    return f"{voxels * float(np.prod(compared.image.spacing)) / 1000:.2f} ml"
