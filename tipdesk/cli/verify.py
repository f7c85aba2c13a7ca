"""`tipdesk verify`: the Prosecution's check, without a vault and without a window.

Exit status: 0 valid, 1 not valid, 2 unreadable, 3 set aside; of many files the worst. Many files,
or a folder, are held against each other as well: a table says what follows what, and below it
stands what is missing among them or there twice.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk.bundle.container.index import BundleKind
from tipdesk.bundle.file_kind import OWN_SUFFIX, FileKind, kind_of
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.cli import verify_report
from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain, complain_line
from tipdesk.cli.verify_report import NOT_VALID, SET_ASIDE, UNREADABLE, VALID
from tipdesk.core import errors
from tipdesk.desk.handover.compared_files import (
    ComparedFile,
    ComparedFinding,
    Comparison,
    compare,
    firsts,
)
from tipdesk.i18n.text import N_, _, clean, isolated, language, listed

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers


def add_parser(subparsers: SubParsers) -> None:
    """Add `verify` to the commands of the program."""
    parser = subparsers.add_parser(
        "verify",
        help=_(COMMANDS["verify"]),
        epilog=_(
            "Exit status: 0 valid, 1 not valid, 2 unreadable, 3 set aside; of many files the "
            "worst: 2 before 1, 1 before 3."
        ),
    )
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help=_("A file, or a folder with everything in it."),
    )
    parser.add_argument(
        "--identity",
        metavar="FILE",
        type=Path,
        help=_("The age identity that opens the case bundle."),
    )
    parser.add_argument(
        "--trust",
        metavar="FILE",
        type=Path,
        help=_(
            "A trust list, or the certification authority's certificate and revocation list as PEM."
        ),
    )
    parser.add_argument("--json", action="store_true", help=_("Answer in JSON."))


def run(args: argparse.Namespace) -> int:
    """Check the files and print what was found; the exit status."""
    paths: Sequence[Path] = args.files
    if len(paths) == 1 and not paths[0].is_dir():
        return _run_single(args, paths[0])
    return _run_many(args, tuple(_files(paths)))


def _run_single(args: argparse.Namespace, path: Path) -> int:
    try:
        report = verify_report.check(path, verify_report.asked(args.identity, args.trust)).report
    except errors.TipdeskError as error:
        complain(error)
        if not args.json:
            return UNREADABLE
        report = _unchecked(error, args.trust)
    if args.json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(verify_report.lines(report, path.name)))
    return verify_report.exit_status(report)


def _unchecked(error: errors.TipdeskError, trust: Path | None) -> VerificationReport:
    return VerificationReport("bundle", problems=(verify_report.why_not(error, trust),))


# --- many ---------------------------------------------------------------------------------------

_SUFFIXES = (".asice", ".asice.age", OWN_SUFFIX)
_CHECKED = (
    FileKind.CASE_BUNDLE,
    FileKind.MESSAGE,
    FileKind.ANNEX,
    FileKind.RECEIPT,
    FileKind.TRUST_LIST,
    FileKind.FORM,
    FileKind.STATION_KIT,
)
_OTHERS = (FileKind.REQUEST, FileKind.CERTIFICATE, FileKind.UPDATE)
_WORST = (VALID, SET_ASIDE, NOT_VALID, UNREADABLE)  # the worse the later


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file that is to be checked, or why it cannot be."""

    path: Path
    name: str  # as it is shown
    error: errors.TipdeskError | None = None


def _files(paths: Iterable[Path]) -> Iterator[_Listed]:
    """Every file that is named, and in folders and what is below them every one that is named or
    begins like one of ours, or cannot be looked at. Each once, in the order of their names."""
    by_place: dict[str, _Listed] = {}
    for path in paths:
        for listed_file in _below(path) if path.is_dir() else [_Listed(path, str(path))]:
            by_place.setdefault(os.path.abspath(listed_file.path), listed_file)  # noqa: PTH100  follows no link
    names = Counter(file.name for file in by_place.values())
    named = [
        replace(file, name=str(file.path)) if names[file.name] > 1 else file
        for file in by_place.values()
    ]
    yield from sorted(named, key=lambda file: file.name)


