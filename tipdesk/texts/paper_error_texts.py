"""What to say for every error of paper, printed or scanned: what happened, what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.core import errors
from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import N_

PAPER_ERRORS: Mapping[type[TipdeskError], tuple[str, str]] = {
    errors.PrintFailed: (
        N_("The printer did not take all pages."),
        N_(
            "Look whether it is switched on and has paper, and take what came out from the tray; "
            "then print again."
        ),
    ),
    errors.PrintUnrecorded: (
        N_(
            "The pages were sent to the printer, but that could not be recorded in the chain of "
            "custody. No further copy was printed."
        ),
        N_(
            "Destroy the pages that come out: the next print has the same copy number. Then print "
            "again. If this is said again, lock the vault and tell the supervisor."
        ),
    ),
    errors.PaperOutdated: (
        N_("The file was changed since this paper was drawn. Nothing was printed."),
        N_("It is drawn anew now. Look at it, then print."),
    ),
    errors.LetterheadRefused: (
        N_("This cannot stand on the papers of this station."),
        N_("Change it and look at the preview."),
    ),
    errors.PageRefused: (
        N_("The scan was not filed."),
        N_("Nothing was kept of it. Look at the page, and scan it again if need be."),
    ),
    errors.PackTypedIn: (
        N_("This pack was typed in already: file {number}."),
        N_("Open that file, or read the number on the paper again."),
    ),
    errors.LetterRefused: (
        N_("The letter of referral cannot be written yet."),
        N_("Complete what is missing in the file, then print the letter."),
    ),
    errors.SlipRefused: (
        N_("This is not the reply slip that is asked for."),
        N_("Nothing was entered. Look at the slip and choose the right file and need."),
    ),
}
