"""The study files of the page are study files."""

import re
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study

PAGE = (Path(__file__).parents[2] / "docs/coming-from.md").read_text(encoding="utf-8")
STUDIES = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.S)]


@pytest.mark.parametrize("config", STUDIES, ids=lambda config: config["study"])
def test_each_block_is_a_whole_study(config):
    read_study(config)


def test_there_is_one_for_each_of_four_ways():
    assert [config["data"]["layout"] for config in STUDIES] == ["nnunet", "segthor", "segthor", "dicom"]
