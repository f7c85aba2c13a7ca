"""How long the first visit of each section takes, and that of one with thirty rows.

    .venv/bin/python tests/benchmarks/sections.py [--runs N]

- a visit: the widgets made, filled and painted; the rules were asked before
- thirty rows: the section of documents, and that of the journey, with thirty rows
- refresh: the same with the widgets made: what a pause in the typing costs
- timeline: everything dated of such a file, worked out and listed
- floor: 40 bare fields with labels, made and painted in the same run

Processor time is measured: what else the machine does is not counted. Target: the largest section at most 60 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from tests.benchmarks.first_section import floor as bare_fields
from tests.benchmarks.first_section import painted
from tests.ui.forms import ABOUT
from tests.ui.told_file import told
from tipdesk.cases.answers import values
from tipdesk.cases.timeline import timeline
from tipdesk.forms.catalogue import load_published
from tipdesk.forms.rules import Context, FormRules
from tipdesk.i18n.catalogue import set_language
from tipdesk.ui import look
from tipdesk.ui.widgets.section_view import SectionView
from tipdesk.ui.widgets.shown import Shown
from tipdesk.ui.widgets.timeline_panel import TimelinePanel

TARGET = 60.0  # milliseconds
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MANY = {
    f"{repeat}[{number}]/{name}": value
    for number in range(4, 31)
    for repeat, name, value in (
        ("documents", "doc_type", "passport"),
        ("documents", "doc_number", f"P{number:07}"),
        ("documents", "doc_issued", f"20{number:02}-02"),
        ("legs", "leg_from_country", "IND"),
        ("legs", "leg_to_country", "ARE"),
        ("legs", "leg_mode", "bus"),
    )
}


def timed(act: Callable[[], object]) -> float:
    """Milliseconds that `act` takes."""
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1000


def visits(rules: FormRules, shown: Shown, names: list[str], after: str = "") -> dict[str, float]:
    """The first visit of each section; a refresh of the last one."""
    found: dict[str, float] = {}
    for section in rules.definition.sections:
        if section.name not in names or not shown.state.is_relevant(section.name):
            continue
        made: list[SectionView] = []

        def visit(section=section, made=made) -> None:
            made.append(SectionView(section, rules, ABOUT))
            made[0].refresh(shown, ABOUT)
            painted(made[0])

        found[section.name + after] = timed(visit)
        if after:
            found[f"{section.name} refresh"] = timed(
                lambda made=made: made[0].refresh(shown, ABOUT)
            )
        made[0].close()
        made[0].deleteLater()
        QApplication.processEvents()
    return found


def one_run(rules: FormRules) -> dict[str, float]:
    """Everything once."""
    context = Context(NOW.date(), NOW, {})
    plain, many = told(), told(**MANY)
    few = Shown(rules.evaluate(values(plain), context), plain, frozenset())
    full = Shown(rules.evaluate(values(many), context), many, frozenset())
    times = visits(rules, few, [one.name for one in rules.definition.sections])
    times |= visits(rules, full, ["papers", "journey"], ", thirty rows")
    panel = TimelinePanel()
    painted(panel)
    times["timeline"] = timed(
        lambda: panel.show_timeline(timeline(rules, full.state, "ar", NOW.date()), masked=False)
    )
    panel.close()
    return times | {"floor": timed(bare_fields)}


def main() -> int:
    """Measure and print; 1 when the largest section takes longer than the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    set_language("ar")
    application = QApplication([])
    look.apply(application)
    rules = FormRules(load_published().newest("victim-intake"))
    runs = [one_run(rules) for _ in range(options.runs)]
    halves = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    for name, half in sorted(halves.items(), key=lambda one: -one[1]):
        print(f"  {name:28} median {half:7.1f}  least {min(run[name] for run in runs):7.1f}")
    most = max(half for name, half in halves.items() if name not in ("floor", "timeline"))
    print(f"  largest: {most:.0f} ms (target {TARGET:.0f})")
    return int(most > TARGET)


if __name__ == "__main__":
    sys.exit(main())
