"""DICOM cases: a series of slices and the structures drawn on it, as a scan and a label map."""
