"""What a file from outside is and says of itself, read from its bytes; nothing is decoded here."""
