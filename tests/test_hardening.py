"""What the system may do with a process that holds secrets; asked in a real child."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_CHILD = """
import os, resource, signal, sys
from tipdesk.core.hardening import harden_process
if sys.argv[1] == "hard":
    harden_process()
elif sys.argv[1] == "freed":
    import ctypes
    from tipdesk.core.hardening import overwrite_freed, overwrite_lately_freed
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    for perturbed in (False, True):
        place = libc.malloc(2000)
        ctypes.memset(place, 0x41, 2000)
        libc.free(place)
        print(ctypes.string_at(place + 100, 1000).count(0x41), flush=True)
        overwrite_freed()
    for cleared in (False, True):  # of a size that glibc keeps for its thread
        place = libc.malloc(200)
        ctypes.memset(place, 0x41, 200)
        libc.free(place)
        if cleared:
            overwrite_lately_freed()
        print(ctypes.string_at(place + 50, 100).count(0x41), flush=True)
    sys.exit()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], oct(os.umask(0)), flush=True)
if sys.platform == "linux":
    import ctypes
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)  # PR_GET_DUMPABLE
os.kill(os.getpid(), signal.SIGSEGV)
"""


@pytest.mark.parametrize(("how", "wanted"), [("hard", ["0", "0o77", "0"]), ("soft", None)])
def test_no_core_no_reader_no_open_files(tmp_path, how, wanted):
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, how],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        encoding="utf-8",
        check=False,
        umask=0o022,
    )
    assert done.returncode == -11, done.stderr
    if wanted:
        assert done.stdout.split() == wanted
        assert list(tmp_path.iterdir()) == []
    else:
        assert done.stdout.split()[1:] == ["0o22", "1"], "the child sees the difference"


def test_what_is_freed_is_overwritten():
    command = [sys.executable, "-c", _CHILD, "freed"]
    output = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    before, after, cached, cleared = map(int, output.split())
    assert before > 500 > after
    assert cached > 50 > cleared
