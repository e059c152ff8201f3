"""`segstudy app`: the viewer in a browser."""

import argparse
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from segstudy.application.limits import MOST_UPLOADED_MB
from segstudy.errors import StudyError

RESULTS = "SEGSTUDY_RESULTS"
PAGE = Path(__file__).parent / "viewer" / "page.py"
LOCAL = "127.0.0.1"


def add_app(commands: argparse._SubParsersAction) -> None:
    """Add `app` to the commands."""
    words = "Open the viewer: try a trained arm on a scan, in a browser."
    parser = commands.add_parser("app", help=words, description=words)
    parser.add_argument("--results", type=Path, default=Path("results"), help="the studies (default: results)")
    parser.add_argument("--host", default=LOCAL, help=f"address to listen on (default: {LOCAL}, this machine alone)")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--no-browser", action="store_true", help="open no browser, only say the address")
    parser.set_defaults(run=run_app)


def streamlit_options(host: str, port: int, headless: bool) -> dict[str, str]:
    """Streamlit's settings: no statistics are sent, no address is asked for, nothing is watched."""
    return {
        "server.address": host,
        "server.port": str(port),
        "server.headless": str(headless).lower(),
        "server.maxUploadSize": str(MOST_UPLOADED_MB),
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": host,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.base": "light",
        "theme.primaryColor": "#0072B2",
        "theme.font": "sans-serif",
    }


def run_app(told: argparse.Namespace) -> int:
    """Run the viewer until it is stopped. Raises StudyError where Streamlit is missing.

    Whatever the viewer writes lies in a folder that is emptied when it ends, however it ends.
    """
    if find_spec("streamlit") is None:
        raise StudyError("the viewer needs Streamlit; install `segstudy[app]`")
    options = streamlit_options(told.host, told.port, told.no_browser)
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE)]
    command += [f"--{key}={value}" for key, value in options.items()]
    with TemporaryDirectory(prefix="segstudy-app-") as folder:
        environment = {**os.environ, RESULTS: str(told.results.resolve()), "TMPDIR": folder}
        with subprocess.Popen(command, env=environment) as viewer:
            signal.signal(signal.SIGTERM, lambda number, frame: viewer.terminate())
            try:
                return max(0, viewer.wait())
            except KeyboardInterrupt:
                viewer.wait()
                return 0
