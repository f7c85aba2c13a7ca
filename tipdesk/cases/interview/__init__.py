"""What an interview holds beside its answers: the statement, people, timeline, indicators."""
