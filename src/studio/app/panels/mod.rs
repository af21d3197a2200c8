//! The window's parts, as functions that look at state and session and push actions.

pub(in crate::studio) mod canvas_bar;
pub(in crate::studio) mod dialogs;
pub(in crate::studio) mod drop_hint;
pub(in crate::studio) mod log;
pub(in crate::studio) mod message_line;
pub(in crate::studio) mod palette;
pub(in crate::studio) mod preferences;
pub(in crate::studio) mod progress_line;
pub(in crate::studio) mod shortcuts;
pub(in crate::studio) mod top_bar;

use crate::studio::features::contact_sheet::view as contact_sheet;
use crate::studio::features::fast::view as fast;
use crate::studio::features::film_strip::view as film_strip;
use crate::studio::features::learn::view as learn;
use crate::studio::features::painting::{self, Painting, view as painting_view};
use crate::studio::features::pictures::{self, view as picture_cards};
use crate::studio::features::presets::view as presets;
use crate::studio::features::queue::view as queue;
use crate::studio::features::time_lapse::view as time_lapse;
use crate::studio::features::train::view as train;
use egui::{Align, Button, CentralPanel, Event, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui, vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::canvas;
use crate::studio::app::command::{Command, Situation};
use crate::studio::app::command::{Look, command_button, explanation};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::app::window::Panels;
use crate::studio::canvas::{Method, Tab};
use crate::studio::language::tr;
use crate::studio::roles::Role;
use crate::studio::services::device_of;
use crate::studio::theme;
use crate::studio::widgets::{
    Icon, Landmark, bar, color_rows, follow_focus, icon_button, landmark, section, size_row, text_width,
};
use crate::transfer::Pace;

/// The width of the side panel in points: the canvas gets the rest.
const SIDE_WIDTH: f32 = 312.0;

/// The width of the start picture's card in points.
const START_CARD_WIDTH: f32 = 140.0;

/// The least space beside the names of the ways of painting, with which the longest just fits, in points.
const TAB_PADDING: f32 = 2.0;

/// Draws the whole window.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    if session.window.panels == Panels::Shown {
        top_bar::show(ui, session, actions);
        side_panel(ui, state, session, actions);
        if state.shows_queue {
            let share = session.painting().map_or(0.0, |painting| painting.forecast().share_done());
            let mut messages = Vec::new();
            queue::show(ui, &session.queue, share, &mut messages);
            actions.extend(messages.into_iter().map(Action::Queue));
        }
        progress_line::show(ui, state, session, actions);
        if session.window.shows_log {
            log::show(ui, session, actions);
        }
        canvas_bar::show(ui, state, session, actions);
        if state.shows_film {
            bar(ui, "film strip", film_strip::HEIGHT).show(ui, |ui| show_film(ui, state, session, actions));
        }
    }
    CentralPanel::no_frame().show(ui, |ui| match session.services.comparison.tab {
        Tab::Sheet => {
            let mut messages = Vec::new();
            let around = contact_sheet::Around {
                setup: &state.setup,
                pictures: &session.services.pictures,
                tiles: &session.canvas.tiles,
                pace: pace(state, session),
            };
            contact_sheet::show(ui, &session.contact_sheet, &state.sheet, around, &mut messages);
            actions.extend(messages.into_iter().map(Action::Sheet));
        }
        Tab::Figure if session.services.method == Method::Train => train::show(ui, &session.train),
        Tab::Figure => {
            let mut messages = Vec::new();
            learn::show(ui, &session.learn, &state.learn, around_learn(state, session), &mut messages);
            actions.extend(messages.into_iter().map(Action::Learn));
        }
        Tab::Result | Tab::Content | Tab::Style => canvas::show(ui, state, session, actions),
    });
    message_line::show(ui.ctx(), session, actions);
    dialogs::show(ui.ctx(), state, session, actions);
    drop_hint::show(ui.ctx(), session.services.method);
    take_pasted(ui, session, actions);
}

