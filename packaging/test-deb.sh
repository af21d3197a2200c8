#!/bin/bash
# Builds the Debian package, installs it into a folder of its own and runs the installed program there.
set -euo pipefail
cd "$(dirname "$0")/.."

desktop-file-validate packaging/*.desktop
appstreamcli validate --no-net packaging/*.metainfo.xml

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cargo deb --output "$root/impasto.deb"
dpkg-deb --info "$root/impasto.deb"

# dpkg's own database lives in the folder too. What the package depends on is installed outside of it, where dpkg
# cannot see it; so only the names are read, and the program is run with the libraries of this machine.
mkdir -p "$root/system/var/lib/dpkg"
touch "$root/system/var/lib/dpkg/status"
dpkg --root="$root/system" --force-depends --force-not-root --install "$root/impasto.deb"
dpkg --root="$root/system" --listfiles impasto
for file in bin/impasto share/applications/org.impasto.Impasto.desktop share/metainfo/org.impasto.Impasto.metainfo.xml \
    share/mime/packages/org.impasto.Impasto.xml \
    share/icons/hicolor/{16x16,32x32,48x48,64x64,128x128,256x256,512x512}/apps/org.impasto.Impasto.png \
    share/icons/hicolor/scalable/apps/org.impasto.Impasto.svg share/doc/impasto/copyright; do
    [[ -s $root/system/usr/$file ]] || { echo "the package lacks /usr/$file" >&2; exit 1; }
done

# From another folder, so that nothing of the source tree can help.
samples=$PWD/assets/samples
cd "$root"
system/usr/bin/impasto --version
system/usr/bin/impasto render --content "$samples/neuschwansteincastle.jpg" --style "$samples/van_gogh_starry_night.jpg" \
    --output painted.png --size 64 --iterations 5
[[ -s painted.png ]] || { echo "the installed program painted nothing" >&2; exit 1; }

dpkg --root="$root/system" --force-not-root --remove impasto
[[ ! -e $root/system/usr/bin/impasto ]] || { echo "the package leaves its program behind" >&2; exit 1; }
echo "The package builds, installs, paints and can be removed."
