"""Reading scans that nobody has checked, in bounded memory and disk."""
