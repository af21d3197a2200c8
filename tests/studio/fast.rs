//! The tab of fast styles: the gallery, clicks that paint, and what follows.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::fast::{About, Gallery};
use impasto::picture::Picture;
use impasto::project::{SAMPLES, SampleKind};
use impasto::studio::Choice;
use impasto::studio::app::canvas;
use impasto::studio::app::session::Session;
use impasto::studio::canvas::{Method, Mode};
use impasto::studio::features::fast::{COLUMNS, Thumbnail};
use impasto::studio::painted::Phase;
use impasto::studio::roles::{Role, Source};
use impasto::transfer::Start;

use crate::bench::{Bench, picture_file, small_state};
use crate::picking::drop_file;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles").join(name)
}

/// A window with these styles in its gallery, at the Fast tab.
fn gallery(styles: &[&str]) -> Bench {
    gallery_of(styles, [1280.0, 1000.0])
}

/// The same in a window of this size.
pub fn gallery_of(styles: &[&str], size: [f32; 2]) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut gallery = Gallery::open(&folder.path().join("styles")).unwrap();
    for style in styles {
        gallery.add(&fixture(style), &About::default()).unwrap();
    }
    let state = small_state(folder.path());
    let mut bench = Bench::of_state(state, folder, size, 1.0);
    bench.wait("the pictures", |session| Role::ALL.iter().all(|&role| !session.services.pictures.is_loading(role)));
    bench.click("Fast styles");
    bench.wait("the gallery", |session| session.fast.gallery.is_some() && session.fast.changes == 0);
    // They come one by one among the styles, and each moves those behind it: the samples, and the painting at hand.
    let paintings = SAMPLES.iter().filter(|sample| sample.kind == SampleKind::Painting).count() + 1;
    bench.wait("the paintings", |session| session.fast.paintings.styles().count() == paintings);
    bench
}

/// The person's own styles that are found.
fn names(session: &Session) -> Vec<String> {
    session.fast.found().filter(|style| style.is_own()).map(|style| style.name.clone()).collect()
}

/// The name of what is on the canvas.
fn title(session: &Session) -> Option<String> {
    session.fast.shown().map(|shown| shown.settings.title().to_string())
}

fn wait_for(bench: &mut Bench, name: &str) {
    bench.wait("the picture", |session| title(session).as_deref() == Some(name) && session.fast.awaited().is_none());
}

#[test]
fn a_click_paints_the_canvas_and_the_result_is_a_picture_like_any_other() {
    let mut bench = gallery(&["zip.pth", "net.onnx"]);
    bench.wait_to_see("Click a style");
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    let shown = bench.session().fast.shown().unwrap();
    assert_eq!((shown.picture.width(), shown.picture.height(), shown.is_last), (32, 21, true));
    bench.wait_to_see("zip, 32 × 21");

    bench.press(Modifiers::NONE, Key::C);
    assert_eq!(bench.session().services.comparison.active_mode(), Mode::Wipe);
    assert!(canvas::compared(bench.session()).is_some(), "it can be compared");
    bench.press(Modifiers::NONE, Key::S);
    assert_eq!(bench.session().film.frames()[0].snapshot.fast_style.as_deref(), Some("zip"));
    bench.press(Modifiers::COMMAND, Key::E);
    bench.wait_to_see("32 × 21 pixels, in zip");
    bench.click_button("Save");
    bench.wait("the file", |session| session.saving.files.is_empty() && session.services.notices.message.is_some());
    let saved = Picture::open(&bench.folder.path().join("photo-zip.png")).unwrap();
    assert_eq!((saved.width(), saved.height()), (32, 21));
}

#[test]
fn large_pictures_follow_the_quick_one_and_are_saved_at_their_size() {
    let mut bench = gallery(&["zip.pth"]);
    bench.set_slider("Size", 600.0);
    bench.click_button("zip");
    bench.wait("the quick picture", |session| session.fast.shown().is_some());
    wait_for(&mut bench, "zip");
    let shown = bench.session().fast.shown().unwrap();
    assert_eq!((shown.picture.width(), shown.is_last), (600, true));
    bench.press(Modifiers::COMMAND, Key::E);
    bench.click_button("Save");
    bench.wait("the file", |session| session.saving.files.is_empty() && session.services.notices.message.is_some());
    assert_eq!(Picture::open(&bench.folder.path().join("photo-zip.png")).unwrap().width(), 600);
}

