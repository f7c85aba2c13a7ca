"""`tipdesk authority`: the agency's certificates, on a machine that stays offline."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk import __version__
from tipdesk.authoring.sources import published_text
from tipdesk.bundle import authority
from tipdesk.bundle.certifying import signatory
from tipdesk.bundle.certifying.signatory import Founder
from tipdesk.bundle.certifying.state import serial_text
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.kit.making import KitOrder
from tipdesk.bundle.kit.station_kit import KitPerson, KitStation
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.trust import grouped, same_digits
from tipdesk.bundle.update.maker_root import pinned_root
from tipdesk.cases.model import Role
from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain_line, typed_unseen
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import FileUnreadable, KitPeopleRefused, NoTerminal, OnePerson
from tipdesk.core.plain_file import read_plain
from tipdesk.core.private_files import MayRead, others_may_read
from tipdesk.desk.authority.wording import REASONS, certified, proposed
from tipdesk.desk.update import wording
from tipdesk.forms.publishing.definition_json import definition_from_json
from tipdesk.i18n.text import (
    _,
    ascii_digits,
    isolate,
    isolated,
)

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

_COLUMNS = ("login", "name", "number", "role", "sex", "languages")  # of the people of a kit


def add_parser(subparsers: SubParsers) -> None:
    """Add `authority` with its actions to the commands of the program."""
    parser = subparsers.add_parser("authority", help=_(COMMANDS["authority"]))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "folder", metavar="DIR", type=Path, help=_("The certification authority's folder.")
    )
    common.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        help=_("Read the passphrase from this file."),
    )
    _add_founding(actions, common)
    _add_certifying(actions, common)
    _add_losing(actions, common)
    actions.add_parser("list", parents=[common], help=_("Show the certificates given out."))
    actions.add_parser("crl", parents=[common], help=_("Publish a new revocation list."))
    _add_lists(actions, common)
    _add_pairs(actions, common)
    _add_heads(actions, common)
    _add_notices(actions, common)
    _add_kits(actions, common)
    _add_signing(actions, common)
    rescue = actions.add_parser(
        "recovery-identity", parents=[common], help=_("Write the key that opens every case bundle.")
    )
    rescue.add_argument("--out", metavar="FILE", type=Path, required=True)


def _add_founding(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    start = actions.add_parser(
        "init", parents=[common], help=_("Set up a new certification authority.")
    )
    start.add_argument("--agency", required=True, help=_("Name of the agency."))
    start.add_argument(
        "--person",
        nargs=2,
        metavar=("NAME", "NUMBER"),
        action="append",
        default=[],
        help=_(
            "Name and service number of somebody who signs trust lists, given twice or more; the "
            "first is the clerk."
        ),
    )
    start.add_argument(
        "--other-passphrase-file",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=_("Read the passphrase of the next person from this file."),
    )


def _add_certifying(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    issue = actions.add_parser("issue", parents=[common], help=_("Certify a station's key."))
    issue.add_argument("request", metavar="REQUEST", type=Path, help=_("The enrolment request."))
    issue.add_argument("--fingerprint", help=_("The 40 digits that the station has read out."))
    issue.add_argument("--out", metavar="FILE", type=Path, help=_("Where the certificate goes."))
    revoke = actions.add_parser("revoke", parents=[common], help=_("Revoke a certificate."))
    revoke.add_argument(
        "serial", metavar="SERIAL", type=_serial, help=_("Number of the certificate.")
    )
    revoke.add_argument(
        "--reason",
        choices=tuple(REASONS),
        default="cessation_of_operation",
        help=_("Why it is revoked."),
    )
    revoke.add_argument(
        "--key-returned",
        choices=("yes", "no"),
        help=_("Whether the key came back: what was signed before counts only then."),
    )


def _add_losing(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    lost = actions.add_parser(
        "lose",
        parents=[common],
        help=_("A station's laptop is lost: revoke all its certificates in one act."),
    )
    lost.add_argument("station", metavar="STATION", help=_("Code of the station."))


def _add_lists(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    trust_list = actions.add_parser(
        "trust-list",
        parents=[common],
        help=_("Write the next trust list, for a second person to sign."),
    )
    trust_list.add_argument(
        "--out", metavar="DIR", type=Path, help=_("Copy the trust list to this folder.")
    )
    second = actions.add_parser(
        "countersign",
        parents=[common],
        help=_("Sign a trust list as the second person; only then does it count."),
    )
    second.add_argument(
        "list",
        metavar="LIST",
        type=Path,
        nargs="?",
        help=_("The list that waits; without it the one in the folder."),
    )
    second.add_argument(
        "--signer", metavar="CODE", default="", help=_("Whose key it is, where there are several.")
    )
    second.add_argument(
        "--out", metavar="DIR", type=Path, help=_("Copy the trust list to this folder.")
    )


def _add_pairs(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    pair = actions.add_parser(
        "approves-for",
        parents=[common],
        help=_("Let supervisors of one station approve for another, from the next trust list on."),
    )
    pair.add_argument("approver", metavar="APPROVER", help=_("Code of the station that approves."))
    pair.add_argument("exporter", metavar="EXPORTER", help=_("Code of the station that refers."))
    pair.add_argument("--end", action="store_true", help=_("From the next list on no more."))


def _add_heads(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    head = actions.add_parser(
        "head",
        parents=[common],
        help=_("Name a prosecutor as the head of their office, from the next trust list on."),
    )
    head.add_argument("office", metavar="OFFICE", help=_("Code of the office."))
    head.add_argument("login", metavar="CODE", help=_("Code of the prosecutor there."))
    head.add_argument("--end", action="store_true", help=_("From the next list on no more."))


def _add_notices(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    notices = actions.add_parser(
        "notices",
        parents=[common],
        help=_(
            "Say that an office takes electronic notices, which one officer signs, from the next "
            "trust list on."
        ),
    )
    notices.add_argument("office", metavar="OFFICE", help=_("Code of the office."))
    notices.add_argument("--end", action="store_true", help=_("From the next list on no more."))


def _add_kits(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    kit = actions.add_parser(
        "kit",
        parents=[common],
        help=_("Prepare a station kit: a new station on one USB drive, and an envelope for each."),
    )
    kit.add_argument("--station", metavar="CODE", required=True, help=_("Code of the station."))
    kit.add_argument(
        "--agency", metavar="CODE", required=True, help=_("Its agency, as in the form's list.")
    )
    kit.add_argument(
        "--unit", metavar="NAME", default="", help=_("The shelter, the port or the unit.")
    )
    columns = isolated("login,name,number,role,sex,languages")
    kit.add_argument(
        "--people",
        metavar="FILE",
        type=Path,
        required=True,
        help=_("Its people: a table with the columns {columns}.").format(columns=columns),
    )
    close = actions.add_parser(
        "close-kit",
        parents=[common],
        help=_("Close a station kit once two people have signed a trust list that names it."),
    )
    close.add_argument(
        "kit", metavar="KIT", nargs="?", default="", help=_("Which, where several wait.")
    )
    close.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        required=True,
        help=_("The drive that is carried to the station."),
    )
    close.add_argument(
        "--envelopes",
        metavar="DIR",
        type=Path,
        required=True,
        help=_("Where the envelopes go as PDF, apart from the drive: to be printed and deleted."),
    )

    discard = actions.add_parser(
        "discard-kit",
        parents=[common],
        help=_("Discard a station kit that waits: its vouchers are revoked."),
    )
    discard.add_argument(
        "kit", metavar="KIT", nargs="?", default="", help=_("Which, where several wait.")
    )


def _add_signing(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    form = actions.add_parser(
        "sign-form", parents=[common], help=_("Sign a published form for the stations.")
    )
    form.add_argument(
        "definition", metavar="DEFINITION", type=Path, help=_("The published definition (JSON).")
    )
    form.add_argument(
        "--out", metavar="FILE", type=Path, help=_("Where the signed form goes as well.")
    )
    update = actions.add_parser(
        "sign-update",
        parents=[common],
        help=_("Countersign an update of the program for the agency's stations."),
    )
    update.add_argument(
        "update", metavar="FILE", type=Path, help=_("The update as its maker gave it out.")
    )
    update.add_argument(
        "--out", metavar="DIR", type=Path, help=_("Copy the countersigned update to this folder.")
    )


def run(args: argparse.Namespace) -> int:
    """Do the action. Raises NoTerminal when something must be typed and nobody can."""
    try:
        return _act(args)
    except EOFError as error:
        raise NoTerminal from error


def _act(args: argparse.Namespace) -> int:
    if args.action == "init":
        return _init(args)
    if args.action == "countersign":
        with authority.locked(args.folder):
            return _countersign(args)
    passphrase = _passphrase(args)
    if args.action in _READING:
        return _READING[args.action](authority.open_authority(args.folder, passphrase), args)
    with authority.locked(args.folder):  # from before the state is read
        return _WRITING[args.action](authority.open_authority(args.folder, passphrase), args)


def _serial(text: str) -> int:
    """A certificate's number. Raises ArgumentTypeError, which argparse says."""
    if not re.fullmatch("[0-9a-fA-F]{1,40}", text):
        complaint = _("{text} is no number of a certificate.")
        raise argparse.ArgumentTypeError(complaint.format(text=isolated(text)))
    return int(text, 16)


