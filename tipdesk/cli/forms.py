"""`tipdesk forms`: check, compile and publish forms; give and take them as Excel workbooks.

Exit codes: 0 done, 1 the form has faults, 2 something could not be read or written.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk.authoring.publishing import draft_replacing, plan_publishing, publish_planned
from tipdesk.authoring.sources import FormDraft, folder_of, published_for, read_draft, sheets_from
from tipdesk.authoring.workbook import read_workbook, workbook_bytes, write_workbook
from tipdesk.cases.form_duties import compiled_form
from tipdesk.cli.form_trials import answers
from tipdesk.cli.output import complain_line
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import CellRefused, FileUnreadable, OutputRefused, TipdeskError
from tipdesk.core.plain_file import open_plain, write_file
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.catalogue import publish
from tipdesk.forms.publishing.definition_json import definition_to_json
from tipdesk.forms.publishing.differences import differences
from tipdesk.forms.rules.locking import LockingConstraint, locking_constraints
from tipdesk.forms.xlsform.compiler import Compiled, WaitingRule, form_id_of
from tipdesk.forms.xlsform.faults import fault_line
from tipdesk.forms.xlsform.sheets import SHEETS, Sheets, write_sheets
from tipdesk.i18n.text import _, isolated, kuwait_day, language, ngettext
from tipdesk.texts.messages import sentence

if TYPE_CHECKING:
    from argparse import _SubParsersAction  # argparse keeps this type to itself

    SubParsers = _SubParsersAction[argparse.ArgumentParser]


# --- pyxform, the reference compiler; tipdesk runs without it ---------------------------------


def pyxform_installed() -> bool:
    """Whether the second opinion can be asked."""
    return find_spec("pyxform") is not None


def pyxform_objection(sheets: Sheets) -> str:
    """What pyxform, the reference compiler, has against the sheets; '' when it takes them."""
    from pyxform.xls2xform import convert

    known = {name: sheet for name, sheet in sheets.items() if name != "waiting"}
    try:
        book = workbook_bytes(known)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            convert(book, file_type=".xlsx")
    except CellRefused as error:
        return sentence(error).what
    except Exception as error:  # noqa: BLE001 # it stumbles over some forms in ways of its own
        return str(error) or type(error).__name__
    return ""


DONE, FAULTS, UNREADABLE = 0, 1, 2


def add_parser(subparsers: SubParsers) -> None:
    """Add `forms` with its commands to the commands of the program."""
    parser = subparsers.add_parser("forms", help=_("Check, compile and publish forms."))
    commands = parser.add_subparsers(dest="forms_command", required=True, metavar="COMMAND")
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument(
        "folder", type=Path, metavar="DIR", help=_("The folder with the sheets, or a workbook.")
    )
    check = commands.add_parser(
        "check", parents=[folder], help=_("List every error in the sheets.")
    )
    check.add_argument("--json", action="store_true", help=_("Write the errors as JSON."))
    check.add_argument(
        "--no-pyxform", action="store_true", help=_("Do not ask pyxform for a second opinion.")
    )
    compiled = commands.add_parser(
        "compile", parents=[folder], help=_("Write the definition as JSON.")
    )
    compiled.add_argument("--out", type=Path, help=_("The file to write; without it the screen."))
    published = commands.add_parser(
        "publish",
        parents=[folder],
        help=_("Write the definition and its digest beside the sheets."),
    )
    published.add_argument(
        "--replace",
        action="store_true",
        help=_("Overwrite a published version that no station has yet."),
    )
    to_xlsx = commands.add_parser(
        "to-xlsx", parents=[folder], help=_("Write the sheets as an Excel workbook.")
    )
    to_xlsx.add_argument("file", type=Path, metavar="FILE", help=_("The workbook to write."))
    from_xlsx = commands.add_parser(
        "from-xlsx", help=_("Write the sheets of an Excel workbook into a folder.")
    )
    from_xlsx.add_argument("file", type=Path, metavar="FILE", help=_("The workbook to read."))
    from_xlsx.add_argument("folder", type=Path, metavar="DIR", help=_("The folder to write."))
    _add_trials(commands)


def _add_trials(commands: SubParsers) -> None:
    """The commands that compare versions and try expressions."""
    compared = commands.add_parser(
        "diff", help=_("Say in words what changed between two versions of a form.")
    )
    compared.add_argument(
        "old", type=Path, metavar="OLD", help=_("A definition (JSON), a folder or a workbook.")
    )
    compared.add_argument(
        "new",
        type=Path,
        nargs="?",
        metavar="NEW",
        help=_("The same; without it the sheets of OLD beside its newest published version."),
    )
    compared.add_argument(
        "--json", action="store_true", help=_("Write the changes as JSON, in both languages.")
    )
    looked_at = commands.add_parser(
        "try", help=_("Open a window with the form on a record that is thrown away.")
    )
    looked_at.add_argument(
        "form", type=Path, metavar="FORM", help=_("A definition (JSON), a folder or a workbook.")
    )
    tried = commands.add_parser(
        "eval", help=_("Try formulas: JSON lines in, JSON lines out (see docs/forms.md).")
    )
    tried.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help=_("The lines; without it what is piped in."),
    )


def run(args: argparse.Namespace) -> int:
    """Do what `args` ask; the exit code."""
    try:
        return _COMMANDS[args.forms_command](args)
    except OutputRefused:
        raise
    except TipdeskError as error:
        message = sentence(error)
        complain_line(f"{message.what} {message.next_step}")
        return UNREADABLE


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _check(args: argparse.Namespace) -> int:
    sheets = sheets_from(args.folder)
    compiled = compiled_form(sheets, published_for(args.folder, form_id_of(sheets)))
    objection, unasked = "", _why_unasked(switched_off=args.no_pyxform)
    if not unasked:
        objection = pyxform_objection(sheets)
    locks: list[LockingConstraint] = []
    if compiled.definition is not None:
        locks = list(locking_constraints(compiled.definition, kuwait_day(system_clock())))
    if args.json:
        _say(json.dumps(_report(compiled, objection, locks), ensure_ascii=False, indent=1))
    else:
        _show(compiled, objection, unasked)
        for lock in locks:
            _say(_lock_line(lock))
    return FAULTS if compiled.faults or objection else DONE


def _why_unasked(*, switched_off: bool) -> str:
    if switched_off:
        return _("pyxform was not asked for a second opinion: that was switched off.")
    if not pyxform_installed():
        return _("pyxform was not asked for a second opinion: it is not installed here.")
    return ""


def _show(compiled: Compiled, objection: str, unasked: str) -> None:
    for fault in compiled.faults:
        _say(fault_line(fault))
    for rule in compiled.waiting:
        _say(_waiting_line(rule))
    if objection:
        _say(_("pyxform refuses the form: {reason}").format(reason=objection))
    if compiled.faults:
        count = len(compiled.faults)
        _say(
            ngettext(
                "{count} error. The form cannot be published.",
                "{count} errors. The form cannot be published.",
                count,
            ).format(count=count)
        )
    elif compiled.definition is not None and not objection:
        _say(_summary(compiled.definition))
        if unasked:
            _say(unasked)


def _lock_line(lock: LockingConstraint) -> str:
    """A warning: the form can be published all the same."""
    words = {name: isolated(word) if language() == "ar" else word
             for name, word in (("name", lock.name), ("other", lock.other), ("value", lock.value))
             }  # fmt: skip
    if lock.value:
        return _(
            "Warning: when {other} is {value}, the constraint of {name} accepts none of the "
            "answers that were tried. A file could not be completed then."
        ).format(**words)
    if lock.other:
        return _(
            "Warning: while {other} has no answer, the constraint of {name} accepts none of the "
            "answers that were tried. A file could not be completed then. Let it pass: "
            "${{{other}}} = '' or …"
        ).format(**words)
    return _(
        "Warning: with nothing else answered, the constraint of {name} accepts none of the answers "
        "that were tried. A file could not be completed then."
    ).format(**words)


def _summary(definition: FormDefinition) -> str:
    return _(
        "No errors: {form}, version {version}, sections: {sections}, questions: "
        "{questions}, lists: {lists}. SHA-256: {digest}"
    ).format(
        form=definition.form_id,
        version=definition.version,
        sections=len(definition.sections),
        questions=sum(1 for _question in definition.questions()),
        lists=len(definition.choices),
        digest=definition.digest,
    )


def _waiting_line(rule: WaitingRule) -> str:
    return _("Not active yet (waiting, row {row}): {column} of {name} waits for: {missing}").format(
        row=rule.row, column=rule.column, name=rule.name, missing=", ".join(rule.missing)
    )


def _report(
    compiled: Compiled, objection: str, locks: Sequence[LockingConstraint]
) -> dict[str, object]:
    return {
        "digest": compiled.definition.digest if compiled.definition else None,
        "faults": [
            {
                "sheet": fault.sheet,
                "row": fault.row,
                "column": fault.column,
                "cell": fault.cell,
                "code": fault.code,
                "ar": fault.text.ar,
                "en": fault.text.en,
            }
            for fault in compiled.faults
        ],
        "not_active_yet": [
            {
                "row": rule.row,
                "name": rule.name,
                "column": rule.column,
                "expression": rule.expression,
                "missing": list(rule.missing),
            }
            for rule in compiled.waiting
        ],
        "locks": [asdict(lock) for lock in locks],
        "pyxform": objection,
    }


def _definition(path: Path) -> FormDefinition | None:
    """The definition, or None after every fault was said."""
    draft = read_draft(path)
    _complain(draft)
    return draft.definition


def _complain(draft: FormDraft) -> int:
    for fault in draft.faults:
        complain_line(fault_line(fault))
    return FAULTS


def _compile(args: argparse.Namespace) -> int:
    definition = _definition(args.folder)
    if definition is None:
        return FAULTS
    text = definition_to_json(definition)
    if args.out is None:
        sys.stdout.write(text)
        return DONE
    write_file(args.out, text.encode("utf-8"))
    return DONE


def _publish(args: argparse.Namespace) -> int:
    if args.replace:
        draft = draft_replacing(args.folder)
        if (definition := draft.definition) is None:
            return _complain(draft)
        path = publish(folder_of(args.folder), definition, replace=True)
    else:
        planned = plan_publishing(args.folder)
        if isinstance(planned, FormDraft):
            return _complain(planned)
        definition, path = planned.definition, publish_planned(planned)
    _say(_("Published: {path} ({digest})").format(path=path, digest=definition.digest))
    return DONE


def _to_xlsx(args: argparse.Namespace) -> int:
    write_workbook(args.file, sheets_from(args.folder))
    return DONE


def _from_xlsx(args: argparse.Namespace) -> int:
    sheets = read_workbook(args.file)
    write_sheets(args.folder, sheets)
    for name in (f"{sheet}.csv" for sheet in SHEETS if sheet not in sheets):
        if (args.folder / name).exists():
            left = _(
                "{name} is still in the folder and counts, but the workbook has no such sheet."
            )
            complain_line(left.format(name=name))
    return DONE


def _diff(args: argparse.Namespace) -> int:
    if args.new is None:
        new = _definition(args.old)
        published = published_for(args.old, new.form_id) if new else ()
        old = published[-1] if published else None
        if new and not old:
            complain_line(_("No version of this form is published."))
    else:
        old, new = _definition(args.old), _definition(args.new)
    if old is None or new is None:
        return FAULTS
    changes = differences(old, new)
    if args.json:
        listed = [
            {"code": change.code, "name": change.name, "ar": change.text.ar, "en": change.text.en}
            for change in changes
        ]
        _say(json.dumps(listed, ensure_ascii=False, indent=1))
        return DONE
    for change in changes:
        _say(change.text.text(language()))
    if not changes:
        _say(_("The two versions do not differ."))
    return DONE


def _try(args: argparse.Namespace) -> int:
    """The front door opens the window for `forms try FORM`; here it was called otherwise."""
    command = f"tipdesk forms try {args.form}"
    complain_line(_("A window is needed. Type: {command}").format(command=command))
    return UNREADABLE


def _eval(args: argparse.Namespace) -> int:
    try:
        with open_plain(args.file) if args.file else nullcontext(sys.stdin.buffer) as source:
            for line in answers(source, system_clock):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    except OSError as error:
        raise FileUnreadable(name=args.file.name if args.file else "stdin") from error
    return DONE


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "compile": _compile,
    "publish": _publish,
    "to-xlsx": _to_xlsx,
    "from-xlsx": _from_xlsx,
    "diff": _diff,
    "try": _try,
    "eval": _eval,
}