/// The film strip, with the commands that have to do with it.
fn show_film(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let (mut messages, mut recording) = (Vec::new(), Vec::new());
    let commands = |ui: &mut Ui| {
        let situation = Situation::of(session);
        let can_make = Command::TimeLapse.is_available(situation);
        let film = ui.add_enabled(can_make, Button::new(Command::TimeLapse.text()));
        if film.on_hover_text(Command::TimeLapse.tooltip()).clicked() {
            actions.push(Command::TimeLapse.action());
        }
        ui.add_enabled_ui(Command::TakeSnapshot.is_available(situation), |ui| {
            let take = icon_button(ui, Icon::Snapshot, "Keep this picture");
            if take.on_hover_text(explanation(ui, Command::TakeSnapshot)).clicked() {
                actions.push(Command::TakeSnapshot.action());
            }
        });
    };
    film_strip::show(ui, &session.film, &state.film, &mut messages, commands, |ui| {
        time_lapse::recording(ui, state.time_lapse, &mut recording);
    });
    actions.extend(messages.into_iter().map(Action::Film));
    actions.extend(recording.into_iter().map(Action::TimeLapse));
}

/// The pictures and all settings, with the loss plot below.
pub(in crate::studio) fn side_panel(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    Panel::right("side panel")
        .exact_size(SIDE_WIDTH)
        .resizable(false)
        .frame(Frame::new().fill(theme::colors(ui).panel))
        .show(ui, |ui| {
            landmark(ui, Landmark::Settings);
            match session.services.method {
                Method::Optimise => {}
                Method::Fast => return fast_styles(ui, state, session, actions),
                Method::Learn => {
                    return beside(ui, session, actions, |ui, actions| {
                        let mut messages = Vec::new();
                        learn::lessons(ui, &session.learn, &state.learn, around_learn(state, session), &mut messages);
                        actions.extend(messages.into_iter().map(Action::Learn));
                    });
                }
                Method::Train => {
                    return beside(ui, session, actions, |ui, actions| {
                        let mut messages = Vec::new();
                        let device = device_of(state.setup.device, &session.services.devices);
                        train::panel(ui, &session.train, &state.train, device, &mut messages);
                        actions.extend(messages.into_iter().map(Action::Train));
                    });
                }
            }
            let mut messages = Vec::new();
            if state.shows_plot {
                let explanation = explanation(ui, Command::ExportLosses);
                painting_view::loss_plot(ui, &session.paintings, &state.plot, &explanation, &mut messages);
            }
            actions.extend(messages.into_iter().map(Action::Painting));
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                Frame::new().inner_margin(Margin::symmetric(theme::MARGIN, 6)).show(ui, |ui| {
                    method_tabs(ui, session, actions);
                    show_pictures(ui, session, actions);
                    let mut messages = Vec::new();
                    let roles = &session.services.pictures;
                    picture_cards::styles::show(ui, &session.pictures, &state.setup, roles, &mut messages);
                    actions.extend(messages.into_iter().map(Action::Pictures));
                    let mut messages = Vec::new();
                    let settings = &state.setup.settings;
                    presets::show(ui, &session.presets, &state.presets, settings, &mut messages);
                    actions.extend(messages.into_iter().map(Action::Presets));
                    let mut settings = state.setup.settings.clone();
                    painting_view::layers(ui, &mut settings, &session.services.parked_weights);
                    section(ui, "Colours", |ui| after_painting(ui, state, session, actions));
                    let known =
                        painting_view::Known { setup: &state.setup, services: &session.services, costs: &state.costs };
                    let (mut messages, mut start) = (Vec::new(), Vec::new());
                    let start_card = |ui: &mut Ui| {
                        let roles = &session.services.pictures;
                        picture_cards::card(ui, Role::Start, START_CARD_WIDTH, &session.pictures, roles, &mut start);
                    };
                    painting_view::settings(ui, &mut settings, &session.paintings, &known, start_card, &mut messages);
                    actions.extend(messages.into_iter().map(Action::Painting));
                    actions.extend(start.into_iter().map(Action::Pictures));
                    if settings != state.setup.settings {
                        actions.push(Action::Painting(painting::Msg::ChangeSettings(Box::new(settings))));
                    }
                    follow_focus(ui);
                });
            });
        });
}

