//! Projects without a window: one that is painted, and several in a queue.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use impasto::picture::{Crop, Framing, Picture, SaveOptions, Turn};
use impasto::project::{Draft, HeldPicture, JobRecord, JobState, Provenance, Setup, StyleRecord};
use impasto::transfer::{Start, TransferSettings};

use crate::scene::{PRECIOUS, Scene};

fn held(path: &Path) -> HeldPicture {
    let picture = Arc::new(Picture::open(path).unwrap());
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    HeldPicture { name, provenance: Provenance::of_file(path).unwrap(), picture }
}

pub fn small() -> TransferSettings {
    let mut settings = TransferSettings { size: 32, iterations: 2, ..TransferSettings::default() };
    settings.weights.ratio = 0.05;
    settings
}

/// A project with the pictures of the scene, a quarter turned, as small as its tests want it.
pub fn draft(scene: &Scene, settings: TransferSettings) -> Draft {
    let mut draft = Draft::default();
    let content = held(&scene.path("content.png"));
    let framing = Framing { turn: Turn::Quarter, ..Framing::default() };
    let content = draft.use_picture(&content, framing);
    let half = Framing { crop: Crop { width: 0.5, ..Crop::WHOLE }, ..Framing::default() };
    let style = StyleRecord { used: draft.use_picture(&held(&scene.path("style.png")), half), weight: 1.0 };
    draft.manifest.setup = Setup { settings, content: Some(content), styles: vec![style], start: None };
    draft
}

pub fn save(scene: &Scene, name: &str, draft: Draft) -> PathBuf {
    let path = scene.path(name);
    draft.save(&path, &|_| {}).unwrap();
    path
}

/// The same project whose queue has these sizes, the first of which is painted already.
fn queue(scene: &Scene, sizes: &[usize]) -> Draft {
    let mut draft = draft(scene, small());
    for (index, &size) in sizes.iter().enumerate() {
        let settings = TransferSettings { size, ..small() };
        let setup = Setup { settings, ..draft.manifest.setup.clone() };
        let state = if index == 0 { JobState::Done } else { JobState::Waiting };
        draft.manifest.queue.push(JobRecord { setup, state, result: None });
    }
    draft
}

#[test]
fn what_a_project_describes_is_what_the_options_would_paint() {
    let scene = Scene::new();
    save(&scene, "a.impasto", draft(&scene, small()));
    let before = scene.read("a.impasto");
    let run = scene.run(&["render", "--project", "a.impasto", "--output", "a.png"]).succeeded();
    assert!(run.stdout.contains("It is in a.png (24x32 pixels, 2 iterations"), "{}", run.stdout);
    let same = ["--content-turn", "90", "--style-crop", "0,0,0.5,1", "--ratio", "0.05", "--output", "b.png"];
    scene.render(&same).succeeded();
    assert!(scene.read("a.png") == scene.read("b.png"));
    assert!(scene.read("a.impasto") == before, "a project is only read");
}

#[test]
fn a_style_that_is_there_many_times_is_read_and_measured_once() {
    let scene = Scene::new();
    let once = draft(&scene, small());
    let mut often = once.clone();
    often.manifest.setup.styles = often.manifest.setup.styles.repeat(3000);
    save(&scene, "once.impasto", once);
    save(&scene, "often.impasto", often);
    for name in ["once", "often"] {
        let [project, output] = ["impasto", "png"].map(|ending| format!("{name}.{ending}"));
        scene.run(&["render", "--project", &project, "--output", &output, "--quiet"]).succeeded();
    }
    assert!(scene.read("once.png") == scene.read("often.png"));
}

#[test]
fn options_count_against_the_project() {
    let scene = Scene::new();
    let mut described = draft(&scene, TransferSettings { start: Start::Noise, seed: 3, ..small() });
    described.manifest.colors.method = impasto::picture::ColorMethod::Luminance;
    save(&scene, "a.impasto", described);
    let render = |options: &[&str]| {
        let fixed = ["render", "--project", "a.impasto", "--quiet"];
        scene.run(&[&fixed[..], options].concat()).succeeded();
    };
    render(&["--output", "a.png", "--content-turn", "0", "--style-crop", "0,0,1,1", "--ratio", "0.2", "--size", "40"]);
    let same =
        ["--output", "b.png", "--init", "noise", "--seed", "3", "--ratio", "0.2", "--size", "40", "--keep-colours"];
    scene.render(&same).succeeded();
    assert!(scene.read("a.png") == scene.read("b.png"));
    // Pictures of one's own take the places of those of the project, with a framing of their own.
    let own = ["--content", "style.png", "--style", "content.png", "--init", "content", "--colours", "none"];
    render(&[&["--output", "c.png"][..], &own].concat());
    let same =
        ["--content", "style.png", "--style", "content.png", "--ratio", "0.05", "--seed", "3", "--content-turn", "0"];
    scene.render(&[&["--output", "d.png"][..], &same].concat()).succeeded();
    assert!(scene.read("c.png") == scene.read("d.png"));
    // A preset changes the look and leaves the rest.
    render(&["--output", "e.png", "--preset", "faithful"]);
    assert_eq!(scene.size("e.png"), (24, 32));
    assert!(scene.read("e.png") != scene.read("a.png"));
}

