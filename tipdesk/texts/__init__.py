"""What is said: a sentence for every error, reason, problem of a bundle and audit log entry."""
