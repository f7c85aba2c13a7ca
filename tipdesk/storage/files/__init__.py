"""Rows of files: the list, its search, who may open one, what is put under a file's own key."""