#[test]
fn pictures_that_have_moved_are_named_and_found_in_the_folder_that_is_given() {
    let scene = Scene::new();
    save(&scene, "a.impasto", draft(&scene, small()));
    fs::create_dir(scene.path("photos")).unwrap();
    fs::rename(scene.path("content.png"), scene.path("photos/content.png")).unwrap();
    let render =
        |more: &[&str]| scene.run(&[&["render", "--project", "a.impasto", "--output", "a.png"][..], more].concat());
    render(&[]).failed(1, &["content.png", "is not there any more", "--pictures"]);
    render(&["--pictures", "photos", "--quiet"]).succeeded();
    // Nobody's picture is painted instead.
    fs::copy(scene.path("style.png"), scene.path("content.png")).unwrap();
    render(&[]).failed(1, &["content.png", "is another picture than the project was made with"]);
    render(&["--content", "content.png", "--quiet"]).succeeded();
}

#[test]
fn projects_that_cannot_be_used_get_one_sentence_and_stay_as_they_are() {
    let scene = Scene::new();
    save(&scene, "a.impasto", draft(&scene, small()));
    let whole = scene.read("a.impasto");
    let edited = |from: &str, to: &str| {
        let text = String::from_utf8_lossy(&whole).replace(from, to);
        // The checksum of what was edited does not fit any more.
        text.into_bytes()
    };
    scene.write("cut.impasto", &whole[..whole.len() / 2]);
    scene.write("edited.impasto", &edited("\"size\": 32", "\"size\": 99"));
    scene.write("words.impasto", b"This was never a project.");
    for (name, words) in [
        ("cut.impasto", "cut short or damaged"),
        ("edited.impasto", "cut short or damaged"),
        ("words.impasto", "it is none"),
        ("content.png", "it is none"),
        ("missing.impasto", "does not exist"),
    ] {
        let before = fs::read(scene.path(name)).ok();
        scene.run(&["render", "--project", name, "--output", "a.png"]).failed(1, &[name, words]);
        assert_eq!(fs::read(scene.path(name)).ok(), before, "{name}");
    }
    // A later Impasto made it.
    let mut later = draft(&scene, small());
    later.manifest.version = 2;
    save(&scene, "later.impasto", later);
    scene
        .run(&["render", "--project", "later.impasto", "--output", "a.png"])
        .failed(1, &["version 2", "newest Impasto"]);
    // One in which nothing was chosen yet.
    save(&scene, "new.impasto", Draft::default());
    scene.run(&["render", "--project", "new.impasto", "--output", "a.png"]).failed(2, &["the content of new.impasto"]);
    assert!(!scene.path("a.png").exists());
}

#[test]
fn wrong_use_of_projects_is_refused() {
    let scene = Scene::new();
    save(&scene, "a.impasto", draft(&scene, small()));
    let render = |more: &[&str]| scene.run(&[&["render", "--output", "a.png"][..], more].concat());
    render(&[]).failed(2, &["--content", "--style"]);
    render(&["--content", "content.png"]).failed(2, &["--style"]);
    render(&["--project", "a.impasto", "--style-weight", "1", "--style-weight", "2"]).failed(2, &["the project has 1"]);
    scene.render(&["--pictures", "."]).failed(2, &["--project"]);
    // Neither the project nor its pictures are written over.
    fs::copy(scene.path("a.impasto"), scene.path("copy.png")).unwrap();
    for (project, output) in [("a.impasto", "content.png"), ("copy.png", "copy.png")] {
        let run = scene.run(&["render", "--project", project, "--output", output]);
        run.failed(2, &[output, "it is what is painted from"]);
    }
    scene.run(&["queue", "--output", "painted"]).failed(2, &["PROJECT"]);
    scene.run(&["queue", "a.impasto", "--output", "content.png"]).failed(2, &["content.png", "it is a file"]);
    scene.run(&["queue", "a.impasto", "--output", "no/painted"]).failed(1, &["no/painted", "create the folder first"]);
    let bad = scene.run(&["queue", "a.impasto", "--output", "painted", "--preset", "nothing"]);
    bad.failed(2, &["nothing", "faithful"]);
}

