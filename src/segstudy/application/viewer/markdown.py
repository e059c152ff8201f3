"""Words that are shown as they are, though Streamlit reads Markdown."""

import re

_MEANINGFUL = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """`text` with every sign that Markdown gives a meaning escaped: a file's name can hold an image's address."""
    return _MEANINGFUL.sub(r"\\\1", text)
