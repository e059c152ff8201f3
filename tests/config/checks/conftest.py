import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

DEMO = yaml.safe_load((Path(__file__).parents[3] / "studies" / "demo.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def demo():
    return copy.deepcopy(DEMO)


@pytest.fixture
def changed(demo):
    """The demo's configuration with some values replaced: `a__b=value` sets config[a][b]."""

    def changed(**paths):
        for path, value in paths.items():
            *parents, last = path.split("__")
            place = demo
            for key in parents:
                place = place[int(key) if key.isdigit() else key]
            place[last] = value
        return demo

    return changed


@pytest.fixture
def only_problem(changed):
    """The one line that is said of the changed demo."""

    def only_problem(**paths):
        with pytest.raises(StudyError) as caught:
            read_study(changed(**paths))
        lines = str(caught.value).splitlines()
        assert len(lines) == 1, lines
        return lines[0]

    return only_problem
