"""2D images and masks (PNG, JPEG) as scans and label maps of one slice."""
