"""Taking an interview: new files, answers, drafts, the statement's end, review and approval.

Everything here runs on the GUI thread and is short: one durable transaction, then whoever listens
is told (`desk.open_vault.OpenVault.publish`). Nothing is shown: a page asks `desk/files` what the
officer may read.

A file begins
    `new_files.NewFiles.open_case` gives it number, person code and form version, and what the
    program knows by itself (`new_files.first_values`, `knowing.Knowing.filled`). What was written
    by hand on an emergency pack is typed in by `new_files.NewFiles.type_in`: a pack becomes a file
    once (PackTypedIn).

An answer
    1. The page's autosave hands over what changed, with what is left of the draft, to
       `answers.Answers.save_answers`.
    2. Refused before anything is written: a complete file (`answer_checks.refuse_locked`), a closed
       statement (`answer_checks.refuse_frozen`), a path or value that the form does not have
       (`answer_checks.checked`), suspects whose section was not opened
       (`answer_log.AnswerLog.check_closed`).
    3. One transaction: `answer_log.AnswerLog.save` closes what is of level 4, adds to the log and
       puts exhibits under their level; the draft is replaced in it too, so that no word is in both
       or in neither. It is fsynced when this returns. On a full disk nothing is written, and the
       words stay in the window.
    4. `answers.Answers.fold` brings a burst of typing into snapshot, list and search and enters it
       as *edited*: at another section, after thirty seconds of rest, and by
       `answers.Answers.fold_all` at the lock. What a kill left is folded at the next unlocking.

    What its form says to be known (the module `known` of `forms`) follows in the same transaction
    (`knowing.Knowing.followed`), and a source of the desk's own is kept only where the desk knows
    the answer (`knowing.Knowing.vouched`). What is offered (`knowing.Knowing.offered`) is no answer
    until the page hands it over.

    What the words of a statement answer elsewhere is offered on request (`noticing.Noticing`), and
    what was decided on it is kept (`offer_book.OfferBook`).

What is typed and is no answer yet
    `drafts.Drafts.keep_draft`: of each officer alone, no evidence and in no entry. How an officer
    looks at a file, and where they stood at the lock, are `drafts.Views`.

The statement ends
    Read back to its end (`statement.StatementFreezing.end_reading`) or stopped
    (`statement.StatementFreezing.stop`), it is frozen with its digest in the chain; nothing
    undoes that, and its answers raise AccountFrozen from then on. What is remembered later is a
    dated addendum (`statement.StatementFreezing.add`). That a child is heard without a specialist
    is a supervisor's word, given with the passphrase
    (`statement.StatementFreezing.waive_specialist`).

From draft to approved
    1. `steps.Steps.review` says what is missing, as a value with places to go to.
    2. `steps.Steps.complete` refuses what is not ready (FormIncomplete), freezes the answers and
       seals the chain. A recording that is not attached yet holds it up.
    3. A supervisor, who has just shown who they are (`desk.approval.confirm_officer`, a job),
       returns it with remarks (`steps.Steps.return_with_remarks`), sealed with their own key, or
       approves it: `desk.handover.approving.Approving`.

After completion
    `answers.Answers.amend` changes answers for a reason that is kept; an approved or sent file is
    returned by that and goes through the steps again.

The notice is handed over
    In whatever state the file is (`delivering.Delivering.note`), once it has left as the file says
    it now (`desk.paper.printing_room.PrintingRoom.notice_left`); a wrong word of it is taken back
    within ten minutes (`delivering.Delivering.withdraw`).

What every method may raise: ReasonNeeded and FileHidden, when the file names others or is hidden
(`desk.files.contents.Contents.readable`); RestrictedClosed, when something of level 4 is not open
to the officer; TransitionRefused, when the role has no such step; DiskFull, and then nothing of it
was written. Times that decide something (completion, approval, an addendum) raise ClockBehind where
the clock stands before the newest entry.

Which step is open in which status, and to whom, is one table: `cases.files.workflow.next_status`.
"""
