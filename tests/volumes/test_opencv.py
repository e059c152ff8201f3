from segstudy.volumes.opencv import cv2


def test_opencv_computes_in_one_thread():
    assert cv2.getNumThreads() == 1
