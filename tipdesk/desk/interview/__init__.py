"""Taking an interview: new files, answers, drafts, the statement's end, review and approval."""
