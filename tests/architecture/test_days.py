"""Which day it is: Kuwait's, by one function. A time's own `.date()` is the day of its zone."""

import ast
from collections import Counter

from tests.architecture.sources import product

# Rooms that may cut a time into day and hour: `kuwait_day` lives in one, in the other a form names
# the zone that its expressions are read in.
FREE = ("tipdesk/i18n/", "tipdesk/forms/")
REASONED = {
    ("tipdesk/bundle/container/bag.py", "date"): "Bagging-Date is a day of UTC by the format",
    ("tipdesk/bundle/writer.py", "date"): "the same day, written",
    ("tipdesk/bundle/target.py", "date"): "files on a USB drive have the time 00:00 UTC, no hour",
    ("tipdesk/cli/form_trials.py", "date"): "whoever tries an expression names its zone",
}
_CUTS = frozenset({"date", "time", "timetz"})


def test_only_kuwait_day_makes_a_day_of_a_time() -> None:
    days_made = Counter(
        (name, node.func.attr)
        for name, tree in product().items()
        if not name.startswith(FREE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CUTS
        and not node.args
        and not node.keywords
    )
    assert days_made == Counter(dict.fromkeys(REASONED, 1))


def test_there_is_one_kuwait() -> None:
    """Three hours from UTC are written down once."""
    zones = {
        name
        for name, tree in product().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("timezone")
        and node.args
        and "hours=3)" in ast.unparse(node.args[0])
    }
    assert zones == {"tipdesk/core/clock.py"}
