//! The Learn tab: what the layers answer, the figures of the paper, the table of speeds.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::network::Layer;
use impasto::picture::Picture;
use impasto::studio::app::session::Session;
use impasto::studio::app::state::State;
use impasto::studio::canvas::{Method, Tab};
use impasto::studio::features::learn::{About, Answer, AskedPicture, Figure, FigureSettings, Topic};
use impasto::studio::painted::Phase;
use impasto::studio::painted::sheet::{Cell, Sheet};
use impasto::transfer::{Start, Terms};

use crate::bench::Bench;

/// A window that shows the Learn tab, with tiny figures.
fn bench() -> Bench {
    with(|_| {})
}

fn with(change: impl FnOnce(&mut State)) -> Bench {
    let mut bench = Bench::with(|state| {
        state.learn.reconstruction = FigureSettings { size: 32, iterations: 4 };
        state.learn.grid = FigureSettings { size: 32, iterations: 4 };
        change(state);
    });
    bench.click_button("Learn");
    assert_eq!(
        (bench.session().services.method, bench.session().services.comparison.tab),
        (Method::Learn, Tab::Figure)
    );
    bench
}

fn shown(session: &Session) -> Option<&Answer> {
    session.learn.answers.shown()
}

/// Waits for the answer of a layer.
fn wait_for(bench: &mut Bench, layer: Layer, is_so: impl Fn(&Answer) -> bool) {
    bench.wait("an answer", |session| {
        shown(session).is_some_and(|answer| answer.question.layer == layer && is_so(answer))
    });
}

fn choose(bench: &mut Bench, what: &str, entry: &str) {
    bench.harness.get_by_role_and_label(Role::ComboBox, what).click_accesskit();
    bench.frames(4);
    bench.harness.get_by_role_and_label(Role::Button, entry).click_accesskit();
    bench.frames(4);
}

fn is_done(session: &Session, figure: Figure) -> bool {
    // The last pictures come after the end.
    let is_last = |cell: &Cell| cell.picture.as_ref().is_some_and(|picture| picture.iteration == 4);
    let sheet = session.learn.figures.get(&figure);
    sheet.is_some_and(|sheet| sheet.phase() == Phase::Ended && sheet.cells().iter().all(is_last))
}

/// Chooses a topic and paints its figure.
fn paint(bench: &mut Bench, topic: Topic) -> Figure {
    let figure = topic.figure().unwrap();
    bench.click_button(topic.name());
    bench.click("Paint the figure");
    bench.wait("the figure", |session| is_done(session, figure));
    figure
}

fn sheet(bench: &Bench, figure: Figure) -> &Sheet {
    &bench.session().learn.figures[&figure]
}

#[test]
fn the_feature_maps_of_any_layer_are_shown_and_every_filter_closely() {
    let mut bench = bench();
    wait_for(&mut bench, Layer::Conv3_1, |answer| answer.question.about.picture() == AskedPicture::Content);
    bench.wait_to_see("conv3_1 of the photograph: 256 feature maps of 8 × 5");
    choose(&mut bench, "Layer", "conv1_2, 64 filters");
    choose(&mut bench, "Answers to", "Style");
    wait_for(&mut bench, Layer::Conv1_2, |answer| answer.question.about.picture() == AskedPicture::Style);
    assert_eq!(shown(bench.session()).unwrap().activations.map_size, [26, 32]);
    let maps = bench.harness.get_by_label("Feature maps of conv1_2").rect();
    for filter in [Some(0), None] {
        let at = maps.min + egui::vec2(4.0, 4.0);
        bench.harness.hover_at(at);
        bench.harness.drag_at(at);
        bench.frames(1);
        bench.harness.drop_at(at);
        bench.frames(2);
        assert_eq!(bench.session().learn.answers.filter, filter, "a click chooses it, another one lets it go");
    }
}

