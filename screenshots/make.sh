#!/bin/bash
# Makes the pictures of the README with the real program:
#
#   screenshots/make.sh                  all of them
#   screenshots/make.sh gallery ratios   only these; the others are grain, presets, window, sheet, fast, styles, manners,
#                                        figures and learn
#
# Needs Xvfb, xdotool, ImageMagick and a software Vulkan driver; `.ci/run` names the packages. Look at every picture at
# 100 % before committing it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/window.sh
source .ci/window.sh

impasto=$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}")/release/impasto
samples=assets/samples
castle=$samples/neuschwansteincastle.jpg
night=$samples/van_gogh_starry_night.jpg
work=$(mktemp -d)
trap 'close_window; rm -rf "$work"' EXIT

render() {
    echo "painting $3"
    "$impasto" render --quiet --content "$1" --style "$2" --output "$3" "${@:4}"
}

# One painting for each of the sample paintings.
gallery() {
    render $castle $night screenshots/castle-starry-night.jpg
    render $samples/machupicchu.jpg $samples/hokusai_great_wave.jpg screenshots/machu-picchu-great-wave.jpg
    render $samples/red_panda.jpg $samples/munch_scream.jpg screenshots/red-panda-scream.jpg
    render $samples/kingfisher.jpg $samples/kandinsky_composition_viii.jpg screenshots/kingfisher-composition-viii.jpg
}

# What the ratio of content to style does: three paintings side by side.
ratios() {
    local ratio
    for ratio in 1e-1 1e-2 1e-3; do
        render $castle $night "$work/$ratio.png" --size 320 --iterations 200 --ratio $ratio
    done
    convert "$work"/{1e-1,1e-2,1e-3}.png -bordercolor white -border 4x0 +append -quality 92 screenshots/ratios.jpg
}

# What moving waves instead of single pixels does to the grain: a corner at 300 %, painted from white noise.
grain() {
    local basis
    for basis in pixels frequencies; do
        render $castle $night "$work/$basis.png" --size 384 --scales 1 --init noise --iterations 200 --basis $basis
        convert "$work/$basis.png" -crop 150x120+0+0 +repage -filter point -resize 300% "$work/$basis-corner.png"
    done
    convert "$work/pixels-corner.png" -bordercolor white -border 3x0 "$work/frequencies-corner.png" +append -quality 92 \
        screenshots/grain.jpg
}

# The thumbnails of the bundled presets. The program has to be built again to show them.
presets() {
    local name
    for name in $("$impasto" presets | cut -d ' ' -f 1); do
        render $castle $night "$work/$name.png" --preset "$name" --size 320 --iterations 160
        convert "$work/$name.png" -resize 240x160^ -gravity center -extent 240x160 -quality 82 "assets/presets/$name.jpg"
    done
}

# The window in the middle of painting, with the finished picture under the wipe, and beside a picture of the strip.
window() {
    open_window "$impasto" 1280x800
    sleep 3
    shoot screenshots/start.png
    press f
    sleep 1
    press space
    sleep 10
    # One from the last quarter shows the finest scale at work.
    shoot_until_rest 3
    cp "$work/$(((shot - 3) * 3 / 4)).png" screenshots/painting.png
    press c
    sleep 2
    shoot screenshots/compare.png
    # The newest pictures of the strip are at its right end; this is one of the middle scale.
    press v
    xdotool mousemove 300 650 click 1
    sleep 2
    shoot screenshots/film.png
    close_window
}

# The contact sheet when all of its cells are done.
sheet() {
    open_window "$impasto" 1280x800
    sleep 3
    press 4
    sleep 1
    # "Paint sheet" is at the right end of the second line above the cells.
    xdotool mousemove 900 106 click 1
    sleep 20
    shoot_until_rest 2
    # To the status line, where nothing explains itself.
    xdotool mousemove 640 790
    sleep 1
    shoot screenshots/sheet.png
    close_window
}

# The gallery of fast styles on a photograph that is no sample; it lies beside the project.
fast() {
    local photograph=../shared/images/content/lemur.jpg
    if [[ ! -f $photograph ]]; then
        echo "skipped: $photograph is not there"
        return
    fi
    open_window "$impasto" 1280x800
    sleep 3
    # There is no file dialog, so that the path is asked for.
    press ctrl+o
    sleep 2
    xdotool type --delay 15 "$(realpath "$photograph")"
    press Return
    sleep 3
    press g
    sleep 30
    for _ in {1..3}; do
        press Right
        sleep 1
    done
    sleep 10
    shoot screenshots/fast.png
    close_window
}

