"""Everything needed to do the study again: configuration, versions, hardware, seeds, hashes."""

from typing import Any

import yaml

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def provenance(inputs: ReportInput) -> Section:
    """Tables for flat parts of what was recorded, YAML for the rest."""
    hashes = _hashes(inputs)
    shown_elsewhere = {"config", "energy_wh", *(["inputs"] if hashes else [])}
    entries = inputs.provenance.items()
    parts = [_part(key, value) for key, value in entries if key not in shown_elsewhere and value not in (None, {})]
    html = render(
        "provenance.html",
        config=_yaml(inputs.facts.settings.model_dump(mode="json")),
        single=[part for part in parts if part["kind"] == "value"],
        parts=[part for part in parts if part["kind"] != "value"],
        hashes=hashes,
    )
    return Section("provenance", "Configuration and provenance", html)


def _part(key: str, value: Any) -> dict[str, Any]:
    title = key.replace("_", " ")
    if not isinstance(value, dict | list):
        return {"kind": "value", "title": title, "value": value}
    if isinstance(value, dict) and not any(isinstance(inside, dict) for inside in value.values()):
        return {"kind": "table", "title": title, "rows": list(value.items())}
    if isinstance(value, list) and not any(isinstance(inside, dict | list) for inside in value):
        return {"kind": "value", "title": title, "value": ", ".join(str(inside) for inside in value)}
    return {"kind": "yaml", "title": title, "text": _yaml(value)}


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None)


def _hashes(inputs: ReportInput) -> list[dict[str, str]]:
    columns = ["case", "image_sha256", "label_sha256"]
    if not set(columns) <= set(inputs.cases.columns):
        return []
    return inputs.used[columns].fillna("").astype(str).to_dict("records")
