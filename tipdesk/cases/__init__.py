"""What was recorded: cases, answers, statuses, review, custody. Imports forms only."""
