"""Files: their list, one as the officer may read it, who opens it, level 4, voiding."""
