"""The page on how the package is built, and its drawing."""

import importlib.util
from pathlib import Path


def test_the_drawing_is_that_of_the_layers():
    spec = importlib.util.spec_from_file_location("drawing", Path(__file__).with_name("drawing.py"))
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    assert drawing.DRAWING.read_text(encoding="utf-8") == drawing.drawing(), "run: python tests/docs/drawing.py"
