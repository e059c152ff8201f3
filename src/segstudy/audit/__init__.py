"""What networks that never saw a case say against its label map."""
