"""What a vault remembers of updates: the newest root and release that were seen, who let which one
be installed, and which program opened it last.

The newest one seen stands as a value and as an audit log entry, and both have to agree: whoever
changes the value alone, to bring an older program, is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk import __version__
from tipdesk.bundle.strict_json import read_json
from tipdesk.bundle.update.maker_root import (
    MakerRoot,
    ReleaseMark,
    Version,
    pinned_root,
    read_root,
)
from tipdesk.bundle.update.release import System
from tipdesk.bundle.update.verdict import Known, Remembered, UpdateVerdict
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import Act
from tipdesk.core.errors import UpdateRefused
from tipdesk.core.installation import Installation, Kind, this_installation
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import custody_rows

_SEEN = "newest_update"  # names in the vault
_ROOT = "maker_root"
_PROGRAM = "program"
_FIELDS = ("version", "sequence", "release", "date", "root")
_SYSTEMS = {
    Kind.WINDOWS: System.WINDOWS,
    Kind.LINUX: System.DEBIAN,
    Kind.DEBIAN: System.DEBIAN,
}


@dataclass(frozen=True, slots=True)
class LookPlan:
    """All that looking into an update needs; frozen."""

    path: Path
    known: Known
    installation: Installation


class Updates:
    """The updates of an open vault. GUI thread; short."""

    def __init__(self, desk: OpenVault, keys: Keys) -> None:
        self._desk = desk
        self._keys = keys
        self.installation = this_installation()

    def takes_updates(self) -> bool:
        """Whether this build knows its maker's keys, or this station has kept them."""
        return pinned_root() is not None or bool(self._desk.vault.meta(_ROOT))

    @property
    def updated_from(self) -> str:
        """The version that opened this vault last, when it was another one; '' when not."""
        return self._desk.updated_from

    def newest(self) -> datetime | None:
        """Of when the newest release is that was seen here. Raises UpdateRefused, as `plan`."""
        remembered = self._remembered()
        return remembered.date if remembered is not None and remembered.sha256 else None

    def plan(self, path: Path) -> LookPlan:
        """What `look_into` needs.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "update_program").
            UpdateRefused: what is remembered was changed (details: reason "remembered").
        """
        self._desk.require(Act.UPDATE_PROGRAM)
        known = Known(
            pinned=pinned_root(),
            remembered=self._remembered(),
            installed=__version__,
            system=_SYSTEMS.get(self.installation.kind),
            schema=self._desk.vault.version,
            trust=self._keys.trust_store(),
            now=self._desk.now(),
        )
        return LookPlan(path, known, self.installation)

    def record_seen(self, verdict: UpdateVerdict) -> None:
        """Remember a release for which maker and agency vouch; nothing of any other, and nothing
        that lies behind what was remembered since it was judged.

        Raises:
            UpdateRefused: as `plan`.
            DiskFull, VaultReadOnly
        """
        seen, before = verdict.seen, self._remembered()
        if seen is None or seen == before or (before is not None and _is_behind(seen, before)):
            return
        fields: dict[str, str] = {
            "version": seen.mark.version,
            "sequence": str(seen.mark.sequence),
            "release": seen.sha256,
            "date": timestamp(seen.date),
            "root": seen.root.sha256,
        }
        with self._desk.vault.transaction():
            self._desk.vault.set_meta(_SEEN, canonical(fields).decode("ascii"))
            self._desk.vault.set_meta(_ROOT, seen.root.data.decode("utf-8"))
            self._desk.enter("update_seen", None, "", **fields)
            self._desk.seal()

    def record_begun(self, verdict: UpdateVerdict) -> None:
        """Enter, before the vault is locked for it, who lets which version go over to which.

        Raises:
            TransitionRefused: as `plan`.
            UpdateRefused: there is a reason against it.
        """
        self._desk.require(Act.UPDATE_PROGRAM)
        if not verdict.accepted or verdict.release is None:
            reason = verdict.refusals[0].value if verdict.refusals else "damaged"
            raise UpdateRefused(reason=reason)
        with self._desk.vault.transaction():
            self._desk.enter(
                "update_begun",
                from_version=__version__,
                to_version=verdict.release.version,
                release=verdict.sha256,
                makers=", ".join(verdict.makers),
            )
            self._desk.seal()

    def _root(self) -> MakerRoot | None:
        text = self._desk.vault.meta(_ROOT)
        try:
            return read_root(text.encode("utf-8")) if text else None
        except ValueError as error:
            raise UpdateRefused(reason="remembered") from error

    def _remembered(self) -> Remembered | None:
        """Raises UpdateRefused (reason "remembered"): value and audit log entry do not agree."""
        seen, root = custody_rows.last_of(self._desk.vault, "update_seen"), self._root()
        entry = seen or custody_rows.last_of(self._desk.vault, "update_keys_kept")
        detail = {} if entry is None else dict(entry.detail)
        text = self._desk.vault.meta(_SEEN)
        named = {name: detail.get(name, "") for name in _FIELDS} if seen is not None else {}
        try:
            agree = (read_json(text.encode("utf-8")) if text else {}) == named
            if not agree or detail.get("root", "") != ("" if root is None else root.sha256):
                raise UpdateRefused(reason="remembered")
            if root is None:
                return None
            if seen is None:
                return Remembered(root, ReleaseMark(0, "0.0"), "", self._desk.now())
            return _remembered_of(root, named)
        except (ValueError, OverflowError) as error:
            raise UpdateRefused(reason="remembered") from error


def _remembered_of(root: MakerRoot, fields: Mapping[str, str]) -> Remembered:
    """Raises ValueError, OverflowError: no program has entered this."""
    date = datetime.fromisoformat(fields["date"])
    Version.of(fields["version"])
    kuwait_day(date)
    mark = ReleaseMark(int(fields["sequence"]), fields["version"])
    return Remembered(root, mark, fields["release"], date)


def _is_behind(seen: Remembered, before: Remembered) -> bool:
    """Whether it is older. Only a newer root may go back in releases."""
    if seen.root.version != before.root.version:
        return seen.root.version < before.root.version
    versions = (Version.of(seen.mark.version), Version.of(before.mark.version))
    return seen.mark.sequence < before.mark.sequence or versions[0] < versions[1]


def note_program(desk: OpenVault) -> None:
    """After unlocking: enter that another program than before has opened the vault, from which
    version to which, however it was installed. The first root of the maker is kept."""
    vault = desk.vault
    before = vault.meta(_PROGRAM)
    kept = vault.meta(_ROOT) or custody_rows.last_of(vault, "update_keys_kept")
    pinned = None if kept else pinned_root()  # once: whoever removes it by hand is noticed
    if before == __version__ and pinned is None:
        return
    with vault.transaction():
        vault.set_meta(_PROGRAM, __version__)
        if before not in ("", __version__):
            desk.enter("program_changed", from_version=before, to_version=__version__)
            desk.updated_from = before
        if pinned is not None:
            vault.set_meta(_ROOT, pinned.data.decode("utf-8"))
            desk.enter("update_keys_kept", root=pinned.sha256)
