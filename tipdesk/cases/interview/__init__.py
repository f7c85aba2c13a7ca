"""What an interview holds beside its answers: the statement, people, timeline, indicators.

`statement.paths_to_freeze` closes a statement; `suggestions.suggested` proposes what follows from
an answer; `document_filling.propose` fills a document from machine-readable lines
(`machine_readable.read_lines`);
`timeline.timeline` and `timeline.legs` are what was dated; `indicators.assess` reads indicators
without a verdict; `closed_words.closed_words` finds the words in what an answer closed;
`unfinished.Draft` is what was typed and is no answer yet; `edits.Edits` are what was done, to be
undone. `noticed.noticed` reads what the words of a statement answer elsewhere (its words:
`noticed_words.words`), and `offers.Openings` keeps of that what may be offered.
"""
