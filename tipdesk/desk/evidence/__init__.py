"""Attached files and sound recordings: sealed, recorded, opened, listed as exhibits.

Whatever is large runs in a job that knows the vault's folder and one key, never the vault; its row
is written on the GUI thread. Between both lies a sealed file without a row: who gives it up deletes
it, and what a kill left is swept away at the next unlocking (`storage.evidence.attachments.sweep`).
Nothing of a content is written to any disk in the clear.

A file is attached
    1. `attachments.Attachments.attach_plan` says into which folder, for which file; chosen by hand,
       or in the folder of a camera or scanner (`folder_intake.look_into`, a JOB, lists the newest
       without opening any; the folder is remembered inside the vault).
    2. `attachments.seal`, a JOB, encrypts it as a stream, then reads kind and photo facts from the
       sealed copy: those bytes are kept, whatever becomes of the file meanwhile.
    3. `attachments.Attachments.attach` writes row and entry in one transaction, under the file's
       own key where the file is hidden. Not recorded after all: `attachments.forget`.
    4. `attachments.Attachments.list_as_exhibit` begins its row in the list of exhibits, filled in
       with what is known. From then on the row decides on its level: a row of level 4 takes the
       attachment with it (`desk.files.sealing.Sealing.follow`).

What is known of it without looking
    `attachments.Attachments.attached` lists what a file has; of an attachment that a row of level 4
    describes an officer who may not read that is told only that it is there. Kinds are told by the
    contents (`media.kinds.media_type`), never by the name; what a photograph says of place and time
    is kept beside it.

It is looked at, copied, removed
    `attachments.Attachments.opener` enters *viewed* and gives what reads it, also in a job; one
    whose sealed file is missing or altered raises VaultDamaged, at the latest while it is read. A
    copy that was saved outside is entered (`attachments.Attachments.record_copy`).
    `attachments.Attachments.detach` destroys its key, then its file; the entry stays.

How a file was acquired
    1. `attachments.Attachments.acquisition_opener`: what reads it, without *viewed*; nobody looks.
    2. `attachments.compare`, a JOB, holds the hash that a tool printed against the sealed copy, or
       the hash of a medium against the one that a forensic image carries. It says what came of it
       and decodes nothing.
    3. `attachments.Attachments.record_acquisition` keeps it; an earlier record stays beside it, and
       each entry holds the digest of its own.

A recording
    1. `recordings.Recordings.refusal`: it is offered where the form asks for the consent, and runs
       while the consent stands, the statement is open and the file may be edited.
    2. `recordings.Recordings.begin` opens the microphone, then puts key and entry into the vault
       before the first sound is written: what is on the disk opens, whatever happens next.
    3. `recorder.Recorder` has two threads: that of the source only puts samples into a queue, the
       writer seals and brings them to the disk every two seconds. A slow disk costs no sound.
    4. While it runs, places are marked (`recordings.Recordings.note`,
       `recordings.Recordings.writing`), and closed as the answer is that they speak of.
    5. It ends by `recordings.Recordings.stop`, by `recordings.Recordings.withdraw` (the consent is
       answered anew, the microphone closed first), by itself when an answer or step takes away what
       it rests on, and at the lock.
    6. `recordings.make_whole`, a JOB, writes a sound file out of what is there and reads it
       through; `recordings.Recordings.keep` attaches it, or enters that nothing was left. What a
       kill or a lock cut off waits (`recordings.Recordings.waiting`) for the next unlocking. Until
       it is attached the file cannot be completed or voided (RecordingUnfinished).

At the window: `ui.evidence.page.AttachmentsPage` and `ui.shell.recording_room.RecordingRoom`. A
complete file takes nothing more (AnswersLocked); signed pages are the exception, which
`desk.paper.signed_papers.SignedPapers` attaches by the same functions.
"""
