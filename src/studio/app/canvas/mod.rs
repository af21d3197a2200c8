//! The pictures on the screen: zoom, pan, and two of them compared.

mod coloring;
mod first_steps;
mod navigator;
mod readout;
mod state;
mod wipe;

use std::sync::Arc;
use std::time::Duration;

use egui::{CursorIcon, EventFilter, Key, Painter, Pos2, Rect, Response, Sense, Ui, Vec2, WidgetInfo};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::canvas::{Method, Mode, Pyramid, Stage, Tab, View};
use crate::studio::features::painting::Painting;
use crate::studio::language::{tr, translate};
use crate::studio::painted::Phase;
use crate::studio::roles::Role;
use crate::studio::theme;
use crate::studio::widgets::{Landmark, mark_focus, pill};
use crate::text::{Parameter, Text, text};
use crate::transfer::plan_scales;

pub use coloring::{Colored, Coloring, Painted, Wish};
pub use state::{CanvasState, Difference, Msg};

/// How many points of scrolling magnify by e.
const SCROLL_PER_E: f32 = 300.0;
/// How far an arrow key moves the picture, in points.
const PAN_STEP: f32 = 48.0;
/// How long each picture is seen while two are compared by turns, in seconds.
const BLINK_SECONDS: f64 = 0.7;
/// The space between two pictures beside each other, in points.
const GUTTER: f32 = 2.0;

/// One picture for the canvas.
#[derive(Clone)]
struct Sheet<'a> {
    pyramid: &'a Arc<Pyramid>,
    /// What is shown until the picture is on the graphics card.
    previous: Option<&'a Arc<Pyramid>>,
    name: String,
}

impl<'a> Sheet<'a> {
    fn new(pyramid: &'a Arc<Pyramid>, name: impl Into<Text>) -> Self {
        Self { pyramid, previous: None, name: translate(&name.into()) }
    }

    /// The painting; before there is a picture of it, the content.
    fn result(session: &'a Session) -> Option<Self> {
        if session.services.method == Method::Fast {
            return match session.fast.shown() {
                Some(shown) => {
                    let name = shown.settings.title();
                    let previous = shown.display.previous.as_ref();
                    let raw = Self { previous, ..Self::new(&shown.display.pyramid, name) };
                    Some(raw.colored(Painted::Painting(shown.number), session))
                }
                None => Some(Self::new(&session.services.pictures.loaded(Role::Content)?.display, text!("Content"))),
            };
        }
        match session.painting() {
            Some(painting) => Some(match painting.display() {
                Some(display) => {
                    let raw =
                        Self { previous: display.previous.as_ref(), ..Self::new(&display.pyramid, text!("Painting")) };
                    raw.colored(Painted::Painting(painting.number()), session)
                }
                None => Self::new(&painting.pictures[0].display, text!("Content")),
            }),
            None => Some(Self::new(&session.services.pictures.loaded(Role::Content)?.display, text!("Content"))),
        }
    }

    /// What the painting is compared with: the chosen snapshot, or the content.
    fn reference(session: &'a Session) -> Option<Self> {
        let content = match session.services.method {
            Method::Optimise | Method::Learn | Method::Train => {
                &session.painting().filter(|it| it.display().is_some())?.pictures[0]
            }
            Method::Fast => &session.fast.shown()?.content,
        };
        match session.film.selected() {
            Some(number) => {
                let raw =
                    Self::new(session.film.display()?, text!("Snapshot {number}", number = Parameter::number(number)));
                Some(raw.colored(Painted::Snapshot(number), session))
            }
            None => Some(Self::new(&content.display, text!("Content"))),
        }
    }

    /// The same with the colours that were chosen, once they are there.
    fn colored(self, painted: Painted, session: &'a Session) -> Self {
        match session.canvas.coloring.of(painted) {
            Some(colored) => Self { pyramid: &colored.pyramid, previous: colored.previous.as_ref(), ..self },
            None => self,
        }
    }

    /// The picture of a tab; what is painted now comes before what is chosen for the next painting.
    fn of(tab: Tab, session: &'a Session) -> Option<Self> {
        let chosen = |role: Role| session.services.pictures.loaded(role).map(|loaded| &loaded.display);
        let painting = session.painting().filter(|_| session.services.method != Method::Fast);
        let painted = |index: usize| painting.map(|painting| &painting.pictures[index].display);
        match tab {
            Tab::Result => Self::result(session),
            Tab::Content => Some(Self::new(painted(0).or_else(|| chosen(Role::Content))?, text!("Content"))),
            Tab::Style => Some(Self::new(painted(1).or_else(|| chosen(Role::Style))?, text!("Style"))),
            Tab::Sheet | Tab::Figure => None,
        }
    }

