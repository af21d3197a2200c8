//! Everything that can be done now, to be found by a few letters: the commands of the menus, and what has a name of
//! its own, such as presets, samples and fast styles.

use crate::picture::{ColorMethod, ColorSettings};
use crate::project::BUNDLED;
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::{Command, Hit, MENUS, Situation, find};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::fast;
use crate::studio::features::painting;
use crate::studio::features::pictures;
use crate::studio::features::presets;
use crate::studio::features::project::{self, Departure, name_of};
use crate::studio::language::tr;
use crate::studio::roles::{Role, Source};
use crate::studio::widgets::{Icon, color_title};
use crate::text::{escaped, escaped_path};

/// The most entries that are shown.
pub const MOST_SHOWN: usize = 40;

/// One thing that can be done.
#[derive(Debug)]
pub struct Entry {
    /// Its name.
    pub text: String,
    /// Where it belongs: a menu, or a kind of things with names.
    pub group: &'static str,
    /// What it does.
    pub tooltip: String,
    /// Its picture.
    pub icon: Icon,
    /// The command that it is, if it is one.
    pub command: Option<Command>,
    /// Whether it can be done now.
    pub is_available: bool,
    /// What it makes the program do.
    pub action: Action,
}

impl Entry {
    fn command(command: Command, situation: Situation) -> Self {
        let menu = MENUS.iter().find(|menu| menu.groups.iter().any(|group| group.contains(&command)));
        Self {
            text: command.text().to_owned(),
            group: menu.map_or("Keys", |menu| menu.title),
            tooltip: command.tooltip().to_owned(),
            icon: command.icon(),
            command: Some(command),
            is_available: command.is_available(situation),
            action: command.action(),
        }
    }

    fn named(text: impl Into<String>, group: &'static str, tooltip: &str, icon: Icon, action: Action) -> Self {
        let (text, tooltip) = (escaped(&text.into()).into_owned(), tr(tooltip).to_owned());
        Self { text, group, tooltip, icon, command: None, is_available: true, action }
    }

    /// Gives it.
    pub fn give(self, actions: &mut Actions) {
        actions.push(Action::CloseDialog);
        if self.is_available {
            actions.push(self.action);
        }
    }
}

/// Everything that can be done, in the order of the menus.
pub fn entries(state: &State, session: &Session) -> Vec<Entry> {
    let situation = Situation::of(session);
    let mut entries: Vec<Entry> = Command::ALL.iter().map(|&command| Entry::command(command, situation)).collect();
    entries.extend(recent_projects(session));
    entries.extend(presets(state));
    entries.extend(samples());
    entries.extend(colors(state));
    entries.extend(session.fast.styles().map(|style| {
        let tooltip = "Paint the photograph in this style at once.";
        let action = Action::Fast(fast::Msg::Change(state.fast.in_style(&style.name)));
        Entry::named(&style.name, "Fast style", tooltip, Icon::Samples, action)
    }));
    entries
}

fn recent_projects(session: &Session) -> impl Iterator<Item = Entry> {
    session.project.recent.iter().map(|path| {
        let folder = path.parent().map(escaped_path).unwrap_or_default();
        let action = Action::Project(project::Msg::Leave(Departure::Open(path.clone())));
        Entry::named(name_of(path), "Open recent", &folder, Icon::Open, action)
    })
}

fn presets(state: &State) -> impl Iterator<Item = Entry> {
    let bundled = BUNDLED.iter().map(|bundled| (tr(bundled.name), bundled.preset(), bundled.about));
    let own = state.presets.iter().map(|preset| (preset.name.as_str(), preset.clone(), preset.about.as_str()));
    bundled.chain(own).map(|(name, preset, about)| {
        Entry::named(name, "Preset", about, Icon::Settings, Action::Presets(presets::Msg::Apply(Box::new(preset))))
    })
}

fn samples() -> impl Iterator<Item = Entry> {
    let roles = [(Role::Content, "Content"), (Role::Style, "Style")];
    roles.into_iter().flat_map(|(role, group)| {
        role.samples().map(move |sample| {
            let action = Action::Pictures(pictures::Msg::Use(role, Source::sample(sample)));
            Entry::named(tr(sample.title), group, role.tooltip(), Icon::Picture, action)
        })
    })
}

fn colors(state: &State) -> impl Iterator<Item = Entry> {
    ColorMethod::ALL.into_iter().map(|method| {
        let colors = ColorSettings { method, ..state.setup.colors };
        let tooltip = "Whose colours the painting has.";
        Entry::named(
            tr(color_title(method)),
            "Colours",
            tooltip,
            Icon::Palette,
            Action::Painting(painting::Msg::ChangeColors(colors)),
        )
    })
}

/// The entries that what was typed finds, the best first, with the letters that were typed. What cannot be done now counts
/// half.
pub fn found(typed: &str, entries: Vec<Entry>) -> Vec<(Entry, Hit)> {
    let answer = |entry: Entry| {
        // The group can be typed too: `preset bold`.
        let hit = find(typed, &entry.text).or_else(|| {
            let prefix = tr(entry.group).chars().count() + 1;
            let whole = find(typed, &format!("{} {}", tr(entry.group), entry.text))?;
            let letters = whole.letters.into_iter().filter_map(|letter| letter.checked_sub(prefix)).collect();
            Some(Hit { score: whole.score / 2, letters })
        })?;
        Some((entry, hit))
    };
    let mut found: Vec<_> = entries.into_iter().filter_map(answer).collect();
    found.sort_by_key(|(entry, hit)| {
        let score = if entry.is_available { hit.score } else { hit.score / 2 };
        (std::cmp::Reverse(score), !entry.is_available)
    });
    found.truncate(MOST_SHOWN);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, group: &'static str, is_available: bool) -> Entry {
        Entry { is_available, ..Entry::named(text, group, "", Icon::Close, Action::CloseDialog) }
    }

    fn texts(typed: &str, entries: Vec<Entry>) -> Vec<String> {
        found(typed, entries).into_iter().map(|(entry, _)| entry.text).collect()
    }

    #[test]
    fn what_can_be_done_comes_first() {
        let entries =
            || vec![entry("Stop", "Paint", false), entry("Step on", "View", true), entry("Save", "File", true)];
        assert_eq!(texts("st", entries()), ["Step on", "Stop"]);
        assert_eq!(texts("", entries()), ["Step on", "Save", "Stop"]);
        let entries = vec![entry("Content: linear, PCA", "Colours", true), entry("Take snapshot", "Paint", false)];
        assert_eq!(texts("snap", entries), ["Take snapshot", "Content: linear, PCA"], "unless it fits much less");
    }

    #[test]
    fn the_group_can_be_typed_too() {
        let entries = vec![entry("Bold strokes", "Preset", true), entry("Bold moves", "Style", true)];
        let found = found("preset bold", entries);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.letters, [0, 1, 2, 3]);
    }
}
