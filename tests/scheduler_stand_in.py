"""A scheduler on one machine in the words of PBS, Grid Engine or LSF, by the name it is started under.

Jobs run at once, in the background; `$STAND_IN` is a folder with a file for each, and the calls.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(os.environ["STAND_IN"])
COMMAND, WORDS = Path(sys.argv[0]).name, sys.argv[1:]
LIMIT_MB = 100_000


def say(line):
    sys.stdout.write(f"{line}\n")


def submit(words):
    if any(f"mem={LIMIT_MB * 9}mb" in word for word in words):
        sys.exit("qsub: Job exceeds queue and/or server resource limits")
    number = str(1 + len([*FOLDER.glob("*.job")]))
    (FOLDER / f"{number}.job").touch()
    ended = FOLDER / f"{number}.ended"
    body = f'"{words[-1]}" > {FOLDER}/{number}.log 2>&1; echo $? > {ended}.new; mv {ended}.new {ended}'
    subprocess.Popen(["sh", "-c", body], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return number


def status(number):
    ended = FOLDER / f"{number.split('.')[0]}.ended"
    return ended.read_text().strip() if ended.exists() else None


with (FOLDER / "calls").open("a") as calls:
    calls.write(" ".join([COMMAND, *WORDS]) + "\n")
if COMMAND == "bsub":
    say(f"Job <{submit(WORDS)}> is submitted to default queue <normal>.")
elif COMMAND == "bjobs":
    say({None: "RUN", "0": "DONE"}.get(status(WORDS[-1]), "EXIT"))
elif COMMAND == "qsub":
    say(submit(WORDS) if "-terse" in WORDS else f"{submit(WORDS)}.server")
elif COMMAND == "qstat" and "-j" in WORDS:
    if status(WORDS[-1]) is not None:
        sys.exit("Following jobs do not exist")
    say(f"job_number:    {WORDS[-1]}")
elif COMMAND == "qstat":
    code = status(WORDS[-1])
    say(f"Job Id: {WORDS[-1]}\n    job_state = {'R' if code is None else 'F'}")
    say("" if code is None else f"    Exit_status = {code}")
elif COMMAND == "qacct":
    say(f"failed       0\nexit_status  {status(WORDS[-1])}")
