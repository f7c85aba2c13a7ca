"""What an update says of itself, in the language of the screen: who made it, what changes."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.update.release import ReleaseStatement, System
from tipdesk.bundle.update.verdict import Caution, Refusal, UpdateVerdict
from tipdesk.core.errors import UpdateRefused
from tipdesk.i18n.text import (
    N_,
    _,
    format_date,
    isolate,
    isolated,
    kuwait_day,
    language,
    listed,
    ngettext,
)
from tipdesk.texts.messages import Message, sentence

_CAUTIONS: Mapping[Caution, str] = {
    Caution.OVERDUE: N_(
        "A newer update than this one should be out by now. Ask for it; this one can be installed."
    ),
    Caution.FROM_THE_FUTURE: N_(
        "This update is dated after today. The clock of this computer may be wrong."
    ),
}


def refused(verdict: UpdateVerdict) -> Message:
    """Why it is not installed, and what to do; the first reason counts."""
    return sentence(refusal(verdict.refusals[0]))


def refusal(reason: Refusal) -> UpdateRefused:
    """The same as an error."""
    return UpdateRefused(reason=reason.value)


def signers(verdict: UpdateVerdict) -> tuple[str, ...]:
    """Who vouches for it."""
    lines = []
    if verdict.makers:
        names = listed(verdict.makers, language())
        lines.append(_("Signed for its maker by: {names}").format(names=names))
    if verdict.agency:
        text = _("Signed by the certification authority of: {agency}")
        lines.append(text.format(agency=isolated(verdict.agency)))
    return tuple(lines)


def way(verdict: UpdateVerdict, installed: str) -> str:
    """From which version to which."""
    if verdict.release is None:
        return ""
    return _("From version {old} to version {new}, of {date}.").format(
        old=isolated(installed),
        new=isolated(verdict.release.version),
        date=isolated(format_date(kuwait_day(verdict.release.date), language())),
    )


def changes(verdict: UpdateVerdict) -> tuple[str, ...]:
    """What is new, as the maker has signed it."""
    if verdict.release is None:
        return ()
    return tuple(isolate(line) for line in verdict.release.changes[language()])


def cautions(verdict: UpdateVerdict) -> tuple[str, ...]:
    """What is to be known and keeps nobody from it."""
    return tuple(_(_CAUTIONS[caution]) for caution in verdict.cautions)


def age(date: datetime | None, now: datetime) -> str:
    """How old the newest update is that was seen here."""
    if date is None:
        return _("No update was seen on this station yet.")
    days = max(0, (kuwait_day(now) - kuwait_day(date)).days)
    return ngettext(
        "The newest update seen here is {count} day old.",
        "The newest update seen here is {count} days old.",
        days,
    ).format(count=isolated(str(days)))


def for_administrator(package: Path, release: ReleaseStatement) -> str:
    """What whoever administers the computer does with a saved Debian package. Whoever has it in
    hand until then could change it; apt asks nobody, and the maker's signature stayed in the
    update."""
    target = release.target(System.DEBIAN)
    digest = target.sha256 if target is not None else ""
    named = shlex.quote(str(package))
    return _(
        "The package is saved: {file}. This program was installed for everybody on this computer;"
        " its administrator installs the new version with this command: {command}\n\n"
        "Before that the administrator compares what {check} says with the digest that the maker"
        " signed:\n{digest}"
    ).format(
        file=isolated(str(package)),
        command=isolated(f"sudo apt install {named}"),
        check=isolated(f"sha256sum {named}"),
        # In two lines: one is wider than a dialog.
        digest="\n".join(isolated(half) for half in (digest[:32], digest[32:])),
    )
