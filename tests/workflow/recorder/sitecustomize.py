"""On the path of a study's jobs: each writes down the modules it has loaded, and the memory it asked for and took.

Where RECORD_IMPORTS is set, no job finds modules of this project imported that another one needed.
"""

import atexit
import json
import os
import resource
import sys
from pathlib import Path


def record() -> None:
    loaded = sorted(name for name in sys.modules if name.startswith("segstudy."))
    folder, script = os.environ.get("LOADED_MODULES"), Path(sys.argv[0]).name if sys.argv else ""
    if folder and loaded and script.endswith(".py"):
        beside = Path(folder, f".{os.getpid()}.json")
        beside.write_text(json.dumps({"script": script, "loaded": loaded, **memory()}))
        # whole at once: a process of a job may be killed here, or outlive the run
        beside.replace(Path(folder, f"{os.getpid()}.json"))


def memory() -> dict[str, object]:
    """Of this job, imports included, in MiB."""
    job = getattr(sys.modules.get("segstudy.running.adapter"), "snakemake", None)
    if job is None:
        return {}
    took = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {"rule": job.rule, "asked_mb": job.resources.get("mem_mb"), "took_mb": round(took)}


class NotHere:
    """Finds no module of this project in this process; in its forks it leaves them to others."""

    def __init__(self) -> None:
        self.process = os.getpid()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == "segstudy" and os.getpid() == self.process:
            raise ModuleNotFoundError(name)


if os.environ.get("RECORD_IMPORTS") and any(word.endswith("warm/server.py") for word in sys.orig_argv):
    sys.meta_path.insert(0, NotHere())
atexit.register(record)
