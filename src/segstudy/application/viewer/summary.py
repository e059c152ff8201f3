"""One page on one scan, to keep or to print."""

from functools import cache
from importlib import resources
from importlib.metadata import version

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from segstudy.application.viewer.examination import Examination
from segstudy.application.viewer.pictures import PLANES, draw, jpeg_uri, squared
from segstudy.application.viewer.windows import WINDOWS
from segstudy.cases.text import extent


@cache
def _template() -> Template:
    folder = str(resources.files("segstudy.application.viewer") / "templates")
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("summary.html")


def summary_page(found: Examination) -> str:
    """HTML that needs nothing else: the organs' volumes, three pictures, and what speaks against them."""
    colors = {found.arm.organs[organ]: color for organ, color in found.colors.items()}
    pictures = []
    for plane, index in zip(PLANES, reversed(found.middle), strict=True):
        drawn = draw(
            plane.slice(found.image.array, index),
            plane.slice(found.labels.array, index),
            plane.pixel_mm(found.image.spacing),
            WINDOWS["Soft tissue"],
            colors,
            opacity=0.4,
        )
        pictures.append(
            {"name": plane.name, "number": index + 1, "uri": jpeg_uri(squared(drawn)), "edges": plane.edges}
        )
    array = found.image.array
    facts = {
        "Arm": f"{found.arm.study} / {found.arm.name}",
        "Networks": f"{found.arm.model['model']}, mean of {len(found.arm.networks())}",
        "Voxels": f"{extent(array.shape)} (right, front, head)",
        "Spacing": f"{extent([round(mm, 3) for mm in found.image.spacing])} mm",
        "Values": f"{np.min(array):.0f} to {np.max(array):.0f} HU",
        "Software": f"segstudy {version('segstudy')}",
    }
    return _template().render(found=found, pictures=pictures, facts=facts)
