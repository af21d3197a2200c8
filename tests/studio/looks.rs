//! Pictures of the window, compared with the committed ones where a software renderer is there.
//!
//! `UPDATE_SNAPSHOTS=true cargo test --release --test studio looks` makes them anew; look at them before committing.

use std::sync::OnceLock;
use std::time::Duration;

use eframe::egui_wgpu::RendererOptions;
use eframe::wgpu::DeviceType;
use egui::accesskit::Role as Part;
use egui::{Key, Modifiers, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable;
use egui_kittest::wgpu::{create_render_state, default_wgpu_setup};
use egui_kittest::{SnapshotOptions, image_snapshot_options};
use impasto::fast::Checkpoint;
use impasto::studio::State;
use impasto::studio::app::state::FirstSteps;
use impasto::studio::features::project::Dialog;
use impasto::studio::language::Language;
use impasto::studio::roles::Role;

use crate::bench::Bench;
use crate::projects::asks;
use crate::{fast, train};

/// Software renderers of several versions round edges and text differently, but move nothing.
const DIFFERENT_PIXELS: usize = 300;

/// Whether this machine has a software renderer; pictures of other renderers differ too much to compare.
fn can_compare() -> bool {
    static CAN_COMPARE: OnceLock<bool> = OnceLock::new();
    *CAN_COMPARE.get_or_init(|| {
        let state =
            std::panic::catch_unwind(|| create_render_state(default_wgpu_setup(), RendererOptions::PREDICTABLE));
        let is_software = state.is_ok_and(|state| state.adapter.get_info().device_type == DeviceType::Cpu);
        if !is_software {
            eprintln!("no software renderer is there, so pictures of the window are not compared");
        }
        is_software
    })
}

/// A window to be looked at, where that can be.
fn bench(size: [f32; 2], pixels_per_point: f32) -> Option<Bench> {
    can_compare().then(|| Bench::sized(size, pixels_per_point, |state| state.setup.settings.size = 256))
}

/// Compares the window with the committed picture of this name.
fn compare(bench: &mut Bench, name: &str) {
    compare_but(bench, name, &[]);
}

/// Compares the window but for what differs from machine to machine: painted pixels, curves, times.
fn compare_but(bench: &mut Bench, name: &str, differing: &[Rect]) {
    bench.harness.remove_cursor();
    bench.frames(30);
    for rect in differing {
        bench.harness.mask(*rect);
    }
    let mut image = bench.harness.render().unwrap();
    if bench.harness.ctx.pixels_per_point() > 1.0 {
        // The side panel shows the crispness.
        let left = image.width() / 3 * 2;
        image = image::imageops::crop(&mut image, left, 0, left / 2, left / 2).to_image();
    }
    image_snapshot_options(&image, name, &SnapshotOptions::new().max_failed_pixels(DIFFERENT_PIXELS));
}

/// Where it says what a painting costs, which is measured.
fn cost(bench: &mut Bench) -> Rect {
    bench.wait_to_see("of memory");
    let text = bench.harness.get_by_label_contains("of memory").rect();
    Rect::from_min_size(text.min, vec2(250.0, text.height()))
}

#[test]
fn at_the_start() {
    let Some(mut bench) = bench([1280.0, 800.0], 1.0) else { return };
    compare(&mut bench, "start");
}

/// The start in another language.
fn compare_in(language: Language, size: [f32; 2], name: &str) {
    if !can_compare() {
        return;
    }
    let mut bench = Bench::sized(size, 1.0, |state| {
        state.setup.settings.size = 256;
        state.appearance.language = Some(language);
    });
    compare(&mut bench, name);
}

#[test]
fn in_german_in_the_smallest_window() {
    compare_in(Language::German, [1024.0, 640.0], "german");
}

#[test]
fn in_japanese() {
    compare_in(Language::Japanese, [1280.0, 800.0], "japanese");
}

#[test]
fn in_the_smallest_window() {
    let Some(mut bench) = bench([1024.0, 640.0], 1.0) else { return };
    compare(&mut bench, "smallest");
}

#[test]
fn at_twice_the_scale() {
    let Some(mut bench) = bench([1024.0, 640.0], 2.0) else { return };
    compare(&mut bench, "twice");
}

#[test]
fn with_a_finished_painting_and_a_question() {
    if !can_compare() {
        return;
    }
    let mut bench = Bench::with(|_: &mut State| {});
    bench.paint();
    bench.press(Modifiers::NONE, Key::C);
    let canvas = bench.session().canvas.stage.unwrap().canvas;
    let painted = Rect::from_min_max(canvas.center_top() + vec2(1.0, 60.0), canvas.max);
    let below = Rect::from_min_max(canvas.left_bottom(), bench.harness.ctx.content_rect().max);
    let times = below.with_min_y(below.bottom() - 40.0).with_min_x(below.center().x);
    let curves = bench.harness.get_by_label("Hide the loss plot").rect();
    let curves = Rect::from_min_max(pos2(canvas.right() + 4.0, curves.bottom() + 2.0), below.max);
    let cost = cost(&mut bench);
    compare_but(&mut bench, "compare", &[painted, times, curves, cost]);

    bench.set_slider("Wipe", 1.0);
    bench.press(Modifiers::COMMAND, Key::E);
    // The folder has a new name each time.
    bench.harness.get_by_label("Folder").focus();
    bench.harness.get_by_label("Folder").set_text_value_accesskit("/home/me/Pictures");
    bench.frames(3);
    bench.press(Modifiers::NONE, Key::Tab);
    compare_but(&mut bench, "save", &[times, curves, cost]);
}

#[test]
fn with_the_film_strip_beside_the_painting() {
    if !can_compare() {
        return;
    }
    let mut bench = Bench::sized([1280.0, 800.0], 1.0, |state| {
        state.shows_film = true;
        state.film.every = 2;
        state.shows_plot = false;
    });
    bench.paint();
    bench.click_button("Snapshot 1");
    bench.wait("the snapshot", |session| session.film.display().is_some());
    let canvas = bench.session().canvas.stage.unwrap().canvas;
    let painted = Rect::from_min_max(pos2(0.0, canvas.top() + 120.0), canvas.max);
    let pictures = bench.harness.get_by_role_and_label(egui::accesskit::Role::Button, "Snapshot 1").rect();
    // How many there are depends on the speed of the machine.
    let pictures = Rect::from_min_max(pictures.min, pos2(canvas.right(), pictures.bottom() + 24.0));
    let memory = bench.harness.get_by_label_contains("of 512 MB").rect();
    let memory = Rect::from_min_size(memory.min, vec2(260.0, memory.height()));
    let below = Rect::from_min_max(canvas.left_bottom(), bench.harness.ctx.content_rect().max);
    let times = below.with_min_y(below.bottom() - 40.0).with_min_x(canvas.center().x);
    let cost = cost(&mut bench);
    compare_but(&mut bench, "film", &[painted, pictures, memory, times, cost]);
}

#[test]
fn with_the_gallery_of_fast_styles() {
    if !can_compare() {
        return;
    }
    let mut bench = fast::gallery_of(&["zip.pth", "net.onnx", "legacy.pth", "net.safetensors"], [1280.0, 800.0]);
    bench.click_button("zip");
    bench.click_button("Favourite");
    bench.wait("everything", |session| {
        let fast = &session.fast;
        fast.changes == 0
            && fast.awaited().is_none()
            && fast.found().all(|style| fast.thumbnails.of(&style.id).is_some())
    });
    let canvas = bench.session().canvas.stage.unwrap().canvas;
    // The thumbnails are painted.
    let first = bench.harness.get_by_role_and_label(egui::accesskit::Role::Button, "zip").rect();
    let heading = bench.harness.get_by_label("Style details").rect();
    let cards = Rect::from_min_max(first.min, pos2(1280.0, heading.top() - 12.0));
    let below = bench.harness.get_by_label_contains("on the canvas after").rect();
    let below = Rect::from_min_size(below.min, vec2(300.0, below.height()));
    compare_but(&mut bench, "fast", &[canvas, below, cards]);
}

#[test]
fn with_the_table_of_keys_in_the_smallest_window() {
    let Some(mut bench) = bench([1024.0, 640.0], 1.0) else { return };
    bench.press(Modifiers::NONE, Key::F1);
    compare(&mut bench, "keys");
}

#[test]
fn with_the_command_palette() {
    let Some(mut bench) = bench([1024.0, 640.0], 1.0) else { return };
    bench.press(Modifiers::COMMAND, Key::K);
    bench.harness.get_by_label("Find a command").type_text("sn");
    bench.frames(3);
    compare(&mut bench, "palette");
}

#[test]
fn in_light_greys_at_the_first_start() {
    if !can_compare() {
        return;
    }
    let mut bench = Bench::sized([1280.0, 800.0], 1.0, |state| {
        state.setup.settings.size = 256;
        state.appearance.theme = egui::ThemePreference::Light;
        state.first_steps = FirstSteps::ToBeShown;
    });
    compare(&mut bench, "light");
}

#[test]
fn with_controls_of_one_and_a_half_their_size() {
    if !can_compare() {
        return;
    }
    let mut bench = Bench::sized([1280.0, 800.0], 1.0, |state| {
        state.setup.settings.size = 256;
        state.appearance.scale = 1.5;
    });
    bench.press(Modifiers::COMMAND, Key::Comma);
    bench.frames(30);
    let image = bench.harness.render().unwrap();
    image_snapshot_options(&image, "large", &SnapshotOptions::new().max_failed_pixels(2 * DIFFERENT_PIXELS));
}

#[test]
fn with_two_styles_and_the_frame_of_one() {
    let Some(mut bench) = bench([1280.0, 800.0], 1.0) else { return };
    crate::styles::add_style(&mut bench, "second.png", 1);
    bench.set_slider("Style 2", 2.5);
    compare(&mut bench, "styles");
    bench.click("Crop and turn Style");
    bench.harness.get_by_role_and_label(egui::accesskit::Role::SpinButton, "Width").set_value_accesskit(60.0);
    bench.frames(3);
    bench.harness.get_by_role_and_label(egui::accesskit::Role::SpinButton, "Top").set_value_accesskit(0.0);
    bench.harness.get_by_role_and_label(egui::accesskit::Role::SpinButton, "Height").set_value_accesskit(70.0);
    bench.wait("the part", |session| {
        session
            .services
            .pictures
            .loaded(Role::Style)
            .is_some_and(|loaded| (loaded.picture.width(), loaded.picture.height()) == (38, 56))
    });
    compare(&mut bench, "framing");
}

#[test]
fn with_an_error() {
    let Some(mut bench) = bench([1024.0, 640.0], 1.0) else { return };
    for layer in ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"] {
        bench.click(&format!("Use {layer}"));
    }
    bench.click("Start");
    compare(&mut bench, "error");
}

