#!/bin/sh
# Starts tipdesk, wherever its tree lies. Python takes this file for itself (sys.executable) and finds
# its packages by the tree's pyvenv.cfg; so what tipdesk starts of itself comes through here again.
# Those words are let through, and no others of Python's. Nothing is taken from the folders that a
# terminal looks through for programs, and two variables that Python minds in spite of -I are dropped:
# with them another file stands for this one, and another folder for its packages.
program=$0
[ -h "$program" ] && program=$(/usr/bin/readlink -f -- "$program")
case "$1 $2 $3" in
    "-P -m tipdesk."*) ;;
    *) set -- -m tipdesk "$@" ;;
esac
exec /usr/bin/env -u PYTHONEXECUTABLE -u __PYVENV_LAUNCHER__ --argv0="$program" \
    /usr/bin/python3.13 -I -B -X utf8 "$@"
