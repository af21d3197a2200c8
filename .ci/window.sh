# shellcheck shell=bash
# The real window on a display of its own, driven by keys, for `.ci/run` and `screenshots/make.sh` to source.
#
#   open_window PROGRAM 1280x800   starts PROGRAM (an absolute path) with a fresh home and waits until it has drawn
#   kill_program                   ends it as a power cut would
#   start_program PROGRAM SIZE ..  starts it again with the same home, with what follows as its arguments
#   press space                    presses a key (xdotool's names)
#   shoot FILE.png                 keeps what the window shows
#   canvas SHOT.png FILE.png       cuts the middle of the canvas out of that, away from panels, bars and numbers
#   close_window                   ends whatever is still running; for a trap on EXIT
#
# Needs Xvfb, xdotool, ImageMagick and a software Vulkan driver. The home is $window_home.

window_home='' window_display='' window_program=''

# wait_for SECONDS COMMAND...: repeats the command until it succeeds.
wait_for() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        if ((SECONDS >= deadline)); then
            echo "waited in vain for: $*" >&2
            return 1
        fi
        sleep 0.2
    done
}

open_window() {
    local program=$1 size=$2
    window_home=$(mktemp -d)
    mkdir "$window_home/Pictures"
    # Without -noreset the display would start anew, and refuse the program, whenever a helper was its last client.
    Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset 3>"$window_home/display" 2>"$window_home/xvfb.log" &
    window_display=$!
    wait_for 30 test -s "$window_home/display"
    DISPLAY=:$(<"$window_home/display")
    export DISPLAY
    start_program "$program" "$size"
}

start_program() {
    local program=$1 size=$2
    env -u WAYLAND_DISPLAY -u WAYLAND_SOCKET -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_PICTURES_DIR \
        --chdir="$window_home" HOME="$window_home" "$program" --details "${@:3}" 2>>"$window_home/impasto.log" &
    window_program=$!
    wait_for 60 find_window
    # There is no window manager to place it and to give it the keys.
    xdotool windowmove "$window_id" 0 0 windowsize "$window_id" "${size%x*}" "${size#*x}" windowfocus "$window_id"
    wait_for 60 is_drawn
}

kill_program() {
    kill -KILL "$window_program"
    wait "$window_program" 2>/dev/null || true
    window_program=
}

find_window() {
    kill -0 "$window_program" 2>/dev/null || { cat "$window_home/impasto.log" >&2; exit 1; }
    window_id=$(xdotool search --onlyvisible --name 'Impasto$' 2>/dev/null | head -n 1)
    [[ -n $window_id ]]
}

is_drawn() {
    shoot "$window_home/drawn.png"
    ! is_uniform "$window_home/drawn.png"
}

press() {
    xdotool key --clearmodifiers "$1"
}

shoot() {
    import -window root "$1"
}

canvas() {
    convert "$1" -gravity center -crop 320x240+0+0 +repage "$2"
}

close_window() {
    if [[ -n $window_program ]]; then kill "$window_program" 2>/dev/null || true; fi
    if [[ -n $window_display ]]; then kill "$window_display" 2>/dev/null || true; fi
    wait 2>/dev/null || true
    if [[ -n $window_home ]]; then rm -rf "$window_home"; fi
    window_home='' window_display='' window_program=''
}

# is_uniform PICTURE: whether it shows hardly more than one colour.
is_uniform() {
    [[ $(identify -format '%[fx:standard_deviation < 0.02]' "$1") == 1 ]]
}

# difference A B: the root of the mean squared difference of two pictures of the same size, from 0 to 1.
difference() {
    compare -metric RMSE "$1" "$2" null: 2>&1 | sed 's/.*(\(.*\))/\1/' || true
}

# differ A B LEAST: whether two pictures differ by more than that.
differ() {
    awk -v difference="$(difference "$1" "$2")" -v least="$3" 'BEGIN { exit !(difference > least) }'
}