#[test]
fn with_the_question_after_a_break() {
    if !can_compare() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let mut first = crate::recovery::bench(place.path(), Duration::from_millis(1), |_| {});
    first.wait("the pictures", |session| session.services.pictures.are_read());
    first.paint();
    first.wait("keeping", |session| session.project.autosave.kept.as_ref().is_some_and(|kept| kept.iteration() == 6));
    crate::recovery::die(first);
    let mut second = crate::recovery::bench(place.path(), Duration::from_millis(1), |_| {});
    second.wait("the question", |session| asks(session, &Dialog::Recover));
    // What stands behind the question comes in its own time.
    second.wait("the pictures", |session| session.services.pictures.are_read());
    second.wait_to_see("of memory");
    let when = second.harness.get_by_label_contains("Kept ").rect();
    let when = Rect::from_min_size(when.min, vec2(200.0, when.height()));
    // What was painted.
    let title = second.harness.get_by_label_contains("Impasto broke off").rect();
    let picture = Rect::from_min_max(title.left_bottom(), pos2(title.left() + 484.0, when.top() - 24.0));
    let kept = second.harness.get_by_label_contains("iteration 6 of 6").rect();
    let kept = Rect::from_min_size(kept.min, vec2(484.0, kept.height()));
    let cost = cost(&mut second);
    compare_but(&mut second, "recover", &[when, picture, kept, cost]);
}