def _below(folder: Path) -> Iterator[_Listed]:
    refused: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=refused.append):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            shown = path.relative_to(folder).as_posix()
            try:
                kind = kind_of(path)
            except errors.FileUnreadable as error:
                yield _Listed(path, shown, error)
                continue
            if kind in _CHECKED or (name.endswith(_SUFFIXES) and kind not in _OTHERS):
                yield _Listed(path, shown)
    for problem in refused:
        path = Path(os.fsdecode(problem.filename or folder))
        yield _Listed(path, path.name, errors.FileUnreadable(name=path.name))


def _run_many(args: argparse.Namespace, files: Sequence[_Listed]) -> int:
    if not files:
        complain_line(_("There is no file in it that can be verified."))
        if args.json:
            print("[]")
        return UNREADABLE
    checked = [(file.path, _check(args, file, question)) for file, question in _asking(args, files)]
    compared = [file for _path, file in checked]
    findings, statuses = compare(compared), [_status(file) for file in compared]
    if args.json:
        rows = [_row_json(path, file, findings) for path, file in checked]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for file in compared:
            lines = (isolated(clean(file.name)), *verify_report.lines(file.report, file.name))
            print("\n".join(lines), end="\n\n")
        print("\n".join(_table(compared)))
        for finding in findings:
            print(f"  • {_sentence(finding)}")
    if any(finding.comparison.sets_aside for finding in findings):
        statuses.append(SET_ASIDE)
    return max(statuses, key=_WORST.index)


def _asking(
    args: argparse.Namespace, files: Sequence[_Listed]
) -> Iterator[tuple[_Listed, verify_report.FileQuestion | errors.TipdeskError]]:
    """Each file with what is asked, and on a terminal how far it is."""
    question: verify_report.FileQuestion | errors.TipdeskError
    try:
        question = verify_report.asked(args.identity, args.trust)
    except errors.TipdeskError as error:
        complain(error)
        question = error
    watched = sys.stderr is not None and sys.stderr.isatty()
    for number, file in enumerate(files, start=1):
        if watched:
            line = _("Verifying file {number} of {count} …").format(number=number, count=len(files))
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        yield file, question
    if watched:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _check(
    args: argparse.Namespace,
    file: _Listed,
    question: verify_report.FileQuestion | errors.TipdeskError,
) -> ComparedFile:
    if isinstance(question, errors.TipdeskError):
        return ComparedFile(file.name, _unchecked(question, args.trust))
    try:
        if file.error is not None:
            raise file.error
        return replace(verify_report.check(file.path, question), name=file.name)
    except errors.TipdeskError as error:
        return ComparedFile(file.name, _unchecked(error, args.trust))


def _status(file: ComparedFile) -> int:
    return verify_report.exit_status(file.report)


def _row_json(
    path: Path, file: ComparedFile, findings: Sequence[ComparedFinding]
) -> dict[str, JsonValue]:
    """As resources/schemas/verifications.schema.json describes it."""
    return {
        "file": str(path),
        "name": file.name,
        "status": _status(file),
        "case_number": file.case_number or None,
        "beside": [
            {
                "finding": finding.comparison.value,
                "files": list(finding.files),
                "numbers": list(finding.numbers),
                "text": _sentence(finding),
            }
            for finding in findings
            if file.name in finding.files
        ],
        "report": file.report.to_json(),
    }


# --- the table ----------------------------------------------------------------------------------

