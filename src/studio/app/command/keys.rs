//! Keys that give commands, and who else may want them.

use egui::{Context, FocusDirection, Key, KeyboardShortcut};

use crate::studio::app::action::Actions;
use crate::studio::app::command::{Command, Situation};
use crate::studio::app::session::Session;
use crate::studio::app::window::Keyboard;
use crate::studio::language::tr_in;

/// Who has the keys at the end of a frame.
pub fn keyboard_of(window: &Context, session: &Session) -> Keyboard {
    if session.services.dialogs.is_open() || window.any_popup_open() || window.text_edit_focused() {
        Keyboard::Elsewhere
    } else if window.egui_wants_keyboard_input() {
        Keyboard::CommandsButFocusKeys
    } else {
        Keyboard::Commands
    }
}

/// A key as it is written on keyboards of the window's language: `Ctrl+S`, `Strg+S`.
pub fn key_text(window: &Context, shortcut: &KeyboardShortcut) -> String {
    let text = window.format_shortcut(shortcut);
    // The last part may be a plus itself.
    let (modifiers, key) = text.split_at(text[..text.len() - 1].rfind('+').map_or(0, |plus| plus + 1));
    modifiers
        .split_inclusive('+')
        .map(|name| tr_in("key", name.trim_end_matches('+')).to_owned() + "+")
        .collect::<String>()
        + tr_in("key", key)
}

/// Turns the keys of this frame into actions.
pub fn take_keys(window: &Context, session: &Session, actions: &mut Actions) {
    if session.window.keyboard == Keyboard::Elsewhere {
        return;
    }
    let situation = Situation::of(session);
    let mut given = Vec::new();
    for command in longest_first() {
        for shortcut in command.shortcuts() {
            let key = shortcut.logical_key;
            let is_focus_key = matches!(key, Key::Space | Key::Escape) || moves_focus(key);
            let is_free = session.window.keyboard == Keyboard::Commands || !is_focus_key;
            // Start becomes Pause with the same key: one press gives one command.
            let is_new = !given.contains(&shortcut);
            let can_be_given = is_free && is_new && command.is_available(situation);
            if can_be_given && !goes_back(window, key) && window.input_mut(|input| input.consume_shortcut(&shortcut)) {
                if moves_focus(key) {
                    // egui has already been asked to give the focus to another control.
                    window.memory_mut(|memory| memory.move_focus(FocusDirection::None));
                }
                actions.push(command.action());
                given.push(shortcut);
            }
        }
    }
}

/// Whether this is Shift+Tab, with which the focus goes to the last control even when none has it.
fn goes_back(window: &Context, key: Key) -> bool {
    key == Key::Tab && window.input(|input| input.modifiers.shift)
}

/// Whether egui moves the focus with this key.
fn moves_focus(key: Key) -> bool {
    matches!(key, Key::Tab | Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown)
}

/// Ctrl+Shift+O before Ctrl+O, since egui takes the first that is contained in the keys pressed.
fn longest_first() -> impl Iterator<Item = Command> {
    let has_shift = |command: &Command| command.shortcut().is_some_and(|shortcut| shortcut.modifiers.shift);
    let (with, without): (Vec<_>, Vec<_>) = Command::ALL.iter().copied().partition(has_shift);
    with.into_iter().chain(without)
}
