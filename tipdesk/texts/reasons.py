"""What is said when an error gives a reason: more than its own sentence could say.

Keys are an error's name and the `reason` of its details, or `what` was found damaged.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.i18n.text import N_

_COPY_AGAIN = N_("Copy the file to the USB drive again, and try again. Nothing was changed.")
_TELL_AUTHORITY = N_(
    "Do not use this file. Tell the certification authority about it. Nothing was changed."
)

REASONS: Mapping[tuple[str, str], str] = {
    ("VaultReadOnly", "protected"): N_(
        "This vault is where nothing can be written. It is not opened there, since "
        "nothing would show later who opened a file."
    ),
    ("UpdateRefused", "damaged"): N_(
        "This file is no update of this program, or it is damaged or cut off."
    ),
    ("UpdateRefused", "no_root"): N_(
        "This build of the program takes no updates from a USB drive."
    ),
    ("UpdateRefused", "root_differs"): N_(
        "This program names other keys of its maker than those that this station has seen before."
    ),
    ("UpdateRefused", "root_broken"): N_(
        "This update comes with new keys of the maker, and the keys known here do not vouch for"
        " them."
    ),
    ("UpdateRefused", "release_form"): N_(
        "What this update says of itself cannot be read by this version of the program."
    ),
    ("UpdateRefused", "foreign"): N_("The maker of this program has not signed this update."),
    ("UpdateRefused", "one_signature"): N_(
        "Only one key of the maker has signed this update; it takes two."
    ),
    ("UpdateRefused", "other_root"): N_(
        "This update was signed with keys of the maker that are not in use any more."
    ),
    ("UpdateRefused", "mixed"): N_(
        "The files in this update are not those that the maker has signed."
    ),
    ("UpdateRefused", "no_agency"): N_(
        "There is no trust list here yet, so that nobody's signature can be verified."
    ),
    ("UpdateRefused", "not_countersigned"): N_(
        "The agency's certification authority has not signed this update yet."
    ),
    ("UpdateRefused", "other_agency"): N_(
        "The certification authority of another agency has signed this update."
    ),
    ("UpdateRefused", "countersignature"): N_(
        "The signature of the agency's certification authority on this update does not hold."
    ),
    ("UpdateRefused", "rollback"): N_(
        "This update is older than the program that is installed here, or was before."
    ),
    ("UpdateRefused", "freeze"): N_("A newer update than this one was seen here already."),
    ("UpdateRefused", "contradicts"): N_(
        "Another update with the same number was seen here already; both cannot be right."
    ),
    ("UpdateRefused", "fast_forward"): N_(
        "This update has a number that the maker cannot have reached yet."
    ),
    ("UpdateRefused", "same_version"): N_("This version of the program is installed already."),
    ("UpdateRefused", "other_system"): N_("This update has nothing for this computer's system."),
    ("UpdateRefused", "too_old_here"): N_(
        "The program here is too old for this update: another update comes in between."
    ),
    ("UpdateRefused", "schema"): N_("The version in this update could not open this vault."),
    ("UpdateRefused", "remembered"): N_(
        "What this station remembers of earlier updates was changed by hand."
    ),
    ("UpdateRefused", "changed"): N_("The file changed while it was being read."),
    ("UpdateRefused", "program_open"): N_("The program is open in another window."),
    ("UpdateRefused", "not_installed"): N_(
        "This program was not installed for this user, so it cannot be updated from here."
    ),
    ("UpdateRefused", "installer"): N_("The installer of the new version ended with an error."),
    ("UpdateRefused", "windows"): N_("The new version needs a newer version of Windows."),
    ("ProgramDamaged", "back"): N_(
        "The new version of this program is damaged on the disk. The version before starts again."
    ),
    ("PackTypedIn", "hidden"): N_("This pack was typed in already."),
    ("PageRefused", "other_file"): N_(
        "The scan holds a page of another file or of blank paper, so none of it was filed."
    ),
    ("PageRefused", "unknown"): N_(
        "The scan holds a page of this file in a state that was never printed at this station, so"
        " none of it was filed."
    ),
    ("PageRefused", "no_code"): N_("No code of a printed page could be read in the scan."),
    ("PageRefused", "not_whole"): N_(
        "From page {page} on the scan could not be read, so none of it was filed."
    ),
    ("AnswerRefused", "not_a_number"): N_("This is not a number."),
    ("AnswerRefused", "not_whole"): N_("Only a whole number fits here."),
    ("AnswerRefused", "ambiguous_number"): N_(
        "It is not clear whether the comma groups thousands or begins decimals."
    ),
    ("AnswerRefused", "not_a_date"): N_("This is not a date."),
    ("AnswerRefused", "not_a_time"): N_("This is not a time."),
    ("AnswerRefused", "not_a_date_time"): N_("This is not a date with a time."),
    ("AnswerRefused", "not_a_choice"): N_("This is none of the list's answers."),
    ("AnswerRefused", "not_a_login"): N_("This is not an officer's code."),
    ("AnswerRefused", "not_a_file"): N_("This is no file that is attached here."),
    ("AnswerRefused", "too_long"): N_("The answer is longer than this question allows."),
    ("AnswerRefused", "not_answerable"): N_("This question is filled in by the program."),
    ("AnswerRefused", "value_and_reason"): N_(
        "There is both an answer and a reason for not answering."
    ),
    ("AnswerRefused", "note"): N_("An amendment needs its reason."),
    ("AnswerRefused", "directory"): N_("This is nothing that can be noted of a service."),
    ("AnswerRefused", "language"): N_(
        "A statement is closed when the language in which it was given is known."
    ),
    ("AnswerRefused", "last_reader"): N_(
        "A file always has assigned staff. Add a colleague first, then remove this name."
    ),
    ("AnswerRefused", "empty"): N_("Some words are needed here."),
    ("AnswerRefused", "taken"): N_("Something here has this name already."),
    ("FileUnreadable", "no_anchor"): N_(
        "{name} holds no backup, no case bundle and no answer of the Prosecution."
    ),
    ("AnswerRefused", "too_short"): N_("Three letters or digits at least are looked for."),
    ("KeyRegisterDiffers", "my_keys"): N_(
        "Add nothing: the keys on record for {where} are not yours. What you type is not kept."
    ),
    ("KeyRegisterDiffers", "my_enrolment"): N_(
        "Add nothing: the register of keys names {where} without your signature. What you type is "
        "not kept."
    ),
    ("KeyRegisterDiffers", "no_memory"): N_(
        "Add nothing: what you saw last of the register of keys is missing from this vault. What "
        "you type is not kept."
    ),
    ("KeyRegisterDiffers", "older"): N_(
        "Add nothing: this vault is older than what this computer saw last, or another one. What "
        "you type is not kept."
    ),
    ("KeyRegisterDiffers", "unsigned"): N_(
        "Add nothing: the register of keys holds a deed that nobody was entitled to. It has no "
        "effect. What you type is not kept."
    ),
    ("KeyRegisterDiffers", "roles"): N_(
        "Add nothing: the register of keys does not know {where} as this vault lists them. What "
        "you type is not kept."
    ),
    ("KeyRegisterDiffers", "keys"): N_(
        "Add nothing: this vault holds a key of {where} that the register of keys does not know. "
        "What you type is not kept."
    ),
    ("KeyRegisterDiffers", "readers"): N_(
        "Add nothing: somebody stands on a file whom nobody has named there, or was taken off it. "
        "What you type is not kept."
    ),
    ("KeyRegisterDiffers", "teams"): N_(
        "Add nothing: somebody stands in a team, or a team has a file, for which nobody has signed "
        "({where}). What you type is not kept."
    ),
    ("KeyRegisterDiffers", "slots"): N_(
        "Add nothing: something opens this vault that the register of keys does not know "
        "({where}). What you type is not kept."
    ),
    ("KeyRegisterDiffers", "lists"): N_(
        "Add nothing: a trust list that was taken here is missing from this vault ({where}). What "
        "you type is not kept."
    ),
    ("KeyRegisterDiffers", "series"): N_(
        "Add nothing: case bundles of this station are numbered anew, and nobody has signed for "
        "that ({where}). What you type is not kept."
    ),
    ("KeyRegisterDiffers", "broken"): N_(
        "Add nothing: the register of keys is not whole. What you type is not kept."
    ),
    ("StaffChangeRefused", "not_yours"): N_("Only a supervisor decides who works here."),
    ("StaffChangeRefused", "oneself"): N_(
        "Nobody suspends or removes themselves: another supervisor has to do it."
    ),
    ("StaffChangeRefused", "not_here"): N_(
        "This person does not work here any more, or somebody has changed it meanwhile."
    ),
    ("StaffChangeRefused", "login"): N_("A code has Latin letters, digits, points and hyphens."),
    ("StaffChangeRefused", "login_taken"): N_(
        "This code is or was another person's here. Everybody needs their own for ever."
    ),
    ("StaffChangeRefused", "name"): N_("A name is needed, of 64 characters at most."),
    ("StaffChangeRefused", "signed"): N_("They have signed the register of keys already."),
    ("StaffChangeRefused", "role"): N_("Nobody has this role at such a station."),
    ("ReadersRefused", "missing"): N_("Two readers are needed, each with a name."),
    ("ReadersRefused", "too_long"): N_("This name is too long."),
    ("ReadersRefused", "same"): N_(
        "Both names look like one person's. Two different people have to read the card."
    ),
    ("AnswerRefused", "supervisor_only"): N_(
        "Only a supervisor answers this, with their own passphrase."
    ),
    ("AnswerRefused", "not_supervisor"): N_(
        "Only a supervisor can let a child be heard without a specialist."
    ),
    ("AnswerRefused", "own_file"): N_(
        "Whoever opened the file does not agree to it alone. Another supervisor is needed."
    ),
    ("CellRefused", "control"): N_(
        "The cell {cell} of the sheet “{sheet}” holds a character that cannot be seen ({found}) and"
        " that no Excel workbook can hold."
    ),
    ("CellRefused", "long"): N_(
        "The cell {cell} of the sheet “{sheet}” has {found} characters; an Excel workbook keeps"
        " only {most} of them."
    ),
    ("WorkbookOfAnotherKind", "old_excel"): N_(
        "{name} is an old Excel workbook (.xls), which this program does not read."
    ),
    ("WorkbookOfAnotherKind", "opendocument"): N_(
        "{name} is an OpenDocument workbook of LibreOffice (.ods), which this program does not"
        " read."
    ),
    ("WorkbookOfAnotherKind", "binary_excel"): N_(
        "{name} is a binary Excel workbook (.xlsb), which this program does not read."
    ),
    ("WorkbookOfAnotherKind", "protected"): N_(
        "{name} is a workbook that is protected with a passphrase, which this program cannot open."
    ),
    ("DiskFull", "target"): N_("The disk is full. Everything that was shown as saved is kept."),
    ("TargetNotWritable", "gone"): N_(
        "The storage device {name} was removed before the copy was complete. Nothing was handed"
        " over."
    ),
    ("ReadbackFailed", "backup"): N_(
        "The USB drive does not give back what was written to it ({name})."
    ),
    ("VaultDamaged", "slots"): N_(
        "The key slots beside the vault are damaged, or belong to another vault. Nothing was"
        " changed."
    ),
    ("ReaderNotStarted", "free"): N_(
        "This computer's system cannot shut off what reads files from outside. The file is kept"
        " and was not opened."
    ),
    ("VaultDamaged", "slot_cost"): N_(
        "The key slots beside the vault ask for more computing than this station ever chose:"
        " they were altered. Nothing was computed or changed."
    ),
    ("VaultDamaged", "slots_older"): N_(
        "Vault and key slots are not of the same time: one of them was restored from an older copy."
    ),
    ("VaultDamaged", "sealed_file"): N_(
        "This attachment is damaged and does not open. Everything else is as it was."
    ),
    ("UndoRefused", "no_copy"): N_(
        "There is no copy from before: the vault was not brought to a newer version here."
    ),
    ("UndoRefused", "another"): N_(
        "The copy from before belongs to another vault, or to another course of this one."
    ),
    ("UndoRefused", "work"): N_(
        "Work was recorded since the vault was brought to this version ({count}). Going back would"
        " lose it."
    ),
    ("TransitionRefused", "role"): N_("This is not open to your role."),
    ("TransitionRefused", "same_person"): N_(
        "Whoever completed a file, or amended it since, does not approve it."
    ),
    ("TransitionRefused", "asked"): N_(
        "Somebody elsewhere has been asked to approve it. Withdraw that first, or wait for the "
        "answer."
    ),
    ("TransitionRefused", "not_asked"): N_("Nobody elsewhere is asked to approve it any more."),
    ("TransitionRefused", "answered"): N_("This request has been answered already."),
    ("TransitionRefused", "other_approver"): N_("Somebody else was asked to approve it."),
    ("TransitionRefused", "returned_it"): N_(
        "Whoever returned a file with remarks does not complete it."
    ),
    ("TransitionRefused", "voided"): N_(
        "The file is voided: nothing is written in it, printed or referred."
    ),
    ("TransitionRefused", "given_up"): N_(
        "The file was given up to another station: here it is only read."
    ),
    ("TransitionRefused", "no_consent"): N_(
        "Nobody has agreed that the file goes to that station."
    ),
    ("TransitionRefused", "not_owned"): N_("The file is not written in at this station."),
    ("TransitionRefused", "hidden_stays"): N_("A hidden file does not go to another station."),
    ("TransitionRefused", "not_away"): N_("The file is not on its way to another station."),
    ("TransitionRefused", "other_number"): N_("The file is on its way to another station."),
    ("TransitionRefused", "older"): N_("This is an older copy of the file, from before its move."),
    ("TransitionRefused", "refused"): N_("This file was refused here, and that stays so."),
    ("TransitionRefused", "owned_here"): N_("The file is at this station already."),
    ("TransitionRefused", "moved"): N_(
        "The file came from another station: it is not approved here yet for the Prosecution."
    ),
    ("TransitionRefused", "wait"): N_("Wrong digits were typed too often."),
    ("TransitionRefused", "not_named"): N_(
        "Only somebody assigned to the file says whether it is of the same person as another one."
    ),
    ("TransitionRefused", "not_alike"): N_(
        "Nothing speaks today for these two files being of one person, and nothing was said of "
        "them."
    ),
    ("TransitionRefused", "no_such_child"): N_(
        "The file speaks of no such child any more, or the child has a file already."
    ),
    ("TransitionRefused", "delivery_stands"): N_(
        "Only whoever noted that the notice was handed over takes that back, within ten minutes "
        "and before the file is completed. After that, amend the time."
    ),
    ("TransitionRefused", "same_officer"): N_("This officer has the file already."),
    ("TransitionRefused", "hidden"): N_(
        "The file is hidden from the unit: its officer alone says who is assigned to it."
    ),
    ("TransitionRefused", "not_here"): N_(
        "A file is reassigned to somebody who works in files here and is not suspended."
    ),
    ("TransitionRefused", "sent"): N_(
        "A referral of this file was begun, so the Prosecution may hold it: it is not voided."
    ),
    ("TransitionRefused", "supervisor"): N_(
        "Something of this file was printed, told or handed over, a second person approved it or"
        " sent it back, or it is not yours: a supervisor voids it."
    ),
    ("AnswerRefused", "no_such_file"): N_("There is no other file with this number here."),
    ("ExportNotReady", "no_basis"): N_(
        "The person has not agreed to share the file with the Prosecution, and nothing in it names"
        " what allows that without consent."
    ),
    ("ExportNotReady", "too_big"): N_(
        "The file with its attachments is larger than one case bundle may be."
    ),
    ("ExportNotReady", "too_many"): N_(
        "The file has more attachments than one case bundle may hold."
    ),
    ("ExportNotReady", "record_too_big"): N_(
        "The answers of this file are more than the receiving station can read."
    ),
    ("ExportNotReady", "chain_too_big"): N_(
        "This station's chain of custody has grown longer than the receiving station can read."
    ),
    ("ExportNotReady", "signature_too_big"): N_(
        "The signature with its certificates is larger than the receiving station reads."
    ),
    ("ExportNotReady", "notice_not_here"): N_(
        "No supervisor has allowed electronic notices at this station."
    ),
    ("ExportNotReady", "notice_not_there"): N_(
        "The trust list names no office of the Prosecution that takes electronic notices."
    ),
    ("ExportNotReady", "notice_hidden"): N_(
        "This file is hidden from the unit: no supervisor could go through its notice afterwards."
    ),
    ("ExportNotReady", "notice_form"): N_(
        "The form of this file keeps one of the ten answers of a notice here, or gives it a higher"
        " level."
    ),
    ("ExportNotReady", "notice_more"): N_("It holds more than a notice may tell."),
    ("ExportNotReady", "unreadable"): N_(
        "The receiving station would not be able to read this file. Nothing was written."
    ),
    ("NoCertificate", "other_key"): N_(
        "This certificate belongs to somebody else: it speaks of no key of this station."
    ),
    ("AuthorityInvalid", "exists"): N_(
        "There is a certification authority in this folder already."
    ),
    ("AuthorityInvalid", "missing"): N_(
        "There is no certification authority in this folder, or a part of it is missing."
    ),
    ("AuthorityInvalid", "state"): N_(
        "The certification authority's records are damaged or do not agree."
    ),
    ("AuthorityInvalid", "outdated"): N_(
        "An earlier version of the program made this certification authority. Its certificates do "
        "not say who signs, and one person alone could speak for it."
    ),
    ("AuthorityInvalid", "nothing_waits"): N_(
        "No trust list waits in this folder for the second signature."
    ),
    ("AuthorityInvalid", "no_kit"): N_("No station kit with this number waits in this folder."),
    ("AuthorityInvalid", "kit_list"): N_(
        "The station kit waits for a trust list that names its vouchers, signed by two people."
    ),
    ("KitPeopleRefused", "station"): N_(
        "A station kit needs the code of the station, of 2 to 6 capitals or digits, its agency, "
        "and the unit's name in one line."
    ),
    ("KitPeopleRefused", "office"): N_(
        "This code is that of an office, which receives case bundles. A kit founds a station for "
        "interviews: give it a code of its own."
    ),
    ("KitPeopleRefused", "taken"): N_(
        "People of a station with this code sign already. A kit founds a new station: give it "
        "another code, or revoke their certificates first where its laptop is lost."
    ),
    ("KitPeopleRefused", "many"): N_("A station kit is for 1 to 50 people."),
    ("KitPeopleRefused", "roles"): N_("A station needs at least one officer and one supervisor."),
    ("KitPeopleRefused", "holder"): N_(
        "A certificate cannot hold the code, the name or the service number in row {line}."
    ),
    ("KitPeopleRefused", "role"): N_(
        "Row {line} names a role, a sex or a language that this program does not know."
    ),
    ("KitPeopleRefused", "twice"): N_(
        "The code or the service number in row {line} stands there twice."
    ),
    ("KitPeopleRefused", "live"): N_(
        "The person in row {line} holds a certificate that counts. Revoke it first."
    ),
    ("KitWordUnknown", "count"): N_("The envelope has six words."),
    ("KitUsed", "another"): N_("This vault was not set up with this station kit."),
    ("AuthorityInvalid", "no_signer"): N_(
        "This folder holds no key with that code that signs trust lists as the second."
    ),
    ("WrongPassphrase", "person"): N_("This is not the passphrase of {login}."),
    ("WrongPassphrase", "authority"): N_(
        "The certification authority's key does not open with this passphrase."
    ),
    ("WrongShare", "word"): N_(
        "Word number {position} is in no list of the words of recovery shares."
    ),
    ("WrongShare", "mistyped"): N_("A word of the share is mistyped or not in its place."),
    ("WrongShare", "other"): N_(
        "This share is not one of this vault's three: it is another vault's, or it was replaced."
    ),
    ("WrongShare", "same"): N_("This share was given already: one share alone opens nothing."),
    ("WrongShare", "pin"): N_("This is not the PIN of share number {number}."),
    ("WrongShare", "none"): N_(
        "There are no recovery shares for this vault, or they were withdrawn."
    ),
    ("AuthorityInvalid", "key"): N_("The certification authority's file keys.json is damaged."),
    ("AuthorityInvalid", "busy"): N_(
        "Another command is working in the certification authority's folder."
    ),
    ("PrintFailed", "no_room"): N_("There is not enough memory to print."),
    ("PrintFailed", "gone"): N_("This printer is not there any more. Nothing was printed on it."),
    ("PrintFailed", "refused"): N_("The system did not take the pages for this printer."),
    ("PrintFailed", "page"): N_("A page of this document could not be prepared for the printer."),
    ("PrintUnrecorded", "full"): N_(
        "The pages were sent to the printer, but the disk is full, and that could not be recorded"
        " in the chain of custody. No further copy was printed."
    ),
    ("LetterRefused", "no_need"): N_("No need that is recorded in the file was chosen."),
    ("LetterRefused", "not_wanted"): N_("It is not recorded that the person wants this service."),
    ("LetterRefused", "no_agency"): N_("It is not recorded to whom the person is referred."),
    ("LetterRefused", "no_consent"): N_(
        "There is no consent on record to share with this service."
    ),
    ("LetterRefused", "refused"): N_(
        "Consent to share with this service was not given, or was withdrawn. A refusal is a"
        " complete answer."
    ),
    ("LetterRefused", "no_embassy_consent"): N_(
        "There is no consent on record to inform the diplomatic mission. Do not contact it."
    ),
    ("LetterRefused", "no_family_consent"): N_(
        "There is no consent on record to inform the family, and this service reaches it."
    ),
    ("LetterRefused", "ended"): N_("The need has ended: nothing is asked of a service any more."),
    ("LetterRefused", "old_form"): N_(
        "The file was begun with an older form, from which no letters are made."
    ),
    ("SlipRefused", "no_code"): N_(
        "No code of a reply slip could be read in this file. Scan the slip flat and whole, with"
        " its square code."
    ),
    ("SlipRefused", "several"): N_(
        "There are slips of several letters in this file. Scan each of them by itself."
    ),
    ("SlipRefused", "other_file"): N_("This slip belongs to another file."),
    ("SlipRefused", "other_need"): N_("This slip answers the letter about another need."),
    ("SlipRefused", "older"): N_(
        "This slip answers an older letter. A letter that says something else has left since: ask"
        " the service to answer that one."
    ),
    ("SlipRefused", "unknown"): N_("No letter with this code has left this station."),
    ("SlipRefused", "gone"): N_("The need that this slip is about is no longer in the file."),
    ("EventRefused", "not_named"): N_("The event names other officers: they can add you."),
    ("EventRefused", "no_officer"): N_("Nobody with this code works with files here."),
    ("EventRefused", "last_officer"): N_("The last officer of an event stays with it."),
    ("EventRefused", "claimed"): N_("A file was begun from this line already."),
    ("EventRefused", "gone"): N_("This line was taken back."),
    ("EventRefused", "empty"): N_("A line needs a name, as it was said."),
    ("EventRefused", "too_long"): N_("A name has at most 200 letters."),
    ("EventRefused", "too_many"): N_("A roster has at most 2,000 lines: begin a second event."),
    ("EventRefused", "age"): N_("An age is a whole number of years, at most 120."),
    ("WorkEntryRefused", "corrected"): N_("It was corrected already."),
    ("WorkEntryRefused", "unknown"): N_("What this is about is not in the case work."),
    ("WorkEntryRefused", "taken"): N_("Its number belongs to something else."),
    ("WorkEntryRefused", "over"): N_("What this is about has ended already."),
    ("WorkEntryRefused", "no_decision"): N_("There is no closing decision to object to."),
    ("WorkEntryRefused", "same_person"): N_(
        "A second person is needed: nobody approves what they entered themselves."
    ),
    ("WorkEntryRefused", "not_closing"): N_("No closing of this file was entered."),
    ("WorkEntryRefused", "closed"): N_("The file is closed: it has to be reopened first."),
    ("WorkEntryRefused", "not_given"): N_("The file was not given to this team."),
    ("WorkEntryRefused", "no_deed"): N_(
        "Which team has a file follows from what was signed, and is not entered by itself."
    ),
    ("WorkEntryRefused", "role"): N_("This is not open to your role."),
    ("WorkEntryRefused", "by_deed"): N_(
        "A file is reassigned on the page of the load, where its keys go with it."
    ),
    ("WorkEntryRefused", "not_own"): N_("Somebody else entered it: a supervisor corrects it."),
    ("WorkEntryRefused", "out_of_order"): N_(
        "Something else was entered in this file meanwhile, or the clock is behind."
    ),
    ("WorkEntryRefused", "not_yet"): N_("A time that has not come yet is not accepted."),
    ("WorkEntryRefused", "review_day"): N_(
        "The next review needs a day; where the risk is high, it lies within seven days."
    ),
    ("WorkEntryRefused", "unsafe_way"): N_(
        "The person was contacted in another way than the safe one, and the reason is missing."
    ),
    ("WorkEntryRefused", "no_retention"): N_("It is not decided how long the file is kept."),
    ("WorkEntryRefused", "voided"): N_("The file is voided."),
    ("WorkEntryRefused", "given_up"): N_(
        "The file was given up to another station: here it is only read."
    ),
    ("WorkEntryRefused", "restricted"): N_("Only assigned staff may read this."),
    ("AnswerRefused", "not_yet"): N_("A time that has not come yet is not accepted."),
    ("AnswerRefused", "before_letter"): N_("The answer cannot be older than the letter."),
    ("LetterheadRefused", "shelter"): N_(
        "“{line}” names a shelter. Documents never say which one somebody is in."
    ),
    ("LetterheadRefused", "unit"): N_(
        "“{line}” holds words of this unit's own name. It is a shelter, and documents "
        "never say which."
    ),
    ("LetterheadRefused", "too_long"): N_("“{line}” is longer than {most} characters."),
    ("LetterheadRefused", "too_many"): N_("There are more than {most} lines in one language."),
    ("LetterheadRefused", "kind"): N_(
        "This is no PNG or JPEG picture. Drawings such as SVG can hold programs and are not taken."
    ),
    ("LetterheadRefused", "large"): N_("This picture is too large for an emblem."),
    ("LetterheadRefused", "unreadable"): N_("This picture is damaged and cannot be read."),
}

# What to do instead of the step that the error names in general.
_FEWER = N_(
    "Have the file returned, remove attachments that are not needed, and have it approved anew."
)
_ON_PAPER = N_("Print the notice and hand it over on paper.")
_SLOTS = N_(
    "Copy the folder to a safe place first. Then restore vault and key slots from one "
    "and the same backup."
)
_KEEP = N_("Everything is kept. Inform the supervisor and whoever looks after the program.")
NEXT_STEPS: Mapping[tuple[str, str], str] = {
    ("PrintFailed", "no_room"): N_(
        "Close other programs, or print fewer pages at a time. What came out is not complete:"
        " destroy it."
    ),
    ("WorkbookOfAnotherKind", "protected"): N_(
        "Open it in Excel or LibreOffice, save it as .xlsx without a passphrase and choose that"
        " file."
    ),
    ("PrintFailed", "gone"): N_("Check that it is on and its cable is in, or choose another one."),
    ("PrintFailed", "refused"): N_(
        "Check that it is on and ready, and that the system lists it. Then print "
        "again, or choose another one."
    ),
    ("PrintFailed", "page"): N_("Print the other pages, and save this one as PDF."),
    ("PrintUnrecorded", "full"): N_(
        "Destroy the pages that come out: the next print has the same copy number. Free some"
        " space, then print again."
    ),
    ("LetterRefused", "refused"): N_(
        "Ask whether the person wants another service. If they agree to this one later, record it"
        " beside the refusal."
    ),
    ("LetterRefused", "ended"): N_("If the person needs it again, note it as a new need."),
    ("LetterRefused", "old_form"): N_("Write the letter by hand on the blank one."),
    ("PackTypedIn", "hidden"): N_("Read the number on the page again, or ask who typed it in."),
    ("PageRefused", "other_file"): N_(
        "Scan the pages of this file alone. A page of an emergency pack belongs to the file that"
        " was typed in from it."
    ),
    ("PageRefused", "unknown"): N_(
        "Keep the document, and show it to the supervisor: it may come from before a "
        "backup was restored."
    ),
    ("PageRefused", "not_whole"): N_(
        "Scan the pages again, in several smaller files if there are many of them, or at 300 dots"
        " per inch if they are very large."
    ),
    ("PageRefused", "no_code"): N_(
        "Scan it again, flat, with the square code in the upper corner whole and sharp."
    ),
    ("VaultReadOnly", "protected"): N_(
        "Copy its folder to a disk that can be written, as the command below does, and open the"
        " copy from then on. If this is the disk of this computer itself, it may be failing: tell"
        " whoever looks after it today."
    ),
    ("UpdateRefused", "damaged"): _COPY_AGAIN,
    ("UpdateRefused", "changed"): _COPY_AGAIN,
    ("UpdateRefused", "mixed"): _TELL_AUTHORITY,
    ("UpdateRefused", "no_root"): N_(
        "Install the new version with its own installer. The vault stays as it is."
    ),
    ("UpdateRefused", "release_form"): N_(
        "Install the new version with its own installer. The vault stays as it is."
    ),
    ("UpdateRefused", "no_agency"): N_("Import the agency's trust list first."),
    ("UpdateRefused", "not_countersigned"): N_(
        "Bring the file to the certification authority; it looks at it and signs it."
    ),
    ("UpdateRefused", "rollback"): N_("Ask for the newest update. Nothing was changed."),
    ("UpdateRefused", "freeze"): N_("Ask for the newest update. Nothing was changed."),
    ("UpdateRefused", "same_version"): N_("There is nothing to do."),
    ("UpdateRefused", "other_system"): N_(
        "Ask for the update for this system. Nothing was changed."
    ),
    ("UpdateRefused", "too_old_here"): N_(
        "Ask for the update that comes in between, and install it first. Nothing was changed."
    ),
    ("UpdateRefused", "schema"): N_(
        "Ask whoever gave you the update for one that fits. Nothing was changed."
    ),
    ("UpdateRefused", "program_open"): N_("Close every other window of it, then try again."),
    ("UpdateRefused", "not_installed"): N_(
        "Whoever looks after this computer installs the new version. Nothing was changed."
    ),
    ("UpdateRefused", "installer"): N_(
        "Nothing was changed: the version before goes on working. Try once more."
    ),
    ("UpdateRefused", "windows"): N_(
        "It needs Windows 10, version 1809, or later. Nothing was changed."
    ),
    ("ProgramDamaged", "back"): N_(
        "Open the program once more. Nothing in the vault was changed. Then update again; if that"
        " fails too, the disk may be failing."
    ),
    ("FileUnreadable", "no_anchor"): N_(
        "Choose the USB drive, a backup, a case bundle or a receipt."
    ),
    ("WrongShare", "other"): N_(
        "Compare the date and the number of the set on the sheets: all three have the same."
    ),
    ("WrongShare", "same"): N_("Take another of the three, with its own PIN."),
    ("WrongShare", "pin"): N_("Only its holder knows it. Type it again."),
    ("WrongShare", "none"): N_("Open it with a passphrase or with the recovery sheet."),
    ("ReaderNotStarted", "free"): N_("Open it on a computer with a newer system."),
    ("VaultDamaged", "slots"): _SLOTS,
    ("VaultDamaged", "slot_cost"): _SLOTS,
    ("VaultDamaged", "slots_older"): _SLOTS,
    ("VaultDamaged", "sealed_file"): N_(
        "Attach it again from where it came, or take it from the last backup."
    ),
    ("ReadersRefused", "same"): N_(
        "If they are two people, write each name in full, so that they can be told apart."
    ),
    ("AuthorityInvalid", "key"): N_("Restore the copy of keys.json from the last backup."),
    ("AuthorityInvalid", "busy"): N_("Wait until it has ended, then try again."),
    ("AuthorityInvalid", "outdated"): N_(
        "Set up a new one in another folder with two people, and bring every station its trust "
        "list and digits. Keep this folder: with that earlier version its recovery key still opens "
        "case bundles of before."
    ),
    ("AuthorityInvalid", "nothing_waits"): N_(
        "Choose the list as it came on the USB drive, or let the clerk make one."
    ),
    ("AuthorityInvalid", "no_kit"): N_("Choose one of those that wait, or prepare another."),
    ("AuthorityInvalid", "kit_list"): N_(
        "Make a trust list, let the second person sign it, then close the kit."
    ),
    ("KitWordUnknown", "count"): N_("Type all six in order, with a space between them."),
    ("KitUsed", "another"): N_("Choose the kit that this station was set up with."),
    ("AuthorityInvalid", "no_signer"): N_("Name another code, or the folder that holds the key."),
    ("DiskFull", "target"): N_("Free some space or choose another place, then do it again."),
    ("TargetNotWritable", "gone"): N_("Connect it again and try again, or choose another."),
    ("TransitionRefused", "voided"): N_("A supervisor can lift that in its review."),
    ("TransitionRefused", "given_up"): N_("Whatever is to be written goes to the other station."),
    ("TransitionRefused", "no_consent"): N_(
        "Ask the person, and note the answer. After a refusal only letters go."
    ),
    ("TransitionRefused", "not_owned"): N_("Look in the file where it is."),
    ("TransitionRefused", "hidden_stays"): N_("Show it again first, if it is no longer needed."),
    ("TransitionRefused", "not_away"): N_("Look in the file where it is."),
    ("TransitionRefused", "other_number"): N_("Ask that station to take it in, or to refuse it."),
    ("TransitionRefused", "older"): N_("Use the newest USB drive; nothing was changed here."),
    ("TransitionRefused", "refused"): N_(
        "Let the other station take it back and give it up again."
    ),
    ("TransitionRefused", "owned_here"): N_("Open it from the list of files."),
    ("TransitionRefused", "moved"): N_(
        "Whoever gave it up refers what it held; what came later goes as a letter."
    ),
    ("TransitionRefused", "wait"): N_("Wait, let the digits be read out once more, and type them."),
    ("TransitionRefused", "delivery_stands"): N_(
        "Only whoever noted that the notice was handed over takes that back, within ten minutes "
        "and before the file is completed. After that, amend the time."
    ),
    ("TransitionRefused", "sent"): N_(
        "Tell the Prosecution's office what is wrong; a later change is a dated amendment."
    ),
    ("TransitionRefused", "supervisor"): N_("Call a supervisor to this desk."),
    ("AnswerRefused", "no_such_file"): N_("Look up the number in the list of files."),
    ("ReadbackFailed", "backup"): N_("Make the backup on another USB drive."),
    ("ExportNotReady", "no_basis"): N_(
        "The notice to the Prosecution does not depend on it and can be printed. Where a law or an"
        " order demands more, it is answered under “Legal basis for processing”."
    ),
    ("ExportNotReady", "notice_not_here"): N_(
        "Print the notice and hand it over on paper. A supervisor allows electronic ones on the"
        " station page."
    ),
    ("ExportNotReady", "notice_not_there"): N_(
        "Print the notice and hand it over on paper. The Prosecution says itself whether it takes"
        " electronic ones; that comes with a new trust list."
    ),
    ("ExportNotReady", "notice_hidden"): _ON_PAPER,
    ("ExportNotReady", "notice_form"): _ON_PAPER,
    ("ExportNotReady", "notice_more"): _ON_PAPER,
    ("ExportNotReady", "too_big"): _FEWER,
    ("ExportNotReady", "too_many"): _FEWER,
    ("ExportNotReady", "record_too_big"): N_(
        "Move long statements into attachments, and have the file approved anew."
    ),
    ("ExportNotReady", "chain_too_big"): N_(
        "Everything is kept. Begin new files in a new vault, and agree with the Prosecution "
        "how this one is handed over."
    ),
    ("NoCertificate", "other_key"): N_(
        "Choose the certificate that came back for your own request from this station. Nothing "
        "was changed."
    ),
    ("LetterheadRefused", "shelter"): N_(
        "Write the ministry or authority that it belongs to. A line may say “shelter” and nothing"
        " beside it."
    ),
    ("LetterheadRefused", "unit"): N_("Write the ministry or authority that it belongs to."),
    ("LetterheadRefused", "too_long"): N_("Shorten the line."),
    ("LetterheadRefused", "kind"): N_(
        "Ask whoever looks after the agency's emblem for it as PNG or JPEG."
    ),
    ("LetterheadRefused", "large"): N_("Make it smaller with another program, then choose it."),
    ("LetterheadRefused", "unreadable"): N_("Choose another copy of it."),
    ("ExportNotReady", "signature_too_big"): N_(
        "Ask the certification authority for a new trust list."
    ),
    ("ExportNotReady", "unreadable"): _KEEP,
}
