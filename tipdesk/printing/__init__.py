"""How it is printed: values in, PDF bytes out. Never imports storage, bundle, desk, ui.

A frozen case file, or what else a paper is about, and `plan.PrintOptions` go in; the same input
gives the same bytes, so that a paper can be compared with the one printed before. All of it may run
in a job; nothing of it touches a disk.

A document
    1. `documents.registry.DOCUMENTS` has a line for each: its key, what fills it in, which copies
       there are. Lists and commands ask there, and nothing that draws is imported for it.
    2. `documents.rendering.draw` imports the builder of that line, which gives blocks, and makes a
       file of them with a digest of each page's content. `documents.rendering.render_packs` makes
       numbered blank packs.
    3. What a copy may carry is decided once: `plan.highest_level` says up to which level its
       answers stand; `layout.reading.Reading` is the case file as a paper reads it, and gives
       nothing beyond that. The desk has taken out before what may not be printed at all.
    4. Fixed words are data (`wording.wording`, `resources/texts`), in the language of the paper and
       small beside it in the other one; its Arabic agrees with the person it speaks to
       (`wording.Voice`). The language is the form's, not the screen's.

From blocks to pages
    1. A `layout.flow.Block` knows its height at a width and where it may be divided.
    2. `layout.flow.paginate` puts blocks on pages; `layout.page.Frame` is what stands round them:
       letterhead, code of the page, number, what the copy is.
    3. What a row of answers looks like is made of `layout.grid.GridRow`,
       `layout.tables.PrintedTable`, `layout.bodies.Choices` and `layout.narrative.narrative`; a
       blank form is the same with room to write.

From words to glyphs
    1. `text.layout.layout` makes lines: `text.bidi.visual_order` orders them (UAX 9),
       `text.line_breaks.line_breaks` says where they may end (UAX 14), faces and sizes come from
       `text.fonts.faces` and `text.layout.styles`.
    2. `pdf.pen.Pen` draws and tags: whoever hears a paper gets its headings, tables and paragraphs
       (`pdf.structure.Structure`); what has no role is an ornament.
    3. `pdf.pdf_file.PdfFile` writes the archive format with embedded faces and a code for every
       letter (`pdf.embedding.EmbeddedFont`), so that words can be found and copied.

On the screen and from outside
    `preview.rasterise` makes pictures of our own pages. A PDF, picture or scan that comes from
    outside is never decoded in this process: `outside.own_process.Child` runs another one that may
    end at any time, bounded in memory and time, and believes nothing that it answers.
    `outside.own_process.IsolatedPages` draws pages there, `outside.own_process.read_codes` reads
    the codes of scanned pages, `outside.own_process.emblem_of` an emblem.

What stands on every page
    Letterhead or none (what the person carries tells nobody where it comes from), the code by which
    the page is known again, its number, which copy it is and what that may carry
    (`plan.copy_words`), and the fingerprint of the chain of its day.

The other papers
    The chain of custody and its certificate are drawn of a `plan.ChainPaper`
    (`documents.chain_log.render_chain`), by the same blocks and frames. A recovery sheet is drawn
    straight to a printer by the window and never becomes a file; only its blank form is a document.

Papers that are compared
    A page of a paper that was printed can be printed anew alone: its digest says whether it would
    say something else (`documents.rendering.RenderedDocument`). Codes on each page are made by
    `cases.paper.prints.PageCode` and read again when it comes back signed.

A new document is a module in `documents` with a function that gives its blocks, its words, and a
line of the registry. Faults are ours (KeyError of a document or word that is not there) but for
LetterRefused, of a letter that may not be written, and what the child processes raise. Every page
of every document is held to its margins, tags and archive rules by tests.
"""
