"""Taking an interview: answers, attachments, the statement's end, review and completion."""
