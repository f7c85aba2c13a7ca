"""A sentence and a next step for every error of `tipdesk.core.errors`; details fill the gaps."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.core import errors
from tipdesk.i18n.text import N_

# --- forms ------------------------------------------------------------------------------------


FORM_ERRORS: Mapping[type[errors.TipdeskError], tuple[str, str]] = {
    errors.FormDefinitionInvalid: (
        N_("The form has {count} errors. The first one: {first}"),
        N_("Correct the sheets of the form and check them again."),
    ),
    errors.FormUnreadable: (
        N_("The interview form on this computer is damaged. No file is lost."),
        N_("Tell whoever looks after this computer: the program has to be installed anew."),
    ),
    errors.FormFileInvalid: (
        N_("The form file does not verify: {problem}"),
        N_("Ask the certification authority for the file again. Nothing was changed."),
    ),
    errors.FormNeedsNewer: (
        N_("The form {form} needs a newer version of this program."),
        N_("Install the newer version, then install the form again. Nothing was changed."),
    ),
    errors.FormUnusable: (
        N_("The form has errors and was not installed ({count}). The first one: {first}"),
        N_(
            "Tell whoever made the form; it has to be corrected and signed anew. Nothing "
            "was changed."
        ),
    ),
    errors.FormOlder: (
        N_("This is version {found} of the form {form}; the newer version {known} is in use."),
        N_("Ask the certification authority for the newest form. Nothing was changed."),
    ),
    errors.FormDiffers: (
        N_("The form {form}, version {version}, is here already with other contents."),
        N_(
            "Ask the certification authority to publish the change under a new version. "
            "Nothing was changed."
        ),
    ),
    errors.FormPublished: (
        N_("The form {form}, version {version}, is published already with other contents."),
        N_("Raise the version in the sheet “settings”, save, and read the form again."),
    ),
    errors.ExpressionFault: (
        N_("A formula of the form cannot be read at position {position}: {found}"),
        N_("Correct the formula in the form's sheet."),
    ),
    errors.FormUnknown: (
        N_("The form {form}, version {version}, is not on this station."),
        N_("Install the version of the program that holds this form."),
    ),
    errors.WorkbookInvalid: (
        N_("{name} is no Excel workbook, or it is damaged."),
        N_("Open it in the spreadsheet program, save it as .xlsx and try again."),
    ),
    errors.WorkbookOfAnotherKind: (
        N_("{name} is a workbook of a kind that this program does not read."),
        N_("Open it in Excel or LibreOffice, save it as .xlsx and choose that file."),
    ),
    errors.WorkbookTooLarge: (
        N_("{name} holds more than any form: too many rows, columns, cells or formats."),
        N_("Delete what is no part of the form, or copy its sheets into a new workbook."),
    ),
    errors.SurveyMissing: (
        N_("There is no sheet “survey” in {name}."),
        N_("A workbook needs a sheet of that name, and a folder the file survey.csv."),
    ),
    errors.DefinitionExpected: (
        N_("{name} is no definition of a form."),
        N_("Choose the file that “tipdesk forms publish” wrote: v1.json, v2.json and so on."),
    ),
    errors.CellRefused: (
        N_("The cell {cell} of the sheet “{sheet}” cannot be kept in an Excel workbook."),
        N_("Correct this cell. Nothing was written."),
    ),
}


# --- printed and scanned documents ------------------------------------------------------------


PAPER_ERRORS: Mapping[type[errors.TipdeskError], tuple[str, str]] = {
    errors.PrintFailed: (
        N_("The printer did not take all pages."),
        N_(
            "Check that it is on and has paper, and take what came out from the tray; "
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
        N_("The file was changed since this document was drawn. Nothing was printed."),
        N_("It is drawn anew now. Check it, then print."),
    ),
    errors.LetterheadRefused: (
        N_("This cannot appear on the documents of this station."),
        N_("Change it and see the preview."),
    ),
    errors.PageRefused: (
        N_("The scan was not filed."),
        N_("Nothing was kept of it. Check the page, and scan it again if need be."),
    ),
    errors.PackTypedIn: (
        N_("This pack was typed in already: file {number}."),
        N_("Open that file, or read the number on the page again."),
    ),
    errors.LetterRefused: (
        N_("The letter of referral cannot be written yet."),
        N_("Complete what is missing in the file, then print the letter."),
    ),
    errors.SlipRefused: (
        N_("This is not the reply slip that is asked for."),
        N_("Nothing was entered. Check the slip and choose the right file and need."),
    ),
}


ERRORS: Mapping[type[errors.TipdeskError], tuple[str, str]] = {
    errors.WrongPassphrase: (
        N_("The passphrase does not open this vault."),
        N_("Check the keyboard language and type it again."),
    ),
    errors.UnknownLogin: (
        N_("No officer with the code {login} is enrolled on this station."),
        N_("Check the code, or ask the supervisor to enrol you."),
    ),
    errors.WeakPassphrase: (
        N_("This passphrase is too easy to guess."),
        N_("Choose five words that do not belong together, or let the program suggest some."),
    ),
    errors.PassphraseTaken: (
        N_("Another person of this station has this passphrase."),
        N_("Everybody needs their own: choose another one, and let nobody see it."),
    ),
    errors.StaffChangeRefused: (
        N_("This change of the staff is not possible."),
        N_("Check the list of the people who work here."),
    ),
    errors.SecondPersonNeeded: (
        N_("A second person has to sign this, and has not. Nothing was changed."),
        N_("Ask a colleague to come and give their own passphrase. One of you has to lead here."),
    ),
    errors.KeyRegisterDiffers: (
        N_(
            "Add nothing: the register of keys is not as you saw it in your last session. What you "
            "type is not kept."
        ),
        N_(
            "Tell your supervisor or the administrator today. Look at it together: {check} says "
            "what differs. Then settle it on the station page; two of you sign."
        ),
    ),
    errors.ReceivedRegisterDiffers: (
        N_(
            "Case bundle {where} was entered here, and the register of received case bundles does "
            "not have it so any more."
        ),
        N_(
            "Take nothing in until somebody has looked: {check} names what differs. Compare it "
            "with the receipts at the stations and with a backup."
        ),
    ),
    errors.EscrowContradicts: (
        N_(
            "What was taken out of hidden file {number} is not what the chain of custody that came "
            "with it says. Nothing was opened."
        ),
        N_(
            "Keep it as it is, and ask another one of that station's people to take its hidden "
            "files out once more."
        ),
    ),
    errors.EscrowUnreadable: (
        N_("This office does not open what lies in there, or it is no file of hidden files."),
        N_("Ask whoever brought it which office it was sealed to."),
    ),
    errors.EscrowMissing: (
        N_("Of {count} hidden files none is sealed to an office of the Prosecution."),
        N_(
            "Where a trust list is in use, the officer who hid a file seals it with their next "
            "unlocking. Nobody else can."
        ),
    ),
    errors.KeyChangePending: (
        N_("The vault's key is still being changed, since somebody was removed from the station."),
        N_("Make room on the disk, lock the vault and open it again; then try once more."),
    ),
    errors.WrongRecoveryWords: (
        N_("The recovery words do not open this vault."),
        N_("Compare each word with the recovery sheet and type them again in order."),
    ),
    errors.WrongShare: (
        N_("These words are no recovery share of this vault."),
        N_("Compare each word with the sheet of the share and type them again in order."),
    ),
    errors.VaultExists: (
        N_("There is a vault in this folder already."),
        N_("Open that vault, or choose an empty folder."),
    ),
    errors.VaultMissing: (
        N_("There is no vault in this folder."),
        N_("Choose the folder that holds the vault, or set up a new station."),
    ),
    errors.VaultInUse: (
        N_("The vault is open in another window of this program."),
        N_("Close the other window, then try again."),
    ),
    errors.VaultReadOnly: (
        N_("The vault's folder cannot be written to."),
        N_(
            "Ask whoever looks after this computer for the right to write there. Copy "
            "what is on a write-protected disc or USB drive to this computer first."
        ),
    ),
    errors.DiskFull: (
        N_("The disk is full. Everything that was shown as saved is kept."),
        N_("Free some space; the rest is then saved by itself."),
    ),
    errors.VaultDamaged: (
        N_("The vault does not pass its verification. Nothing was changed."),
        N_("Stop working with it, copy its folder to a safe place and restore the last backup."),
    ),
    errors.UndoRefused: (
        N_("The vault cannot go back to the version before."),
        N_("Nothing was changed: go on working with this version of the program."),
    ),
    errors.BackupMissing: (
        N_("There is no backup in this folder."),
        N_("Choose the USB drive itself, or the folder on it that holds the backups."),
    ),
    errors.BackupDamaged: (
        N_("The backup is damaged, beginning with {name}. Nothing was changed here."),
        N_("Try an older backup from this USB drive, or another USB drive."),
    ),
    errors.UpdateRefused: (
        N_("This update cannot be installed here."),
        N_("Do not use this file. Tell the certification authority about it. Nothing was changed."),
    ),
    errors.ProgramDamaged: (
        N_("This program is damaged on the disk. It was ended before it opened the vault."),
        N_("Install it again from its file. The vault and everything in it stay as they are."),
    ),
    errors.VaultTooNew: (
        N_(
            "The vault was written by a newer version of this program (vault version {found}, here"
            " up to {known}). It was left as it is."
        ),
        N_(
            "Install the newer version on this computer. If it was installed by mistake, whoever"
            " looks after the station can go back with it as long as nothing was recorded since."
        ),
    ),
    errors.FileUnfolded: (
        N_("The last answers of file {number} are kept, but list and search do not know them yet."),
        N_("Work on with the other files. Show this to whoever looks after the station: {cause}"),
    ),
    errors.ClockBehind: (
        N_("The computer's clock is behind the last entry in the record."),
        N_(
            "Set the date and time right. If they are right, let a supervisor unlock the vault"
            " once, then try again."
        ),
    ),
    errors.AnswerRefused: (
        N_("This answer does not fit the question."),
        N_("Correct the answer, or choose a reason for not answering."),
    ),
    errors.AnswersLocked: (
        N_("This file is complete; its answers are no longer edited."),
        N_("Enter the change as a dated amendment with a reason."),
    ),
    errors.AccountFrozen: (
        N_("The statement is closed; nothing in it is changed any more."),
        N_("Enter what is to be added as a dated addendum; it stays beside the statement."),
    ),
    errors.ReasonNeeded: (
        N_("You are not assigned to file {number}. It opens with a reason, which is kept."),
        N_("Say why you open it; the supervisor goes through the reasons every week."),
    ),
    errors.FileHidden: (
        N_("This file is not open to you."),
        N_("Go back to the list of files."),
    ),
    errors.RestrictedClosed: (
        N_("What is restricted in this file is open to the assigned staff: {readers}."),
        N_("Ask one of them to add you to the file, or to do it themselves."),
    ),
    errors.SuspectsClosed: (
        N_("The section of the suspects is closed."),
        N_("Open it first; that is entered in the chain of custody."),
    ),
    errors.LookupsUsedUp: (
        N_("You have asked {most} times within a day whether there is a file."),
        N_("Ask again tomorrow, or ask your supervisor."),
    ),
    errors.TransitionRefused: (
        N_("This step is not open to you while the file is in the state “{status}”."),
        N_("Check the file's state; the supervisor may have to act first."),
    ),
    errors.NoticeNotPrinted: (
        N_("No notice was printed for the Prosecution as the file says it now."),
        N_(
            "Print the copy for the Prosecution first. Of one that was filled in by hand, answer "
            "in the interview when it was handed over."
        ),
    ),
    errors.FormIncomplete: (
        N_("Answers are still needed for this step."),
        N_("Open the review page; it leads to each open question."),
    ),
    errors.FileNumberUnknown: (
        N_("There is no file with the number {number} on this station."),
        N_("Copy the number from the list of files."),
    ),
    errors.CustodyBroken: (
        N_("The chain of custody is broken from entry {seq} on."),
        N_("Do not hand this file over. Keep the vault as it is and inform the supervisor."),
    ),
    errors.FileUnreadable: (
        N_("The file {name} cannot be read."),
        N_("Check that the storage device is connected and choose the file again."),
    ),
    errors.CopyRefused: (
        N_("No copy of {name} can be made that tells nothing of itself."),
        N_(
            "Print it and attach a scan: comments, tracked changes, files within it and what is "
            "damaged cannot be taken away."
        ),
    ),
    errors.FileMissing: (
        N_("There is no file and no folder {name}."),
        N_("Check that the name is typed right, and where the file is kept."),
    ),
    errors.FileChanged: (
        N_("The file {name} changed while it was being read. Nothing of it was kept."),
        N_("Wait until it is complete, then choose it again."),
    ),
    errors.NoTemporaryRoom: (
        N_("There is no room for temporary files, so nothing was checked."),
        N_("Free some space, or choose another folder in {variable}, then check again."),
    ),
    errors.ReaderNotStarted: (
        N_("This computer could not start what reads files from outside, so nothing was read."),
        N_("Close other programs, or start the computer again, and repeat it."),
    ),
    errors.TargetNotWritable: (
        N_("Nothing can be written to {name}."),
        N_("Connect the storage device again or choose another folder. The vault is untouched."),
    ),
    errors.ReadbackFailed: (
        N_("What was read back from {name} is not what was written."),
        N_("Use another storage device and export again."),
    ),
    errors.TargetInUse: (
        N_("The folder {name} is not empty. Nothing was written."),
        N_("Choose a new folder, on a disk with room for the whole vault."),
    ),
    errors.Cancelled: (
        N_("The work was stopped. Nothing was left behind."),
        N_("Start again whenever you are ready."),
    ),
    errors.ExportNotReady: (
        N_("The file cannot be handed over yet."),
        N_("See the open conditions on the export page."),
    ),
    errors.TrustMissing: (
        N_("No trust list has been imported on this station yet."),
        N_("Import the trust list that the certification authority gave you."),
    ),
    errors.FingerprintMismatch: (
        N_(
            "The typed digits are not the fingerprint of this trust list's certification authority."
        ),
        N_(
            "Ask the certification authority for its forty digits by a way that you trust "
            "and type them again."
        ),
    ),
    errors.TrustPackInvalid: (
        N_("The trust list does not verify: {problem}"),
        N_("Ask the certification authority for a new trust list. The one in use stays."),
    ),
    errors.TrustPackOlder: (
        N_("This trust list (number {found}) is older than the one in use (number {known})."),
        N_("Ask the certification authority for the newest trust list. The one in use stays."),
    ),
    errors.NoCertificate: (
        N_("There is no signing certificate for you that is valid today."),
        N_(
            "Send an enrolment request to the certification authority and import the "
            "certificate that comes back."
        ),
    ),
    errors.BundleUnreadable: (
        N_("This file cannot be opened here as a case bundle: {problem}"),
        N_("Check that it is the right file; if it is, ask the sender for it again."),
    ),
    errors.ReceiptInvalid: (
        N_("The receipt does not verify: {problem}"),
        N_("Ask the Prosecution for the receipt again. The file stays as it is."),
    ),
    errors.ReceiptUnknown: (
        N_("This receipt answers a case bundle that was not exported from this station."),
        N_("Import it on the station that exported the case bundle."),
    ),
    errors.ReceiptNeverSent: (
        N_(
            "The Prosecution has a case bundle in this station's name that was never sent from "
            "here. Number: {number}. File: {file}."
        ),
        N_(
            "Tell your supervisor and the Prosecution today. The answer is kept here as a proof; "
            "nothing else was changed."
        ),
    ),
    errors.ReceiptUnrecorded: (
        N_(
            "This referral was broken off here before it was entered, and has reached the "
            "Prosecution all the same. Number: {number}. File: {file}."
        ),
        N_(
            "Tell the Prosecution that this case bundle is yours, and refer the file once more. "
            "Nothing was changed."
        ),
    ),
    errors.AnnexReceiptRefused: (
        N_(
            "This receipt for a protective annex is not signed by the prosecutor to whom it is "
            "sealed ({login}, office {office}). Nobody else opens it."
        ),
        N_(
            "Ask that prosecutor for a receipt of their own. Until it comes, the annex counts as "
            "not arrived."
        ),
    ),
    errors.AnnexInvalid: (
        N_("This is no protective annex that you can take in: {problem}"),
        N_(
            "It opens for the prosecutor to whom it is sealed and for nobody else. Nothing was "
            "changed here."
        ),
    ),
    errors.MessageInvalid: (
        N_("The message does not verify: {problem}"),
        N_("Ask its sender for the message again. Nothing was changed here."),
    ),
    errors.MessageUnknown: (
        N_(
            "No file here: the message is about one that was not sent from here to its sender, or "
            "back."
        ),
        N_("Take it to the station that sent or received the file."),
    ),
    errors.MessageOwn: (
        N_("This message was written here. It is sealed to {code}, and only they open it."),
        N_("Carry it to them. What it says stands with its file."),
    ),
    errors.MessageForOther: (
        N_("This message is not sealed to you."),
        N_(
            "A request for an approval opens only to whom it asks: they import it in their own "
            "session. Any other message is carried to the station or office that it is for."
        ),
    ),
    errors.FileHasCome: (
        N_("A file of another station lies on the USB drive."),
        N_("An approver of this station takes it in from the list of files, or refuses it."),
    ),
    errors.RequestEnded: (
        N_(
            "This answers a request for an approval that counts no more: the file was changed, "
            "returned or approved since, or the request was withdrawn."
        ),
        N_("Ask for the approval once more. Nothing was changed here."),
    ),
    errors.RequestLapsed: (
        N_("The time in which this approval counts is over."),
        N_(
            "The station that asked withdraws the request and asks once more. Nothing was changed "
            "here."
        ),
    ),
    errors.AddresseeUnknown: (
        N_("Nothing can be sealed to {code}: the trust list names no key of theirs."),
        N_("Ask them for a certificate of this year, then import the newest trust list."),
    ),
    errors.ReceiptOlder: (
        N_("A newer answer to this case bundle is recorded already."),
        N_("Nothing needs to be done."),
    ),
    errors.BundleNotSound: (
        N_("The case bundle is neither opened nor received. {problem}"),
        N_("Refuse it with this reason, and ask the sender for the case bundle again."),
    ),
    errors.SetAside: (
        N_("This case bundle is set aside. Only a prosecutor takes it in or refuses it."),
        N_("Tell the prosecutor. It stays here as it came, and can be read until then."),
    ),
    errors.TakingInRefused: (
        N_("This case bundle was not taken in."),
        N_("Give the reason in words, and look whether a colleague has taken it in already."),
    ),
    errors.RegistryNumberTaken: (
        N_("The number {number} is in the register already."),
        N_("Type another number, or leave it empty to take the next one."),
    ),
    errors.AuthorityInvalid: (
        N_("The certification authority's folder cannot be used."),
        N_(
            "Choose the folder that the certification authority set up, or an empty one "
            "for a new authority."
        ),
    ),
    errors.StationUnknown: (
        N_("This certification authority has certified nobody of the station {code}."),
        N_("Look at the list of certificates, and type the code as it stands there."),
    ),
    errors.OnePerson: (
        N_(
            "Trust lists are signed by two different people, each with a service number and a "
            "passphrase of their own."
        ),
        N_("Let the second person do their part. Nothing was signed."),
    ),
    errors.AgencyNameRefused: (
        N_("The agency's name must be one line of 1 to 100 characters."),
        N_("Type the name again, without line breaks and invisible characters."),
    ),
    errors.HolderRefused: (
        N_("A certificate holds a name of at most 64 characters in one line; this one is not."),
        N_("Enter a shorter name, without line breaks and invisible characters."),
    ),
    errors.NoTerminal: (
        N_("Something must be typed, but there is no terminal to ask on."),
        N_("Start the command in a terminal, or give files and digits as its options."),
    ),
    errors.OutputRefused: (
        N_("The answer could not be written: the disk is full or the reader was closed."),
        N_("Free some space or choose another place, then start the command again."),
    ),
    errors.VoiceRefused: (
        N_("This file cannot be played."),
        N_(
            "Choose a recording of at most ten minutes as WAV, MP3 or FLAC, mono or stereo, of 8 "
            "to 192 kHz."
        ),
    ),
    errors.ReadersRefused: (
        N_("These names do not sign the card off."),
        N_("Write the full names of the two native readers who have read every text of the card."),
    ),
    errors.SoundUnreadable: (
        N_("This sound cannot be played here."),
        N_("Its bytes are kept as they are. Whoever examines it can save a copy."),
    ),
    errors.NoSound: (
        N_("This computer has nothing to play a sound with."),
        N_("Connect a loudspeaker or headphones, then try again."),
    ),
    errors.NoMicrophone: (
        N_("The microphone cannot be opened, so nothing is recorded."),
        N_("Connect a microphone, or let the system give it to this program, then try again."),
    ),
    errors.RecordingRefused: (
        N_("Nothing can be recorded in this file now."),
        N_(
            "A recording needs the person's consent in the file, and a statement that "
            "is open and not closed yet."
        ),
    ),
    errors.RecordingUnfinished: (
        N_("A sound recording of this file still runs or is being put away."),
        N_("Stop it, wait until it is among the attachments, then go on."),
    ),
    errors.EnrolmentInvalid: (
        N_("This file is not a proper enrolment request."),
        N_("Ask the station to make the request again and bring it on another storage device."),
    ),
    errors.RecordUnreadable: (
        N_("This file is no record of a case bundle."),
        N_("Choose the record that lies in the case bundle, in the folder of the file."),
    ),
    errors.ChainUnreadable: (
        N_("This file is no chain of custody of a case bundle."),
        N_("Choose the chain that lies beside the record, in the folder of the file."),
    ),
    errors.TargetExists: (
        N_("{name} is there already, and was left as it is."),
        N_("Choose another file, or say with {option} that this one may go."),
    ),
    errors.CertificateUnknown: (
        N_("This certification authority has issued no certificate with the number {serial}."),
        N_("Look the number up in the certification authority's folder and type it again."),
    ),
    errors.KitPeopleRefused: (
        N_("No station kit can be made of this list because of row {line}."),
        N_("Put it right, then try again. Nothing was made."),
    ),
    errors.KitInvalid: (
        N_("The station kit does not verify: {problem}"),
        N_("Ask the certification authority for another. Nothing was set up."),
    ),
    errors.EnvelopesTogether: (
        N_("The envelopes do not go onto the drive of the kit: whoever finds it would have both."),
        N_("Choose a folder of this computer for them, print them, and delete the file."),
    ),
    errors.KitExpired: (
        N_("The station kit ended on {date}; ask the certification authority for another."),
        N_("Nothing was set up."),
    ),
    errors.KitWordUnknown: (
        N_("Word number {position} is not one of the words of envelopes."),
        N_("Compare it with the sheet; its first four letters are enough."),
    ),
    errors.KitCodeWrong: (
        N_("These words do not open the kit of {login}."),
        N_("Choose your own name, and type the words of your own envelope in order."),
    ),
    errors.KitUsed: (
        N_("The kit of {login} was opened here already."),
        N_("Unlock with the passphrase that was chosen then."),
    ),
    errors.CertificateLive: (
        N_("There is a certificate for this service number already: {serial}."),
        N_("Compare the number with the card. To replace the certificate, revoke it first."),
    ),
    errors.WorkEntryInvalid: (
        N_("An entry of the case work cannot be read. No other entry is affected."),
        N_("Tell the supervisor and whoever looks after the program. Nothing was changed."),
    ),
    errors.EventRefused: (
        N_("This was not entered into the event."),
        N_("See how the event stands now. What was typed is still there."),
    ),
    errors.WorkEntryRefused: (
        N_("This was not entered into the case work."),
        N_("See how the case work stands now, and enter it again if it still holds."),
    ),
}
NO_WORDS = (
    N_("Something went wrong that this program knows but has no words for."),
    N_("Note the code {code} and tell whoever looks after the program."),
)
