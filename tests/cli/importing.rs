//! `impasto import neural-style`: what is printed paints, and what cannot be is told.

use crate::scene::Scene;

/// A command line of neural-style for tiny pictures.
const SMALL: &str = "-style_image style.png -content_image content.png -image_size 32 -num_iterations 2";

fn import(scene: &Scene, line: &str) -> crate::scene::Run {
    let words: Vec<&str> = ["import", "neural-style"].into_iter().chain(line.split_whitespace()).collect();
    scene.run(&words)
}

#[test]
fn the_printed_command_paints() {
    let scene = Scene::new();
    let line = format!("th neural_style.lua {SMALL} -output_image painted.png -backend cudnn -gpu -1 -seed 3");
    let run = import(&scene, &line).succeeded();
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert!(run.stderr.contains("-backend cudnn has no equivalent"), "{}", run.stderr);
    assert!(!run.stderr.contains("4:3"), "the picture was looked at: {}", run.stderr);
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    let [program, command @ ..] = &words[..] else { panic!("{words:?}") };
    assert_eq!(*program, "impasto");
    for words in [["--size", "32"], ["--iterations", "2"], ["--seed", "3"], ["--device", "cpu"], ["--init", "noise"]] {
        assert!(command.windows(2).any(|pair| pair == words), "{words:?} in {command:?}");
    }
    scene.run(command).succeeded();
    assert_eq!(scene.size("painted.png"), (32, 24));
}

#[cfg(unix)]
#[test]
fn a_shell_takes_the_command_as_it_is_meant() {
    let scene = Scene::new();
    scene.write("my photo.png", &scene.read("content.png"));
    let run = scene.run(&["import", "neural-style", "-content_image", "my photo.png", "-style_image", "style.png"]);
    let script = format!("impasto() {{ printf '<%s>' \"$@\"; }}; {}", run.succeeded().stdout);
    let shell = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    let words = String::from_utf8(shell.stdout).unwrap();
    assert!(words.starts_with("<render><--content><my photo.png><--style><style.png>"), "{words}");
}

#[test]
fn what_cannot_be_translated_is_told_in_one_sentence() {
    let scene = Scene::new();
    for (line, words) in [
        ("-stile_image a.jpg", &["-stile_image", "-style_image FILE"][..]),
        ("-style_image a.jpg -image_size", &["-image_size"]),
        ("-num_iterations many", &["-num_iterations", "many", "number"]),
        ("-style_layers relu9_9", &["relu9_9", "relu1_1"]),
    ] {
        import(&scene, line).failed(2, words);
    }
    let help = scene.run(&["import", "neural-style", "--help"]).succeeded().stdout;
    assert!(help.contains("Examples:\n  impasto"), "{help}");
}
