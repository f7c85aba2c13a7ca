"""What only tests need of a machine: programs, and root's right to mount. Required when CI is set;
elsewhere such a test is skipped by name."""

import os
import shutil
import sys
from typing import NoReturn

import pytest


def program(name: str) -> str:
    """The path of `name`, e.g. "age", "qpdf", "zbarimg"."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"the program {name} is required in CI and is not installed")
        pytest.skip(f"the program {name} is not installed")
    return path


def no_mount() -> NoReturn:
    """A small disk could not be mounted: the machine's way outside CI, a fault in it."""
    if os.environ.get("CI") and sys.platform == "linux":
        pytest.fail("CI has to run as root: a small disk could not be mounted")
    pytest.skip("needs root to mount a small disk")
