"""What is printed and what comes back: documents, letters, signed pages, language cards."""