#[test]
fn every_style_has_a_thumbnail_until_the_photograph_changes() {
    let mut bench = gallery(&["zip.pth", "net.onnx", "legacy.pth"]);
    let all_there = |session: &Session| {
        session.fast.found().all(|style| matches!(session.fast.thumbnails.of(&style.id), Some(Thumbnail::Picture(_))))
    };
    bench.wait("the thumbnails", all_there);
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    let before = bench.session().fast.shown().unwrap().number;
    let path = picture_file(bench.folder.path(), "other.png", 50, 40);
    drop_file(&mut bench, path);
    bench.wait("the other photograph", |session| {
        session.services.pictures.loaded(Role::Content).is_some_and(|loaded| loaded.picture.width() == 50)
            && session.fast.shown().is_some_and(|shown| shown.number != before)
    });
    let shown = bench.session().fast.shown().unwrap();
    assert_eq!((shown.picture.width(), shown.picture.height()), (32, 26));
    bench.wait("its thumbnails", all_there);
}

#[test]
fn arrow_keys_go_from_style_to_style_and_the_last_one_is_painted() {
    let mut bench = gallery(&["zip.pth", "net.onnx", "legacy.pth", "net.safetensors"]);
    assert_eq!(names(bench.session()), ["legacy", "net", "net-2", "zip"]);
    let all: Vec<String> = bench.session().fast.found().map(|style| style.name.clone()).collect();
    for (key, place) in [
        (Key::ArrowRight, 0),
        (Key::ArrowRight, 1),
        (Key::ArrowLeft, 0),
        (Key::ArrowLeft, 0),
        (Key::ArrowDown, COLUMNS),
        (Key::ArrowUp, 0),
    ] {
        bench.press(Modifiers::NONE, key);
        assert_eq!(bench.app().state().fast.style.as_ref(), Some(&all[place]), "{key:?}");
    }
    wait_for(&mut bench, &all[0]);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().fast.style.as_ref(), Some(&all[COLUMNS]), "it can be undone");
    wait_for(&mut bench, &all[COLUMNS]);
}

#[test]
fn a_file_a_folder_and_a_drop_are_added() {
    let mut bench = gallery(&[]);
    bench.desktop.answer(Choice::File(fixture("zip.pth")));
    bench.click("Add style");
    bench.click("A file…");
    bench.wait("the style", |session| session.services.notices.message.is_some());
    bench.wait_to_see("Added zip");
    wait_for(&mut bench, "zip");

    bench.click("Optimise");
    drop_file(&mut bench, fixture("net.onnx"));
    bench.wait("the dropped style", |session| names(session).len() == 2);
    assert_eq!(bench.session().services.method, Method::Fast);

    bench.desktop.answer(Choice::File(fixture("")));
    bench.click("Add style");
    bench.click("A folder of them…");
    bench.wait("the folder", |session| names(session).len() == 4);
    bench.wait_to_see("Added 2 styles; net and zip were there already");
    bench.wait_to_see("hostile.pth");
}

#[test]
fn what_is_no_style_is_told_and_the_gallery_stays_as_it_was() {
    let mut bench = gallery(&["zip.pth"]);
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    bench.desktop.answer(Choice::File(fixture("hostile.pth")));
    bench.click("Add style");
    bench.click("A file…");
    bench.wait("the error", |session| session.services.notices.message.is_some());
    bench.wait_to_see("hostile.pth");
    bench.wait_to_see("is refused");
    assert_eq!((names(bench.session()), title(bench.session())), (vec!["zip".into()], Some("zip".into())));
}

#[test]
fn where_there_is_no_dialog_a_path_can_be_typed() {
    let mut bench = gallery(&[]);
    bench.desktop.answer(Choice::Unavailable);
    bench.click("Add style");
    bench.click("A file…");
    bench.wait("the question", |session| session.services.dialogs.is_open());
    bench.harness.get_by_label("Path").type_text(fixture("zip.pth").to_str().unwrap());
    bench.frames(3);
    bench.click_button("Add");
    bench.wait("the style", |session| !names(session).is_empty());
    assert!(!bench.session().services.dialogs.is_open());
}

#[test]
fn favourites_come_first_and_a_search_finds_by_name() {
    let mut bench = gallery(&["zip.pth", "net.onnx", "legacy.pth"]);
    bench.click_button("zip");
    bench.click_button("Favourite");
    bench.wait("the favourite", |session| names(session) == ["zip", "legacy", "net"]);
    let kept = Gallery::open(&bench.folder.path().join("styles")).unwrap();
    assert!(kept.find("zip").unwrap().is_favourite, "it is remembered");
    bench.click_button("No favourite any more");
    bench.wait("the usual order", |session| names(session) == ["legacy", "net", "zip"]);

    bench.harness.get_by_label("Search styles").focus();
    bench.frames(2);
    bench.harness.get_by_label("Search styles").type_text("ZI");
    bench.frames(3);
    assert_eq!(names(bench.session()), ["zip"]);
    bench.harness.get_by_label("Search styles").type_text("x");
    bench.frames(3);
    bench.click("Show all");
    assert_eq!(names(bench.session()).len(), 3);
}

