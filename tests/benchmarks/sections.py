"""How long the first visit of each section takes, and that of one with thirty rows.

    .venv/bin/python tests/benchmarks/sections.py [--runs N]

- a visit: the first screen made, filled and painted, in a window as large as that of the
  interview; the rules were asked before
- rest: what stands below the first screen, made right after it was painted
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


from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QScrollArea, QWidget

from tests.ui.forms import ABOUT
from tests.ui.full_statement_file import full_answers
from tipdesk.app import make_application
from tipdesk.cases.answers import values
from tipdesk.cases.interview.timeline import timeline
from tipdesk.core.settings import Settings
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.text import set_language
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import SectionContents
from tipdesk.ui.interview.timeline_panel import TimelinePanel

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


def painted(area: QScrollArea, widget: QWidget) -> None:
    """Put a widget into the window and paint what of it can be seen."""
    area.setWidget(widget)
    widget.show()
    area.grab()


def bare_fields(area: QScrollArea) -> None:
    """40 bare fields with labels."""
    holder = QWidget()
    form = QFormLayout(holder)
    for number in range(40):
        form.addRow(f"السؤال {number}", QLineEdit())
    painted(area, holder)


def visits(
    area: QScrollArea,
    rules: FormRules,
    contents: SectionContents,
    names: list[str],
    after: str = "",
) -> dict[str, float]:
    """The first visit of each section; a refresh of the last one."""
    times: dict[str, float] = {}
    for section in rules.definition.sections:
        if section.name not in names or not contents.state.is_relevant(section.name):
            continue
        views: list[SectionView] = []

        def visit(section=section, views=views) -> None:
            views.append(SectionView(section, rules, ABOUT))
            views[0].refresh(contents, ABOUT)
            painted(area, views[0])

        def complete_rest(views=views) -> None:
            views[0].complete()
            area.grab()

        times[section.name + after] = timed(visit)
        times[f"rest of {section.name}{after}"] = timed(complete_rest)
        if after:
            times[f"{section.name} refresh"] = timed(
                lambda views=views: views[0].refresh(contents, ABOUT)
            )
        area.takeWidget().deleteLater()
        QApplication.processEvents()
    return times


def one_run(rules: FormRules) -> dict[str, float]:
    """Everything once."""
    context = Context(NOW.date(), NOW, {})
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.resize(960, 600)
    area.show()
    QApplication.processEvents()
    plain, many = full_answers(), full_answers(**MANY)
    few = SectionContents(rules.evaluate(values(plain), context), plain, frozenset())
    full = SectionContents(rules.evaluate(values(many), context), many, frozenset())
    times = visits(area, rules, few, [group.name for group in rules.definition.sections])
    times |= visits(area, rules, full, ["papers", "journey"], ", thirty rows")
    panel = TimelinePanel()
    painted(area, panel)
    times["timeline"] = timed(
        lambda: panel.show_timeline(timeline(rules, full.state, "ar", NOW.date()), masked=False)
    )
    area.takeWidget().deleteLater()
    times["floor"] = timed(lambda: bare_fields(area))
    area.close()
    return times


def main() -> int:
    """Measure and print; 1 when the largest section takes longer than the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    set_language("ar")
    make_application(Settings())
    rules = FormRules(load_published().newest("victim-intake"))
    runs = [one_run(rules) for _ in range(options.runs)]
    halves = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    for name, half in sorted(halves.items(), key=lambda entry: -entry[1]):
        print(f"  {name:28} median {half:7.1f}  least {min(run[name] for run in runs):7.1f}")
    names = {group.name for group in rules.definition.sections}
    most = max(half for name, half in halves.items() if name.partition(",")[0] in names)
    missed = most > TARGET
    print(f"  largest: {most:.1f} ms (target {TARGET:.0f}: {'missed' if missed else 'kept'})")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
