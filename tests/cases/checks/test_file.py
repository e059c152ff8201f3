import gzip
import tracemalloc
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segstudy.cases.checks.file import check_file
from segstudy.cases.checks.intensity import IntensityRange
from segstudy.cases.checks.labels import LabelCounts
from segstudy.volumes.nifti import read_image

shared_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def errors(path: Path) -> list[str]:
    return check_file(str(path), IntensityRange()).errors


def test_a_file_cut_anywhere_is_an_error(sound_case):
    path, _ = sound_case
    plain = path.with_suffix("")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    for whole in (path, plain):
        content = whole.read_bytes()
        assert errors(whole) == []
        cut = whole.with_name(f"cut_{whole.name}")
        for length in (*range(40), *range(40, len(content) - 20, 13), *range(len(content) - 20, len(content))):
            cut.write_bytes(content[:length])
            assert len(errors(cut)) == 1, length


@shared_folder
@given(at=st.integers(0, 351), byte=st.integers(0, 255))
def test_what_passes_with_a_damaged_header_can_be_read(tmp_path_factory, at, byte):
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "image.nii"
    nib.save(nib.Nifti1Image(np.arange(720, dtype=np.int16).reshape(12, 10, 6) - 1000, np.diag([1, 1, 2, 1.0])), path)
    content = bytearray(path.read_bytes())
    content[at] = byte
    path.write_bytes(content)
    values = IntensityRange()
    result = check_file(str(path), values)
    if not result.errors:
        volume = read_image(path)
        assert volume.array.shape == result.header.shape and result.complete
        np.testing.assert_array_equal(volume.affine, result.header.affine)
        assert values.lowest == volume.array.min() and values.highest == volume.array.max()
    path.unlink()


@shared_folder
@given(content=st.binary(max_size=600))
def test_noise_is_an_error_and_raises_nothing(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("noise") / "a.nii"
    path.write_bytes(content)
    assert errors(path)
    packed = path.with_suffix(".nii.gz")
    packed.write_bytes(gzip.compress(content))
    assert errors(packed)


@pytest.mark.parametrize("name", ["lie.nii", "lie.nii.gz"])
@pytest.mark.parametrize("dim", [[3, 30_000, 30_000, 30_000, 1, 1, 1, 1], [3, 1200, 1200, 700, 1, 1, 1, 1]])
def test_a_header_that_promises_too_much_costs_no_memory(tmp_path, save_scan, scan, name, dim):
    path = save_scan(tmp_path / name, scan, dim=dim)
    tracemalloc.start()
    result = errors(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(result) == 1 and "promises" in result[0]
    assert peak < 20e6


def test_packed_zeros_after_a_small_scan_are_not_all_unpacked(tmp_path, scan, save_scan):
    path = save_scan(tmp_path / "a.nii", scan)
    bomb = path.with_suffix(".nii.gz")
    bomb.write_bytes(gzip.compress(path.read_bytes() + bytes(100 << 20)))
    result = check_file(str(bomb), IntensityRange())
    assert "16777216 bytes or more follow" in result.warnings[0]


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counts read bytes as Linux does")
@pytest.mark.parametrize("name", ["big.nii", "big.nii.gz"])
def test_a_scan_is_read_once_and_never_held_whole(tmp_path, name, save_scan):
    hu = np.random.default_rng(0).integers(-1000, 1000, (256, 256, 200), dtype=np.int16)
    path = save_scan(tmp_path / name, hu)

    def bytes_read() -> int:
        return int(Path("/proc/self/io").read_text().split()[1])

    tracemalloc.start()
    before = bytes_read()
    result = check_file(str(path), IntensityRange())
    read = bytes_read() - before
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = path.stat().st_size
    assert result.complete and size <= read < 1.01 * size + 10_000
    assert peak < hu.nbytes / 1.2


def test_labels_are_counted_as_numpy_counts_them(tmp_path, save_scan):
    labels = np.random.default_rng(1).integers(0, 200, (64, 64, 300)).astype(np.uint8)
    counts = LabelCounts()
    check_file(str(save_scan(tmp_path / "l.nii.gz", labels)), counts)
    assert counts.counts == dict(enumerate(np.bincount(labels.ravel()).tolist()))
