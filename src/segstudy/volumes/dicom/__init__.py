"""DICOM: series of slices, and the structures that somebody drew on them."""
