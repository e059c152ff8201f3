"""Headers of MetaImage and NRRD, checked before ITK reads them.

ITK's own readers of both write what is too long, or one number too many, beyond the end of their memory: a file from
elsewhere would end the program that opens it, or worse.
"""

import re
from collections.abc import Iterable

# Of keys that ITK knows, the longest value; of others, which it keeps as text.
LONGEST_KNOWN, LONGEST_KEY, LONGEST_TEXT = 200, 100, 3000
_META_LINE = re.compile(rb"[ \t]*([^=:]*?)[ \t]*[=:](.*)", re.DOTALL)
_LAST = b"ElementDataFile"
_VECTORS = {
    "DimSize",
    "ElementSpacing",
    "ElementSize",
    "Offset",
    "Position",
    "Origin",
    "CenterOfRotation",
    "SequenceID",
}
_MATRICES = {"TransformMatrix", "Rotation", "Orientation"}
# Of one number.
_ONE = {"NDims", "ElementNumberOfChannels", "HeaderSize", "CompressedDataSize", "ID", "ParentID", "ElementByteOrderMSB"}
_TEXT = {
    *("Comment", "ObjectType", "ObjectSubType", "TransformType", "Name", "Color", "AnatomicalOrientation", "Modality"),
    *("DistanceUnits", "BinaryData", "BinaryDataByteOrderMSB", "CompressedData", "ElementType", "ElementMin"),
    *("ElementMax", "ElementNBits", "ElementOrigin", "ElementToIntensityFunctionSlope", "AcquisitionDate"),
    *("ElementToIntensityFunctionOffset", "CompressedDataMethod", "CompressionLevel", "ElementDataFile"),
}
# One value an axis.
_EACH_AXIS = {"sizes", "spacings", "thicknesses", "axis mins", "axismins", "axis maxs", "axismaxs", "centers"}
_EACH_AXIS |= {"centerings", "kinds", "labels", "units", "space directions"}
_MOST_AXES, _MOST_WORDS = 10, 16
_SIZE, _NUMBER = r"[1-9]\d{0,9}", r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?"
_NO_BYTES = ("ascii", "text", "txt", "hex")


def header_problem(ending: str, start: bytes) -> str:
    """What keeps a header from being read, in a few words; empty where nothing does.

    Args:
        ending: Of the file's name, such as `.mha`.
        start: The file's first bytes, with the whole header.
    """
    return _nrrd_problem(start) if ending.startswith(".n") else _meta_problem(start)


def _meta_problem(start: bytes) -> str:
    fields: dict[str, str] = {}
    for line in start.split(b"\n"):
        if not line.strip():
            continue
        parts = _META_LINE.fullmatch(line)
        if parts is None:
            return "a line of its header has no `=`"
        key, value = parts[1].decode("latin-1"), parts[2].decode("latin-1").strip()
        if key in fields and key in _VECTORS | _MATRICES | _ONE:
            return f"its header says {key} twice"
        known = key in _VECTORS | _MATRICES | _ONE | _TEXT
        longest = 20 * LONGEST_KNOWN if key in _MATRICES else LONGEST_KNOWN if known else LONGEST_TEXT
        if len(key) > LONGEST_KEY or len(value) > longest:
            return "a line of its header is longer than any that is meant"
        fields[key] = value
        if parts[1] == _LAST:
            return _meta_numbers_problem(fields)
    return "its header does not end"


def _meta_numbers_problem(fields: dict[str, str]) -> str:
    axes = fields.get("NDims", "")
    if not re.fullmatch(r"\d+", axes) or not 1 <= int(axes) <= _MOST_AXES:
        return f"NDims says that it has {axes[:20] or 'no'} dimensions"
    wanted = dict.fromkeys(_VECTORS, int(axes)) | dict.fromkeys(_MATRICES, int(axes) ** 2) | dict.fromkeys(_ONE, 1)
    for key, count in wanted.items():
        if key in fields and len(fields[key].split()) != count:
            return f"{key} has {len(fields[key].split())} numbers, not {count}"
    for key in (_VECTORS | _MATRICES) & fields.keys():
        meant = _SIZE if key == "DimSize" else _NUMBER
        if odd := [word for word in fields[key].split() if not re.fullmatch(meant, word)]:
            return f"{key} cannot be {odd[0][:20]}"
    for key, meant in (("ElementNumberOfChannels", r"[1-9]\d?"), ("HeaderSize", r"-1|\d{1,9}")):
        if key in fields and not re.fullmatch(meant, fields[key]):
            return f"{key} cannot be {fields[key][:20]}"
    if fields.get("BinaryData", "True").lower()[:1] not in ("t", "1"):
        return "its voxels are written as text; write them in binary"
    return ""


def _nrrd_problem(start: bytes) -> str:
    lines = re.split(rb"\r?\n", re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0])[1:]
    fields = dict(_nrrd_fields(lines))
    axes = fields.get("dimension", "")
    if not re.fullmatch(r"\d+", axes) or not 1 <= int(axes) <= _MOST_AXES:
        return f"its header says that it has {axes[:20] or 'no'} dimensions"
    for key, value in fields.items():
        words = re.findall(r'"[^"]*"|\([^)]*\)|[^\s"()]+', value)
        if len(key) > LONGEST_KEY or (len(value) > LONGEST_KNOWN and key not in ("content", "data file", "datafile")):
            return "a line of its header is longer than any that is meant"
        if (key in _EACH_AXIS and len(words) != int(axes)) or len(words) > _MOST_WORDS:
            return f"{key} has {len(words)} values, of {axes} dimensions"
    if fields.get("encoding", "").lower() in _NO_BYTES:
        return "its voxels are written as text; write them in binary"
    return ""


def _nrrd_fields(lines: Iterable[bytes]) -> Iterable[tuple[str, str]]:
    """Fields, without comments and free pairs of a key and a value, which may be as long as they are."""
    for line in lines:
        key, mark, value = line.decode("latin-1").partition(":")
        if mark and not key.startswith("#") and not value.startswith("="):
            yield key.strip().lower(), value.strip()