# The light theme, the command palette, everything twice as large, the question after a break, and two languages.
manners() {
    local language
    open_window "$impasto" 1280x800
    sleep 3
    give 'light theme'
    shoot screenshots/light.png
    give 'dark theme'
    press ctrl+k
    sleep 1
    xdotool type --delay 30 'snap'
    sleep 1
    shoot screenshots/palette.png
    press Escape
    press space
    sleep 40
    kill_program
    start_program "$impasto" 1280x800
    sleep 5
    shoot screenshots/recover.png
    close_window
    # With room for as much as at the usual size. A key that comes while the window is drawn anew is lost.
    open_window "$impasto" 2560x1600
    sleep 3
    for _ in {1..4}; do
        press ctrl+plus
        sleep 2
    done
    shoot screenshots/twice.png
    close_window
    for language in german:de_DE japanese:ja_JP; do
        LC_ALL=${language#*:}.UTF-8 open_window "$impasto" 1280x800
        sleep 4
        shoot "screenshots/${language%:*}.png"
        close_window
    done
}

# give COMMAND: finds a command in the palette and gives it.
give() {
    press ctrl+k
    sleep 1
    xdotool type --delay 30 "$1"
    sleep 1
    press Return
    sleep 2
}

# The styles that ship on photographs that they were not trained on: one style in each row, below the photographs.
styles() {
    local style photograph painted row=0 cell=300x200
    local photographs=("$castle" $samples/red_panda.jpg $samples/machupicchu.jpg $samples/kingfisher.jpg)
    [[ ! -f ../shared/images/content/lemur.jpg ]] || photographs+=(../shared/images/content/lemur.jpg)
    cells() {
        convert "$@" -resize "$cell^" -gravity center -extent "$cell" -bordercolor white -border 2 +append \
            "$work/row-$row.png"
    }
    cells "${photographs[@]}"
    for style in models/styles/*.safetensors; do
        echo "painting in the style of $style"
        row=$((row + 1))
        mkdir "$work/style-$row"
        painted=()
        for photograph in "${photographs[@]}"; do
            painted+=("$work/style-$row/$(basename "$photograph" .jpg).png")
            "$impasto" apply --quiet --model "$style" --content "$photograph" --size 512 --output "${painted[-1]}"
        done
        cells "${painted[@]}"
    done
    convert "$work"/row-*.png -append -quality 90 screenshots/styles.jpg
}

# The figures of the paper for a photograph and a painting that are no samples; they lie beside the project.
figures() {
    local photograph=../shared/images/content/lemur.jpg painting=../shared/images/styles/van_gogh_auvers.jpg row
    if [[ ! -f $photograph || ! -f $painting ]]; then
        echo "skipped: $photograph and $painting are not there"
        return
    fi
    echo 'painting Figure 1 and Figure 4'
    "$impasto" reconstruct content --quiet --image $photograph --output "$work/figure"
    "$impasto" reconstruct style --quiet --image $painting --output "$work/figure"
    "$impasto" grid --quiet --content $photograph --style $painting --output "$work/grid.png" --size 256 \
        --ratios 1e-4,1e-3,1e-2,1e-1 --depths 1,2,3,4,5
    for row in content style; do
        convert "$work/figure/$row.png" -quality 90 "screenshots/figure-1-$row.jpg"
    done
    convert "$work/grid.png" -quality 88 screenshots/figure-4.jpg
}

# The Learn tab: feature maps, and the Gram matrix, in the middle of painting.
learn() {
    open_window "$impasto" 1280x800
    sleep 3
    press 5
    sleep 3
    press space
    sleep 15
    shoot screenshots/learn.png
    # "Gram matrix" is the second of the topics.
    xdotool mousemove 1090 279 click 1
    sleep 4
    xdotool mousemove 640 790
    sleep 6
    shoot screenshots/gram.png
    close_window
}

# shoot_until_rest N: pictures 0, 1, 2 ... every ten seconds until the last N show the same canvas; `shot` counts them.
shoot_until_rest() {
    shot=0
    shoot "$work/0.png"
    until ((shot >= $1)) && ! canvas_moved $((shot - $1)) $shot; do
        sleep 10
        shot=$((shot + 1))
        shoot "$work/$shot.png"
    done
}

# canvas_moved A B: whether the canvas differs between two of the pictures taken.
canvas_moved() {
    canvas "$work/$1.png" "$work/earlier.png"
    canvas "$work/$2.png" "$work/later.png"
    differ "$work/earlier.png" "$work/later.png" 0
}

cargo build --release
if (($# == 0)); then set -- presets gallery ratios grain window sheet fast styles manners figures learn; fi
for part in "$@"; do "$part"; done
