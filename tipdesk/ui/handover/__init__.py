"""Exporting a bundle, importing receipts; the receiving station.

What goes, what may be received and what is entered is decided by `desk/handover`; a JOB packs or
checks, and its progress and stop are on the page, not in a dialog: one can see what is being done.

A file is referred
    1. `export.ExportPage` goes in four steps: recipient and contents, what stays, signing and
       saving, the result. It is loaded from the review of an approved file; what is in the way is
       said with what to do (`export_contents.blocker_text`), and leads to the station page where
       trust list or certificate are missing.
    2. `export_contents.contents_card` lists what goes, thing by thing;
       `export_contents.withheld_parts` what stays, by reason, of what is restricted only how much;
       `export_contents.leaving_notes` what goes or stays otherwise than one would think;
       `export_contents.basis_facts` what the law says and what the person wants, side by side.
    3. `export.ExportTarget` offers the USB drives that are connected, asks for the declaration, and
       keeps what was chosen when a try went wrong. That the folder is still there is asked before a
       passphrase is typed for nothing.
    4. The passphrase, then a JOB (`desk.handover.packing.pack`) behind `export.ExportProgress`. A
       stop, a lock or a failure leaves nothing on the drive, and what was chosen stays: Return
       tries again.
    5. `export.result_parts`: the digits to read aloud, where the bundle lies, what follows, and the
       cover on paper.

What the officer may not overlook
    What was approved is what goes: when the file, its exhibits or its signed pages differ, the
    export does not begin, and the review says why. Fields that a supervisor has picked go with
    their reason; those that the law keeps here stay whatever anybody wants. A chain of custody that
    has grown too long for a bundle is said on the station page before it is.

The answer comes back
    `receipt_import.import_receipt`, from the review, or from the list, where the file can be
    dropped: it is verified, entered, and said what it means. One that answers nothing of here is an
    error with its next step, one that was imported before changes nothing.

A bundle comes in at the Prosecution
    1. `receiving.ReceivingPage` takes a file that is dropped or chosen; `check_panel.CheckPanel`
       holds at most one. A JOB checks it (`desk.handover.checking.check`); an answer that comes
       after the page was left is dropped, and its staging deleted.
    2. `check_panel.report_cards` says what was found: four answers, each by itself, the data, every
       fault in words, the digits to compare. F7 hides who signed.
    3. It can be looked at before anybody decides (`received.ReceivedPage`): the record by section
       (`received_record.record_view`), what was withheld, who did what
       (`received_record.custody_view`), documents and attachments, all read only; of a supplement
       first what has changed (`received_record.changes_view`). What is printed or saved of it is
       entered.
    4. A receipt with its registry number (`receipt_dialogs.ask_receipt`), a refusal with its reason
       (`receipt_dialogs.ask_refusal`), or kept aside where it rests on the signer's word alone
       (`receipt_dialogs.ask_quarantine`); each is signed with the passphrase. What cannot be
       written to the drive is registered all the same, and the page says so.
    5. `register_table.RegisterTable` finds a bundle again: it is opened from its sealed container,
       or its receipt is written once more.

Another station asks for an approval
    `requested_approval.RequestsNote` reminds on the list of files;
    `requested_approval.RequestedApprovalsPage` shows record, papers and what stays there, signs the
    answer or sends the file back with remarks.

A number that is in the register already is refused while it is typed; a receipt for the very same
bundle is issued anew with the number that it has. Names and words in a bundle come from outside:
they are shown isolated and cleaned, and an attachment is looked at by the same viewers as one of
the station's own (`ui.viewers.attachment_view.show_attachment`).

A bundle that was left unanswered is checked anew when one comes back: trust may have changed on the
station page. Leaving the page stops a check and closes what was not answered, unless it is being
read (`receiving.ReceivingPage.leave`). Pages ask for each other by signals, which
`ui.shell.page_book.PageBook` answers; sentences for faults and reasons are `texts.messages.problem`
and `texts.messages.reason_label`.
"""
