"""The whole error tree on one page: what the person can fix, what data cannot be used.

Anything that is not a `TipdeskError` is a bug of ours. Expected outcomes (a bundle that
does not verify, a review with gaps) are values, not exceptions. The sentence shown for an
error is in `tipdesk.texts.messages`; details hold names and numbers, never testimony.
"""

from __future__ import annotations


class TipdeskError(Exception):
    """An expected failure. `details` fill the placeholders of its sentence."""

    def __init__(self, **details: str | int) -> None:
        self.details = details
        super().__init__(f"{type(self).__name__} {details}" if details else type(self).__name__)

    @property
    def code(self) -> str:
        """The stable name by which `tipdesk.texts.messages` finds the sentence."""
        return type(self).__name__


class UserError(TipdeskError):
    """The person can fix it."""


class DataError(TipdeskError):
    """The data cannot be used; it is left as it was."""


class WrongPassphrase(UserError):
    """No key slot opens with what was typed."""


class UnknownLogin(UserError):
    """No officer with this code is enrolled on this station (details: login)."""


class WeakPassphrase(UserError):
    """The chosen passphrase is too easy to guess."""


class PassphraseTaken(UserError):
    """The chosen passphrase is another officer's: one person could sign for two."""


class StaffChangeRefused(UserError):
    """Somebody cannot be enrolled, suspended or removed (details: reason)."""


class SecondPersonNeeded(UserError):
    """A deed needs a second person, who has not signed it (details: deed)."""


class KeyRegisterDiffers(DataError):
    """The register of keys is not as its officer saw it last, or rows are not as it says; nothing
    is written until two people have settled it (details: reason, where, others, check)."""


class ReceivedRegisterDiffers(DataError):
    """The register of received case bundles is not what the chain of custody tells of them
    (details: where, others, check)."""


class EscrowContradicts(DataError):
    """What was taken out of a hidden file is not what the chain that came with it says
    (details: number)."""


class EscrowUnreadable(DataError):
    """It holds no keys of hidden files that this office opens."""


class EscrowMissing(UserError):
    """Of the hidden files here none is sealed to an office (details: count)."""


class KeyChangePending(UserError):
    """The vault's key is still being changed; the next opening finishes that."""


class WrongRecoveryWords(UserError):
    """The recovery words are mistyped or belong to another vault."""


class WrongShare(UserError):
    """A recovery share, or its PIN, is not right here (details: reason; position, number)."""


class VaultExists(UserError):
    """Set-up was asked for in a folder that already holds a vault."""


class VaultMissing(UserError):
    """There is no vault in the folder."""


class VaultInUse(UserError):
    """Another tipdesk process holds the vault."""


class VaultReadOnly(UserError):
    """The vault's folder cannot be written to (details: reason "protected", and a command, copy:
    before it is opened)."""


class DiskFull(UserError):
    """No space is left; nothing that was saved is lost."""


class VaultDamaged(DataError):
    """The vault, its key slots or an attachment fail their integrity check (details: what)."""


class VaultTooNew(DataError):
    """The vault was written by a newer tipdesk (details: found, known)."""


class UndoRefused(UserError):
    """The last migration of the vault cannot be undone (details: reason, count)."""


class BackupMissing(UserError):
    """There is no backup in the chosen folder."""


class BackupDamaged(DataError):
    """A file of a backup is missing, altered or of another backup (details: name, count)."""


class ClockBehind(UserError):
    """The clock stands before the last entry of the record (details: last)."""


class AnswerRefused(UserError):
    """A value does not fit its question (details: name, reason)."""


class AnswersLocked(UserError):
    """The record is complete; it can be amended, not edited."""


class AccountFrozen(UserError):
    """The statement was closed: nothing in it is changed any more, only added to."""


class ReasonNeeded(UserError):
    """A file names others; it opens with a reason that is kept (details: number)."""


class FileHidden(UserError):
    """A file is hidden from the unit, and does not name this officer."""


class RestrictedClosed(UserError):
    """Level 4 of a file is open to those whom it names (details: readers)."""


class SuspectsClosed(UserError):
    """The section of the suspects was not opened in this session."""


class LookupsUsedUp(UserError):
    """An officer has asked too often today whether there is a file (details: most)."""


class TransitionRefused(UserError):
    """This step is not open to this officer or from this status (details: step, status)."""


class FileNumberUnknown(UserError):
    """No file of this station has this number (details: number)."""


class FormIncomplete(UserError):
    """Answers are missing for the next step (details: count)."""


class NoticeNotPrinted(UserError):
    """The notice was not printed for the Prosecution as the file says it now: that it was handed
    over is not noted."""


class FileUnfolded(DataError):
    """The last answers of a file are kept but cannot be listed (details: number, cause)."""


class CustodyBroken(DataError):
    """The chain of custody does not verify (details: seq)."""


