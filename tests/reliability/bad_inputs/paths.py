"""What can stand where a file should be."""

import gzip
import os
import socket
from pathlib import Path

from bad_inputs.kind import Family

PATHS = Family("path")


def _content(name, words, content):
    def make(image, label):
        image.write_bytes(content)

    PATHS.add(name, "refused", words, make)


_content("empty_file", "0 bytes", b"")
_content("web_page", "not gzip-compressed", b"<!DOCTYPE html><title>Sign in</title>")
_content("pointer_of_large_file_storage", "not gzip-compressed", b"version https://git-lfs.github.com/spec/v1\n")
_content("dicom", "not gzip-compressed", bytes(128) + b"DICM" + bytes(2000))
_content("zip_archive", "not gzip-compressed", b"PK\3\4" + bytes(2000))
_content("gzip_of_noise", "not a NIfTI file", gzip.compress(bytes(range(256)) * 20))


@PATHS("refused", "missing")
def nothing(image, label):
    image.unlink()


@PATHS("refused", "a folder, not a file")
def folder(image, label):
    image.unlink()
    image.mkdir()


@PATHS("refused", "not a regular file")
def pipe_nobody_writes_to(image, label):
    image.unlink()
    os.mkfifo(image)


@PATHS("refused", "not a regular file")
def unix_socket(image, label):
    image.unlink()
    before = Path.cwd()
    os.chdir(image.parent)  # a socket's path has at most 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(image.name)
    finally:
        os.chdir(before)


@PATHS("refused", "not a regular file")
def endless_device(image, label):
    image.unlink()
    image.symlink_to("/dev/zero")


@PATHS("refused", "symbolic links")
def link_to_itself(image, label):
    image.unlink()
    image.symlink_to(image.name)


@PATHS("refused", "missing")
def link_to_nothing(image, label):
    image.unlink()
    image.symlink_to("gone.nii.gz")


@PATHS("refused", "missing")
def label_that_is_a_link_to_nothing(image, label):
    label.unlink()
    label.symlink_to("gone.nii.gz")


@PATHS("accepted")
def link_to_a_file(image, label):
    image.rename(image.with_name("elsewhere.nii.gz"))
    image.symlink_to("elsewhere.nii.gz")


@PATHS("refused", "Permission denied")
def unreadable(image, label):
    image.chmod(0)


@PATHS("refused", "Permission denied")
def label_unreadable(image, label):
    label.chmod(0)
