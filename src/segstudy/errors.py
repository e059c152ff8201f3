"""The one error that is meant for the person who runs a study."""


class StudyError(Exception):
    """Bad input or configuration: says what, where and what to do, and needs no traceback."""
