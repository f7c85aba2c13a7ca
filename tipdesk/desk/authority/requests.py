"""Requests that stations bring on a drive: read, compared by the clerk, certified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tipdesk.bundle import enrolment
from tipdesk.bundle.certifying.state import Issued, serial_text
from tipdesk.bundle.enrolment import Enrolment
from tipdesk.bundle.target import check_there, place_name, write_whole
from tipdesk.bundle.trust import certificate_pem, grouped
from tipdesk.core.errors import CertificateLive, TargetNotWritable, TipdeskError
from tipdesk.core.plain_file import read_plain
from tipdesk.core.work import Work
from tipdesk.desk.authority.clerk import ClerkSession, certificate_name

_MOST_FILES = 500  # of a folder that are looked into
_MOST_BYTES = 64 << 10  # of a request


@dataclass(frozen=True, slots=True)
class BroughtRequest:
    """A file that was brought: what it asks for, or why nothing can be made of it."""

    path: Path
    asks: Enrolment | None = None
    refused: TipdeskError | None = None

    @property
    def digits(self) -> tuple[str, ...]:
        """The 40 digits in groups of five."""
        return tuple(grouped(self.asks.fingerprint).split()) if self.asks else ()


@dataclass(frozen=True, slots=True)
class Certified:
    """What became of a request: a certificate, and its file where it could be written."""

    request: BroughtRequest
    issued: Issued | None = None
    path: Path | None = None
    refused: TipdeskError | None = None


def read_requests(
    session: ClerkSession, places: Sequence[Path], work: Work
) -> tuple[BroughtRequest, ...]:
    """Every request in these files and folders, by name; of a folder only what is one. JOB. What
    cannot be certified comes last and says why: it is damaged, or its person has a certificate.

    Raises:
        Cancelled: the person has stopped it.
        TargetNotWritable: a folder is not there any more (reason "gone").
    """
    read: list[BroughtRequest] = []
    paths = [path for place in places for path in _files(place)]
    for at, (path, was_named) in enumerate(paths):
        work.step(at, len(paths))
        request = _read(session, path)
        if was_named or request.asks is not None or _claims(path):
            read.append(request)
    return tuple(sorted(read, key=lambda request: request.refused is not None))


def _files(place: Path) -> Iterator[tuple[Path, bool]]:
    try:
        if not place.is_dir():
            yield place, True
            return
        check_there(place)
        names = sorted(path for path in place.glob("*.json") if path.is_file())
    except OSError as error:  # a drive that answers nothing
        raise TargetNotWritable(name=place_name(place), reason="gone") from error
    yield from ((path, False) for path in names[:_MOST_FILES])


def _claims(path: Path) -> bool:
    """Whether a file of a folder says that it is a request."""
    try:
        return enrolment.FORMAT.encode() in read_plain(path, _MOST_BYTES)
    except TipdeskError:
        return False


def _read(session: ClerkSession, path: Path) -> BroughtRequest:
    try:
        asks = enrolment.read_enrolment(read_plain(path, _MOST_BYTES))
    except TipdeskError as error:
        return BroughtRequest(path, refused=error)
    live = session.state.live(asks.holder.service_number, session.clock())
    refused = CertificateLive(serial=serial_text(live[-1].serial)) if live else None
    return BroughtRequest(path, asks, refused)


def certify(
    session: ClerkSession, requests: Sequence[BroughtRequest], work: Work
) -> tuple[Certified, ...]:
    """Certify each request whose digits the clerk has compared, and write its certificate beside
    it. JOB. One that is refused keeps no other from being certified, and a stop leaves those that
    were certified: their certificates are in the authority's folder too.
    """
    outcomes = []
    for at, request in enumerate(requests):
        if work.cancelled:
            break
        if request.asks is not None:
            outcomes.append(_certify(session, request, request.asks))
        if not work.cancelled:
            work.step(at + 1, len(requests))
    return tuple(outcomes)


def _certify(session: ClerkSession, request: BroughtRequest, asks: Enrolment) -> Certified:
    try:
        certificate = session.authority.issue(asks, session.clock())
    except TipdeskError as error:
        return Certified(request, refused=error)
    issued = session.state.find(certificate.serial_number)
    if issued is None:
        raise RuntimeError("a certificate that the state does not know")
    try:
        pem = certificate_pem(certificate)
        path = write_whole(request.path.parent, certificate_name(issued), pem, session.clock())
    except TipdeskError as error:
        return Certified(request, issued, refused=error)
    return Certified(request, issued, path)
