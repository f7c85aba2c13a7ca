"""One paper made by tipdesk and by others: the same content, face, size and line height."""