def _passphrase(arguments: argparse.Namespace) -> str:
    if arguments.passphrase_file is not None:
        return _read_passphrase(arguments.passphrase_file)
    return typed_unseen(_("Passphrase of the certification authority: "))


def _read_passphrase(path: Path) -> str:
    try:
        return read_plain(path).decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise FileUnreadable(name=path.name) from error


def _new_passphrase(person: str) -> str:
    first = typed_unseen(_("New passphrase of {name}: ").format(name=isolate(person)))
    if typed_unseen(_("The same again: ")) != first:
        sys.exit(_("The two passphrases differ. Nothing was set up."))
    return first


def _say_fingerprint(opened: authority.Authority) -> None:
    _say_digits(opened.fingerprint)


def _say_digits(fingerprint: str) -> None:
    print(
        _(
            "Fingerprint of the certification authority, to be typed in at the first import of "
            "a trust list:"
        )
    )
    print(isolated(grouped(fingerprint)))


def _init(arguments: argparse.Namespace) -> int:
    people = arguments.person or [_asked_person(place) for place in (1, 2)]
    given = [arguments.passphrase_file, *arguments.other_passphrase_file]
    files = [path for path in given if path is not None]
    if files and len(files) != len(people):
        raise OnePerson
    passphrases = (
        [_read_passphrase(path) for path in files]
        if files
        else [_new_passphrase(name) for name, _number in people]
    )
    founders = [
        Founder(name, ascii_digits(number), words)
        for (name, number), words in zip(people, passphrases, strict=True)
    ]
    opened = authority.init(arguments.folder, arguments.agency, founders, system_clock())
    _say_fingerprint(opened)
    return 0