_RESULTS: Mapping[int, str] = {
    VALID: N_("valid"),
    NOT_VALID: N_("not valid"),
    UNREADABLE: N_("unreadable"),
    SET_ASIDE: N_("set aside"),
}
_OF_KIND: Mapping[BundleKind, str] = {BundleKind.CASE: N_("file"), BundleKind.NOTICE: N_("notice")}
_SENTENCES: Mapping[Comparison, str] = {
    Comparison.NUMBER_MISSING: N_(
        "Case bundles of station {station} for office {office} are not among these: {numbers}"
    ),
    Comparison.NUMBER_TWICE: N_(
        "Two case bundles of station {station} for office {office} have number {numbers}: {files}"
    ),
    Comparison.PREVIOUS: N_(
        "The case bundle that came before number {numbers} of station {station} is another one "
        "than it says: {files}"
    ),
    Comparison.VOID_CAME: N_(
        "A case bundle of station {station} is here though its station says that it was never "
        "sent. It was found at number {numbers}: {files}"
    ),
    Comparison.NEW_SERIES: N_(
        "Station {station} numbers its case bundles for office {office} in more than one series; "
        "another one begins here: {files}"
    ),
    Comparison.FORK: N_(
        "Case bundles of station {station} show two different chains of custody: {files}"
    ),
    Comparison.SAME_BUNDLE: N_("The very same case bundle is here more than once: {files}"),
    Comparison.SAME_FILE: N_(
        "One file is in several case bundles, and none says that it follows another: {files}"
    ),
    Comparison.SAME_FILE_NUMBER: N_("Different files have one file number: {files}"),
    Comparison.SAME_DOCUMENT: N_("Different files name one identity document: {files}"),
    Comparison.FIRST_MISSING: N_("The case bundle that it supplements is not here: {files}"),
}


def _sentence(finding: ComparedFinding) -> str:
    return _(_SENTENCES[finding.comparison]).format(
        files=listed(map(clean, finding.files), language()),
        numbers=listed(finding.numbers, language()),
        station=isolated(finding.station),
        office=isolated(finding.office),
    )


def _table(files: Sequence[ComparedFile]) -> Iterator[str]:
    """A line a file: numbers in order, supplements under what they follow, all else at the end."""
    heads = (
        _("Result"),
        _("Number"),
        _("Kind"),
        _("Station"),
        _("Office"),
        _("File"),
        _("Revision"),
    )
    begun = firsts(files)
    by_name = {file.name: file for file in files}

    def place(file: ComparedFile) -> tuple[object, ...]:
        first = by_name[begun.get(file.name, file.name)]
        return (*_in_series(first), *_in_series(file))

    ordered = sorted(files, key=place)
    rows = [(*heads, _("Name")), *(_cells(file, under=file.name in begun) for file in ordered)]
    widths = [max(len(_bare(row[at])) for row in rows) for at in range(len(heads))]
    for row in rows:
        padded = [row[at] + " " * (widths[at] - len(_bare(row[at]))) for at in range(len(heads))]
        yield "  ".join((*padded, row[-1])).rstrip()


def _in_series(file: ComparedFile) -> tuple[object, ...]:
    index = file.index
    if index is None:
        return (1, "", "", "", "", 0, file.name)
    numbered = index.numbered
    series = (numbered.station, numbered.office, index.kind.value, numbered.series)
    return (0, *series, numbered.number, file.name)


def _cells(file: ComparedFile, *, under: bool) -> tuple[str, ...]:
    index, result = file.index, _(_RESULTS[_status(file)])
    name = ("  " if under else "") + isolated(clean(file.name))
    if index is None:
        return (result, "", "", "", "", "", "", name)
    numbered = index.numbered
    words = (numbered.station, numbered.office, file.case_number or index.case_id, index.revision)
    kind = _(_OF_KIND[index.kind])
    return (result, str(numbered.number), kind, *(isolated(str(word)) for word in words), name)


def _bare(text: str) -> str:
    """Without the signs that keep its order; they have no width."""
    return "".join(letter for letter in text if not 0x2066 <= ord(letter) <= 0x2069)