class FileUnreadable(UserError):
    """A chosen file cannot be read, or is of another kind (details: name)."""


class FileMissing(FileUnreadable):
    """There is nothing under the name that was given (details: name)."""


class CopyRefused(UserError):
    """A file is damaged, or says more of itself than a copy can leave away (details: name)."""


class FileChanged(UserError):
    """A chosen file changed while it was read (details: name)."""


class NoTemporaryRoom(UserError):
    """A check has no room for what it unpacks (details: variable)."""


class ReaderNotStarted(UserError):
    """The system starts no process in which a file from outside could be read, or does not keep to
    its limits."""


class TargetNotWritable(UserError):
    """The chosen target cannot be written to, or it vanished (details: name)."""


class ReadbackFailed(UserError):
    """What was read back from the target differs from what was written (details: name)."""


class TargetInUse(UserError):
    """A new vault needs an empty folder, and this one is not (details: name)."""


class Cancelled(UserError):
    """The person stopped the work; nothing was left behind."""


class ExportNotReady(UserError):
    """The export has an open condition (details: reason)."""


class TrustMissing(UserError):
    """No trust list has been imported yet."""


class FingerprintMismatch(UserError):
    """The typed digits are not those of the trust list's authority."""


class TrustPackInvalid(DataError):
    """The trust list does not verify (details: code)."""


class TrustPackOlder(UserError):
    """The trust list is older than the one in use (details: found, known)."""


class NoCertificate(UserError):
    """The officer has no signing certificate that is valid today."""


class BundleUnreadable(DataError):
    """The file is not a tipdesk bundle or cannot be opened here (details: code)."""


class BundleNotSound(UserError):
    """A bundle in which something is wrong is neither opened nor received (details: code)."""


class ReceiptInvalid(DataError):
    """The receipt does not verify (details: code)."""


class ReceiptUnknown(UserError):
    """The receipt answers a bundle that was not exported here (details: bundle)."""


class ReceiptNeverSent(UserError):
    """The receipt answers a bundle in this station's name that never left (details: number, file).
    The number is 0 where the office could not say; the file is its case number or ''."""


class ReceiptUnrecorded(UserError):
    """The receipt answers a bundle whose export broke off here, and which arrived all the same
    (details: number, file)."""


class ReceiptOlder(UserError):
    """A newer answer to this bundle is already recorded (details: bundle)."""


class SetAside(UserError):
    """A case bundle waits for a prosecutor's decision: nobody else receives or refuses it."""


class TakingInRefused(UserError):
    """What was set aside cannot be taken in (details: reason: "no_reason", "not_waiting")."""


class AnnexReceiptRefused(DataError):
    """A receipt says that a protective annex was taken in, and is not signed by its prosecutor
    (details: login, office)."""


class AnnexInvalid(DataError):
    """It is no protective annex for whoever asks, or does not verify (details: code)."""


class MessageInvalid(DataError):
    """The message does not verify (details: code)."""


class MessageUnknown(UserError):
    """The message is about a file that its sender and this station have not in common."""


class MessageOwn(UserError):
    """The message was written here and is sealed to somebody else (details: code)."""


class MessageForOther(UserError):
    """The message is not sealed to this station, nor to the officer of the session."""


class FileHasCome(UserError):
    """The message carries a file of another station, which is taken in or refused."""


class RequestEnded(UserError):
    """The approval that an answer speaks of is not asked for any more."""


class RequestLapsed(UserError):
    """The time is over in which an approval that was asked for may be signed, or taken in."""


class AddresseeUnknown(UserError):
    """The trust list names no key to which a message for them can be sealed (details: code)."""


class RegistryNumberTaken(UserError):
    """The typed registry number is in the register already (details: number)."""


class AuthorityInvalid(UserError):
    """The authority folder is missing, incomplete or already in use (details: reason)."""


class AgencyNameRefused(UserError):
    """The agency's name is empty, too long, or not one line of plain text."""


class HolderRefused(UserError):
    """A certificate cannot hold this name: too long, or not one line of plain text."""


class NoTerminal(UserError):
    """Something must be typed, and there is no terminal to ask on."""


class UpdateRefused(UserError):
    """An update is not installed (details: reason, see `bundle.update.verdict`; code)."""


class ProgramDamaged(DataError):
    """The program is not what its manifest says (details: reason "back": the one before starts)."""


class OutputRefused(UserError):
    """A command's answer was not taken: the disk is full, or whoever read it has gone."""


class VoiceRefused(UserError):
    """A file is no sound file that can be played (details: name)."""


class ReadersRefused(UserError):
    """These names do not sign a language card off (details: reason: missing, too_long, same)."""


class SoundUnreadable(DataError):
    """An attached sound cannot be decoded."""


class NoSound(UserError):
    """The computer has nothing to play a sound with."""


class NoMicrophone(UserError):
    """The microphone cannot be opened, or there is none."""


