"""Fetching a study's data, when asked to."""
