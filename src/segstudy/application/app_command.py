"""`segstudy app`: the viewer in a browser."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from segstudy.application.limits import MOST_UPLOADED_MB
from segstudy.running.errors import StudyError

RESULTS, HOSTS, DATA = "SEGSTUDY_RESULTS", "SEGSTUDY_HOSTS", "SEGSTUDY_VIEWED_DATA"
SERVED = Path(__file__).parent / "viewer" / "served.py"
LOCAL = "127.0.0.1"
LOOPBACK = ["127.0.0.1", "localhost", "::1"]


def add_app(commands: argparse._SubParsersAction) -> None:
    """Add `app` to the commands."""
    words = "Open the viewer: look at a finished study, or try a trained arm on a scan, in a browser."
    parser = commands.add_parser("app", help=words, description=words)
    parser.add_argument("--results", type=Path, default=Path("results"), help="the studies (default: results)")
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="a study's data.root, where that is elsewhere than beside the results; may be repeated",
    )
    parser.add_argument("--host", default=LOCAL, help=f"address to listen on (default: {LOCAL}, this machine alone)")
    parser.add_argument(
        "--served-as",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name or address by which browsers reach it; may be repeated",
    )
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--no-browser", action="store_true", help="open no browser, only say the address")
    parser.set_defaults(run=run_app)


def hosts_of(host: str, further: Sequence[str] = ()) -> list[str]:
    """The names by which browsers may ask for the viewer: others are pages of other sites that lead here.

    Args:
        host: The address it listens on.
        further: What else it is called.
    """
    everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - only compared
    own = [socket.gethostname(), socket.getfqdn()] if everywhere else [host]
    loopback = LOOPBACK if everywhere or host in LOOPBACK else []
    return list(dict.fromkeys(name.lower().strip("[]") for name in [*own, *loopback, *further]))


def streamlit_options(host: str, port: int, headless: bool) -> dict[str, str]:
    """Streamlit's settings: no statistics are sent, no address is asked for, nothing is watched or offered."""
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
        # with it goes an offer on the page to install what helps those who write such pages
        "logger.hideWelcomeMessage": "true",
        # without a base, the page is light or dark as its reader has it
        "theme.light.primaryColor": "#0072B2",
        "theme.dark.primaryColor": "#2F8BC9",
        "theme.font": "sans-serif",
    }


def run_app(arguments: argparse.Namespace) -> int:
    """Run the viewer until it is stopped.

    Whatever the viewer writes lies in a folder that is emptied when it ends, however it ends.

    Raises:
        StudyError: Where Streamlit is missing.
    """
    if find_spec("streamlit") is None:
        raise StudyError("the viewer needs Streamlit; install `segstudy[app]`")
    options = streamlit_options(arguments.host, arguments.port, arguments.no_browser)
    command = [sys.executable, "-m", "streamlit", "run", str(SERVED)]
    command += [f"--{key}={value}" for key, value in options.items()]
    with TemporaryDirectory(prefix="segstudy-app-") as folder:
        hosts = " ".join(hosts_of(arguments.host, arguments.served_as))
        results, data = arguments.results.resolve(), os.pathsep.join(str(one.resolve()) for one in arguments.data)
        sys.stdout.write(f"the viewer: http://{arguments.host}:{arguments.port} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        environment = {**os.environ, RESULTS: str(results), DATA: data, HOSTS: hosts, "TMPDIR": folder}
        with subprocess.Popen(command, env=environment) as viewer:
            signal.signal(signal.SIGTERM, lambda number, frame: viewer.terminate())
            try:
                return max(0, viewer.wait())
            except KeyboardInterrupt:
                viewer.wait()
                return 0
