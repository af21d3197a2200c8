#!/bin/bash
# Draws the icon at every size from assets/icon.svg. Run it after changing the drawing and commit what it makes.
# Needs rsvg-convert (Debian: librsvg2-bin).
set -euo pipefail
cd "$(dirname "$0")/.."

id=org.impasto.Impasto
for size in 16 32 48 64 128 256 512; do
    folder=packaging/icons/hicolor/${size}x${size}/apps
    mkdir -p "$folder"
    rsvg-convert --width $size --height $size --output "$folder/$id.png" assets/icon.svg
done
# The one that the window shows is embedded in the program.
cp packaging/icons/hicolor/256x256/apps/$id.png assets/icon.png
