"""The chain of custody read, examined, printed and compared with what is outside."""
