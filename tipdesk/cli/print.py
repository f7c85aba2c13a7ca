"""`tipdesk print`: a paper as PDF, blank or of a record.json, without a vault and without a window.

Exit status: 0 written, 1 not.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk.cases.model import CaseFile, Station, StationKind
from tipdesk.cases.paper_serial import MOST as MOST_PACKS
from tipdesk.cases.paper_serial import grouped_serial, new_serials
from tipdesk.cases.record_file import MOST, read_record_file
from tipdesk.cli.main import COMMANDS
from tipdesk.clock import system_clock
from tipdesk.desk.printing_room import LETTER, STATION_PAPERS, BlankForm, PrintOptions
from tipdesk.forms.catalogue import load_published
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import KUWAIT
from tipdesk.i18n.language_cards import LANGUAGES
from tipdesk.i18n.text import isolated
from tipdesk.plain_file import read_plain, write_file
from tipdesk.printing.documents import DOCUMENTS, render, render_packs
from tipdesk.printing.referral_letter import need_meant
from tipdesk.printing.wording import wording

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

_FORM = "victim-intake"
_FROM_A_VAULT = ("custody", "certificate")  # a record does not hold the whole chain
_RECOVERY = "recovery"  # drawn straight to a printer: what opens a vault is never a file
_ENGLISH = "eng"  # of a card, where no language of it was named


def add_parser(subparsers: SubParsers) -> None:
    """Add `print` to the commands of the program."""
    parser = subparsers.add_parser("print", help=_(COMMANDS["print"]))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("document", nargs="?", choices=sorted(DOCUMENTS), metavar="DOCUMENT")
    what.add_argument("--list", action="store_true", help=_("Name every document."))
    what.add_argument(
        "--packs",
        metavar="COUNT",
        type=int,
        help=_("Blank emergency packs, each under a serial number of its own."),
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--record",
        metavar="FILE",
        type=Path,
        help=_("The record of a case bundle ({name}).").format(name="record.json"),
    )
    source.add_argument(
        "--blank",
        action="store_true",
        help=_("To be filled in by hand; so it is without a record."),
    )
    parser.add_argument(
        "--lang",
        metavar="CODE",
        choices=("ar", "en", *LANGUAGES),
        help=_("The language of the paper, or the person's on a card."),
    )
    parser.add_argument(
        "--agency", metavar="CODE", default="", help=_("Whose letterhead a blank paper has.")
    )
    parser.add_argument(
        "--restricted",
        action="store_true",
        help=_("Restricted answers too, which a supervisor let go."),
    )
    parser.add_argument(
        "--need",
        metavar="ROW",
        type=int,
        default=0,
        help=_("The need that a letter of referral is about, where there are several."),
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help=_("The PDF to write."))
    parser.set_defaults(complain=parser.error)


def run(args: argparse.Namespace) -> int:
    """Write the paper, or name all of them.

    Raises:
        RecordUnreadable, FormUnknown, FileUnreadable, LetterRefused, DiskFull, TargetNotWritable:
        nothing was written.
    """
    if args.list:
        for name, title in DOCUMENTS.items():
            print(f"{name}\t{title.text(language())}")
        elsewhere = {name: wording(name).text("title").text(language()) for name in _FROM_A_VAULT}
        elsewhere[_RECOVERY] = _("Recovery sheet")
        for name, called in elsewhere.items():
            print(f"{name}\t{called}\t{_('in the program, from its vault')}")
        return 0
    if args.out is None:
        args.complain(_("Name the PDF to write: {option}").format(option=isolated("--out FILE")))
    if args.packs is not None:
        return _packs(args)
    if args.record and args.document in STATION_PAPERS:
        args.complain(_("This paper is about the station and of no record."))
    source = _record(args.record) if args.record else _blank(args)
    spoken = args.lang or "ar"
    options = PrintOptions(
        language="en" if spoken == "en" else "ar",
        copy="prosecution",
        include_level4=args.restricted,
        card=spoken if spoken in LANGUAGES else _ENGLISH,
        as_recorded=args.record is not None,
        need=args.need,
    )
    if args.document == LETTER and isinstance(source, CaseFile):
        options = replace(options, need=need_meant(source, options))
    write_file(args.out, render(args.document, source, options))
    return 0


def _packs(args: argparse.Namespace) -> int:
    if args.record or not 1 <= args.packs <= MOST_PACKS:
        args.complain(_("From 1 to {most} packs.").format(most=MOST_PACKS))
    today = system_clock().astimezone(KUWAIT).date()
    serials = new_serials(args.packs, today)
    blank = _blank(args)
    options = PrintOptions(language="en" if args.lang == "en" else "ar", blank=True)
    write_file(args.out, render_packs(blank.form, blank.station, serials, options))
    for serial in serials:
        print(grouped_serial(serial))
    return 0


def _record(path: Path) -> CaseFile:
    record = read_record_file(read_plain(path, MOST))
    known = load_published()
    return record.case_file(known.get(record.record.form_id, record.record.form_version))


def _blank(args: argparse.Namespace) -> BlankForm:
    form = load_published().newest(_FORM)
    if not args.agency:
        return BlankForm(form)
    agencies = [choice.name for choice in form.choices.get("agency", ())]
    if args.agency not in agencies:
        args.complain(_("No agency has this code. Known: {codes}").format(codes=" ".join(agencies)))
    return BlankForm(form, Station(StationKind.OFFICER, args.agency, "", ""))
