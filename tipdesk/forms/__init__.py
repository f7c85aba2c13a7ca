"""What is asked: definitions, values, rules. Plain values in and out; imports no other room."""
