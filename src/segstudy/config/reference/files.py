"""The files that are made from the typed configuration."""

import json
from pathlib import Path

from segstudy.config.reference.page import keys_page
from segstudy.config.reference.schema import study_schema


def reference_files() -> dict[Path, str]:
    """Their paths below the repository's root, and what should be in them."""
    schema = json.dumps(study_schema(), indent=2, ensure_ascii=False)
    return {Path("docs/keys.md"): keys_page(), Path("studies/schema.json"): f"{schema}\n"}
