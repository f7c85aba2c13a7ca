"""What a Windows laptop gets, made on Debian.

`interpreter` puts a Windows Python together, `tree` lays a program down, `programs` makes what
starts it, `installer` packs it.
"""
