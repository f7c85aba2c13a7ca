"""The interview page and everything that stands beside the questions."""
