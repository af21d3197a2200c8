//! The mask: chosen, shown at once, saved with, cut with the photograph, undone, kept in a project, and removed.

use std::fs;

use egui::accesskit::Role as Kind;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::picture::{Picture, SaveOptions, Turn};
use impasto::studio::Choice;
use impasto::studio::app::canvas::Painted;
use impasto::studio::app::session::Session;
use impasto::studio::features::project::Dialog;
use impasto::studio::roles::Role;

use crate::bench::Bench;
use crate::projects::{asks, other_window, save_as};

/// Chooses a mask that is black on the left half and white on the right one.
fn choose_mask(bench: &mut Bench) {
    let (width, height) = (40, 20);
    let plane: Vec<f32> = (0..width * height).map(|place| f32::from(place % width >= width / 2)).collect();
    let path = bench.folder.path().join("mask.png");
    Picture::new(width, height, plane.repeat(3)).save(&path, &SaveOptions::default()).unwrap();
    bench.desktop.answer(Choice::File(path));
    bench.choose("File", "Open mask…");
    bench.wait("the mask", |session| session.services.pictures.loaded(Role::Mask).is_some());
}

/// What the canvas shows of the painting.
fn shown(session: &Session) -> Option<Picture> {
    let painted = Painted::Painting(session.painting()?.number());
    Some(session.canvas.coloring.of(painted)?.pyramid.pixels().to_picture())
}

/// How far a picture is from the photograph on its left third, and from what was painted on its right one.
fn distances(session: &Session, shown: &Picture) -> [f32; 2] {
    let painting = session.painting().unwrap();
    let painted = painting.newest().unwrap().to_picture();
    let (width, height) = (painted.width(), painted.height());
    let content = painting.pictures[0].picture.resized(width, height);
    let furthest = |other: &Picture, columns: std::ops::Range<usize>| {
        let places = (0..height).flat_map(|y| columns.clone().map(move |x| (x, y)));
        let distances = places.flat_map(|(x, y)| shown.at(x, y).into_iter().zip(other.at(x, y)));
        distances.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    };
    [furthest(&content, 0..width / 3), furthest(&painted, width - width / 3..width)]
}

fn is_masked(session: &Session) -> bool {
    shown(session).is_some_and(|shown| distances(session, &shown).iter().all(|&distance| distance < 0.012))
}

#[test]
fn the_photograph_shows_where_the_mask_is_black_also_in_files_and_until_it_is_removed() {
    let mut bench = Bench::new();
    bench.paint();
    assert!(shown(bench.session()).is_none());
    choose_mask(&mut bench);
    bench.wait("the masked painting", is_masked);
    bench.press(Modifiers::COMMAND, Key::E);
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let saved = Picture::open(&bench.folder.path().join("photo-paint.png")).unwrap();
    assert!(distances(bench.session(), &saved).iter().all(|&distance| distance < 0.012));

    bench.choose("Edit", "Remove mask");
    bench.frames(4);
    assert!(shown(bench.session()).is_none() && bench.session().services.pictures.loaded(Role::Mask).is_none());
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.wait("the mask is back", is_masked);
    bench.click("Remove the mask");
    bench.frames(4);
    assert!(bench.session().services.pictures.loaded(Role::Mask).is_none());
}

#[test]
fn it_is_turned_and_cut_with_the_photograph() {
    let mut bench = Bench::new();
    choose_mask(&mut bench);
    bench.click("Crop and turn Content");
    bench.click("Turn right");
    bench.wait("the turn", |session| {
        session.services.pictures.loaded(Role::Mask).unwrap().framing.turn == Turn::Quarter
    });
    let mask = bench.session().services.pictures.loaded(Role::Mask).unwrap().picture.clone();
    assert_eq!((mask.width(), mask.height()), (20, 40));
    assert!(mask.at(10, 5)[0] < 0.01 && mask.at(10, 35)[0] > 0.99, "what was left is above");
    bench.harness.get_by_role_and_label(Kind::SpinButton, "Height").set_value_accesskit(50.0);
    bench.wait("the cut", |session| session.services.pictures.loaded(Role::Mask).unwrap().picture.height() == 20);
}

#[test]
fn a_project_keeps_it_and_says_when_it_is_gone() {
    let mut bench = Bench::new();
    choose_mask(&mut bench);
    bench.paint();
    let path = save_as(&mut bench, "masked.impasto");
    let mut other = other_window(&path);
    other.wait("the project", |session| session.project.path.is_some());
    other.wait("the mask", |session| session.services.pictures.loaded(Role::Mask).is_some());
    other.wait("the masked painting", is_masked);
    assert!(other.close_window(), "nothing was changed");

    fs::remove_file(bench.folder.path().join("mask.png")).unwrap();
    let mut third = other_window(&path);
    third.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    third.wait_to_see("mask.png");
}
