"""Programs that only tests need. Required when CI is set; elsewhere such a test is skipped by name."""

import os
import shutil

import pytest


def program(name: str) -> str:
    """The path of `name`, e.g. "age", "qpdf", "zbarimg"."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"the program {name} is required in CI and is not installed")
        pytest.skip(f"the program {name} is not installed")
    return path
