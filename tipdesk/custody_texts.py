"""What each link of the chain of custody says was done. Arabic is in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.i18n.catalogue import N_

ACTIONS: Mapping[str, str] = {
    # of a file
    "opened": N_("The file was begun"),
    "viewed": N_("The file was looked at"),
    "edited": N_("Answers were entered"),
    "amended": N_("Answers were changed after completion"),
    "account_frozen": N_("The account was closed"),
    "account_stopped": N_("The account was stopped, to be referred"),
    "account_added": N_("An addendum to the account was entered"),
    "child_waiver_agreed": N_("The supervisor agreed to go on without a child specialist"),
    "child_waiver_withdrawn": N_("The supervisor no longer agrees to go on without one"),
    "attached": N_("A file was attached"),
    "detached": N_("An attachment was destroyed"),
    "completed": N_("The file was completed"),
    "returned": N_("The supervisor returned the file"),
    "approved": N_("The supervisor approved the file"),
    "prosecution_notified": N_("The Prosecution was notified"),
    "language_shown": N_("Questions were shown in the person's language"),
    "printed": N_("A paper was printed"),
    "saved": N_("A paper was saved as PDF"),
    "export_begun": N_("The referral was begun"),
    "exported": N_("The file was referred"),
    "receipt_imported": N_("The Prosecution's answer was imported"),
    # of the receiving desk
    "previewed": N_("A bundle was looked at before it was received"),
    "received": N_("A bundle was received"),
    "refused": N_("A bundle was refused"),
    "kept_aside": N_("A bundle was kept aside"),
    # of the station
    "created": N_("The vault was made"),
    "unlocked": N_("The vault was opened"),
    "unlock_failed": N_("A wrong passphrase was given"),
    "locked": N_("The vault was locked"),
    "recovered": N_("The vault was opened with the recovery sheet"),
    "clock_behind": N_("The clock stood before the last entry: the time is uncertain"),
    "audited": N_("The chain of custody was checked and listed"),
    "salvaged": N_("This vault was made from what could be read of a damaged one"),
    "compact_begun": N_("Compacting the vault was begun"),
    "migrated": N_("The vault was brought to the version of a newer program"),
    "migration_undo_begun": N_("Going back to the version before was begun"),
    "migration_undone": N_("The vault went back to the version before"),
    "passphrase_renewed": N_("A passphrase was changed"),
    "recovery_renewed": N_("A new recovery sheet was made"),
    "recovery_confirmed": N_("The new recovery sheet was confirmed"),
    "recovery_rehearsed": N_("The recovery sheet was tried"),
    "kdf_raised": N_("A passphrase became dearer to guess"),
    "backup_made": N_("A backup was made"),
    "restored": N_("This vault came back from a backup"),
    "officer_enrolled": N_("Somebody was added to the station"),
    "officer_suspended": N_("Somebody was suspended"),
    "officer_reinstated": N_("Somebody was let in again"),
    "officer_removed": N_("Somebody was removed, and the vault got another key"),
    "certificate_requested": N_("A certificate was requested"),
    "certificate_imported": N_("A certificate was imported"),
    "trust_imported": N_("A trust pack was imported"),
    "form_installed": N_("A form was installed"),
    "card_signed_off": N_("A language card was signed off by two readers"),
    "card_draft_again": N_("A language card became a draft again"),
    "voice_added": N_("A recording was added to a language card"),
    "voice_removed": N_("A recording was taken from a language card"),
}
"""By action of a link."""
