"""Colors and bitmaps that the report and the viewer share."""
