#!/bin/sh
# In a bare Debian 13: install the package, use it as an officer does, remove it. Each step is told.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
tree=/usr/lib/tipdesk
packages=$tree/lib/python3.13/site-packages

step() { echo "== $*"; }
officer() { su officer -c "cd; $*"; }

step the system lacks what tipdesk needs
! dpkg -s libegl1 python3 2>/dev/null
step apt install ./tipdesk.deb
apt-get update -qq
apt-get install -y -qq --no-install-recommends /trial/tipdesk.deb >/trial/apt.log 2>&1 || {
    cat /trial/apt.log
    exit 1
}
find $tree | sort >/trial/files
useradd --create-home officer

step the version
officer tipdesk --version
step no screen
officer tipdesk 2>&1 && exit 1 || echo "exit $?"
step other words of Python are not let through
officer "tipdesk -P -m json.tool" >/dev/null 2>&1 && exit 1 || echo "exit $?"
officer "tipdesk -c pass" >/dev/null 2>&1 && exit 1 || echo "exit $?"
step the journey
officer "tipdesk demo --out journey" | tail -n 1
step a case bundle is verified
officer "tipdesk --lang en verify journey/bundle/*.asice.age --identity journey/prosecution/identity.txt \
    --trust journey/trust.pem" | tail -n 1
step processes that read what comes from outside
cat >/trial/children.py <<'PYTHON'
import glob, os, sys
sys.path.insert(0, sys.argv[1])
sys.executable = sys.argv[2]
from tipdesk.core.work import Work
from tipdesk.printing.outside.own_process import IsolatedPages, read_codes
with open(glob.glob("/home/officer/journey/forms/intake.pdf")[0], "rb") as file:
    data = file.read()
pages = IsolatedPages(data)
sizes = pages.sizes()
page = pages.page(0, 36)
pages.close()
codes, ended = read_codes(data, Work(), pdf=True)
print(sizes.count > 3, page.width > 200, len(codes) == sizes.count, any(codes), ended)
PYTHON
officer "python3.13 -B /trial/children.py $packages $tree/bin/tipdesk"

# The program lets nobody of its own user look into it; root is asked what it has loaded.
begin() { setpriv --reuid officer --regid officer --init-groups env -C /home/officer HOME=/home/officer "$@" & }
loaded() { until grep -q "$2" "/proc/$1/maps"; do kill -0 "$1" && sleep 0.1; done; }

step a window offscreen
begin QT_QPA_PLATFORM=offscreen tipdesk --vault offscreen
loaded $! libqoffscreen
loaded $! libqsvg # an icon was drawn
kill $!
wait $! || echo "ended by signal $(($? - 128))"
step a window on a screen
apt-get install -y -qq --no-install-recommends xvfb xdotool x11-apps >/dev/null 2>&1
begin Xvfb :7 -screen 0 1366x768x24 -nolisten tcp
screen=$!
export DISPLAY=:7
until xdotool getdisplaygeometry; do kill -0 $screen && sleep 0.1; done 2>/dev/null
picture() { xwd -root -silent >/trial/$1.xwd; }
same() { cmp -s /trial/$1.xwd /trial/$2.xwd; }
picture empty
begin tipdesk --vault window
xdotool search --sync --onlyvisible --class tipdesk getwindowname
picture screen
until ! same screen empty && same screen before; do # it is drawn, and stands still
    kill -0 $! && sleep 0.5
    mv /trial/screen.xwd /trial/before.xwd
    picture screen
done
kill $! && wait $! || :
kill $screen && wait $screen || :

step the tree is as it was installed
find $tree | sort | cmp - /trial/files
(cd $tree && sha256sum -c --quiet MANIFEST.sha256 && grep -c . MANIFEST.sha256 && find . -type f | wc -l)
step it runs from where somebody has unpacked it
cp -r $tree "/home/officer/program of mine"
chown -R officer "/home/officer/program of mine"
officer "'./program of mine/bin/tipdesk' --version"
ln -s "/home/officer/program of mine/bin/tipdesk" /home/officer/t
officer ./t --version
rm -r "/home/officer/program of mine" /home/officer/t

step what dpkg-shlibdeps finds
apt-get install -y -qq --no-install-recommends dpkg-dev >/dev/null 2>&1
dpkg-deb -R /trial/tipdesk.deb /trial/package
mkdir /trial/debian
printf 'Source: tipdesk\n\nPackage: tipdesk\nArchitecture: amd64\n' >/trial/debian/control
inside=/trial/package$packages
(cd /trial && find package -name '*.so*' -exec dpkg-shlibdeps --warnings=0 -O \
    -l"$inside/PySide6" -l"$inside/PySide6/Qt/lib" -l"$inside/shiboken6" -l"$inside/pillow.libs" {} +)

step removed
officer "mkdir -p .local/share/tipdesk/vault; cp -r journey/receipt .local/share/tipdesk/vault"
officer "cd .local/share/tipdesk; find . -type f -exec sha256sum {} +" >/trial/vault
apt-get purge -y -qq tipdesk >/dev/null 2>&1
find / -xdev -iname '*tipdesk*' ! -path '/home/*' ! -path '/trial/*' ! -path '/proc/*' ! -path '/tmp/*'
officer "cd .local/share/tipdesk; find . -type f -exec sha256sum {} +" | cmp - /trial/vault
step done
