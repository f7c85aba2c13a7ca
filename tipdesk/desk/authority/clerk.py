"""The clerk at the open folder of a certification authority, and how it is opened and founded."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tipdesk.bundle import authority
from tipdesk.bundle.certifying.signatory import ROOT, Founder
from tipdesk.bundle.certifying.state import STATE_FILE, AuthorityState, Issued, serial_text
from tipdesk.bundle.crypto.sealed_key import FLOOR
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.trust import grouped
from tipdesk.core.clock import Clock
from tipdesk.core.errors import CertificateUnknown, FileUnreadable
from tipdesk.core.hardening import overwrite_lately_freed
from tipdesk.core.plain_file import read_plain


class ClerkSession:
    """An authority whose keys are in memory, in a folder that nobody else works in.

    Every method that writes is to run in a job, one after another."""

    def __init__(self, opened: authority.Authority, held: ExitStack, clock: Clock) -> None:
        self._opened = opened
        self._held = held
        self.clock = clock
        self.closed = False

    @property
    def authority(self) -> authority.Authority:
        """The open authority. Raises RuntimeError: it is closed."""
        if self.closed:
            raise RuntimeError("the authority is locked")
        return self._opened

    @property
    def state(self) -> AuthorityState:
        """What the authority remembers, as it is now; never changed in place."""
        return self._opened.state

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._opened.folder

    @property
    def fingerprint(self) -> str:
        """Its 40 digits in groups, which a station types in at the first import of a list."""
        return grouped(self.authority.fingerprint)

    def close(self) -> None:
        """Forget the keys and let go of the folder. Once more does nothing."""
        if self.closed:
            return
        self.closed = True
        self._opened.wipe()
        self._held.close()
        overwrite_lately_freed()

    # --- acts ---------------------------------------------------------------------------------

    def revoke(self, serial: int, reason: str) -> None:
        """Revoke a certificate for a reason by its name in RFC 5280 §5.3.1. JOB.

        Raises:
            CertificateUnknown, DiskFull, TargetNotWritable
        """
        self.authority.revoke(serial, authority.revocation_reason(reason), self.clock())

    def lose(self, station: str) -> tuple[Issued, ...]:
        """The laptop of a station is lost: revoke all its certificates. JOB.

        Raises:
            StationUnknown, DiskFull, TargetNotWritable
        """
        return self.authority.lose(station, self.clock())

    def approves_for(self, approver: str, exporter: str, *, on: bool) -> None:
        """From the next list on one station approves for another, or no more. JOB.

        Raises:
            StationUnknown, DiskFull, TargetNotWritable
        """
        self.authority.approves_for(approver, exporter, self.clock(), ends=not on)

    def head(self, office: str, login: str, *, on: bool) -> None:
        """From the next list on a prosecutor leads their office, or no more. JOB.

        Raises:
            StationUnknown, DiskFull, TargetNotWritable
        """
        self.authority.head(office, login, self.clock(), ends=not on)

    def notices(self, office: str, *, on: bool) -> None:
        """From the next list on an office takes electronic notices, or no more. JOB.

        Raises:
            StationUnknown, DiskFull, TargetNotWritable
        """
        self.authority.notices(office, self.clock(), ends=not on)

    def save_certificate(self, item: Issued, folder: Path) -> Path:
        """Write a certificate that was given out to a drive once more. JOB.

        Raises:
            CertificateUnknown: the folder of the authority does not have it.
            DiskFull, TargetNotWritable
        """
        number = serial_text(item.serial)
        try:
            pem = read_plain(self.folder / authority.ISSUED / f"{number}.pem")
        except FileUnreadable as error:
            raise CertificateUnknown(serial=number) from error
        return write_whole(folder, certificate_name(item), pem, self.clock())

    def new_revocations(self) -> int:
        """Publish a revocation list; its number. JOB. Raises DiskFull, TargetNotWritable."""
        self.authority.crl(self.clock())
        return self.state.crl_number

    def save_revocations(self, folder: Path) -> Path:
        """Copy the published revocation list to a drive. JOB.

        Raises:
            FileUnreadable, DiskFull, TargetNotWritable
        """
        data = read_plain(self.folder / authority.CRL)
        return write_whole(folder, authority.CRL, data, self.clock())


def certificate_name(item: Issued) -> str:
    """The name of a certificate's file on a drive."""
    return f"certificate-{item.holder.unit}-{item.holder.login}.pem".lower()


def is_authority(folder: Path) -> bool:
    """Whether a folder looks like an authority's."""
    return (folder / STATE_FILE).is_file() and (folder / ROOT).is_file()


def may_found(folder: Path) -> bool:
    """Whether a new authority can be set up there: nothing is there, or an empty folder."""
    try:
        return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError:
        return False


def open_folder(folder: Path, passphrase: str, clock: Clock) -> ClerkSession:
    """Open an authority's folder and hold it. JOB: Argon2id takes its time.

    Raises:
        AuthorityInvalid: missing, incomplete, altered, or in use (details: reason).
        WrongPassphrase: the keys do not open.
        DiskFull, TargetNotWritable
    """
    with ExitStack() as held:
        held.enter_context(authority.locked(folder))  # from before the state is read
        opened = authority.open_authority(folder, passphrase)
        return ClerkSession(opened, held.pop_all(), clock)


def set_up(
    folder: Path, agency: str, people: Sequence[Founder], clock: Clock, *, cheap: bool = False
) -> ClerkSession:
    """Set up an authority and hold its folder. JOB. The first of its people is the clerk.

    `cheap` puts Argon2id at its floor, for tests.

    Raises:
        AuthorityInvalid: the folder is in use (reason "exists").
        AgencyNameRefused, OnePerson, WeakPassphrase, HolderRefused, DiskFull, TargetNotWritable
    """
    cost = FLOOR if cheap else None
    opened = authority.init(folder, agency, people, clock(), cost)
    with ExitStack() as held:
        held.enter_context(authority.locked(folder))
        return ClerkSession(opened, held.pop_all(), clock)
