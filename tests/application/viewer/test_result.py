import sys

import numpy as np
import pytest

from segstudy.application.arms import arm_at
from segstudy.application.viewer.examination import examine

testing = pytest.importorskip("streamlit.testing.v1")


def _page():
    import streamlit as st

    from segstudy.application.viewer.result import show

    show(st.session_state["examination"])


def test_a_picture_has_one_plane_and_no_slices(picture_arm, picture_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    with picture_file.open("rb") as upload:
        examination = examine(upload, picture_file.name, arm_at(picture_arm), lambda *step: None)
    page = testing.AppTest.from_function(_page, default_timeout=600)
    page.session_state["examination"] = examination
    page.run()
    assert not page.exception
    assert [slider.label for slider in page.slider] == ["Overlay"]
    assert [box.value for box in page.info] == ["What is found is checked in CT scans alone."]
    assert not page.selectbox and "the image's own pixels" in page.caption[-1].value


def test_a_result_is_drawn_whole_and_again_at_each_click(results, scan_file, monkeypatch):
    # Streamlit runs a page as the main module and leaves it there, where processes that are spawned look for it
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    with scan_file.open("rb") as upload:
        examination = examine(upload, "chest.nii.gz", arm_at(results / "tiny/full"), lambda *step: None)
    page = testing.AppTest.from_function(_page, default_timeout=600)
    page.session_state["examination"] = examination
    page.run()
    assert not page.exception
    # one slider a plane that has slices, and the overlay's
    assert len(page.slider) == 1 + 3
    assert [toggle.label for toggle in page.toggle] == list(examination.arm.organs)
    page.slider[0].set_value(0).run()
    page.selectbox[0].select("Sagittal").run()
    assert not page.exception
    assert len(page.slider) == 1 + 1
    assert np.isfinite(page.slider[1].value)
