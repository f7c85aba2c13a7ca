"""The interview page and everything that stands beside the questions.

`page.InterviewPage` shows one file, one section at a time. It holds the parts that stand beside the
questions, each a `frame.InterviewPart`, in one collection: it opens, leaves and masks them all, in
one order. Widgets that several of them need are in `frame.InterviewFrame`; the file itself, its
answers and what the form says, in `open_file.OpenFile`, which keeps nothing that the vault does not
have but what is being typed.

A file is opened
    1. `page.InterviewPage.load` leaves the file before, reads this one and asks the form's rules
       (`open_file.OpenFile.evaluate`). It begins where it was left, at a question that was asked
       for, or at the start.
    2. `section_stage.SectionStage.show` turns to a section: its view is made when it is first
       needed (`section_stage.SectionPages`) and kept until the file is left.
       `section_list.SectionList` says of each what it still needs. The suspects are opened by
       themselves, with an entry.
    3. After a lock `page.InterviewPage.return_to` comes back to field, cursor and what Ctrl+Z
       brings back (`page.typing_of`, `page.come_back`).

An answer
    1. An editor changes. `autosave.Autosave` waits 400 ms after the last key, 2 s at the latest;
       nothing waits when a field or section is left, at F7, or at a lock.
    2. `answer_keeper.AnswerKeeper` hands it to `desk.interview.answers.Answers`, the rules follow
       the one answer, and the rows that it touches are shown anew. What is no answer yet is kept as
       a draft. How it stands is said in words (`autosave.banner_text`); what the disk refused stays
       on the screen and is tried again.
    3. What the answer closed elsewhere is said (`undoing.ClosingNote`). What follows from it is
       offered by a button where it belongs (`section_stage.SuggestionOffers`): nothing is filled
       in unasked.

Undoing
    `open_file.OpenFile` notes each answer that is put (`cases.interview.edits.Edits`);
    `undoing.Undoing` takes the last of them back, or letters in the field with the cursor.

Writing only
    `writing.Writing` shows the statement alone: the field of the question itself is lent to
    `writing.WritingPage` and given back before anything else happens to its section.

Beside the questions
    The timeline of all that has a date: `timeline.TimelineSide`, drawn by
    `timeline_panel.TimelinePanel`. A document from a reader or from typed lines:
    `documents.DocumentReading`. The same person in another file, and
    whether it is: `elsewhere_advice.ElsewhereAdvice`, and one name in several answers:
    `elsewhere_advice.PersonLinks`. The person's own language: `language_help.SpokenHelp`, noted in
    the chain when it was shown. A recording: `recording_offer.RecordingOffer`. A child without a
    specialist: `statement_end.ChildAgreement`, with a supervisor's passphrase. A break:
    `page.BreakOffer`.

The statement ends
    `statement_end.StatementEnd` stands above its sections. Read out, `readback.ReadbackPage` shows
    it in large letters, page by page; a correction is kept as it is typed, and
    `statement_end.ask_end` asks how it ended, with nothing preset that nobody said. Stopped
    (`statement_end.stop_statement`), it says what follows. Closed, it takes an addendum.

A complete file
    `amending.Amending` opens the questions again; what is changed waits until its reason is given,
    and leaving asks (`page.InterviewPage.unrecorded`).

It is left
    `page.InterviewPage.leave` in this order: parts hand back what they hold, everything typed is
    kept, parts write what follows from it, the burst is folded into list and search, and then
    everything is forgotten. A full disk does not keep it: the next lock or unlocking folds it too.

After a lock, and from another page
    `page.InterviewPage.place` says where the officer types, and the session keeps it in the vault;
    `page.InterviewPage.flush` keeps what was typed before anybody else has the screen, and says
    whether all of it is on the disk. `page.InterviewPage.unsaved` names the questions whose words
    the disk has refused, for whoever is asked before a loss.

An expected failure is said over the page (`ui.toolkit.dialogs.show_error`) and leaves what was
typed. Keys of the page are in docs/keys.md; they work wherever the cursor is.
"""
