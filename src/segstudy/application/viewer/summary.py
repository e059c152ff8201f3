"""One page on one scan, to keep or to print."""

from functools import cache
from importlib import resources
from importlib.metadata import version

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from segstudy.application.viewer.examination import Examination
from segstudy.application.viewer.slice_images import draw, jpeg_uri, squared
from segstudy.application.viewer.windows import windows_of
from segstudy.cases.text import extent


@cache
def _template() -> Template:
    folder = str(resources.files("segstudy.application.viewer") / "templates")
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("summary.html")


def _grid(examination: Examination) -> dict[str, str]:
    """How large the image is, and what its values are."""
    array = examination.image.array
    if examination.is_picture:
        return {"Pixels": f"{extent(array.shape[:2])} (columns, rows)"}
    return {
        "Voxels": f"{extent(array.shape)} (right, front, head)",
        "Spacing": f"{extent([round(mm, 3) for mm in examination.image.spacing])} mm",
        "Values": f"{np.min(array):.0f} to {np.max(array):.0f}{' HU' if examination.arm.modality == 'ct' else ''}",
    }


def summary_page(examination: Examination) -> str:
    """HTML that needs nothing else: the organs' volumes, three slices, and what speaks against them."""
    colors = {examination.arm.organs[organ]: color for organ, color in examination.colors.items()}
    images = []
    for plane in examination.planes:
        index = examination.middle[plane.across]
        image = draw(
            plane.cut(examination.image.array, index),
            plane.cut(examination.labels.array, index),
            plane.pixel_mm(examination.image),
            next(iter(windows_of(examination.image.array, examination.arm.modality).values())),
            colors,
            opacity=0.4,
        )
        said = {"name": f"{plane.title} slice {index + 1}", "uri": jpeg_uri(squared(image)), "edges": plane.edges}
        if examination.is_picture:
            said = {"name": "The image", "uri": jpeg_uri(image), "edges": ()}
        images.append(said)
    facts = {
        "Arm": f"{examination.arm.study} / {examination.arm.name}",
        "Networks": f"{examination.arm.kind}, mean of {len(examination.arm.networks())}",
        **_grid(examination),
        "Software": f"segstudy {version('segstudy')}",
    }
    return _template().render(examination=examination, images=images, facts=facts)
