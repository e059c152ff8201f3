import logging
import subprocess
import sys
import threading

from segstudy.running.state_lock import own_state

OWN = """
import sys, time
from pathlib import Path
from segstudy.running.state_lock import own_state
owned = own_state(Path(sys.argv[1]))
print("owned", flush=True)
time.sleep(60)
"""


def test_a_twin_waits_until_the_first_is_gone(tmp_path, caplog):
    folder = tmp_path / "state" / "enet.raw" / "fold-0"
    first = subprocess.Popen([sys.executable, "-c", OWN, str(folder)], stdout=subprocess.PIPE, text=True)
    assert first.stdout.readline() == "owned\n"
    threading.Timer(0.4, first.kill).start()
    with caplog.at_level(logging.INFO):
        owned = own_state(folder)
    assert first.wait() < 0
    assert "waiting for" in caplog.text
    assert not folder.exists()
    owned.close()


def test_folds_do_not_wait_for_each_other(tmp_path):
    first, second = own_state(tmp_path / "fold-0"), own_state(tmp_path / "fold-1")
    first.close()
    second.close()
