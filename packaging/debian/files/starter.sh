#!/bin/sh
# Starts tipdesk, wherever its tree lies. Python takes this file for itself (sys.executable) and finds
# its packages by the tree's pyvenv.cfg; so what tipdesk starts of itself comes through here again.
# Those words are let through, and no others of Python's.
program=$0
[ -h "$program" ] && program=$(readlink -f -- "$program")
case "$1 $2 $3" in
    "-P -m tipdesk."*) ;;
    *) set -- -m tipdesk "$@" ;;
esac
exec env --argv0="$program" /usr/bin/python3.13 -I -B -X utf8 "$@"
