"""Importing a package without what it brings along and no job needs: half of what a short job takes are imports."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def without(*missing: str, hollow: Collection[str] = ()) -> Iterator[None]:
    """In this block, imports do not find some packages; what is imported already stays.

    Args:
        missing: packages that seem not to be installed, for those that do without them then.
        hollow: packages that seem to be empty, for those that import them and use them where nobody gets to.
    """
    seeming: dict[str, ModuleType | None] = {name: None for name in missing if name not in sys.modules}
    seeming |= {name: ModuleType(name) for name in hollow if name not in sys.modules}
    # None: an import fails as if the package were not installed; its type does not know of that
    sys.modules.update(seeming)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name, module in seeming.items():
            if sys.modules.get(name, "") is module:
                del sys.modules[name]
