"""What is printed and what comes back: documents, letters, signed pages, language cards.

A paper is planned and recorded on the GUI thread and drawn in a job, which gets frozen values and
knows no vault. Bytes of a PDF stay in memory until a printer or a chosen file takes them.

A document is printed
    1. `printing_room.PrintingRoom.print_plan` freezes the file and fills in what the officer may
       print: released fields for a copy that leaves, nothing of suspects or level 4 for whoever may
       not read them. It raises TransitionRefused of a voided file, LetterRefused where a letter
       lacks something, and as opening the file does (ReasonNeeded, FileHidden, RestrictedClosed).
    2. `printing_room.draw`, a JOB: the pages, and a digest of each.
    3. `printing_room.PrintingRoom.changed` says which pages differ from the print before, so that
       only these are printed anew; a paper with restricted answers keeps no digest and is printed
       whole. `printing_room.PrintingRoom.is_current`: the file still says what was planned, asked
       right before the pages leave.
    4. `printing_room.PrintingRoom.record` enters each copy with what became of it: printed, saved,
       given up, failed; with its number, pages, purpose, and the root of the record that stands
       on it. Each further copy is planned anew (`printing_room.PrintingRoom.next_copy`): it has a
       number of its own. Papers of no file are entered by
       `printing_room.PrintingRoom.record_station_paper`. What a cover says of a bundle is put into
       words by `cover.contents_lines` and `cover.withheld_lines`; what a supervisor's sheet says of
       a file is `review_sheet.review_info`.

A shift is taken over
    `shift_taking.ShiftTaking.before` says whose shift was left, `shift_taking.ShiftTaking.shift`
    what waits; `shift_taking.ShiftTaking.take` enters that it was read (*shift_taken*).

A signed page comes back
    1. `signed_papers.SignedPapers.plan` freezes what is known of the file's prints.
    2. `signed_papers.read_scan`, a JOB, seals the scan first and reads the codes from its sealed
       copy: what is filed is what was read. Pages that could not be read are said with the reason.
    3. `signed_papers.check_scan` refuses (PageRefused) pages of another file, or of a state that
       never left here; `signed_papers.SignedPapers.before` tells of what was filed already, and the
       window asks.
    4. `signed_papers.SignedPapers.file` attaches it as the signed original, also to a complete
       file. Not filed: `signed_papers.forget_scan`.
    5. What goes with a bundle is decided by `signed_papers.release_signed`: a page must be of the
       record that goes, and may not carry more than may leave.

A need is referred
    1. `referring.Referring.needs` lists them, later ones of the case work too; the letter is a
       document like any other, with a mark of its own. When it leaves, that is entered into the
       case work once (`letters.enter_sent`).
    2. A slip comes back: `referring.read_slip`, a JOB, finds its code;
       `referring.Referring.case_of` and `referring.Referring.expected` say which need it answers
       (SlipRefused: none, or not the newest letter). A person reads the handwriting.
    3. `referring.Referring.record` enters what the service says into the case work, also of a file
       that was sent: nothing of its record moves. `referring.seal_slip`, a JOB, and
       `signed_papers.SignedPapers.keep_slip` keep the scan, which leaves with no bundle.

Language cards and the letterhead
    A card is a draft until a supervisor has recorded two readers for exactly its text
    (`language_cards.CardSignOff.record`); its voices are checked before they are kept and
    again before they are played (`language_cards.Voices`, `language_cards.check_sound`). The
    letterhead is one for the station (`letterheads.Letterheads.keep`); it may not name a shelter
    (LetterheadRefused), and its emblem is read in a process of its own (`letterheads.read_emblem`).

What may be of a copy, which pages it has and how a page is known again by its code are rules
without a vault: `cases.paper.prints.changed_pages`, `cases.paper.signed_papers.scan_of`.

At the window: `ui.paper.page.PaperPage` and `ui.paper.printing.print_pdf` print,
`ui.paper.signed_papers.SignedPapersPart` files scans, `ui.paper.referrals.ReferralSide` stands
beside a letter, `ui.interview.language_help.LanguageHelp` plays a card. The list of documents is
`printing.documents.registry.DOCUMENTS`; what a page says, and how, is `printing`'s. `tipdesk print`
draws blank forms, packs and what a bundle carried by `printing_room.render` and
`printing.documents.rendering.render`, without any vault.
"""
