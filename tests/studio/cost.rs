//! What a painting will cost, told before Start, and learnt from every painting.

use impasto::network::DeviceChoice;
use impasto::studio::features::painting::Costs;
use impasto::transfer::Pace;

use crate::bench::{Bench, known_costs};

fn pace(bench: &Bench) -> Pace {
    bench.app().state().costs.get("cpu").map(|costs| costs.pace.clone()).unwrap_or_default()
}

#[test]
fn time_and_memory_are_told_for_the_chosen_size() {
    let mut bench = Bench::new();
    bench.wait_to_see("About 1 second");
    bench.set_slider("Size", 2048.0);
    bench.set_slider("Iterations", 1000.0);
    assert!(!bench.tells("About 1 second"));
    assert!(bench.tells("hours") || bench.tells("hour"));
    bench.wait_to_see("GB of memory");
}

#[test]
fn a_size_beyond_the_memory_is_warned_of_and_one_that_fits_is_offered() {
    let mut bench = Bench::new();
    bench.wait("the free memory", |session| session.services.memory.free.is_some());
    assert!(!bench.tells("More memory than"));
    // Eight thousand pixels square need two hundred gigabytes.
    let free = bench.session().services.memory.free.unwrap();
    bench.set_slider("Size", 8192.0);
    if free > 150_000_000_000 {
        return;
    }
    bench.wait_to_see("More memory than this machine has free");
    bench.click_button_beginning("Use ");
    let size = bench.app().state().setup.settings.size;
    assert!(size < 8192 && size > 16, "{size}");
    // What is free may have become less by now, and become more again.
    bench.wait_until("no warning", |bench| !bench.tells("More memory than"));
}

#[test]
fn a_device_that_is_not_known_is_measured_in_the_background() {
    let mut bench = Bench::with(|state| {
        state.costs = Costs::new();
        state.setup.device = DeviceChoice::Cpu;
    });
    bench.wait_until("the measurement", |bench| pace(bench) != Pace::default());
    assert!(!bench.session().paintings.is_measuring());
    bench.wait_to_see("About ");
    // Starting while another measurement runs ends it.
    let mut other = Bench::with(|state| state.costs = Costs::new());
    other.paint();
    other.wait("the end of the measurement", |session| !session.paintings.is_measuring());
}

#[test]
fn every_painting_refines_what_is_known() {
    let mut bench = Bench::new();
    let before = pace(&bench);
    bench.paint();
    assert_ne!(pace(&bench), before);
    let remembered = impasto::studio::State::from_text(&bench.app().state().to_text());
    // The last digit of a number may be lost on the way through a text.
    let iteration = |pace: &Pace| pace.iteration(96 * 64).unwrap();
    let (known, remembered_pace) = (iteration(&pace(&bench)), iteration(&remembered.costs["cpu"].pace));
    assert!((remembered_pace / known - 1.0).abs() < 1e-12, "{remembered_pace} {known}");
    assert_ne!(remembered.costs, known_costs());
}

#[test]
fn the_time_left_is_told_from_the_first_iteration_on() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.start(3);
    bench.wait_to_see(" left");
    assert!(bench.session().painting().unwrap().forecast().seconds_left().unwrap() > 10.0);
    bench.stop();
    assert!(!bench.tells(" left"));
}
