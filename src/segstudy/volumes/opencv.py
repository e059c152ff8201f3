"""OpenCV in one thread: what it works on are slices, which are small, and jobs run beside each other."""

import cv2

cv2.setNumThreads(1)

__all__ = ["cv2"]