/// The gallery of fast styles, with what is chosen about the painting in them below.
fn fast_styles(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let margin = Margin::symmetric(theme::MARGIN, 6);
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(margin);
    let mut messages = Vec::new();
    Panel::bottom("fast options").resizable(false).frame(frame).show(ui, |ui| {
        fast::options(ui, &session.fast, &state.fast, &mut messages);
        after_painting(ui, state, session, actions);
        let mut settings = state.setup.settings.clone();
        size_row(ui, &mut settings.size);
        if settings != state.setup.settings {
            actions.push(Action::Painting(painting::Msg::ChangeSettings(Box::new(settings))));
        }
        ui.add_space(4.0);
        ui.with_layout(Layout::top_down_justified(Align::Center), |ui| {
            command_button(ui, Command::Refine, Situation::of(session), Look::Plain, actions);
        });
    });
    Frame::new().inner_margin(margin).show(ui, |ui| {
        method_tabs(ui, session, actions);
        show_pictures(ui, session, actions);
        ui.add_space(theme::GAP / 2.0);
        let content = session.services.pictures.loaded(Role::Content);
        fast::gallery(ui, &session.fast, &state.fast, content, &mut messages);
    });
    actions.extend(messages.into_iter().map(Action::Fast));
}

/// The step after painting, which also acts on what is finished: the colours of the content, and the mask.
fn after_painting(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let mut colors = state.setup.colors;
    color_rows(ui, &mut colors);
    if colors != state.setup.colors {
        actions.push(Action::Painting(painting::Msg::ChangeColors(colors)));
    }
    let mut messages = Vec::new();
    picture_cards::mask(ui, session.services.pictures.loaded(Role::Mask), &mut messages);
    actions.extend(messages.into_iter().map(Action::Pictures));
}

/// What the Learn tab is drawn with.
fn around_learn<'a>(state: &'a State, session: &'a Session) -> learn::Around<'a> {
    let painting = session.painting().and_then(Painting::display);
    learn::Around {
        pictures: &session.services.pictures,
        painting: painting.map(|display| &*display.pyramid),
        tiles: &session.canvas.tiles,
        pace: pace(state, session),
    }
}

/// How fast the chosen device is, where that was measured.
fn pace<'a>(state: &'a State, session: &Session) -> Option<&'a Pace> {
    let device = device_of(state.setup.device, &session.services.devices);
    state.costs.get(&device.to_string()).map(|costs| &costs.pace)
}

/// The ways of painting and the pictures, with what belongs to one of the ways below.
fn beside(ui: &mut Ui, session: &Session, actions: &mut Actions, show: impl FnOnce(&mut Ui, &mut Actions)) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(theme::MARGIN, 6)).show(ui, |ui| {
            method_tabs(ui, session, actions);
            show_pictures(ui, session, actions);
            show(ui, actions);
        });
    });
}

/// Content and style side by side.
fn show_pictures(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let mut messages = Vec::new();
    picture_cards::show(ui, &session.pictures, &session.services.pictures, &mut messages);
    actions.extend(messages.into_iter().map(Action::Pictures));
}

/// The ways of painting side by side.
fn method_tabs(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    ui.add_space(theme::GAP / 2.0);
    let gap = 4.0;
    // All are as wide as each other where that leaves room for every name.
    let names = Method::ALL.map(|method| text_width(ui, tr(method.name())));
    let room = ui.available_width() - gap * (names.len() - 1) as f32;
    let even = room / names.len() as f32;
    let spare = (room - names.iter().sum::<f32>()).max(0.0) / names.len() as f32;
    let is_even = names.iter().all(|name| name + 2.0 * TAB_PADDING <= even);
    let widths = names.map(|name| if is_even { even } else { name + spare });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        ui.spacing_mut().button_padding.x = if is_even { TAB_PADDING } else { spare / 2.0 };
        ui.visuals_mut().selection.bg_fill = theme::colors(ui).chosen;
        for (method, width) in Method::ALL.into_iter().zip(widths) {
            let is_chosen = session.services.method == method;
            let color = if is_chosen { theme::colors(ui).text_strong } else { theme::colors(ui).text_weak };
            let button = Button::selectable(is_chosen, RichText::new(tr(method.name())).color(color));
            let response = ui.add(button.min_size(vec2(width, 26.0))).on_hover_text(tr(method.tooltip()));
            if response.clicked() && !is_chosen {
                actions.push(Action::ShowMethod(method));
            }
        }
    });
}

/// What was pasted belongs to a text field when one is being typed in, else to the pictures.
pub(in crate::studio) fn take_pasted(ui: &Ui, session: &Session, actions: &mut Actions) {
    if session.services.dialogs.is_open() || ui.ctx().text_edit_focused() {
        return;
    }
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::PasteImage(pixels) => actions.push(Action::Pictures(pictures::Msg::UsePixels(pixels.clone()))),
                Event::Paste(text) => actions.push(Action::Pictures(pictures::Msg::UsePastedText(text.clone()))),
                _ => {}
            }
        }
    });
}
