"""What a shift handover says of a file and of the station, on its paper and on the screen."""

from __future__ import annotations

from tipdesk.cases.files.shift import WHOM, Due, FileLine, Shift, overdue
from tipdesk.i18n.text import format_date, format_datetime, isolated
from tipdesk.printing.wording import Voice, wording
from tipdesk.texts.messages import status_label


def status_text(line: FileLine, voice: Voice) -> str:
    """Its status. Nobody returned a file that was changed after its approval; what waits says what
    it is."""
    return "" if line.changed else status_label(line.status, voice.language)


def deadline_lines(line: FileLine, shift: Shift, voice: Voice) -> str:
    """One line for each; of two, each says for itself whether it has passed."""
    words = wording("handover")
    passed_by = overdue(line, shift.at)
    deadlines = []
    if line.until is not None:
        when = isolated(format_datetime(line.until, voice.language))
        key = "now" if line.urgency == "immediate" else "until"
        deadlines.append((voice.main(words.text(key)).format(when=when), Due.URGENCY))
    if line.review is not None:
        when = isolated(format_date(line.review, voice.language))
        deadlines.append((voice.main(words.text("review")).format(when=when), Due.RISK))
    passed = voice.main(words.text("late"))
    return "\n".join(f"{text} – {passed}" if due in passed_by else text for text, due in deadlines)


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