#[test]
fn a_painting_is_asked_while_it_is_painted_and_while_it_rests() {
    let mut bench = with(|state| state.setup.settings.iterations = 100_000);
    bench.start(1);
    assert_eq!(
        (bench.session().services.method, bench.session().services.comparison.tab),
        (Method::Learn, Tab::Figure)
    );
    let number = bench.session().painting().unwrap().number();
    let is_going = move |answer: &Answer| answer.question.about == About::Going(number);
    wait_for(&mut bench, Layer::Conv3_1, move |answer| is_going(answer) && answer.iteration >= Some(1));
    let first = shown(bench.session()).unwrap().iteration;
    wait_for(&mut bench, Layer::Conv3_1, move |answer| answer.iteration > first);
    bench.wait_to_see("of the painting after");
    assert!(bench.session().learn.answers.shown().unwrap().activations.target.is_some(), "the style counts there");
    bench.click("Pause");
    choose(&mut bench, "Layer", "conv4_2, 512 filters");
    wait_for(&mut bench, Layer::Conv4_2, is_going);
    assert!(shown(bench.session()).unwrap().activations.target.is_none());
    bench.click("Resume");
    bench.click_button("Optimise");
    assert_eq!(bench.session().services.comparison.tab, Tab::Result);
    bench.wait("the open question", |session| !session.learn.answers.is_awaiting());
    let last = shown(bench.session()).unwrap().iteration;
    let made = bench.iterations();
    bench.wait("more iterations", move |session| session.painting().unwrap().losses().len() > made + 20);
    assert_eq!(shown(bench.session()).unwrap().iteration, last, "nothing is asked while nobody looks");
    bench.stop();
}

#[test]
fn a_finished_painting_answers_once() {
    let mut bench = bench();
    bench.paint();
    // One that was asked on the way may come before.
    wait_for(&mut bench, Layer::Conv3_1, |answer| {
        answer.question.about.picture() == AskedPicture::Painting
            && answer.iteration == Some(6)
            && matches!(answer.question.about, About::Resting(_))
    });
}

#[test]
fn the_gram_matrix_is_shown_beside_that_of_the_style() {
    let mut bench = with(|state| state.setup.settings.iterations = 100_000);
    bench.click_button("Gram matrix");
    bench.wait_to_find("G_{ij}^{l} = sum_{k} F_{ik}^{l} F_{jk}^{l}");
    bench.wait("the photograph's", |session| shown(session).is_some());
    assert_eq!(shown(bench.session()).unwrap().matrices.len(), 1);
    bench.start(1);
    wait_for(&mut bench, Layer::Conv3_1, |answer| answer.matrices.len() == 3);
    for name in ["Matrix G", "Matrix A, of the style", "Matrix G − A"] {
        bench.wait_to_find(name);
    }
    bench.stop();
    bench.click("Save the matrix…");
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let saved = Picture::open(&bench.folder.path().join("conv3_1-gram.png")).unwrap();
    assert!(saved.width() > 256 && saved.height() > 256, "{saved:?}");
}

#[test]
fn a_layer_that_is_too_deep_for_the_picture_says_so() {
    let mut bench = with(|state| {
        state.setup.settings.size = 20;
        state.learn.layer = Layer::Conv5_1;
    });
    bench.wait("the refusal", |session| session.learn.answers.fault().is_some());
    bench.wait_to_see("conv5_1 needs at least 16 pixels");
    choose(&mut bench, "Layer", "conv2_1, 128 filters");
    wait_for(&mut bench, Layer::Conv2_1, |_| true);
}

#[test]
fn contents_are_reconstructed_and_compared_with_the_original() {
    let mut bench = bench();
    let figure = paint(&mut bench, Topic::ContentReconstructions);
    let cells = sheet(&bench, figure).cells();
    assert_eq!(cells.len(), 5);
    for cell in cells {
        let settings = &cell.plan.settings;
        assert_eq!((settings.weights.terms, settings.start), (Terms::Content, Start::Noise));
        let picture = cell.picture.as_ref().unwrap();
        assert_eq!((picture.iteration, picture.pyramid.size()), (4, [32, 21]));
        assert!(picture.psnr.is_some_and(|psnr| psnr > 5.0 && psnr.is_finite()), "{:?}", picture.psnr);
    }
    assert!(sheet(&bench, figure).caption(0).to_string().ends_with(" dB"));
    bench.click("Save figure…");
    bench.wait_to_see("5 × 1 paintings");
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let saved = Picture::open(&bench.folder.path().join("photo-figure.png")).unwrap();
    assert!(saved.width() > 6 * 32 && saved.height() > 21 + 14, "the original and five pictures: {saved:?}");
}

