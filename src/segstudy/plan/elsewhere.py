"""From an arm that no network predicts to the files that become its predictions. No file is opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import can_be_read, expand
from segstudy.cases.text import listing
from segstudy.config.sections.arms import ArmSettings
from segstudy.running.errors import StudyError


@dataclass(frozen=True)
class MadeElsewhere:
    """The label maps of an arm that no network predicts.

    Attributes:
        arm: The arm's name.
        files: Each case's label map; None where there is nothing.
        labels: Which integers of the files are which organ; empty where they are the study's.
    """

    arm: str
    files: Mapping[str, str | None]
    labels: Mapping[str, tuple[int, ...]]

    @property
    def organs(self) -> list[str] | None:
        """The organs that it says anything of; None for all."""
        return list(self.labels) or None


def made_elsewhere(
    arms: Sequence[ArmSettings], cases: Sequence[Case], references: Mapping[str, str | None], organs: Iterable[str]
) -> dict[str, MadeElsewhere]:
    """Those of a study, by the path of their run.

    Args:
        arms: The study's.
        cases: Those that are measured.
        references: The label map of each, by which it is measured.
        organs: The study's, in order.

    Raises:
        StudyError: A case lacks the prediction that it must have; all are named.
    """
    organs = list(organs)
    made = {arm.folder: _made(arm, cases, references, organs) for arm in arms if not arm.is_made_here}
    problems = []
    for index, arm in enumerate(arms):
        if arm.given and arm.given.missing == "refuse":
            missing = [case for case, file in made[arm.folder].files.items() if file is None]
            if missing:
                problems.append(
                    f"config: arms[{index}] ({arm.name}).given: no {arm.given.files} for {listing(missing)}; bring "
                    "these predictions, or say `missing: missed`"
                )
    if problems:
        raise StudyError("\n".join(problems))
    return made


def _made(
    arm: ArmSettings, cases: Sequence[Case], references: Mapping[str, str | None], organs: Sequence[str]
) -> MadeElsewhere:
    if arm.control == "truth":
        return MadeElsewhere(arm.name, {case.name: references[case.name] for case in cases}, {})
    if arm.given is None:
        return MadeElsewhere(arm.name, {case.name: None for case in cases}, {})
    files: dict[str, str | None] = {}
    for case in cases:
        file = str(expand(arm.given.files.replace("{case}", case.name).replace("{patient}", case.patient)))
        files[case.name] = file if can_be_read(file) else None
    labels = {
        organ: tuple(integers) if isinstance(integers, list) else (integers,)
        for organ, integers in arm.given.labels.items()
    }
    return MadeElsewhere(arm.name, files, {organ: labels[organ] for organ in organs if organ in labels})