def _asked_person(place: int) -> tuple[str, str]:
    """Name and number of one of the two who sign trust lists."""
    who = _("The clerk") if place == 1 else _("The second person, who signs trust lists too")
    print(who)
    return input(_("Name: ")), input(_("Service number: "))


def _issue(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    enrolment = read_enrolment(read_plain(arguments.request))
    print(certified(enrolment.holder, enrolment.roles, enrolment.label))
    # Asked first and shown afterwards: digits that stand on the screen would be copied, not heard.
    typed = arguments.fingerprint or input(_("Type the 40 digits that the station reads out: "))
    if not same_digits(enrolment.fingerprint, typed):
        complain_line(_("The digits differ. No certificate was issued."))
        return 1
    certificate = opened.issue(enrolment, system_clock())
    print(
        _("Fingerprint of the station's key: {digits}").format(
            digits=isolated(grouped(enrolment.fingerprint))
        )
    )
    number = serial_text(certificate.serial_number)
    issued = opened.folder / "issued" / f"{number}.pem"
    out = arguments.out or issued
    if arguments.out is not None:
        write_whole(out.parent, out.name, issued.read_bytes(), system_clock())
    print(
        _("Certificate {number} is in {file}").format(
            number=isolated(number), file=isolated(str(out))
        )
    )
    return 0


def _revoke(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    reason = authority.revocation_reason(arguments.reason)
    if not authority.is_compromise(reason) and not _came_back(arguments.key_returned):
        reason = authority.revocation_reason("key_compromise")
    opened.revoke(arguments.serial, reason, system_clock())
    if authority.is_compromise(reason):
        print(
            _(
                "Others may have the key: nothing that was signed with it counts any more, but "
                "what an office received before."
            )
        )
    print(_("The certificate is revoked. Make a trust list and bring it to every station."))
    return 0


def _lose(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    for item in opened.lose(arguments.station.upper(), system_clock()):
        print(certified(item.holder, item.roles, item.label))
    print(
        _(
            "Their certificates are revoked: nothing that was signed with them counts any more, "
            "but what an office received before. Make a trust list and bring it to every station."
        )
    )
    return 0


def _came_back(answer: str | None) -> bool:
    """Whether the key is back, so that nobody signs with an earlier time."""
    if answer is None:
        question = _(
            "Did the key come back: is the vault that holds it here, or was it destroyed before "
            "witnesses? (yes/no) "
        )
        answer = input(question)
    return answer.strip().casefold() in ("yes", "y", "نعم")


def _list(opened: authority.Authority, _arguments: argparse.Namespace) -> int:
    _say_fingerprint(opened)
    revoked = {item.serial for item in opened.state.revoked}
    for item in opened.state.issued:
        mark = _("revoked") if item.serial in revoked else ""
        number = isolated(serial_text(item.serial))
        print(
            "  ".join(filter(None, (number, certified(item.holder, item.roles, item.label), mark)))
        )
    return 0


def _crl(opened: authority.Authority, _arguments: argparse.Namespace) -> int:
    opened.crl(system_clock())
    print(
        _("Revocation list {number} is published.").format(
            number=isolated(str(opened.state.crl_number))
        )
    )
    return 0


def _trust_list(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    path = opened.trust_list(system_clock())
    if arguments.out is not None:
        path = write_whole(arguments.out, path.name, path.read_bytes(), system_clock())
    print(_("It waits for the second signature: {file}").format(file=isolated(str(path))))
    return 0


def _approves_for(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    codes = (arguments.approver.upper(), arguments.exporter.upper())
    opened.approves_for(*codes, system_clock(), ends=arguments.end)
    print(_("It counts from the next trust list on. Make one and bring it to every station."))
    return 0


def _head(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    named = (arguments.office.upper(), arguments.login.upper())
    opened.head(*named, system_clock(), ends=arguments.end)
    print(_("It counts from the next trust list on. Make one and bring it to every station."))
    return 0


def _notices(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    opened.notices(arguments.office.upper(), system_clock(), ends=arguments.end)
    print(_("It counts from the next trust list on. Make one and bring it to every station."))
    return 0


def _countersign(arguments: argparse.Namespace) -> int:
    """Say what the list says, then sign it: the passphrase is the agreement."""
    now = system_clock()
    path = arguments.list or signatory.newest_waiting(arguments.folder)
    proposal = signatory.read_waiting(arguments.folder, path, now)
    for line in proposed(proposal):
        print(line)
    asked = arguments.passphrase_file
    words = (
        _read_passphrase(asked)
        if asked is not None
        else typed_unseen(_("Your passphrase, to sign it: "))
    )
    key = signatory.open_signer(arguments.folder, words, arguments.signer)
    path = signatory.countersign(arguments.folder, proposal, key, now)
    if arguments.out is not None:
        path = write_whole(arguments.out, path.name, path.read_bytes(), now)
    print(_("Trust list: {file}").format(file=isolated(str(path))))
    _say_digits(proposal.fingerprint)
    return 0


def _kit(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    now = system_clock()
    station = KitStation(arguments.station.upper(), arguments.agency, arguments.unit)
    order = KitOrder(station, _people(arguments.people))
    waiting = opened.prepare_kit(order, now)
    path = opened.trust_list(now)
    kit, file = isolated(waiting.kit_id), isolated(str(path))
    print(_("The station kit {kit} is prepared.").format(kit=kit))
    print(_("It waits for the second signature: {file}").format(file=file))
    print(_("When that is signed, close the kit with {command}.").format(
        command=isolated("tipdesk authority close-kit")
    ))  # fmt: skip
    return 0


def _people(path: Path) -> tuple[KitPerson, ...]:
    """The rows of a table. Raises FileUnreadable, KitPeopleRefused."""
    try:
        rows = list(csv.DictReader(read_plain(path).decode("utf-8-sig").splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileUnreadable(name=path.name) from error
    return tuple(_person(line, row) for line, row in enumerate(rows, start=1))


def _person(line: int, row: Mapping[str | None, str | None]) -> KitPerson:
    cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    if None in row or cells["role"] not in tuple(Role):
        raise KitPeopleRefused(reason="role", line=line)
    login, number = (ascii_digits(cells[name]) for name in ("login", "number"))
    languages = tuple(cells["languages"].split())
    role, sex = Role(cells["role"]), cells["sex"]
    return KitPerson(login.upper(), cells["name"], number, role, sex, languages)


def _close_kit(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    """The words stand in the PDF alone: whoever printed it deletes it."""
    from tipdesk.desk.authority import kits

    now = system_clock()
    kit_id = _which_kit(opened, arguments.kit, now)
    written = kits.close(opened, kit_id, arguments.out, arguments.envelopes, now)
    print(_("Station kit: {file}").format(file=isolated(str(written.kit))))
    print(_("Envelopes: {file}").format(file=isolated(str(written.envelopes))))
    print(
        _(
            "Print them, put each page into an envelope of its own and close it, then delete the "
            "file: whoever has it opens the kit. Hand the envelopes over apart from the drive."
        )
    )
    return 0


def _which_kit(opened: authority.Authority, named: str, now: datetime) -> str:
    """The kit that was named, or the only one that waits."""
    waiting = opened.waiting_kits(now)
    return named or (waiting[0].kit_id if len(waiting) == 1 else "")


def _discard_kit(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    now = system_clock()
    kit = opened.discard_kit(_which_kit(opened, arguments.kit, now), now)
    station = isolated(kit.station.code)
    print(_("The kit of {station} is discarded.").format(station=station))
    print(_("Make a trust list and bring it to every station."))
    return 0


def _sign_form(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    body = published_text(arguments.definition)
    path = opened.sign_form(body, system_clock())
    form = definition_from_json(body)
    out = arguments.out
    if out is not None:
        path = write_whole(out.parent, out.name, path.read_bytes(), system_clock())
    print(
        _("{form}, version {version}, is signed: {file}").format(
            form=isolated(form.form_id),
            version=isolated(str(form.version)),
            file=isolated(str(path)),
        )
    )
    print(_("Its digest: {digest}").format(digest=isolated(form.digest)))
    return 0


def _sign_update(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    now = system_clock()
    path, verdict = opened.sign_update(arguments.update, pinned_root(), __version__, now)
    for line in (wording.way(verdict, __version__), *wording.signers(verdict)):
        print(line)
    if arguments.out is not None:
        path = write_whole(arguments.out, path.name, path.read_bytes(), now)
    print(_("Countersigned update: {file}").format(file=isolated(str(path))))
    return 0


def _recovery_identity(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    out = arguments.out
    text = opened.recovery_identity().text + "\n"
    path = write_whole(out.parent, out.name, text.encode("ascii"), system_clock(), MayRead.OWNER)
    print(_("This file opens every case bundle of the agency. Keep it locked away."))
    if others_may_read(path):
        print(
            _(
                "This drive cannot keep a file for its owner alone: whoever has the drive in hand "
                "can read the key."
            )
        )
    return 0


_Action = Callable[[authority.Authority, argparse.Namespace], int]
_READING: Mapping[str, _Action] = {"list": _list, "recovery-identity": _recovery_identity}
_WRITING: Mapping[str, _Action] = {
    "issue": _issue,
    "revoke": _revoke,
    "lose": _lose,
    "crl": _crl,
    "trust-list": _trust_list,
    "approves-for": _approves_for,
    "head": _head,
    "notices": _notices,
    "kit": _kit,
    "close-kit": _close_kit,
    "discard-kit": _discard_kit,
    "sign-form": _sign_form,
    "sign-update": _sign_update,
}
