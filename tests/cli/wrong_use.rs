//! Options, values and combinations that cannot be: exit code 2, before any work.

use crate::scene::{PRECIOUS, Scene};

#[test]
fn numbers_that_cannot_be_used_are_named_with_their_range() {
    let scene = Scene::new();
    let wrong: &[(&str, &[&str], &str)] = &[
        ("--ratio", &["-1", "0", "20000", "NaN", "inf", "much"], "from 0.00001 to 10000"),
        ("--size", &["0", "-5", "15", "9000", "1e3", "NaN"], "from 16 to 8192"),
        ("--iterations", &["0", "-1", "100001"], "from 1 to 100000"),
        ("--scales", &["0", "-1", "9", "few"], "from 1 to 8"),
        ("--tv", &["-0.1", "NaN", "inf", "1e16"], "from 0 to 1000000000000000"),
        ("--seed", &["-1", "1.5"], "from 0 to 18446744073709551615"),
        ("--quality", &["0", "101"], "from 1 to 100"),
        ("--threads", &["0", "-2", "2000"], "from 1 to 1024"),
        ("--preview-every", &["0", "-1"], "from 1 to 100000"),
    ];
    for (option, values, range) in wrong {
        for value in *values {
            scene.render_fails(&[option, value], 2, &[option, value, range]);
        }
    }
}

#[test]
fn layers_that_are_none_are_named() {
    let scene = Scene::new();
    scene.render_fails(&["--style-layers", "conv1_1=1,conv9_9=1"], 2, &["conv9_9", "choose one of conv1_1"]);
    scene.render_fails(&["--content-layer", "relu4_2"], 2, &["relu4_2", "choose one of conv1_1"]);
    for weight in ["-1", "NaN", "inf", "11", "much"] {
        scene.render_fails(&["--style-layers", &format!("conv1_1={weight}")], 2, &["conv1_1", weight, "number"]);
    }
    for all_off in ["conv1_1=0,conv2_1=0", ""] {
        scene.render_fails(&["--style-layers", all_off], 2, &["at least one style layer"]);
    }
}

#[test]
fn words_that_are_no_choice_are_answered_with_the_choices() {
    let scene = Scene::new();
    scene.render_fails(&["--optimizer", "sgd"], 2, &["sgd", "lbfgs", "adam"]);
    scene.render_fails(&["--pooling", "min"], 2, &["min", "max", "average"]);
    scene.render_fails(&["--weights", "none"], 2, &["none", "normalised", "as-trained"]);
    scene.render_fails(&["--device", "gpu"], 2, &["gpu", "auto, cpu, cuda, cuda:N or metal"]);
}

#[test]
#[cfg(not(any(feature = "cuda", feature = "metal")))]
fn a_device_that_is_not_there_is_named_with_the_remedy() {
    let scene = Scene::new();
    scene.render_fails(&["--device", "cuda:1"], 2, &["cuda:1", "--features cuda"]);
    scene.render_fails(&["--device", "metal"], 2, &["metal", "--features metal"]);
}

#[test]
fn previews_need_both_their_options() {
    let scene = Scene::new();
    scene.render_fails(&["--preview-every", "2"], 2, &["--preview-dir"]);
    scene.render_fails(&["--preview-dir", "steps"], 2, &["--preview-every"]);
    assert!(!scene.path("steps").exists());
}

#[test]
fn an_ending_that_cannot_be_written_is_refused_before_the_work() {
    let scene = Scene::new();
    for output in ["out.gif", "out", "out.txt"] {
        scene.render_fails(&["--output", output], 2, &[output, "use .png, .jpg, .webp or .tiff"]);
    }
    scene.render_fails(&["--output", ""], 2, &["--output"]);
}

#[test]
fn the_result_cannot_replace_what_it_is_painted_from() {
    let scene = Scene::new();
    for input in ["content.png", "style.png"] {
        let before = scene.read(input);
        scene.render_fails(&["--output", input], 2, &["--output", input, "choose another name"]);
        assert!(scene.read(input) == before);
    }
    scene.write("start.png", &scene.read("style.png"));
    scene.render_fails(&["--init", "start.png", "--output", "start.png"], 2, &["start.png", "choose another name"]);
}

#[test]
fn what_is_missing_or_unknown_is_named() {
    let scene = Scene::new();
    scene.write("out.png", PRECIOUS);
    scene.run(&["render", "--content", "content.png", "--output", "out.png"]).failed(2, &["--style"]);
    scene.run(&["loss", "--content", "content.png"]).failed(2, &["--style", "--image"]);
    scene.run(&["bench", "step"]).failed(2, &["--size"]);
    scene.run(&["paint"]).failed(2, &["paint"]);
    scene.run(&["render", "--colour"]).failed(2, &["--colour"]);
    assert_eq!(scene.read("out.png"), PRECIOUS);
}

#[test]
fn every_command_explains_itself_with_examples() {
    let scene = Scene::new();
    for command in [&[][..], &["render"], &["loss"], &["bench", "step"], &["devices"], &["models"]] {
        let help = scene.run(&[command, &["--help"]].concat()).succeeded().stdout;
        assert!(help.contains("Examples:\n  impasto"), "{command:?}: {help}");
    }
    let help = scene.run(&["render", "--help"]).stdout;
    for default in ["[default: 0.01]", "[default: 512]", "[default: 300]", "conv5_1=1]", "[default: conv4_2]"] {
        assert!(help.contains(default), "{default}");
    }
}

#[test]
fn a_word_that_is_neither_a_command_nor_a_file_is_told() {
    let scene = Scene::new();
    scene.run(&["rendr"]).failed(2, &["rendr", "there is no such command and no such file"]);
}

#[test]
fn a_file_for_the_window_is_not_painted_elsewhere_when_there_is_no_display() {
    let scene = Scene::new();
    scene.run(&["content.png"]).failed(1, &["no display", "impasto render"]);
    scene.run(&["evening.impasto"]).failed(1, &["no display"]);
}
