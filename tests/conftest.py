import pytest
from hypothesis import settings

# The same examples on every run, so that a red run can be repeated; `--slow` draws new ones.
settings.register_profile("repeatable", derandomize=True)


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow (make test-all)")


def pytest_configure(config):
    if not config.getoption("--slow"):
        settings.load_profile("repeatable")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: runs with `make test-all`"))
