"""Trained arms at work on new scans: the command line and the viewer."""
