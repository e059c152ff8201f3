import ast
from pathlib import Path

import pytest

from segstudy.running.behavior import behavior as behavior_of
from segstudy.running.fingerprints import BY_BEHAVIOR

SECTION = '''"""`training:` how a network is fitted."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section

Count = Annotated[int, Field(ge=1)]
MOST = 3  # of anything


class TrainingSettings(Section):
    """Hyper-parameters."""

    epochs: Count = 100

    @model_validator(mode="after")
    def _check(self):
        """Not too many."""
        if self.epochs > MOST:
            raise ValueError("too many # of them")
        return self

    @property
    def doubled(self):
        return math.floor(2 * self.epochs)


@dataclass
class Pair:
    left: int = 1
'''
MODEL = '''"""A network (Author 2020)."""

from torch import nn

NAME = "Network"
SOURCE = "Author A. A network. 2020."


class Network(nn.Module):
    """Of one layer."""

    def forward(self, x):
        """Raises nothing."""
        return x  # as it is
'''


def behavior(text: str) -> str:
    return behavior_of(text).code


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # of anything", ""),
        ("how a network is fitted", "the fitting of a network"),
        ('"""Hyper-parameters."""', '"""Hyper-parameters.\n\n    Of one training.\n    """'),
        ('        """Not too many."""\n', ""),
        ("epochs: Count = 100", "epochs: Count = 100\n    batch: Annotated[int, Field(ge=1)] = 8"),
        ("epochs: Count = 100", 'epochs: Annotated[int, Field(ge=1, description="How many.")] = 100'),
        ("epochs: Count = 100", 'epochs: Count = 100\n    """How many."""'),
        ("Literal\n", "Any, Literal\n"),
        ("import math\n", "import math\nimport re\n"),
        ("Count = Annotated[int, Field(ge=1)]", "Count = Annotated[int, Field(ge=1)]\nKind = Literal['a', 'b']"),
        (
            "class TrainingSettings",
            'class Plateau(Section):\n    """A new one."""\n\n    on: bool\n\n\nclass TrainingSettings',
        ),
        ("\n\n\n@dataclass", "\n\n\n\n# A pair.\n@dataclass"),
        ("MOST = 3", "MOST = 3\nKINDS_IN_WORDS = {\n    'a': 'such',  # as\n}"),
        (
            "    @property",
            '    def length_in_words(self):\n        """It."""\n        return f"{self.epochs}"  # so\n\n    @property',
        ),
        ("import math\n", "import math\n\nfrom segstudy.config.sections.words import short\n"),
    ],
)
def test_words_and_declared_keys_are_left_out(old, new):
    assert behavior(changed(SECTION, old, new)) == behavior(SECTION)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("MOST = 3", "MOST = 4"),
        ("> MOST", ">= MOST"),
        ("too many # of them", "too many # of these"),
        ('mode="after"', 'mode="before"'),
        ("2 * self.epochs", "3 * self.epochs"),
        ("import math\n", "import numpy as math\n"),
        ("sections.section import Section", "sections.other import Section"),
        ("left: int = 1", "left: int = 2"),
        ("left: int = 1", "left: int = 1\n    right: int = 1"),
        ("epochs: Count = 100", "epochs: Count = 100\n    model_config = {}"),
        ("epochs: Count = 100", "epochs: Count = 100\n\n    def more(self):\n        return 1"),
        ("MOST = 3", "MOST = 3\nFEW = list(range(3))"),
        ("@dataclass\n", "@dataclass(frozen=True)\n"),
    ],
)
def test_what_computes_counts(old, new):
    assert behavior(changed(SECTION, old, new)) != behavior(SECTION)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('NAME = "Network"', 'NAME = "The network"'),
        ('SOURCE = "Author A. A network. 2020."', 'SOURCE = (\n    "Author A. A network. "\n    "Journal, 2020."\n)'),
        ('        """Raises nothing."""\n', ""),
        ("  # as it is", ""),
        ("from torch import nn\n", "import math\n\nfrom torch import nn\n"),
    ],
)
def test_what_a_model_says_of_itself_is_left_out(old, new):
    assert behavior(changed(MODEL, old, new)) == behavior(MODEL) != behavior(changed(MODEL, "return x", "return -x"))


def test_what_only_words_use_is_not_followed_but_what_fields_are_is():
    text = """
from segstudy.config.sections.channels import ChannelSettings
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import short


class Settings(Section):
    channels: ChannelSettings

    def in_words(self):
        from segstudy.report.numbers import listing
        return listing([short(self.channels)])
"""
    later = "    def late(self):\n        from segstudy.running.files import whole\n        return whole\n"
    section, channels = "segstudy.config.sections.section.Section", "segstudy.config.sections.channels.ChannelSettings"
    assert behavior_of(text) == ("", {section, channels})
    assert behavior_of(f"{text}\n{later}").imports == {section, channels, "segstudy.running.files.whole"}


def test_words_stay_where_a_job_asks_for_them_but_keys_do_not():
    text = """
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import short


class Settings(Section):
    epochs: int = 3

    def in_words(self):
        'In words.'
        return short(self.epochs)  # so
"""
    described = behavior_of(text, describes=True)
    assert described.code.endswith(
        "class Settings(Section):\n    def in_words(self):\n        return short(self.epochs)"
    )
    assert "segstudy.config.sections.words.short" in described.imports
    assert behavior_of(changed(text, "epochs: int = 3", "epochs: int = 4"), describes=True) == described
    assert behavior_of(changed(text, "short(self", "str(self"), describes=True) != described
    assert behavior_of(MODEL, describes=True) != behavior_of(changed(MODEL, "2020", "2021"), describes=True)


def test_imports_for_types_are_left_out():
    text = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from torch import nn\n\nx = 1\n"
    assert behavior(text) == "x = 1"


def test_a_section_of_a_section_counts_as_one():
    text = "from segstudy.config.sections.a import A\nclass B(A):\n    b: int = 1\nclass C(B):\n    c: int\n"
    assert behavior(text) == ""


def test_no_function_of_a_real_file_is_lost():
    files = [path for folder in BY_BEHAVIOR for path in sorted(Path(folder).glob("*.py"))]
    assert len(files) > 40
    for path in files:
        tree, left = ast.parse(path.read_text()), behavior(path.read_text()).split("\n")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and not node.name.endswith("in_words"):
                assert any(line.lstrip().startswith(f"def {node.name}(") for line in left), (path, node.name)
