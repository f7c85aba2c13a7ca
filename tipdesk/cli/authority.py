"""`tipdesk authority`: the agency's certificates, on a machine that stays offline."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk import __version__
from tipdesk.authoring.sources import published_text
from tipdesk.bundle import authority
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, in_order
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.trust import grouped, same_digits
from tipdesk.bundle.update.maker_root import pinned_root
from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain_line, typed_unseen
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import FileUnreadable, NoTerminal
from tipdesk.core.plain_file import read_plain
from tipdesk.core.private_files import MayRead, others_may_read
from tipdesk.desk.update import wording
from tipdesk.forms.publishing.definition_json import definition_from_json
from tipdesk.i18n.text import _, isolate, isolated, language, listed
from tipdesk.texts.messages import certificate_role_label

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

REASONS = (
    "unspecified",
    "key_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
    "privilege_withdrawn",
)


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
    start = actions.add_parser(
        "init", parents=[common], help=_("Set up a new certification authority.")
    )
    start.add_argument("--agency", required=True, help=_("Name of the agency."))
    issue = actions.add_parser("issue", parents=[common], help=_("Certify a station's key."))
    issue.add_argument("request", metavar="REQUEST", type=Path, help=_("The enrolment request."))
    issue.add_argument("--fingerprint", help=_("The 40 digits that the station has read out."))
    issue.add_argument("--out", metavar="FILE", type=Path, help=_("Where the certificate goes."))
    revoke = actions.add_parser("revoke", parents=[common], help=_("Revoke a certificate."))
    revoke.add_argument(
        "serial", metavar="SERIAL", type=_serial, help=_("Number of the certificate.")
    )
    revoke.add_argument("--reason", choices=REASONS, required=True)
    actions.add_parser("list", parents=[common], help=_("Show the certificates given out."))
    actions.add_parser("crl", parents=[common], help=_("Publish a new revocation list."))
    pack = actions.add_parser("trust-pack", parents=[common], help=_("Write the next trust list."))
    pack.add_argument(
        "--out", metavar="DIR", type=Path, help=_("Copy the trust list to this folder.")
    )
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
    rescue = actions.add_parser(
        "recovery-identity", parents=[common], help=_("Write the key that opens every case bundle.")
    )
    rescue.add_argument("--out", metavar="FILE", type=Path, required=True)


def run(args: argparse.Namespace) -> int:
    """Do the action. Raises NoTerminal when something must be typed and nobody can."""
    try:
        return _act(args)
    except EOFError as error:
        raise NoTerminal from error


def _act(args: argparse.Namespace) -> int:
    if args.action == "init":
        return _init(args)
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


def _passphrase(arguments: argparse.Namespace, *, new: bool = False) -> str:
    if arguments.passphrase_file is not None:
        try:
            return read_plain(arguments.passphrase_file).decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise FileUnreadable(name=arguments.passphrase_file.name) from error
    first = typed_unseen(_("Passphrase of the certification authority: "))
    if new and typed_unseen(_("The same again: ")) != first:
        sys.exit(_("The two passphrases differ. Nothing was set up."))
    return first


def _say_fingerprint(opened: authority.Authority) -> None:
    print(
        _(
            "Fingerprint of the certification authority, to be typed in at the first import of "
            "a trust list:"
        )
    )
    print(isolated(grouped(opened.fingerprint)))


def _init(arguments: argparse.Namespace) -> int:
    passphrase = _passphrase(arguments, new=True)
    opened = authority.init(arguments.folder, arguments.agency, passphrase, system_clock())
    _say_fingerprint(opened)
    return 0


def _issue(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    enrolment = read_enrolment(read_plain(arguments.request))
    print(_certified(enrolment.holder, enrolment.roles, enrolment.label))
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
    number = authority.serial_text(certificate.serial_number)
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


def _certified(holder: Holder, roles: Collection[CertificateRole], label: str) -> str:
    """Whom a certificate names and for what, in one line."""
    codes = isolated(f"{holder.unit} {holder.login} {holder.service_number}")
    who = " ".join(filter(None, (isolate(holder.name), codes, isolate(label))))
    return f"{who} ({listed(map(certificate_role_label, in_order(roles)), language())})"


def _revoke(opened: authority.Authority, arguments: argparse.Namespace) -> int:
    opened.revoke(arguments.serial, authority.revocation_reason(arguments.reason), system_clock())
    print(_("The certificate is revoked. Make a trust list and bring it to every station."))
    return 0


def _list(opened: authority.Authority, _arguments: argparse.Namespace) -> int:
    _say_fingerprint(opened)
    revoked = {item.serial for item in opened.state.revoked}
    for item in opened.state.issued:
        mark = _("revoked") if item.serial in revoked else ""
        number = isolated(authority.serial_text(item.serial))
        print(
            "  ".join(filter(None, (number, _certified(item.holder, item.roles, item.label), mark)))
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
    print(_("Trust list: {file}").format(file=isolated(str(path))))
    _say_fingerprint(opened)
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
    "crl": _crl,
    "trust-pack": _trust_list,
    "sign-form": _sign_form,
    "sign-update": _sign_update,
}