#[test]
fn a_queue_of_five_is_painted_through() {
    let scene = Scene::new();
    for (name, size) in [("a", 32), ("b", 40), ("c", 48)] {
        save(&scene, &format!("{name}.impasto"), draft(&scene, TransferSettings { size, ..small() }));
    }
    save(&scene, "night.impasto", queue(&scene, &[60, 36, 44]));
    let projects = ["queue", "a.impasto", "night.impasto", "b.impasto", "c.impasto", "--output", "painted"];
    let run = scene.run(&projects).succeeded();
    assert!(run.stdout.contains("5 painted, in painted ("), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 6, "a line for each, and one for all: {}", run.stdout);
    for (name, size) in [("a", 32), ("night-1", 36), ("night-2", 44), ("b", 40), ("c", 48)] {
        assert_eq!(scene.size(&format!("painted/{name}.png")).1, size, "{name}");
        assert!(run.stdout.contains(&format!("{name} is painted; it is in painted/{name}.png")), "{}", run.stdout);
    }
    // Each is what `render` would have painted.
    scene.run(&["render", "--project", "b.impasto", "--output", "b.png", "--quiet"]).succeeded();
    assert!(scene.read("b.png") == scene.read("painted/b.png"));
}

#[test]
fn whatever_fails_is_told_and_the_others_go_on() {
    let scene = Scene::new();
    save(&scene, "good.impasto", draft(&scene, small()));
    let mut moved = draft(&scene, small());
    Picture::white_noise(40, 30, 1.0, 5).save(&scene.path("moved.png"), &SaveOptions::default()).unwrap();
    moved.manifest.setup.content = Some(moved.use_picture(&held(&scene.path("moved.png")), Framing::default()));
    save(&scene, "moved.impasto", moved);
    fs::remove_file(scene.path("moved.png")).unwrap();
    scene.write("cut.impasto", &scene.read("good.impasto")[..999]);
    // One that is known to fail only when it is painted: the network needs 16 pixels on each side.
    let mut sliver = draft(&scene, small());
    sliver.manifest.setup.content.as_mut().unwrap().framing.crop.height = 0.05;
    save(&scene, "sliver.impasto", sliver);
    fs::create_dir(scene.path("other")).unwrap();
    fs::copy(scene.path("good.impasto"), scene.path("other/good.impasto")).unwrap();

    let projects = ["cut.impasto", "moved.impasto", "good.impasto", "sliver.impasto", "other/good.impasto"];
    let options = ["--output", "painted", "--json", "--size", "40", "--format", "jpg"];
    let run = scene.run(&[&["queue"][..], &projects, &options].concat());
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let lines = run.json_lines();
    let of = |event: &str| lines.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
    let named = |event: &str| of(event).iter().map(|line| line["project"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(named("failed"), ["cut.impasto", "moved.impasto", "sliver.impasto"]);
    assert_eq!(named("started"), ["good.impasto", "sliver.impasto", "other/good.impasto"]);
    assert_eq!(named("painted"), ["good.impasto", "other/good.impasto"]);
    assert_eq!(lines[0]["event"], "failed", "what cannot be begun is told before a long night");
    assert!(of("failed")[1]["message"].as_str().unwrap().contains("moved.png is not there any more"));
    assert_eq!(of("step").len(), 4);
    let outputs: Vec<_> = of("painted").iter().map(|line| line["output"].as_str().unwrap()).collect();
    assert_eq!(outputs, ["painted/good.jpg", "painted/good-2.jpg"]);
    for output in outputs {
        assert_eq!(scene.size(output), (30, 40));
    }
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["painted"], &last["failed"]), (&"finished".into(), &2.into(), &3.into()));
    assert_eq!((&last["left"], last.as_object().unwrap().len()), (&0.into(), 5));
    assert_eq!(run.stderr.lines().count(), 3, "one sentence each: {}", run.stderr);
}

#[test]
fn a_queue_spares_its_pictures() {
    let scene = Scene::new();
    // In the folder of the project, and under its name, as photographs often are.
    fs::rename(scene.path("content.png"), scene.path("harbour.png")).unwrap();
    fs::copy(scene.path("harbour.png"), scene.path("content.png")).unwrap();
    let mut described = draft(&scene, small());
    described.manifest.setup.content =
        Some(described.use_picture(&held(&scene.path("harbour.png")), Framing::default()));
    save(&scene, "harbour.impasto", described);
    let before = scene.read("harbour.png");
    let run = scene.run(&["queue", "harbour.impasto", "--output", "."]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("harbour.png") && run.stderr.contains("it is what is painted from"), "{}", run.stderr);
    assert!(scene.read("harbour.png") == before);
    scene.write("unrelated.txt", PRECIOUS);
    scene.run(&["queue", "harbour.impasto", "--output", ".", "--format", "webp", "--quiet"]).succeeded();
    assert_eq!(scene.size("harbour.webp"), (32, 24));
    assert_eq!(scene.read("unrelated.txt"), PRECIOUS);
}
