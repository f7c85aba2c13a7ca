"""What each entry of the chain of custody says was done. Arabic is in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.cases.custody.chain import BORDER, CARRIED
from tipdesk.cases.files.workflow import ASKED, TAKEN_BACK, UNVOIDED, VOIDED
from tipdesk.cases.model import CustodyEvent
from tipdesk.cases.paper.prints import PrinterKind, PrintOutcome, Purpose
from tipdesk.core.settings import Language
from tipdesk.i18n.text import N_, isolate, isolated, listed, texts

ACTIONS: Mapping[str, str] = {
    # of a file
    "opened": N_("The file was begun"),
    "viewed": N_("The file was viewed"),
    "opened_with_reason": N_("The file was opened with a reason by somebody not assigned to it"),
    "reader_named": N_("Somebody was added to the file"),
    "suspects_opened": N_("The section of the suspects was opened"),
    "opened_by_team": N_("The file was opened by somebody whose team has it"),
    "file_given": N_("The file was given to a team"),
    "file_taken": N_("The file was withdrawn from a team"),
    "hidden": N_("The file was hidden from the unit, since an official is implicated"),
    "escrow_sealed": N_("The keys of the hidden file were sealed to the Prosecution's office anew"),
    "shown_again": N_("The file is shown to the unit again"),
    "approved_directly": N_("The officer let the hidden file go directly to the Prosecution"),
    "reader_unnamed": N_("Somebody was removed from the file"),
    "reassigned": N_("The file was reassigned from one officer to another"),
    "edited": N_("Answers were entered"),
    "amended": N_("Answers were changed after completion"),
    "refused_found": N_("Answers that the form refuses were found in an older file"),
    "account_frozen": N_("The statement was closed"),
    "account_stopped": N_("The statement was stopped, to be referred"),
    "account_added": N_("An addendum to the statement was entered"),
    "child_waiver_agreed": N_("The supervisor agreed to go on without a child specialist"),
    "child_waiver_withdrawn": N_("The supervisor no longer agrees to go on without one"),
    "attached": N_("A file was attached"),
    "acquisition_recorded": N_("How an attached file was acquired was recorded"),
    "consent_noted": N_("What the person agreed to, or no longer agrees to, was noted"),
    "annex_signed": N_("A protective annex was sealed to one prosecutor"),
    "annex_written": N_("A protective annex was written to a USB drive"),
    "annex_answered": N_("The answer to a protective annex was imported"),
    "annex_taken": N_("A prosecutor took in a protective annex"),
    "annex_refused": N_("A prosecutor refused a protective annex"),
    "annex_read": N_("A prosecutor read a protective annex"),
    "detached": N_("An attachment was destroyed"),
    "recording_begun": N_("A sound recording was begun"),
    "recorded": N_("A sound recording was kept as an attachment"),
    "recording_lost": N_("Nothing was left of a sound recording that was cut off"),
    "completed": N_("The file was completed"),
    "returned": N_("The supervisor returned the file"),
    "approved": N_("The supervisor approved the file"),
    ASKED: N_("A supervisor elsewhere was asked to approve the file"),
    TAKEN_BACK: N_("The request to approve the file elsewhere was withdrawn"),
    VOIDED: N_("The file was voided"),
    UNVOIDED: N_("A supervisor lifted the voiding of the file"),
    "prosecution_notified": N_("The Prosecution was notified"),
    "notified_withdrawn": N_("Withdrawn: the Prosecution was not notified after all"),
    "rights_read": N_("The rights were explained"),
    "language_shown": N_("Questions were shown in the person's language"),
    "printed": N_("A document was printed"),
    "print_cancelled": N_("Printing a document was stopped: pages may have come out"),
    "print_failed": N_("Printing a document failed: pages may have come out"),
    "saved": N_("A document was saved as PDF"),
    "copied_out": N_("A copy of an attachment was saved outside the vault"),
    "signed_filed": N_("The scan of a signed document was filed"),
    "typed_in": N_("The file was typed in from a pack of blank paper"),
    "reply_entered": N_("A service's answer to a letter of referral was entered"),
    "slip_kept": N_("The scan of a service's reply slip was kept"),
    "notice_begun": N_("Handing over an electronic notice was begun"),
    "notice_handed_over": N_("An electronic notice was handed over"),
    "notice_received": N_("The Prosecution's answer to an electronic notice was imported"),
    "notice_reviewed": N_("A supervisor went through an electronic notice"),
    "export_begun": N_("The referral was begun"),
    "exported": N_("The file was referred"),
    "transfer_given_up": N_("The file was given up to another station"),
    "transfer_taken_in": N_("The file was taken in from another station"),
    "transfer_unpacked": N_("What was written in the file elsewhere was added"),
    "transfer_taken_back": N_("The file was taken back: the other station has refused it"),
    "transfer_settled": N_("The other station has the file"),
    "transfer_refused": N_("A file of another station was refused"),
    "transfer_digits_wrong": N_("Wrong digits were typed to take a file back"),
    CARRIED: N_("The file was carried over; its earlier entries stay as they are"),
    "receipt_imported": N_("The Prosecution's answer was imported"),
    "never_sent": N_("The Prosecution has a case bundle that was never sent from here"),
    "message_taken": N_("A message was read from a USB drive"),
    "message_sent": N_("A message was signed"),
    # of the receiving desk
    "previewed": N_("A case bundle was viewed before it was received"),
    "received": N_("A case bundle was received"),
    "refused": N_("A case bundle was refused"),
    "kept_aside": N_("A case bundle was kept aside"),
    "taken_in": N_("A prosecutor took in what was kept aside"),
    # of the station
    "created": N_("The vault was made"),
    "team_made": N_("A team was made"),
    "team_joined": N_("Somebody joined a team"),
    "team_left": N_("Somebody left a team"),
    "work_entered": N_("Something was entered in the case work of a file"),
    "event_entered": N_("Something was entered in an event or its roster"),
    "rows_repaired": N_("What lists and search lacked was written anew from the files"),
    "unlocked": N_("The vault was opened"),
    "unlock_failed": N_("A wrong passphrase was given"),
    "share_pin_failed": N_("A wrong PIN of a recovery share was given"),
    "shift_key_failed": N_("A wrong PIN of a shift key was given"),
    "locked": N_("The vault was locked"),
    "weights_taken": N_("What tells one person from another was taken from the files, or put back"),
    "shift_taken": N_("A shift was taken over: what was left was read"),
    "recovered": N_("The vault was opened with the recovery sheet"),
    "recovered_by_shares": N_("The vault was opened with two recovery shares"),
    "clock_behind": N_("The clock was behind the last entry: the time is uncertain"),
    "time_attested": N_("A supervisor stated what time it was"),
    "same_said": N_("It was said whether two files are of one person, or that was withdrawn"),
    "alike_told": N_("It was told that another file may be of the same person"),
    "list_taken_out": N_("The list of files was saved as a table that is not encrypted"),
    "agency_noted": N_("What is known of a service was noted"),
    "calendar_taken_out": N_(
        "Appointments and hearings were saved by code for another calendar, not encrypted"
    ),
    "looked_up": N_("It was asked, with a reason, whether there is a file"),
    "looks_reviewed": N_("The access reasons of files were gone through"),
    "audited": N_("The chain of custody was verified and listed"),
    "salvaged": N_("This vault was made from what could be read of a damaged one"),
    "compact_begun": N_("Compacting the vault was begun"),
    "migrated": N_("The vault was brought to the version of a newer program"),
    BORDER: N_("From here on every entry is bound to its file"),
    "update_seen": N_("A newer update of the program was seen"),
    "update_keys_kept": N_("The keys of the program's maker were kept"),
    "update_begun": N_("An update of the program was begun"),
    "program_changed": N_("Another version of the program opened the vault"),
    "migration_undo_begun": N_("Going back to the version before was begun"),
    "migration_undone": N_("The vault went back to the version before"),
    "passphrase_renewed": N_("A passphrase was changed"),
    "recovery_renewed": N_("A new recovery sheet was made"),
    "recovery_confirmed": N_("The new recovery sheet was confirmed"),
    "recovery_rehearsed": N_("The recovery sheet was tried"),
    "shares_made": N_("Three recovery shares were made"),
    "shares_withdrawn": N_("The recovery shares were withdrawn"),
    "share_rehearsed": N_("A recovery share was tried"),
    "kdf_raised": N_("A passphrase became dearer to guess"),
    "backup_made": N_("A backup was made"),
    "read_through": N_("The database was read through, and is whole"),
    "damage_found": N_("The database was read through, and is damaged"),
    "escrow_taken": N_("Hidden files were taken out for the Prosecution, sealed to its office"),
    "escrow_opened": N_("Hidden files of a station were opened with the key of this office"),
    "restored": N_("This vault came back from a backup"),
    "register_founded": N_("The register of keys was begun"),
    "register_signed": N_("The register of keys was signed"),
    "register_settled": N_("Two people settled what differed from the register of keys"),
    "officer_enrolled": N_("Somebody was added to the station"),
    "officer_suspended": N_("Somebody was suspended"),
    "officer_role": N_("Somebody was given another role"),
    "officer_settled": N_("Somebody who comes no more need not sign the register of keys"),
    "officer_reinstated": N_("Somebody was let in again"),
    "officer_removed": N_("Somebody was removed, and the vault got another key"),
    "certificate_requested": N_("A certificate was requested"),
    "certificate_imported": N_("A certificate was imported"),
    "trust_imported": N_("A trust list was imported"),
    "form_installed": N_("A form was installed"),
    "notices_allowed": N_("Electronic notices were allowed at this station"),
    "notices_stopped": N_("Electronic notices were stopped at this station"),
    "letterhead_changed": N_("The letterhead of documents was changed"),
    "letterhead_reset": N_("The letterhead of documents became the program's own again"),
    "card_signed_off": N_("A language card was signed off by two readers"),
    "card_draft_again": N_("A language card became a draft again"),
    "voice_added": N_("A recording was added to a language card"),
    "voice_removed": N_("A recording was taken from a language card"),
}
"""By action of an entry."""

PURPOSES: Mapping[str, str] = {
    Purpose.SIGNATURE: N_("To be signed"),
    Purpose.FILE: N_("For the paper file"),
    Purpose.PROSECUTION: N_("For the Public Prosecution"),
    Purpose.PERSON: N_("For the person"),
    Purpose.SERVICE: N_("For the service that receives the referral"),
    Purpose.CHECK: N_("To check it on paper, then destroy it"),
    Purpose.BLANK: N_("Blank, to be filled in by hand"),
    Purpose.SEALED: N_("To be kept sealed, away from the computer"),
    Purpose.OTHER: N_("Another purpose"),
}
"""Why a paper leaves, in words."""
_PRINTERS: Mapping[str, str] = {
    PrinterKind.LOCAL: N_("on a printer of this computer"),
    PrinterKind.NETWORK: N_("on a printer of the network"),
    PrinterKind.FILE: N_("on a printer that writes files"),
    PrinterKind.ELSEWHERE: N_("elsewhere, of the saved file, as the officer states"),
}


def print_words(event: CustodyEvent, language: Language, words: str = "") -> str:
    """What an entry tells of a paper: why it was printed, which copy, which pages, on what kind of
    printer. `words` are those of another purpose, which stand in the vault only. '' for entries of
    other deeds, and of earlier programs."""
    say, detail = texts(language).gettext, event.detail
    purpose = str(detail.get("purpose", ""))
    if event.action not in frozenset(PrintOutcome) or not purpose:
        return ""
    parts = [say(PURPOSES[purpose]) if purpose in PURPOSES else isolated(purpose)]
    if words:
        parts[0] = f"{parts[0]}: «{isolate(words)}»"
    if copy := detail.get("copy"):
        parts.append(say(N_("copy number {copy}")).format(copy=isolated(str(copy))))
    if count := detail.get("count"):
        if pages := detail.get("pages"):
            text = say(N_("pages {pages} of {count}"))
            which = listed(str(pages).split(", "), language)
            parts.append(text.format(pages=which, count=isolated(str(count))))
        else:
            parts.append(say(N_("no page was handed to the printer")))
    printer = str(detail.get("printer", ""))
    if printer in _PRINTERS:
        parts.append(say(_PRINTERS[printer]))
    return " · ".join(parts)