#[test]
fn styles_are_reconstructed_in_the_shape_of_the_painting() {
    let mut bench = bench();
    let figure = paint(&mut bench, Topic::StyleReconstructions);
    let cells = sheet(&bench, figure).cells();
    assert_eq!(cells[0].picture.as_ref().unwrap().pyramid.size(), [26, 32]);
    assert_eq!(cells[0].picture.as_ref().unwrap().psnr, None, "nothing is compared");
    assert_eq!(cells[4].plan.settings.weights.style_layers.normalised().count(), 5);
    bench.harness.get_by_label_contains("Cell reconstructed from to conv5_1").click();
    bench.frames(4);
    bench.click("Take over the settings");
    assert_eq!(bench.app().state().setup.settings.weights.terms, Terms::Style);
}

#[test]
fn the_ratio_grid_has_the_ratios_and_depths_of_the_paper() {
    let mut bench = bench();
    let figure = paint(&mut bench, Topic::Balance);
    let cells = sheet(&bench, figure).cells();
    assert_eq!(cells.len(), 20);
    assert_eq!((cells[0].plan.settings.weights.ratio, cells[19].plan.settings.weights.ratio), (1e-4, 1e-1));
    assert!(bench.session().contact_sheet.sheet.is_none(), "the contact sheet is another one");
}

#[test]
fn a_figure_rests_stops_and_makes_way_for_a_painting() {
    // So many and such large pictures that the figure is not done before it is paused.
    let mut bench = with(|state| state.learn.reconstruction = FigureSettings { size: 128, iterations: 1000 });
    bench.click_button("Content reconstructions");
    bench.click("Paint the figure");
    bench.click("Pause figure");
    assert_eq!(sheet(&bench, Figure::Contents).phase(), Phase::Paused);
    bench.click("Resume figure");
    bench.wait("some turns", |session| session.learn.figures[&Figure::Contents].progress().is_some());
    bench.click("Start");
    bench.wait("the end of the figure", |session| session.learn.figures[&Figure::Contents].phase() == Phase::Ended);
    assert_eq!(
        (bench.session().services.method, bench.session().services.comparison.tab),
        (Method::Learn, Tab::Result)
    );
    bench.wait("the painting", |session| session.phase() == Phase::Ended && session.painting().is_some());
}

#[test]
fn the_table_is_begun_and_left() {
    let mut bench = bench();
    bench.click_button("Speed");
    assert!(!bench.session().learn.speed.is_measuring());
    bench.click_button("Measure");
    assert!(bench.session().learn.speed.is_measuring());
    bench.click("Stop measuring");
    assert!(!bench.session().learn.speed.is_measuring() && bench.shows("Measure"));
}

#[test]
fn a_key_opens_the_tab_which_explains_itself() {
    let mut bench = Bench::new();
    assert!(!bench.shows("Learn from the paper"), "its figure is beside it alone");
    bench.press(Modifiers::NONE, Key::Num5);
    assert_eq!(bench.session().services.method, Method::Learn);
    for topic in Topic::ALL {
        bench.click_button(topic.name());
        bench.wait_to_see(&topic.lesson().text[..40]);
        bench.wait_to_find(topic.lesson().reference);
    }
    bench.press(Modifiers::NONE, Key::Num1);
    assert_eq!(
        (bench.session().services.method, bench.session().services.comparison.tab),
        (Method::Learn, Tab::Result)
    );
    bench.press(Modifiers::NONE, Key::Num5);
    assert_eq!(bench.session().services.comparison.tab, Tab::Figure);
}
