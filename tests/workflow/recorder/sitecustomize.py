"""On the path of a study's jobs: each writes down which modules of the package it has loaded by its end."""

import atexit
import json
import os
import sys
from pathlib import Path


def record() -> None:
    loaded = sorted(name for name in sys.modules if name.startswith("segstudy."))
    folder, script = os.environ.get("LOADED_MODULES"), Path(sys.argv[0]).name if sys.argv else ""
    if folder and loaded and script.endswith(".py"):
        Path(folder, f"{os.getpid()}.json").write_text(json.dumps({"script": script, "loaded": loaded}))


atexit.register(record)
