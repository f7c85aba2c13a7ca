"""`tipdesk vault salvage`: what was saved and what was lost, in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping

from tipdesk.cli import vault_login
from tipdesk.core.clock import system_clock
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.salvaging import Salvage, SalvageStep, Saved, salvage_vault
from tipdesk.i18n.text import N_, _, isolated, ngettext

_STEPS: Mapping[SalvageStep, str] = {
    SalvageStep.READING: N_("1 of 3: the damaged vault is read, page by page…"),
    SalvageStep.CONTENTS: N_("2 of 3: attachments are read to their end and copied…"),
    SalvageStep.FILES: N_("3 of 3: every file is looked through…"),
}
_TABLES: Mapping[str, str] = {
    "case_file": N_("Files in the list"),
    "answer_log": N_("Answers in the log"),
    "answer_snapshot": N_("Answers as they are, by file"),
    "amendment": N_("Amendments"),
    "remark": N_("Remarks of supervisors"),
    "approval": N_("Approvals"),
    "voiding": N_("Files that were voided"),
    "attachment": N_("Attachments"),
    "draft": N_("Drafts"),
    "custody": N_("Entries of the chain of custody"),
    "custody_seal": N_("Seals of the chain of custody"),
    "export": N_("Case bundles that left"),
    "receipt": N_("Answers of the Prosecution"),
    "received": N_("Case bundles in the register"),
    "form_definition": N_("Forms"),
    "officer": N_("People who work here"),
    "meta": N_("Notes of the station"),
}


def run(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Save what can be read and report; whether nothing was lost."""

    def say(step: SalvageStep) -> None:
        print(_(_STEPS[step]), flush=True)

    salvage = salvage_vault(vault_login.folder(args), key, args.to, system_clock, say)
    print("\n".join(_report(salvage, str(args.to))))
    return salvage.complete


def _report(salvage: Salvage, target: str) -> Iterator[str]:
    yield ""
    for table in salvage.tables:
        if table.rows or not table.whole:
            yield _table(table)
    yield _("Attachments and received case bundles copied: {count}").format(
        count=isolated(str(salvage.contents_saved))
    )
    yield ""
    yield from _lost(salvage)
    yield from _made_up_for(salvage)
    if salvage.chain:
        entries = sorted({fault.seq for fault in salvage.chain})
        yield _("The chain of custody has discrepancies at the entries: {links}").format(
            links=_list(str(seq) for seq in entries)
        )
        yield _(
            "With these discrepancies no file of the new vault can be approved or "
            "exported; reading, printing and amending go on."
        )
    yield _("The new vault is in {folder}; the damaged one was not written to. Keep both.").format(
        folder=isolated(target)
    )
    if salvage.complete:
        yield _("Result: everything was saved.")
    else:
        yield _("Result: saved what could be read. What is named above was lost or made up for.")


def _table(table: Saved) -> str:
    name = _(_TABLES[table.table]) if table.table in _TABLES else isolated(table.table)
    parts = [_("{name}: {count} saved").format(name=name, count=isolated(str(table.rows)))]
    if table.pages_lost:
        parts.append(_("pages lost: {count}").format(count=isolated(str(table.pages_lost))))
    if table.rows_lost:
        parts.append(
            _("rows read only in part: {count}").format(count=isolated(str(table.rows_lost)))
        )
    if table.missing:
        parts.append(_("numbers missing: {count}").format(count=isolated(str(table.missing))))
    return f"{'•' if table.whole else '✗'} {' – '.join(parts)}"


def _lost(salvage: Salvage) -> Iterator[str]:
    if salvage.contents_lost:
        yield _("Files with attachments that are lost: {files}").format(
            files=_files(salvage.contents_lost)
        )
    if salvage.keys_lost:
        yield _("Sealed files whose key was lost with its row: {count}").format(
            count=isolated(str(salvage.keys_lost))
        )
    if salvage.answers_differ:
        yield _(
            "Files whose log is lost in part; their answers are as last put together: {files}"
        ).format(files=_files(salvage.answers_differ))
    if salvage.without_form:
        yield _("Files whose form is lost: {files}").format(files=_files(salvage.without_form))


def _made_up_for(salvage: Salvage) -> Iterator[str]:
    repaired = salvage.repaired
    if repaired.files:
        yield _(
            "Files whose row in the list was made anew; check status and number: {files}"
        ).format(files=_files(repaired.files))
    if repaired.snapshots:
        yield _("Files whose answers were worked out again from the log: {files}").format(
            files=_files(repaired.snapshots)
        )
    if repaired.officers:
        yield _("People entered anew by their code; check name and role: {codes}").format(
            codes=_list(repaired.officers)
        )


def _files(numbers: Iterable[str]) -> str:
    """Numbers; files that are hidden from whoever salvages are counted."""
    listed = tuple(numbers)
    visible = [isolated(number) for number in listed if number]
    if hidden := listed.count(""):
        text = ngettext(
            "{count} file that you may not see", "{count} files that you may not see", hidden
        )
        visible.append(text.format(count=isolated(str(hidden))))
    return " · ".join(visible)


def _list(names: Iterable[str]) -> str:
    return " · ".join(isolated(name) for name in dict.fromkeys(names))
