"""`tipdesk print`: a paper as PDF, blank or of a record.json, without a vault and without a window.

Exit status: 0 written, 1 not, or (of a chain of custody) written with exceptions, which are said.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk.bundle.strict_json import read_json
from tipdesk.cases.custody.document import read_custody
from tipdesk.cases.custody.reading import ChainReading
from tipdesk.cases.handover.reading import read_record_file
from tipdesk.cases.handover.rows import MOST_BYTES
from tipdesk.cases.model import CaseFile, CustodyEvent, Station, StationKind
from tipdesk.cases.paper.prints import MOST as MOST_PACKS
from tipdesk.cases.paper.prints import grouped_serial, new_serials
from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain_line, refuse_existing
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import ChainUnreadable, RecordUnreadable
from tipdesk.core.plain_file import read_plain, write_file
from tipdesk.desk.custody.book import carried_paper, render_chain
from tipdesk.desk.custody.chain_reader import read_carried
from tipdesk.desk.paper.printing_room import BlankForm, PrintOptions, language_preferred
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.language_cards import LANGUAGES
from tipdesk.i18n.text import _, isolated, kuwait_day, language
from tipdesk.printing.documents.referral_letter import need_meant
from tipdesk.printing.documents.registry import DOCUMENTS, About, Beyond, Document, Spoken
from tipdesk.printing.documents.rendering import render, render_packs
from tipdesk.texts.custody import objection_message

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

_FORM = "victim-intake"
_CHAIN_FILE = "custody.json"  # lies beside record.json in a bundle
_ENGLISH = "eng"  # of a card, where neither command nor record names one


def add_parser(subparsers: SubParsers) -> None:
    """Add `print` to the commands of the program."""
    parser = subparsers.add_parser("print", help=_(COMMANDS["print"]))
    papers = parser.add_mutually_exclusive_group(required=True)
    papers.add_argument("document", nargs="?", choices=sorted(DOCUMENTS), metavar="DOCUMENT")
    papers.add_argument("--list", action="store_true", help=_("List every document."))
    papers.add_argument(
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
    _add_options(parser)
    parser.set_defaults(complain=parser.error)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang",
        metavar="CODE",
        choices=("ar", "en", *LANGUAGES),
        help=_("The language of the document, or the person's on a card."),
    )
    parser.add_argument(
        "--agency", metavar="CODE", default="", help=_("Whose letterhead a blank document has.")
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help=_("Large print, on what the person reads or takes along."),
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
    parser.add_argument(
        "--chain",
        metavar="FILE",
        type=Path,
        help=_("The chain of custody that lies beside the record ({name}).").format(
            name=_CHAIN_FILE
        ),
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help=_("The PDF to write."))
    parser.add_argument("--force", action="store_true", help=_("Replace a file that is there."))


def run(args: argparse.Namespace) -> int:
    """Write the paper, or name all of them.

    Raises:
        RecordUnreadable, ChainUnreadable, FormUnknown, FileUnreadable, LetterRefused, TargetExists,
        DiskFull, TargetNotWritable: nothing was written.
    """
    if args.list:
        return _list()
    if args.out is None:
        args.complain(_("Choose the PDF to write: {option}").format(option=isolated("--out FILE")))
    refuse_existing(args.out, force=args.force)
    document = DOCUMENTS.get(args.document)  # none: packs are asked for
    if args.lang in LANGUAGES and (document is None or document.spoken is not Spoken.PERSON):
        args.complain(_("This document is there in Arabic and in English only."))
    if document is None:
        return _packs(args)
    if args.chain and not document.tells_chain:
        args.complain(_("This document tells nothing of the chain of custody."))
    if document.about is About.CHAIN and (args.record or args.chain or not document.drawn_by):
        return _chain(args)
    if args.record and (why := _not_of_a_record(document)):
        args.complain(why)
    source = _record(args.record) if args.record else _blank(args)
    source, status = _with_chain(args, source)
    write_file(args.out, render(args.document, source, _options(args, source)))
    return status


def _options(args: argparse.Namespace, source: CaseFile | BlankForm) -> PrintOptions:
    spoken = args.lang or (language_preferred(source) if isinstance(source, CaseFile) else "")
    options = PrintOptions(
        language="en" if spoken == "en" else "ar",
        copy="prosecution",
        include_level4=args.restricted,
        large=args.large,
        card=spoken if spoken in LANGUAGES else _ENGLISH,
        as_recorded=args.record is not None,
        need=args.need,
    )
    if DOCUMENTS[args.document].beyond is Beyond.NEED and isinstance(source, CaseFile):
        return replace(options, need=need_meant(source, options))
    return options


def _not_of_a_record(document: Document) -> str:
    """Why it cannot be made of a record; '' where it can."""
    if document.about is About.STATION:
        return _("This document is about the station and of no record.")
    if document.about is About.PROGRAM:
        return _("This document is about the program and of no record.")
    if document.about is About.KEYS:
        return _(
            "A filled recovery sheet is written by hand or printed by the program: never a file."
        )
    if document.beyond is Beyond.REVIEW:
        return _("This document is about a review, of which a record says nothing.")
    return ""


def _list() -> int:
    """Each by its key, with its title, and what it cannot be made of."""
    for document in DOCUMENTS.values():
        only = _("blank only; filled, from its vault") if _not_of_a_record(document) else ""
        if document.about is About.PROGRAM:
            only = _("the same for everybody")
        if not document.drawn_by:
            only = _("of a record and its chain only")
        print("\t".join(filter(None, (document.key, document.title.text(language()), only))))
    return 0


def _chain(args: argparse.Namespace) -> int:
    """The log or the certificate, of the chain that a bundle carries beside its record."""
    if args.record is None:
        complaint = _no_record()
        if not DOCUMENTS[args.document].drawn_by:
            complaint = _(
                "A certificate of nothing would only serve to forge one: it has no "
                "blank form. Choose a record: {option}"
            )
        args.complain(complaint.format(option=isolated("--record FILE")))
    path = args.chain or args.record.with_name(_CHAIN_FILE)
    file = _record(args.record)
    _events, reading = _carried(path, file)
    paper = carried_paper(reading, file, "en" if args.lang == "en" else "ar")
    write_file(args.out, render_chain(args.document, paper))
    return _complain_of_objections(reading)


def _with_chain(
    args: argparse.Namespace, source: CaseFile | BlankForm
) -> tuple[CaseFile | BlankForm, int]:
    """With what the chain says of the statement, unless it has exceptions; the exit status."""
    if args.chain is None:
        return source, 0
    if not isinstance(source, CaseFile):
        args.complain(_no_record().format(option=isolated("--record FILE")))
        return source, 2
    events, reading = _carried(args.chain, source)
    return (replace(source, custody=events) if reading.holds else source), _complain_of_objections(
        reading
    )


def _carried(path: Path, file: CaseFile) -> tuple[tuple[CustodyEvent, ...], ChainReading]:
    try:
        segments = read_custody(_document(path), file.case.id)
    except ValueError as error:
        raise ChainUnreadable from error
    complain_line(_("Chain of custody: {file}").format(file=isolated(str(path))))
    reading = read_carried(file, segments, system_clock())
    return tuple(entry.event for entry in reading.entries), reading


def _complain_of_objections(reading: ChainReading) -> int:
    """Say every exception; the exit status."""
    for objection in reading.objections:
        message = objection_message(objection, language(), carried=True)
        complain_line(f"✗ {message.what} {message.next_step}")
    return 0 if reading.holds else 1


def _no_record() -> str:
    return _("Choose the record that the chain lies beside: {option}")


def _packs(args: argparse.Namespace) -> int:
    if args.record or not 1 <= args.packs <= MOST_PACKS:
        args.complain(_("From 1 to {most} packs.").format(most=MOST_PACKS))
    today = kuwait_day(system_clock())
    serials = new_serials(args.packs, today)
    blank = _blank(args)
    options = PrintOptions("en" if args.lang == "en" else "ar", blank=True, large=args.large)
    write_file(args.out, render_packs(blank.form, blank.station, serials, options))
    for serial in serials:
        print(grouped_serial(serial))
    return 0


def _document(path: Path) -> bytes:
    """JSON as a receiving station takes it, with one meaning only. Raises ValueError."""
    data = read_plain(path, MOST_BYTES)
    read_json(data, MOST_BYTES)
    return data


def _record(path: Path) -> CaseFile:
    try:
        record = read_record_file(_document(path))
    except ValueError as error:
        raise RecordUnreadable from error
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
