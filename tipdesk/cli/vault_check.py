"""`tipdesk vault check`: the report, in words as it grows or in JSON at the end."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence

from tipdesk import __version__
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cli import vault_login
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import TipdeskError
from tipdesk.core.work import Work
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.vault_check import (
    Checked,
    CheckedPart,
    Examination,
    FindingCode,
    Sizes,
    VaultFinding,
)
from tipdesk.i18n.text import N_, _, isolated
from tipdesk.texts import messages

_PARTS: Mapping[CheckedPart, str] = {
    CheckedPart.PAGES: N_("Pages of the database: {count}"),
    CheckedPart.SLOTS: N_("Key slots: {count}"),
    CheckedPart.CUSTODY: N_("Entries of the chain of custody: {count}"),
    CheckedPart.REGISTER: N_("Deeds in the register of keys: {count}"),
    CheckedPart.ANSWERS: N_("Files whose answers were worked out again from the log: {count}"),
    CheckedPart.ATTACHMENTS: N_(
        "Attachments and received case bundles, read to their end: {count}"
    ),
    CheckedPart.RECEIVED: N_("Received case bundles that were held against signatures: {count}"),
    CheckedPart.ROOM: N_("Free space on the disk: {count}"),
}
_FINDINGS: Mapping[FindingCode, str] = {
    FindingCode.PAGE_ALTERED: N_("Page {where} is not what was written."),
    FindingCode.STRUCTURE_BROKEN: N_("The structure of the database does not hold together."),
    FindingCode.OWNER_MISSING: N_("In the table {where} rows belong to nothing that is there."),
    FindingCode.SLOTS_MISSING: N_(
        "The copy {where} of the key slots is missing. Opening writes it anew."
    ),
    FindingCode.SLOTS_DIFFER: N_(
        "The copy {where} of the key slots is damaged or an older one. Opening writes it anew."
    ),
    FindingCode.SLOTS_OLDER: N_("The key slots are older than the database, or another vault's."),
    FindingCode.ENTRY_UNREADABLE: N_("Entry {where} cannot be read."),
    FindingCode.ENTRY_ORDER: N_("Entry {where} does not follow the one before it."),
    FindingCode.ENTRY_ALTERED: N_("Entry {where} says something else than what was hashed."),
    FindingCode.ENTRY_FOREIGN: N_(
        "Entry {where} is not one of the file under which it stands, or the file's count has a gap."
    ),
    FindingCode.SEAL_WRONG: N_("The seal on entry {where} is not its officer's."),
    FindingCode.REASONS_MISSING: N_(
        "Reasons that were given for opening files and are not kept any more: {where}. Entries of"
        " the chain of custody tell who gave them."
    ),
    FindingCode.REGISTER_BROKEN: N_("Deed {where} of the register of keys is not what was signed."),
    FindingCode.REGISTER_UNSIGNED: N_(
        "Deed {where} of the register of keys lacks a signature that it needs. It has no effect."
    ),
    FindingCode.REGISTER_MEMORY: N_(
        "What {where} saw last of the register of keys is missing, or the register is another one."
    ),
    FindingCode.REGISTER_ROW: N_(
        "The role or the keys of {where} are not those of the register of keys."
    ),
    FindingCode.REGISTER_READERS: N_(
        "Whom file {where} names is not what the register of keys says."
    ),
    FindingCode.REGISTER_TEAM: N_(
        "Who is in team {where}, or which team has file {where}, is not what the register of keys"
        " says."
    ),
    FindingCode.REGISTER_WORK_KEY: N_(
        "The case work of file {where} is sealed to somebody to whom the register of keys does not"
        " open it."
    ),
    FindingCode.SAFE_WAY_DIFFERS: N_(
        "How the person of file {where} can be reached is not kept as its team reads it: no team"
        " has the file, or it does not lie under a key of its case work."
    ),
    FindingCode.REGISTER_LIST: N_(
        "trust list {where} was taken here and is missing, or was changed: an older one is in use"
    ),
    FindingCode.REGISTER_SLOT: N_(
        "A key slot opens this vault that the register of keys does not know: {where}"
    ),
    FindingCode.REGISTER_SERIES: N_(
        "Case bundles are numbered anew in a series that nobody signed for: {where}"
    ),
    FindingCode.REGISTER_WAITS: N_(
        "There is no register of keys yet. The next opening with a passphrase begins it."
    ),
    FindingCode.ESCROW_DIFFERS: N_(
        "The keys of hidden file {where} are not sealed to the Prosecution's office as its officer"
        " signed. Their next unlocking seals them anew."
    ),
    FindingCode.ESCROW_WAITS: N_(
        "The Prosecution's office could not open all of hidden file {where} now. The next"
        " unlocking of its officer seals its keys, if a trust list is in use."
    ),
    FindingCode.TAKEN_IN_UNSIGNED: N_(
        "Case bundle {where} counts as received, and no prosecutor has signed for taking it in."
    ),
    FindingCode.RECEIVED_MISSING: N_(
        "Case bundle {where} was entered as answered, and is not in the register any more."
    ),
    FindingCode.RECEIVED_DIFFERS: N_(
        "What the register says of case bundle {where} is not what was entered and signed when it"
        " came."
    ),
    FindingCode.RECEIVED_PLACE: N_(
        "The number or the chain that came with case bundle {where} is not kept as its receipt"
        " says."
    ),
    FindingCode.ANNEX_DIFFERS: N_(
        "A protective annex is not here as it was entered: {where}. A file that was not sent yet is"
        " approved anew."
    ),
    FindingCode.MESSAGE_DIFFERS: N_(
        "A message is not kept as it was entered: {where}. From its USB drive it can be read again."
    ),
    FindingCode.NOTICE_DIFFERS: N_(
        "What is entered of an electronic notice is not what was signed: {where}. An answer of the "
        "Prosecution is missing or added, or nobody has gone through it who may."
    ),
    FindingCode.STATE_DIFFERS: N_(
        "Status or revision of file {where} are not what its entries say."
    ),
    FindingCode.WRITTEN_GIVEN_UP: N_(
        "File {where} was changed here after it was given up to another station."
    ),
    FindingCode.ANSWERS_DIFFER: N_("The answers of file {where} are not those of its log."),
    FindingCode.ANSWERS_UNREADABLE: N_("The answers of file {where} cannot be read."),
    FindingCode.CONSENTS_DIFFER: N_(
        "What was noted of the person's consent in file {where} is not as it was entered."
    ),
    FindingCode.CASE_WORK_DIFFERS: N_(
        "The case work of a file is not as it was entered: entry {where} of the chain of custody."
    ),
    FindingCode.SAME_SAID_DIFFERS: N_(
        "What was said of two files of one person is not as it was entered: entry {where} of the "
        "chain of custody."
    ),
    FindingCode.EVENT_DIFFERS: N_(
        "An event or its roster is not as it was entered: entry {where} of the chain of custody."
    ),
    FindingCode.DIRECTORY_DIFFERS: N_(
        "What is known of a service is not as it was entered: entry {where} of the chain of "
        "custody."
    ),
    FindingCode.LISTED_DIFFERS: N_(
        "What file {where} holds is not what the lists and the search say of it. They are written"
        " anew after the next unlocking, or after one of those that follow."
    ),
    FindingCode.CONTENT_MISSING: N_("The attachment {where} is missing."),
    FindingCode.CONTENT_ALTERED: N_("The attachment {where} is not what was attached."),
    FindingCode.NOT_READ: N_("This could not be examined, because pages are damaged."),
    FindingCode.ORPHANS: N_(
        "Sealed files that nothing can open: {where}. The next opening deletes them."
    ),
    FindingCode.BALLAST_MISSING: N_(
        "The room kept for a full disk is not there. It comes back when there is room."
    ),
    FindingCode.ROOM_SHORT: N_(
        "There is not room enough to write the database once more, as the removal of somebody asks."
    ),
    FindingCode.SCHEMA_OLDER: N_(
        "The vault has version {where}. The next opening brings it up to date."
    ),
    FindingCode.LOG_WAITS: N_(
        "The write-ahead log is not merged yet, so damaged pages cannot be located."
    ),
}
_UNSEEN: Mapping[FindingCode, str] = {
    FindingCode.ANNEX_DIFFERS: N_(
        "The protective annex of a file that you may not see is not here as it was entered."
    ),
    FindingCode.MESSAGE_DIFFERS: N_(
        "A message about a file that you may not see is not kept as it was entered. From its USB"
        " drive it can be read again."
    ),
    FindingCode.NOTICE_DIFFERS: N_(
        "What is entered of an electronic notice of a file that you may not see is not what was "
        "signed."
    ),
    FindingCode.WRITTEN_GIVEN_UP: N_(
        "A file that you may not see was changed here after it was given up to another station."
    ),
    FindingCode.ANSWERS_DIFFER: N_(
        "The answers of a file that you may not see are not those of its log."
    ),
    FindingCode.ANSWERS_UNREADABLE: N_(
        "The answers of a file that you may not see cannot be read."
    ),
    FindingCode.CONSENTS_DIFFER: N_(
        "What was noted of a person's consent, in a file that you may not see, is not as it was"
        " entered."
    ),
    FindingCode.DIRECTORY_DIFFERS: N_(
        "What is known of a service is not as it was entered: entry {where} of the chain of "
        "custody."
    ),
    FindingCode.LISTED_DIFFERS: N_(
        "What a file holds that you may not see is not what the lists and the search say of it."
        " They are written anew after the next unlocking, or after one of those that follow."
    ),
    FindingCode.ESCROW_DIFFERS: N_(
        "The keys of a hidden file are not sealed to the Prosecution's office as its officer"
        " signed. Their next unlocking seals them anew."
    ),
    FindingCode.ESCROW_WAITS: N_(
        "The Prosecution's office could not open all of a hidden file now. The next unlocking of"
        " its officer seals its keys, if a trust list is in use."
    ),
    FindingCode.REGISTER_WORK_KEY: N_(
        "The case work of a file that you may not see is sealed to somebody to whom the register of"
        " keys does not open it."
    ),
    FindingCode.SAFE_WAY_DIFFERS: N_(
        "How the person of a file that you may not see can be reached is kept for a team, which has"
        " no such file."
    ),
    FindingCode.REGISTER_READERS: N_(
        "Whom a file names that you may not see is not what the register of keys says."
    ),
}
_UNITS = ("B", "kB", "MB", "GB", "TB")


def run(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Look through the vault and say what was found; whether no damage was.

    Raises:
        VaultInUse, VaultReadOnly, VaultDamaged, VaultTooNew: it cannot be looked through.
    """
    looked: list[Checked] = []
    with Examination(vault_login.folder(args), key) as examination:
        key.wipe()
        for checked in examination.parts(Work()):
            looked.append(checked)
            if not args.json:
                print("\n".join(_lines(checked)), flush=True)
        sizes, vault_id = examination.sizes(), examination.vault_id
    if args.json:
        print(json.dumps(_json(vault_id, sizes, looked), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_summary(sizes, looked)))
    return all(part.well for part in looked)


