import shutil
import subprocess
from pathlib import Path

import pytest

from segstudy.running.errors import StudyError
from segstudy.running.interpreter import check_interpreter

ROOT = Path(__file__).parents[2]


def test_a_python_in_a_folder_with_a_space_is_refused():
    check_interpreter("/home/me/.venv/bin/python")
    with pytest.raises(StudyError, match="in whose path there is a space"):
        check_interpreter("/home/me/my work/.venv/bin/python")


def test_make_says_so_before_it_installs_anything(tmp_path):
    folder = tmp_path / "my work"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    done = subprocess.run(["make", "demo"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 2 and "a space in its path" in done.stderr
    assert list(folder.iterdir()) == [folder / "Makefile"]
