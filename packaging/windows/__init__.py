"""What a Windows laptop gets, made on Debian: `packaging.build` starts it.

`interpreter` puts a Windows Python together.
"""
