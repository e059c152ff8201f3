"""Fitting one network on one fold."""
