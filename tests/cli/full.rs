//! Full disks: of the picture, and of the standard output.

use std::fs;

use crate::scene::{PRECIOUS, Run, Scene, render_arguments};

/// A folder on a disk of 64 KiB, full to the last byte; gone when dropped.
struct FullDisk<'a>(&'a Scene);

impl<'a> FullDisk<'a> {
    /// Nothing where this system does not let us mount one.
    fn mount(scene: &'a Scene) -> Option<Self> {
        fs::create_dir(scene.path("full")).unwrap();
        let options = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"];
        let mounted = std::process::Command::new("mount").args(options).arg(scene.path("full")).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then_some(Self(scene))
    }
}

impl Drop for FullDisk<'_> {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path("full")).status();
    }
}

#[test]
fn a_full_disk_costs_neither_the_old_picture_nor_the_new_one() {
    let scene = Scene::new();
    let Some(_disk) = FullDisk::mount(&scene) else {
        eprintln!("skipped: this user cannot mount a small disk");
        return;
    };
    scene.write("full/out.png", PRECIOUS);
    fs::write(scene.path("full/filler"), vec![1; 1 << 17]).unwrap_err();
    let arguments = render_arguments(&["--output", "full/out.png", "--quiet"]);
    let run = Run::of(scene.command(&arguments).env("TMPDIR", scene.path("")).output().unwrap());
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("full/out.png cannot be written because the disk is full"), "{}", run.stderr);
    assert_eq!(scene.read("full/out.png"), PRECIOUS);
    assert!(run.stderr.contains("What was painted is kept in "), "{}", run.stderr);
    assert_eq!(scene.size("impasto.png"), (32, 24));
}

#[test]
fn lines_that_cannot_be_written_do_not_cost_the_picture() {
    let scene = Scene::new();
    scene.write("out.png", PRECIOUS);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = scene.command(&render_arguments(&["--json"]));
    let run = Run::of(command.env("TMPDIR", scene.path("")).stdout(full).output().unwrap());
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("standard output cannot be written"), "{}", run.stderr);
    assert!(run.stderr.contains("What was painted is kept in "), "{}", run.stderr);
    assert_eq!(scene.read("out.png"), PRECIOUS);
    assert_eq!(scene.size("impasto.png"), (32, 24));
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let scene = Scene::new();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let run = Run::of(scene.command(&["devices"]).stdout(full).output().unwrap());
    run.failed(1, &["standard output cannot be written"]);
}