    /// Draws the picture; the one before it stays until this one is there.
    fn paint(&self, painter: &Painter, session: &Session, rect: Rect) {
        let is_there = session.canvas.tiles.prepare(painter, self.pyramid, rect);
        match self.previous {
            Some(previous) if !is_there => session.canvas.tiles.paint(painter, previous, rect),
            _ => session.canvas.tiles.paint(painter, self.pyramid, rect),
        };
    }
}

/// The two pictures that are compared, the painting last; `None` while one of them is not there.
pub fn compared(session: &Session) -> Option<[&Arc<Pyramid>; 2]> {
    Some([Sheet::reference(session)?.pyramid, Sheet::result(session)?.pyramid])
}

/// The size at which it is painted in the end, so that it stays in place from scale to scale.
fn final_size(state: &State, session: &Session) -> Option<Vec2> {
    let last = if let Some(painting) = session.painting().filter(|_| session.services.method != Method::Fast) {
        *painting.scales().last()?
    } else {
        let content = &session.services.pictures.loaded(Role::Content)?.picture;
        *plan_scales(&state.setup.settings, content.width(), content.height()).last()?
    };
    Some(Vec2::new(last.width as f32, last.height as f32))
}

/// Draws the canvas into the rest of the space.
pub fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let canvas = ui.available_rect_before_wrap();
    let response = ui.interact(canvas, Landmark::Canvas.id(), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, tr("Canvas")));
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);

    let (Some(sheet), Some(size)) = (Sheet::of(session.services.comparison.tab, session), final_size(state, session))
    else {
        pill(ui, canvas.center(), "Drop a photograph here, or press Ctrl+O");
        return;
    };
    let size = if session.services.comparison.tab == Tab::Style { in_its_own_shape(&sheet, size) } else { size };
    let reference = Sheet::reference(session);
    let mode = if reference.is_some() { session.services.comparison.active_mode() } else { Mode::Off };
    let stages = stages(canvas, size, ui.pixels_per_point(), mode);
    let stage = stages[stages.len() - 1];
    if session.canvas.stage != Some(stage) {
        actions.push(Action::Canvas(Msg::NoteStage(stage)));
    }
    let rect = state.view.rect(&stage);
    let is_wiping = match reference {
        Some(reference) => compare(ui, &[reference.clone(), sheet.clone()], &stages, state, session, actions),
        None => false,
    };
    if mode == Mode::Off {
        sheet.paint(&ui.painter_at(canvas), session, rect);
    }
    let is_navigating = navigator::show(ui, &stage, state.view, sheet.pyramid, session, actions);
    if !is_wiping && !is_navigating {
        let under = response.interact_pointer_pos().or(response.hover_pos());
        move_view(ui, &response, state.view, stage_at(&stages, under), actions);
    }
    if state.shows_values
        && let Some(pointer) = response.hover_pos()
    {
        let stage = stage_at(&stages, Some(pointer));
        readout::show(ui, canvas, (pointer - state.view.rect(stage).min) / state.view.rect(stage).size(), session);
    }
    if session.window.shows_first_steps {
        first_steps::show(ui.ctx(), canvas.center_bottom(), actions);
    } else {
        hint(ui, session, rect.intersect(stage.canvas));
    }
    mark_focus(ui, &response);
}

/// The style picture keeps its shape; its longer side is that of the painting.
fn in_its_own_shape(sheet: &Sheet<'_>, size: Vec2) -> Vec2 {
    let [width, height] = sheet.pyramid.size();
    let own = Vec2::new(width as f32, height as f32);
    own * (size.max_elem() / own.max_elem())
}

/// The canvas, or its two halves; the painting is on the last.
fn stages(canvas: Rect, picture: Vec2, pixels_per_point: f32, mode: Mode) -> Vec<Stage> {
    let stage = |canvas: Rect| Stage { canvas, picture, pixels_per_point };
    if mode == Mode::SideBySide {
        let (left, right) = canvas.split_left_right_at_fraction(0.5);
        vec![stage(left.with_max_x(left.right() - GUTTER / 2.0)), stage(right.with_min_x(right.left() + GUTTER / 2.0))]
    } else {
        vec![stage(canvas)]
    }
}

/// The stage under the pointer, else the last.
fn stage_at(stages: &[Stage], pointer: Option<Pos2>) -> &Stage {
    let under = pointer.and_then(|pointer| stages.iter().find(|stage| stage.canvas.contains(pointer)));
    under.unwrap_or(&stages[stages.len() - 1])
}

