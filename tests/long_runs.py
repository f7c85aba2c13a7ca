"""Values of a test that are tried with `--long` only: like those that are tried always, but dear."""

from typing import Any

import pytest


def long(*values: Any) -> list[Any]:  # Any: pytest's own ParameterSet, as it is
    """`values`, for the end of a list of parameters."""
    return [pytest.param(value, marks=pytest.mark.long) for value in values]
