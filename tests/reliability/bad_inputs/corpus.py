"""All kinds of bad input."""

from bad_inputs.configs import CONFIGS
from bad_inputs.dicom import DICOM
from bad_inputs.doors import GIVEN, NNUNET, SPLITS
from bad_inputs.formats import FORMATS
from bad_inputs.headers import HEADERS
from bad_inputs.labels import LABELS
from bad_inputs.names import NAMES
from bad_inputs.paths import PATHS
from bad_inputs.tables import TABLES
from bad_inputs.voxels import VOXELS

CASES = [*HEADERS, *VOXELS, *LABELS, *PATHS, *FORMATS]
ALL = (HEADERS, VOXELS, LABELS, PATHS, FORMATS, DICOM, NAMES, TABLES, SPLITS, NNUNET, GIVEN, CONFIGS)
FAMILIES = {family.name: family for family in ALL}
