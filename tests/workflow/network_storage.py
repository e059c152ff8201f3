"""A folder as network storage shows it: no locks, and what another machine did is seen late.

`python network_storage.py FOLDER MOUNTED SECONDS` mounts it until it is unmounted. Each mount is a machine of its own:
it believes what it knows of names, sizes and times for SECONDS, of names that were not there too, as NFS does.
"""

# The system's calls, one by one, with descriptors.
# ruff: noqa: PTH101, PTH102, PTH104, PTH106, PTH108, PTH115, PTH118, PTH208, PTH211

import errno
import os
import sys

from mfusepy import FUSE, FuseOSError, Operations


class NetworkStorage(Operations):
    """Hands on every call to the folder, but for locks."""

    use_ns = True

    def __init__(self, folder: str):
        self.folder = folder

    def _at(self, path: str) -> str:
        return self.folder + path

    def flock(self, path, fh, op):
        raise FuseOSError(errno.ENOLCK)

    def lock(self, path, fh, cmd, lock):
        raise FuseOSError(errno.ENOLCK)

    def getattr(self, path, fh=None):
        return self._status(os.fstat(fh) if fh is not None else os.lstat(self._at(path)))

    @staticmethod
    def _status(found):
        names = ("st_ino", "st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_blocks")
        times = {f"st_{kind}time": getattr(found, f"st_{kind}time_ns") for kind in "amc"}
        return {name: getattr(found, name) for name in names} | times

    def readdir(self, path, fh):
        names = os.listdir(self._at(path))
        # without its inode the system takes an entry for one that is gone
        return [(name, self._status(os.lstat(os.path.join(self._at(path), name))), 0) for name in [".", "..", *names]]

    def access(self, path, mode):
        if not os.access(self._at(path), mode):
            raise FuseOSError(errno.EACCES)
        return 0

    def open(self, path, flags):
        return os.open(self._at(path), flags)

    def create(self, path, mode, fi=None):
        return os.open(self._at(path), os.O_RDWR | os.O_CREAT | os.O_TRUNC, mode)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def write(self, path, data, offset, fh):
        return os.pwrite(fh, data, offset)

    def truncate(self, path, length, fh=None):
        os.truncate(self._at(path) if fh is None else fh, length)
        return 0

    def release(self, path, fh):
        os.close(fh)
        return 0

    def fsync(self, path, datasync, fh):
        os.fsync(fh)
        return 0

    def statfs(self, path):
        found = os.statvfs(self._at(path))
        sizes = ("bsize", "frsize", "blocks", "bfree", "bavail", "files", "ffree", "favail", "namemax")
        return {f"f_{size}": getattr(found, f"f_{size}") for size in sizes}

    def utimens(self, path, times=None):
        os.utime(self._at(path), ns=times, follow_symlinks=False)
        return 0

    def readlink(self, path):
        return os.readlink(self._at(path))

    def symlink(self, target, source):
        os.symlink(source, self._at(target))
        return 0

    def link(self, target, source):
        os.link(self._at(source), self._at(target))
        return 0

    def rename(self, old, new):
        os.rename(self._at(old), self._at(new))
        return 0

    def mkdir(self, path, mode):
        os.mkdir(self._at(path), mode)
        return 0

    def rmdir(self, path):
        os.rmdir(self._at(path))
        return 0

    def unlink(self, path):
        os.unlink(self._at(path))
        return 0

    def chmod(self, path, mode):
        os.chmod(self._at(path), mode)
        return 0

    def chown(self, path, uid, gid):
        os.chown(self._at(path), uid, gid, follow_symlinks=False)
        return 0


if __name__ == "__main__":
    folder, mounted, seconds = sys.argv[1:]
    late = dict.fromkeys(("attr_timeout", "entry_timeout", "negative_timeout"), float(seconds))
    FUSE(NetworkStorage(folder), mounted, foreground=True, nothreads=True, use_ino=True, big_writes=True, **late)
