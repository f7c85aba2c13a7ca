"""Files: their list, one as the officer may read it, who opens it, level 4, voiding.

Everything here runs on the GUI thread and is short. What an officer may read is decided in three
rings: whether they are told of a file at all, whether they opened it, and which of its answers are
open to them. Every page and every other folder of the desk asks here before it shows anything.

The list
    `case_files.CaseFiles.list_cases` reads no file: `listing.listing_of` has put columns and search
    words beside it when it was folded, of level 4 and of a hidden file nothing. What is not found
    as it was typed is looked for by the sound of the names. What waits for a supervisor is
    `case_files.CaseFiles.waiting`. A newer program lists files anew, and some are held
    against their rows after each unlocking (`derived.DerivedRows`).

A file is opened
    1. `access.Access.check`: whoever a file names comes in at once. Everybody else gets
       ReasonNeeded, and the window asks why (`access.Access.open_with_reason`); the reason holds
       for one shift. Of a file that is hidden from the unit all others get FileHidden, as if there
       was none.
    2. `case_files.CaseFiles.load` gives the answers as the officer may read them; the first load in
       a session enters *viewed*. What shows a whole file (documents, its record, a bundle) takes
       `case_files.CaseFiles.whole`, which raises RestrictedClosed where level 4 is closed.
    3. What the form says of them is `contents.judged`: indicators and hashes of exhibits are filled
       in, and worked out again only when what they rest on has changed.
    4. The section of the suspects is opened by itself (`access.Access.open_suspects`), until the
       lock, with an entry. The desk's own decisions (is it complete, what leaves) read the file by
       `contents.Contents`, which shows nobody anything and enters nothing.

Is there another file of the person
    `case_files.CaseFiles.elsewhere` advises at a question; it asks an index of folded keys and
    reads no answer of another file. Who may be the same person is met by an index and weighed
    (`same_person.SamePerson.advice`); both go by what the file holds, and what is told is entered.
    Whoever a file names says that another one is of the same person, or is not
    (`same_person.SamePerson.say`); what stands is read in `same_log.SameLog.standing`.
    Whoever asks for a name themselves says why (`access.AccessReasons.search_other_files`) and is
    told that there is a file, its number, and whose it is; so many times a day (LookupsUsedUp). A
    supervisor goes through all of it every week (`access.AccessReasons.since_review`,
    `access.AccessReasons.told_since_review`, `access.AccessReasons.mark_reviewed`).

Level 4
    1. An answer of level 4 is closed on its way into the vault (`restricted.Restricted.close`)
       under a key of its file, which is sealed to the people whom the file names and to the
       recovery sheets (`restricted.CaseKeyring`). The key of the vault alone opens none of it.
    2. Read, it says to everybody else only that something stands there
       (`restricted.Restricted.open_answers`); that is said of every such place, answered or not.
    3. `readers.Readers.name` lets a colleague in; `readers.Readers.unname` puts what is written
       from now on under another key. The last one named stays (AnswerRefused).
    4. When a level changes with an answer, what stands there already follows in the same
       transaction: `sealing.Sealing.follow`.

An official or a colleague is implicated
    `readers.Readers.hide`: the file names its officer alone, is taken out of list and search, and
    everything in it goes under its own key (`sealing.Sealing.hide`). The entry holds a commitment
    to the reason, not its words. `readers.Readers.show_again` opens what was open before, and not
    what was written since.

A file that should not be in hand
    `voiding.VoidingFiles.void` takes it off the lists of work; nothing of it is deleted. A
    supervisor has to do it when something left the room (`voiding.VoidingFiles.needs_supervisor`),
    nobody can once a bundle was begun; `voiding.VoidingFiles.unvoid` puts it back where it stood.

At the window the list is `ui.files.page.FilesPage`, the question why
`ui.access.reason_dialog.ask_reason`, people and hiding `ui.access.readers_dialog.show_readers`,
voiding `ui.review.voiding.void_file`. Every change is published; a page that shows the file reads
it anew. What is entered as a viewing (*viewed*, the suspects) is owed on a full disk and entered as
soon as there is room: nobody is kept from a file by it.
"""
