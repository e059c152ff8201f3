"""All kinds of bad input."""

from bad_inputs.configs import CONFIGS
from bad_inputs.headers import HEADERS
from bad_inputs.labels import LABELS
from bad_inputs.names import NAMES
from bad_inputs.paths import PATHS
from bad_inputs.tables import TABLES
from bad_inputs.voxels import VOXELS

CASES = [*HEADERS, *VOXELS, *LABELS, *PATHS]
FAMILIES = {family.name: family for family in (HEADERS, VOXELS, LABELS, PATHS, NAMES, TABLES, CONFIGS)}
