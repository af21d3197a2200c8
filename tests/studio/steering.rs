//! What acts on the running painting beside its weights: size, iterations, scales.

use egui::{Key, Modifiers};
use impasto::studio::app::session::Session;
use impasto::studio::features::painting::Painting;
use impasto::studio::painted::Phase;
use impasto::transfer::Scales;

use crate::bench::Bench;

fn painting(session: &Session) -> &Painting {
    session.painting().unwrap()
}

/// A painting that does not end by itself while a test looks at it.
fn long() -> Bench {
    Bench::with(|state| state.setup.settings.iterations = 100_000)
}

#[test]
fn fewer_iterations_end_it_at_their_number() {
    let mut bench = long();
    bench.start(1);
    // It rests meanwhile, so that they are not made before it is known that there are to be so few.
    let made = bench.pause();
    let (known, all) = (bench.iterations(), made + 40);
    bench.set_slider("Iterations", all as f64);
    bench.press(Modifiers::NONE, Key::Space);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
    assert_eq!(painting(bench.session()).losses().last().unwrap().iteration, all);
    assert_eq!(bench.iterations(), known + 40);
    bench.wait_to_find("Finished");
    bench.wait_to_find(&format!("Iteration {all} of {all}"));
}

#[test]
fn a_number_that_was_passed_ends_it_at_once() {
    let mut bench = long();
    bench.start(10);
    bench.set_slider("Iterations", 1.0);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
    assert!(bench.iterations() >= 10);
    bench.wait_to_find("Finished");
    assert_eq!(painting(bench.session()).newest().unwrap().size(), [32, 21]);
}

#[test]
fn more_iterations_let_it_go_on() {
    let mut bench = Bench::quick(|state| state.setup.settings.iterations = 100_000);
    bench.start(1);
    // It rests while there are to be so few, so that it does not end there.
    let old = bench.pause() + 40;
    for number in [old, 90_000] {
        bench.set_slider("Iterations", number as f64);
        bench.wait("the new number", |session| painting(session).forecast().iterations() == number);
    }
    bench.press(Modifiers::NONE, Key::Space);
    let newest = |session: &Session| painting(session).losses().last().unwrap().iteration;
    bench.wait("more than the old number", |session| newest(session) > old + 10);
    bench.set_slider("Iterations", 95_000.0);
    bench.wait("the newest number", |session| painting(session).forecast().iterations() == 95_000);
    bench.stop();
}

#[test]
fn a_larger_size_paints_the_picture_on_at_that_size() {
    let mut bench = long();
    bench.start(3);
    bench.set_slider("Size", 96.0);
    bench.wait("the new scale", |session| painting(session).scales().len() > 1);
    assert!(!bench.tells("begin with Restart"));
    // The first scale would take its half of a hundred thousand iterations.
    bench.set_slider("Iterations", 40.0);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
    assert_eq!(painting(bench.session()).newest().unwrap().size(), [96, 64]);
}

#[test]
fn a_smaller_size_makes_the_picture_smaller_and_paints_on() {
    let mut bench = Bench::with(|state| {
        state.setup.settings.size = 64;
        state.setup.settings.iterations = 100_000;
    });
    bench.start(3);
    bench.set_slider("Size", 32.0);
    bench.wait("the smaller size", |session| {
        painting(session).display().is_some_and(|display| display.pyramid.size() == [32, 21])
    });
    let before = bench.iterations();
    bench.wait("more iterations", |session| painting(session).losses().len() > before + 3);
    bench.stop();
}

#[test]
fn a_plan_that_the_network_cannot_paint_is_refused() {
    // The fifth block has no positions left of a picture with a side of 12 pixels.
    let mut bench = Bench::with(|state| {
        state.setup.settings.size = 64;
        state.setup.settings.iterations = 100_000;
    });
    bench.start(2);
    bench.set_slider("Size", 16.0);
    bench.wait("the refusal", |session| session.services.notices.message.is_some());
    assert_eq!(bench.phase(), Phase::Painting);
    let before = bench.iterations();
    bench.wait("more iterations", |session| painting(session).losses().len() > before);
    bench.stop();
}

#[test]
fn what_waits_for_a_restart_says_so() {
    let mut bench = long();
    bench.start(1);
    bench.set_slider("Size", 40.0);
    bench.set_slider("Ratio", 0.1);
    assert!(!bench.tells("begin with Restart"));
    egui_kittest::kittest::Queryable::get_by_label(&bench.harness, "Start from").click_accesskit();
    bench.frames(4);
    bench.click("Noise");
    bench.wait_to_see("begin with Restart");
    bench.stop();
}

#[test]
fn a_plan_acts_while_it_is_paused() {
    let mut bench = long();
    bench.start(2);
    bench.click("Pause");
    bench.set_slider("Iterations", 500.0);
    bench.wait("the new number", |session| painting(session).forecast().iterations() == 500);
    assert_eq!(bench.phase(), Phase::Paused);
    bench.stop();
}

#[test]
fn other_scales_are_planned_anew() {
    let mut bench = Bench::with(|state| {
        state.setup.settings.size = 128;
        state.setup.settings.scales = Scales::Count(2);
        state.setup.settings.iterations = 100_000;
    });
    bench.start(1);
    assert_eq!(painting(bench.session()).scales().len(), 2);
    egui_kittest::kittest::Queryable::get_by_label(&bench.harness, "Scales").click_accesskit();
    bench.frames(4);
    bench.click("One");
    bench.obeyed();
    let sizes: Vec<_> = painting(bench.session()).scales().iter().map(|scale| scale.width).collect();
    assert_eq!(sizes, [64, 128], "what is painted now is finished, and the size is still reached");
    bench.stop();
}
