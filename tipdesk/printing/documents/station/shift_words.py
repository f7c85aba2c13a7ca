"""What a shift handover says of a file and of the station, on its paper and on the screen."""

from __future__ import annotations

from tipdesk.cases.casework.deadlines import overdue
from tipdesk.cases.casework.shift import WHOM, FileLine, Shift
from tipdesk.i18n.text import format_datetime, isolated
from tipdesk.printing.wording import Voice, wording
from tipdesk.texts.case_work import until_text
from tipdesk.texts.messages import status_label

_MOST = 3  # deadlines of a file that are told one by one


def status_text(line: FileLine, voice: Voice) -> str:
    """Its status. Nobody returned a file that was changed after its approval; what waits says what
    it is."""
    return "" if line.changed else status_label(line.status, voice.language)


def deadline_lines(line: FileLine, shift: Shift, voice: Voice) -> str:
    """One line for each of the first, each saying for itself whether it has passed; how many more
    there are."""
    words = wording("handover")
    lines = []
    if line.at_once:
        begun = isolated(format_datetime(line.begun_at, voice.language))
        lines.append(voice.main(words.text("now")).format(when=begun))
    passed = voice.main(words.text("late"))
    for owed in line.dated:
        when = isolated(until_text(owed.due, voice.language))
        text = voice.main(words.part("owed").text(owed.kind.value)).format(when=when)
        lines.append(f"{text} – {passed}" if overdue(owed, shift.at) else text)
    if len(lines) > _MOST:
        count = isolated(str(len(lines) - _MOST))
        lines = [*lines[:_MOST], voice.main(words.text("further")).format(count=count)]
    return "\n".join(lines)


def waits_text(line: FileLine, voice: Voice) -> str:
    """What waits, by whom it waits for."""
    words, main = wording("handover"), voice.main
    by_whom: dict[str, list[str]] = {}
    for task in line.tasks:
        task_name = main(words.part("tasks").text(task))
        by_whom.setdefault(WHOM[task], []).append(task_name)
    comma = "، " if voice.language == "ar" else ", "
    return " – ".join(
        main(words.part("whom").text(whom)).format(what=comma.join(tasks))
        for whom, tasks in by_whom.items()
    )


def station_values(shift: Shift, voice: Voice) -> dict[str, str]:
    """What is not finished at the station, by the key of its words."""
    counts = {
        "recordings": shift.recordings,
        "unsent": shift.unsent,
        "unanswered": shift.unanswered,
    }
    values = {key: isolated(str(count)) for key, count in counts.items()}
    return {**values, "backup": _backup(shift, voice)}


def _backup(shift: Shift, voice: Voice) -> str:
    words = wording("handover")
    parts = [voice.main(words.text("backup_none"))]
    if shift.backup is not None:
        parts = [isolated(format_datetime(shift.backup, voice.language))]
    if shift.backup_due:
        parts.append(voice.main(words.text("backup_due")))
    return " – ".join(parts)