def refused_json(action: str, error: TipdeskError) -> str:
    """The answer to a program when the vault could not be read."""
    answer = {
        "format": f"tipdesk-vault-{action}/1",
        "error": {"code": error.code, "text": messages.sentence(error).what},
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def size_text(count: int) -> str:
    """Bytes for people: 12 MB."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return isolated(
        f"{amount:.0f} {_UNITS[unit]}"
        if amount >= 10 or not unit
        else f"{amount:.1f} {_UNITS[unit]}"
    )


def _lines(checked: Checked) -> Iterator[str]:
    count = (
        size_text(checked.count)
        if checked.part is CheckedPart.ROOM
        else isolated(str(checked.count))
    )
    state = _("no damage") if checked.well else _("ERRORS")
    yield f"{_(_PARTS[checked.part]).format(count=count)} – {state}"
    for finding in checked.findings:
        yield f"  {'✗' if finding.fault else '•'} {_text(finding)}"


def _text(finding: VaultFinding) -> str:
    if not finding.where and finding.code in _UNSEEN:
        return _(_UNSEEN[finding.code])
    return _(_FINDINGS[finding.code]).format(where=isolated(finding.where or "?"))


def _summary(sizes: Sizes, looked: Sequence[Checked]) -> Iterator[str]:
    yield _("Database {database}, attachments {attachments}, version {version}").format(
        database=size_text(sizes.database),
        attachments=size_text(sizes.attachments),
        version=isolated(str(sizes.schema_found)),
    )
    if all(part.well for part in looked):
        yield _("Result: no damage was found.")
        yield _(
            "This does not show what somebody with a passphrase of this station may have changed on"
            " purpose."
        )
        return
    yield _("Result: errors were found. Nothing was changed.")
    yield _(
        "Do not work with the vault. Copy its folder to a safe place, then restore the last backup"
        " or save what can be read: {command}"
    ).format(command=isolated("tipdesk vault salvage --to NEWDIR"))


def _json(vault_id: str, sizes: Sizes, looked: Sequence[Checked]) -> dict[str, object]:
    """See `resources/schemas/vault-check.schema.json`."""
    return {
        "format": "tipdesk-vault-check/1",
        "vault_id": vault_id,
        "checked_at": timestamp(system_clock()),
        "program": __version__,
        "well": all(part.well for part in looked),
        "schema": {"found": sizes.schema_found, "known": sizes.schema_known},
        "bytes": {
            "database": sizes.database,
            "attachments": sizes.attachments,
            "free": sizes.free,
        },
        "parts": [
            {
                "name": part.part.value,
                "count": part.count,
                "well": part.well,
                "findings": [
                    {
                        "code": finding.code.value,
                        "fault": finding.fault,
                        "where": finding.where,
                        "text": _text(finding),
                    }
                    for finding in part.findings
                ],
            }
            for part in looked
        ],
    }