#[test]
fn with_the_queue() {
    let Some(mut bench) = bench([1280.0, 800.0], 1.0) else { return };
    bench.press(Modifiers::NONE, Key::Q);
    bench.click("Add to the queue");
    bench.click("Add to the queue");
    compare(&mut bench, "queue");
}

#[test]
fn with_the_form_for_a_project() {
    let Some(mut bench) = bench([1024.0, 640.0], 1.0) else { return };
    bench.press(Modifiers::COMMAND, Key::S);
    bench.harness.get_by_label("Folder").set_text_value_accesskit("/home/me/Pictures");
    bench.frames(3);
    bench.press(Modifiers::NONE, Key::Tab);
    compare(&mut bench, "project");
}

#[test]
fn with_missing_pictures() {
    if !can_compare() {
        return;
    }
    let mut bench = Bench::new();
    let path = crate::projects::save_as(&mut bench, "harbour.impasto");
    std::fs::remove_file(bench.folder.path().join("photo.png")).unwrap();
    crate::bench::picture_file(bench.folder.path(), "paint.png", 20, 20);
    let mut other = crate::projects::other_window(&path);
    other.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    // The folder has a new name each time.
    let was = other.harness.get_by_label_contains("was /").rect();
    let was = Rect::from_min_size(was.min, vec2(330.0, was.height()));
    compare_but(&mut other, "missing", &[was]);
}

