"""The review of a file: completion, return, approval, remarks, voiding."""
