"""Printing, saving, referrals and signed papers at the window.

What may be printed, and what is entered of it, is decided by `desk/paper`; here somebody looks at
pages, says what they are for, and follows a printer that tells little.

A document is chosen and looked at
    `page.PaperPage` offers every document under what it is for (`documents.offer_documents`) and
    the copies that there are of it (`documents.CopyChoice`). The plan is frozen, a JOB draws it,
    and the preview shows its pages (`ui.viewers.pages.PdfPreview`). A letter that may not be
    written says what is missing, and leads there. While names are hidden (F7) the preview is
    covered whole: a page cannot be masked word by word. Where the notice to the Prosecution is due,
    `page.NoticeBox` says so and takes down that it was handed over.

It is printed
    1. `printing.PaperPrinting.print` asks on what, how often, which pages and what for
       (`print_dialog.ask_print`): no purpose is preset that nobody chose. Where only some pages
       differ from the last print, these are offered.
    2. `print_run.PrintRun` paints page by page, each drawn by a JOB, so that the window lives;
       every copy is a job of the printer's own, planned anew with its own number. Of a copy that
       cannot be entered none follows.
    3. The queue is followed as far as it tells (`printing.PrintWatch`); that somebody gave up, or
       that it failed, is entered as well. `printing.print_pdf` is the same behind a dialog, for
       what is drawn already: a cover, a paper of a received bundle, the chain.

It is saved as PDF
    `print_dialog.ask_saving` warns that the file lies outside the vault and asks what for;
    `print_dialog.save_pdf` enters it before it is said. What cannot be entered does not stay. A
    paper that opens the vault is never saved.

A signed page comes back
    `signed_papers.SignedPapersPart` takes a scan in: a JOB seals and reads it, what it holds and
    what of it was not read is said (`signed_papers.scan_lines`, `signed_papers.unread_lines`), what
    was filed before is asked about (`signed_papers.before_text`), and only then it is filed. A scan
    that is given up is deleted.

A need is referred
    `referrals.ReferralSide` stands beside the letter: its need, and what came back. A slip is
    entered by `referrals.enter_reply`, from there or from the list of files
    (`referrals.reply_button`): a JOB finds its code, the file is opened with a reason where it
    names others, and a person types what the slip says beside its picture
    (`referrals.ReplyDialog`). Nothing of the handwriting is read by the program. The answer goes
    into the case work; a file that was sent stays as it was.

A packet of paper is typed in
    `emergency_packs.type_in_pack` asks for the number of an emergency pack and makes its file;
    `emergency_packs.pack_line` says later where it came from.

The letterhead
    `letterhead_dialog.set_letterhead` draws what is typed after a pause; the emblem is read in a
    process of its own. Nothing is kept before "Use it".

Looking at what came from outside
    Scans, PDFs and pictures that somebody brings are drawn by a child process
    (`printing.outside.own_process.IsolatedPages`) and shown by `ui.viewers.pages.PdfPreview`; the
    decoder ends with the child, and what it cannot draw is said in words.

Work that runs when the page is left, or at a lock, is given up and entered as that
(`page.PaperPage.under_way` is what somebody is asked about first). Printers themselves are
`ui.toolkit.printers.Printer`; one that would write a file is none for a secret paper.
"""
