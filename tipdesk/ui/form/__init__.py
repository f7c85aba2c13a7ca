"""A form on the screen: sections, questions and their editors."""
