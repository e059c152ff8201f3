"""Inline SVG with nothing in it that a page does not need: most of a report's size is points of patients."""

import re
from xml.etree import ElementTree

_FONT = re.compile(r"font: (?:(\w+) )?([\d.]+)px [^;]*")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_UPRIGHT = re.compile(r"rotate\(-?0 [^)]*\)")
_NUMBERS = ("d", "x", "y", "transform", "points", "style", "viewBox")


def compact(root: ElementTree.Element, name: str) -> None:
    """Leave out namespaces, metadata, blanks, needless digits and repeated styles.

    Args:
        root: Changed in place.
        name: Unique in the page and safe as an id; all ids start with it.
    """
    _strip(root)
    _share_styles(root)
    _own_ids(root, name)
    for parent in list(root.iter("g")):
        for child in [child for child in parent if child.tag == "g" and not len(child) and not child.attrib]:
            parent.remove(child)


def _strip(root: ElementTree.Element) -> None:
    for parent in root.iter():
        for child in [child for child in parent if child.tag.rpartition("}")[2] == "metadata"]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if element.text and not element.text.strip():
            element.text = None
        if element.tail and not element.tail.strip():
            element.tail = None
        if _UPRIGHT.fullmatch(element.get("transform", "")):
            del element.attrib["transform"]
        for key, value in element.attrib.items():
            if key == "style":
                value = _FONT.sub(_page_font, value)
            if key in _NUMBERS:
                value = " ".join(_shortened(value, 1 if key in ("x", "y") else 2).split())
            element.set(key, value)


def _page_font(match: re.Match[str]) -> str:
    weight = f"font-weight: {match[1]}; " if match[1] else ""
    return f"{weight}font-size: {match[2]}px"


def _shortened(text: str, decimals: int) -> str:
    return _DECIMAL.sub(lambda match: _short(match[0], decimals), text)


def _short(number: str, decimals: int) -> str:
    text = f"{float(number):.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _share_styles(root: ElementTree.Element) -> None:
    """Marks of one group that all look the same inherit their style from the group."""
    for group in root.iter("g"):
        styles = {child.get("style") for child in group}
        if len(group) > 1 and len(styles) == 1 and None not in styles and {child.tag for child in group} == {"use"}:
            group.set("style", "; ".join(filter(None, [group.get("style"), styles.pop()])))
            for child in group:
                del child.attrib["style"]


def _own_ids(root: ElementTree.Element, name: str) -> None:
    """Number the ids that something refers to; drop the others."""
    used = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            used.update(_REFERENCE.findall(value))
            if key == "href":
                used.add(value.removeprefix("#"))
    known = dict.fromkeys(element.attrib["id"] for element in root.iter() if element.get("id") in used)
    own = {value: f"{name}-{number}" for number, value in enumerate(known)}
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                if value in own:
                    element.set(key, own[value])
                else:
                    del element.attrib[key]
            elif key == "href":
                element.set(key, f"#{own[value.removeprefix('#')]}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda match: f"url(#{own[match[1]]})", value))
