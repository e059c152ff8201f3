"""Errors that are meant for the person who runs a study."""


class StudyError(Exception):
    """Bad input or configuration: says what, where and what to do, and needs no traceback."""


class DivergedError(StudyError):
    """The loss of a training is no number any more."""


class NoMemoryError(StudyError):
    """A device has not enough memory for what a training asks of it at once."""