#[test]
fn a_style_is_removed_and_its_file_kept() {
    let mut bench = gallery(&["zip.pth", "net.onnx"]);
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    bench.click("Style details");
    for part in ["Johnson et al. 2016", "2 channels", "not known"] {
        bench.wait_to_see(part);
    }
    bench.click("Remove from gallery");
    bench.wait("the removal", |session| session.services.notices.message.is_some());
    bench.wait_to_see("zip is no longer in the gallery");
    assert_eq!((names(bench.session()), title(bench.session())), (vec!["net".into()], None));
    assert!(bench.folder.path().join("styles/removed/zip.pth").is_file());
}

#[test]
fn strength_leads_back_to_the_photograph_and_two_styles_blend() {
    let mut bench = gallery(&["zip.pth", "net.onnx"]);
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    let full = bench.session().fast.shown().unwrap().picture.clone();
    bench.set_slider("Strength", 0.0);
    bench.wait("the photograph", |session| {
        let shown = session.fast.shown().unwrap();
        shown.settings.recipe.strength == 0.0 && session.fast.awaited().is_none()
    });
    let photograph = bench.session().services.pictures.loaded(Role::Content).unwrap().picture.with_longer_side(32);
    assert_eq!(*bench.session().fast.shown().unwrap().picture, photograph);
    // So long that the click on the style does not count with these.
    bench.frames(60);
    bench.double_click("Strength");
    bench.wait("full strength", |session| *session.fast.shown().unwrap().picture == *full);

    bench
        .harness
        .get_by_role_and_label(egui::accesskit::Role::Button, "dumoulin-3")
        .click_modifiers(Modifiers::COMMAND);
    bench.frames(4);
    wait_for(&mut bench, "zip and dumoulin-3");
    let half = bench.session().fast.shown().unwrap().picture.clone();
    bench.set_slider("Blend", 0.0);
    bench.wait("the first style", |session| *session.fast.shown().unwrap().picture == *full);
    assert_ne!(*half, *full);
}

#[test]
fn any_painting_at_hand_is_a_style() {
    let mut bench = gallery(&[]);
    bench.click_button("paint.png");
    wait_for(&mut bench, "paint.png");
    let other = picture_file(bench.folder.path(), "other.png", 70, 90);
    bench.harness.get_by_label("Choose Style").hover();
    bench.frames(2);
    drop_file(&mut bench, other.clone());
    bench.wait("the other painting", |session| {
        session.services.pictures.loaded(Role::Style).unwrap().picture.height() == 90
    });
    assert_eq!(title(bench.session()).as_deref(), Some("paint.png"));
    bench.click_button("Refine");
    bench.wait("the painting", |session| session.painting().is_some());
    let style = bench.app().state().setup.style.clone();
    assert!(
        matches!(style, Some(Source::File(path)) if path.ends_with("paint.png")),
        "it is refined with its painting"
    );
}

#[test]
fn refine_hands_the_picture_to_the_optimiser() {
    let mut bench = gallery(&["zip.pth"]);
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    let painted = bench.session().fast.shown().unwrap().picture.clone();
    bench.click_button("Refine");
    bench.wait("the painting", |session| {
        session.painting().is_some() && session.phase() == Phase::Ended && session.services.method == Method::Optimise
    });
    let painting = bench.session().painting().unwrap();
    assert_eq!(painting.settings().start, Start::Picture);
    assert_eq!(*bench.session().services.pictures.loaded(Role::Start).unwrap().picture, *painted);
    assert_eq!(bench.app().state().setup.start, Some(Source::Fast("zip".into())));
    assert!(painting.losses().last().unwrap().iteration > 0);
}

#[test]
fn refine_uses_the_painting_that_the_style_was_learned_from() {
    let mut bench = gallery(&[]);
    let sample = Role::Style.samples().nth(2).unwrap();
    let about = About { painting: Some(sample.file.into()), ..About::default() };
    Gallery::open(&bench.folder.path().join("styles")).unwrap().add(&fixture("zip.pth"), &about).unwrap();
    drop_file(&mut bench, fixture("net.onnx"));
    bench.wait("both styles", |session| names(session).len() == 2);
    bench.click_button("zip");
    wait_for(&mut bench, "zip");
    bench.click_button("Refine");
    bench.wait("the painting", |session| session.painting().is_some());
    assert_eq!(bench.app().state().setup.style, Some(Source::sample(sample)));
    bench.wait_to_see(sample.title);
}