#[test]
fn with_the_feature_maps_of_a_layer() {
    let Some(mut bench) = bench([1280.0, 800.0], 1.0) else { return };
    bench.click_button("Learn");
    bench.wait("the answer", |session| session.learn.answers.shown().is_some());
    compare(&mut bench, "learn");
}

#[test]
fn with_a_figure_that_is_not_painted_yet_in_the_smallest_window() {
    let Some(mut bench) = bench([1024.0, 640.0], 1.0) else { return };
    bench.click_button("Learn");
    bench.click_button("Content reconstructions");
    let text = bench.harness.get_by_label_contains("about").rect();
    compare_but(&mut bench, "figure", &[Rect::from_min_size(text.min, vec2(200.0, text.height()))]);
}

#[test]
fn with_a_training_that_rests() {
    if !can_compare() {
        return;
    }
    let mut bench = train::bench(100_000);
    bench.click_button("Start training");
    bench.wait("some steps", |session| session.train.history.len() >= 40 && session.train.sample.is_some());
    bench.click_button("Pause training");
    bench.wait_to_see("Paused after");
    // It writes its state once it has made the step that was under way.
    let state = bench.folder.path().join("training/state.training");
    bench.wait_until("the rest", |bench| {
        let made = bench.session().train.history.last().unwrap().step;
        Checkpoint::open(&state).is_ok_and(|checkpoint| checkpoint.steps() == made)
    });
    bench.frames(30);
    // The folder has a new name each time.
    let folder = bench.harness.get_by_role_and_label(Part::TextInput, "Photographs to learn from").rect();
    let standing = bench.harness.get_by_label_contains("Paused after").rect();
    let bar = Rect::from_min_max(standing.left_top() - vec2(0.0, 14.0), standing.left_top()).with_max_x(1280.0);
    let standing = Rect::from_min_max(standing.min, pos2(1280.0, standing.max.y));
    let canvas = Rect::from_min_max(pos2(0.0, 60.0), pos2(folder.left() - 20.0, 856.0));
    if let Some(path) = std::env::var_os("IMPASTO_TRAIN_LOOK") {
        bench.harness.render().unwrap().save(path).unwrap();
    }
    compare_but(&mut bench, "train", &[folder, standing, bar, canvas]);
}