/// Draws two pictures, the painting being the second; says whether the line of a wipe is held.
fn compare(
    ui: &mut Ui,
    [reference, sheet]: &[Sheet<'_>; 2],
    stages: &[Stage],
    state: &State,
    session: &Session,
    actions: &mut Actions,
) -> bool {
    let stage = stages[stages.len() - 1];
    let rect = state.view.rect(&stage);
    let painter = ui.painter_at(stage.canvas);
    let caption = |ui: &mut Ui, stage: &Stage, name: &str| {
        let visible = state.view.rect(stage).intersect(stage.canvas);
        pill(ui, visible.center_top() + Vec2::new(0.0, wipe::CAPTION_DEPTH), name);
    };
    match session.services.comparison.active_mode() {
        Mode::Off => {}
        Mode::Wipe => {
            sheet.paint(&painter, session, rect);
            let covered = wipe::covered(rect, session.services.comparison.wipe);
            reference.paint(&painter.with_clip_rect(covered.intersect(stage.canvas)), session, rect);
            return wipe::show(ui, [&reference.name, &sheet.name], rect, stage.canvas, session, actions);
        }
        Mode::SideBySide => {
            for (sheet, stage) in [reference, sheet].into_iter().zip(stages) {
                sheet.paint(&ui.painter_at(stage.canvas), session, state.view.rect(stage));
                caption(ui, stage, &sheet.name);
            }
        }
        Mode::Blink => {
            let turn = (ui.input(|input| input.time) / BLINK_SECONDS) as u64;
            let sheet = if turn.is_multiple_of(2) { sheet } else { reference };
            sheet.paint(&painter, session, rect);
            caption(ui, &stage, &sheet.name);
            ui.ctx().request_repaint_after(Duration::from_secs_f64(BLINK_SECONDS / 4.0));
        }
        Mode::Difference => {
            if let Some(difference) = &session.canvas.difference {
                Sheet::new(&difference.pyramid, text!("")).paint(&painter, session, rect);
                caption(ui, &stage, &format!("{} − {}", sheet.name, reference.name));
            } else {
                sheet.paint(&painter, session, rect);
                caption(ui, &stage, tr("Comparing…"));
            }
        }
    }
    false
}

/// Zooms with the wheel and pans with the pointer.
fn move_view(ui: &Ui, response: &Response, view: View, stage: &Stage, actions: &mut Actions) {
    if response.dragged() {
        ui.set_cursor_icon(CursorIcon::Grabbing);
        actions.push(Action::Canvas(Msg::SetView(view.panned(stage, response.drag_delta()))));
    }
    if response.double_clicked() {
        actions.push(Action::Canvas(Msg::SetView(View::fit())));
    }
    if response.has_focus() {
        pan_by_keys(ui, response, view, stage, actions);
    }
    let Some(pointer) = response.hover_pos() else { return };
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let ratio = (scroll / SCROLL_PER_E).exp() * pinch;
    if ratio != 1.0 {
        actions.push(Action::Canvas(Msg::SetView(view.zoomed_by(stage, ratio, pointer))));
    }
}

/// Pans with the arrow keys, which would give the focus to another control otherwise.
fn pan_by_keys(ui: &Ui, response: &Response, view: View, stage: &Stage, actions: &mut Actions) {
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let pressed = |key: Key| ui.input(|input| f32::from(u8::from(input.key_pressed(key))));
    let distance =
        Vec2::new(pressed(Key::ArrowLeft) - pressed(Key::ArrowRight), pressed(Key::ArrowUp) - pressed(Key::ArrowDown));
    if distance != Vec2::ZERO {
        actions.push(Action::Canvas(Msg::SetView(view.panned(stage, PAN_STEP * distance))));
    }
}

/// A line at the bottom of the picture that says what to do or what happens.
fn hint(ui: &mut Ui, session: &Session, picture: Rect) {
    if session.services.method == Method::Fast {
        if session.fast.shown().is_none()
            && session.services.comparison.tab == Tab::Result
            && session.fast.found().next().is_some()
        {
            pill(ui, picture.center_bottom() - Vec2::new(0.0, 28.0), "Click a style to paint this in it");
        }
        return;
    }
    let text = match session.painting().map(Painting::phase) {
        None if session.services.comparison.tab != Tab::Result => return,
        None if session.services.pictures.loaded(Role::Style).is_some() => {
            "Press Start, or the space bar, to paint this in the style"
        }
        Some(Phase::Preparing) => "Loading the network…",
        Some(Phase::Paused) => "Paused",
        Some(Phase::Stopping(_)) => "Stopping…",
        _ => return,
    };
    pill(ui, picture.center_bottom() - Vec2::new(0.0, 28.0), text);
}
