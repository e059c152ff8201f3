import shutil
import sys

import pytest
from hypothesis import settings

# The same examples on every run, so that a red run can be repeated; `--slow` draws new ones.
# No deadline: how long an example takes is the machine's business.
settings.register_profile("repeatable", derandomize=True, deadline=None)

# Files whose studies take minutes.
LONGEST = {"test_plans", "test_volumes", "test_polar", "test_few_labels", "test_thorax", "test_ablation"}


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow (make test-all)")


def pytest_configure(config):
    if not config.getoption("--slow"):
        settings.load_profile("repeatable")


def pytest_collection_modifyitems(config, items):
    # The long ones first: at the end of a run, two workers share out short ones more evenly.
    items.sort(key=lambda item: (item.get_closest_marker("workflow") is None, item.path.stem not in LONGEST))
    if not config.getoption("--slow"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: runs with `make test-all`"))


@pytest.fixture(autouse=True)
def same_weights_each_time():
    """Networks built without a generator of their own start from the same weights, whichever test ran before."""
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)


@pytest.fixture(scope="module")
def browser():
    """Chromium, of a module: while it is open, Playwright opens no second one."""
    driving = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium (apt install chromium)")
    with driving.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()