class RecordingRefused(UserError):
    """No sound may be recorded in this file now (details: reason, see
    `cases.evidence`)."""


class RecordingUnfinished(UserError):
    """A recording of this file runs, or is not attached yet."""


class PrintFailed(UserError):
    """The printer took none, or not all, of the pages (details: reason)."""


class PrintUnrecorded(UserError):
    """Pages came out and could not be entered into the chain (details: reason)."""


class PaperOutdated(UserError):
    """The file was changed since this paper was drawn."""


class LetterheadRefused(UserError):
    """This is not printed at the head or foot of papers (details: reason, and line or most)."""


class EnrolmentInvalid(DataError):
    """The enrolment request is malformed or not signed with the key it names."""


class PageRefused(UserError):
    """A scanned page is not this file's, or shows no code (details: reason, a `Verdict`); or
    not all pages could be read (reason "not_whole", page)."""


class PackTypedIn(UserError):
    """The emergency pack is a file already, maybe a hidden one (details: number, reason)."""


class RecordUnreadable(DataError):
    """The file is no record.json of a case bundle, or does not fit its form."""


class ChainUnreadable(DataError):
    """The file is no custody.json of a case bundle."""


class TargetExists(UserError):
    """A file is there already, and nobody said that it may go (details: name, option)."""


class OnePerson(UserError):
    """Two different people are needed, each with a service number and a passphrase of their own."""


class StationUnknown(UserError):
    """The authority has certified nobody of this station (details: code)."""


class CertificateUnknown(UserError):
    """The authority has issued no certificate with this number (details: serial)."""


class CertificateLive(UserError):
    """The person holds a certificate that counts already (details: serial)."""


class KitPeopleRefused(UserError):
    """Of these people no station kit can be made (details: reason, line)."""


class KitInvalid(DataError):
    """The station kit does not verify (details: code)."""


class KitExpired(UserError):
    """The station kit has ended (details: date)."""


class EnvelopesTogether(UserError):
    """The envelopes of a station kit would lie on the drive of the kit."""


class KitWordUnknown(UserError):
    """The words of an envelope are not six of the list (details: position, reason): 0 where there
    are not six."""


class KitCodeWrong(UserError):
    """The words of the envelope do not open this person's box (details: login)."""


class KitUsed(UserError):
    """The kit was opened here before, or founded another station (details: login, reason)."""


class LetterRefused(UserError):
    """No letter refers this need to a service (details: reason, see
    `cases.paper.referrals.Missing`)."""


class SlipRefused(UserError):
    """A scan is no reply slip that is wanted here (details: reason, see
    `cases.paper.referrals.SlipVerdict`)."""


class WorkEntryInvalid(DataError):
    """An entry of the case work does not fit its kind, or cannot be read (details: seq, 0 where it
    says none; field)."""


class WorkEntryRefused(UserError):
    """An entry does not follow what stands in the case work (details: reason, see
    `cases.casework.case_work.WhyNot`)."""


class EventRefused(UserError):
    """Something of an event, or of its roster, is not done (details: reason: not_named, no_officer,
    last_officer, claimed, gone, empty, too_long, too_many, age)."""


# --- forms: sheets, workbook, definition ------------------------------------------------------


class FormDefinitionInvalid(DataError):
    """A form's sheets or its compiled definition have faults (details: count, first)."""


class FormUnreadable(DataError):
    """A form that officers work with cannot be read on this station (details: count, first)."""


class FormFileInvalid(DataError):
    """A signed form file does not verify (details: code)."""


class FormNeedsNewer(DataError):
    """A form holds what this version of the program does not know (details: form)."""


class FormUnusable(DataError):
    """A form holds faults that interviews would stumble over (details: count, first)."""


class FormOlder(UserError):
    """A newer version of the form is in use (details: form, found, known)."""


class FormDiffers(DataError):
    """The same version is here with other contents (details: form, version)."""


class FormPublished(UserError):
    """The version of the form is published with other contents (details: form, version)."""


class ExpressionFault(DataError):
    """An expression cannot be read or evaluated (details: reason, position, found)."""


class FormUnknown(DataError):
    """The definition that a file was taken with is not on this station (details: form, version)."""


class WorkbookInvalid(FileUnreadable):
    """A file is no Excel workbook, or it is damaged (details: name)."""


class WorkbookOfAnotherKind(FileUnreadable):
    """A file is a workbook, but no .xlsx (details: name, reason)."""


class WorkbookTooLarge(FileUnreadable):
    """A workbook holds more rows, cells or formats than any form (details: name)."""


class SurveyMissing(FileUnreadable):
    """A workbook or a folder has no sheet of questions (details: name)."""


class DefinitionExpected(FileUnreadable):
    """A published definition is needed, and this is something else (details: name)."""


class CellRefused(UserError):
    """A workbook would lose a part of a cell (details: reason, sheet, cell, found)."""
