"""The record of a file that goes to the Prosecution: written, read, made up again."""
