use super::*;

const FILES: [&str; 4] = ["net.safetensors", "zip.pth", "legacy.pth", "net.onnx"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles").join(name)
}

/// A gallery without the styles that ship with the program in files of their own, whichever they are.
fn open(folder: &Path) -> Result<Gallery> {
    Gallery::with_bundled(folder, &[])
}

fn names(gallery: &Gallery) -> Vec<&str> {
    own(gallery).map(|style| &*style.name).collect()
}

/// The styles that were added.
fn own(gallery: &Gallery) -> impl Iterator<Item = &GalleryStyle> {
    gallery.styles().iter().filter(|style| style.is_own())
}

/// A gallery in a folder of its own, with these files added.
fn gallery(files: &[&str]) -> (Gallery, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut gallery = open(&folder.path().join("styles")).unwrap();
    for file in files {
        gallery.add(&fixture(file), &About::default()).unwrap();
    }
    (gallery, folder)
}

fn reopened(gallery: &Gallery) -> Gallery {
    open(gallery.folder()).unwrap()
}

#[test]
fn styles_of_every_format_are_copied_described_and_found_again() {
    let (gallery, _folder) = gallery(&FILES);
    assert_eq!(names(&gallery), ["legacy", "net", "net-2", "zip"]);
    let again = reopened(&gallery);
    assert_eq!(again.styles(), gallery.styles());
    let style = again.find("ZIP").unwrap();
    let bytes = fs::read(fixture("zip.pth")).unwrap();
    assert_eq!(fs::read(style.source.path().unwrap()).unwrap(), bytes);
    assert_eq!((style.width, style.bytes, style.id.len()), (Some(2), bytes.len() as u64, 64));
    assert_eq!(style.about.origin, format!("added from {}", fixture("zip.pth").display()));
    assert_eq!(style.about.licence, None);
    let headline = again.named("candy").unwrap_err().headline();
    assert!(
        headline.starts_with("the style cannot be \"candy\": choose one of the gallery: legacy, net, net-2, zip, dumo")
    );
}

#[test]
fn a_file_says_itself_where_it_comes_from_unless_somebody_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let contents = fs::read(fixture("net.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&contents).unwrap();
    let metadata = [("origin", "trained in Delft"), ("license", "CC0"), ("painting", "view.jpg"), ("epochs", "2")];
    let metadata = metadata.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect();
    let path = folder.path().join("delft.safetensors");
    safetensors::serialize_to_file(tensors.tensors(), Some(metadata), &path).unwrap();

    let mut gallery = open(&folder.path().join("styles")).unwrap();
    let given = About { licence: Some("CC BY 4.0".into()), ..About::default() };
    gallery.add(&path, &given).unwrap();
    let about = About {
        origin: "trained in Delft".into(),
        licence: Some("CC BY 4.0".into()),
        painting: Some("view.jpg".into()),
        painter: None,
    };
    assert_eq!(own(&reopened(&gallery)).next().unwrap().about, about);
}

#[test]
fn the_same_style_is_not_added_twice() {
    let (mut gallery, folder) = gallery(&["zip.pth"]);
    let copy = folder.path().join("another name.pth");
    fs::copy(fixture("zip.pth"), &copy).unwrap();
    let added = gallery.add(&copy, &About::default()).unwrap();
    assert_eq!((added.added.len(), added.known), (0, vec!["zip".to_owned()]));
    assert_eq!(names(&reopened(&gallery)), ["zip"]);
}

#[test]
fn what_is_no_style_leaves_the_gallery_as_it_was() {
    let (mut gallery, folder) = gallery(&["zip.pth"]);
    let contents = fs::read(fixture("net.safetensors")).unwrap();
    let cut = folder.path().join("cut.safetensors");
    fs::write(&cut, &contents[..contents.len() / 2]).unwrap();
    let before = listing(gallery.folder());
    for path in [fixture("hostile.pth"), fixture("painted.png"), fixture("missing.pth"), cut] {
        let headline = gallery.add(&path, &About::default()).unwrap_err().headline();
        assert!(headline.starts_with(&path.display().to_string()), "{headline}");
        assert_eq!(names(&gallery), ["zip"]);
        assert_eq!(listing(gallery.folder()), before);
    }
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(gallery.add(&empty, &About::default()).unwrap_err().headline().contains("no files of styles"));
}

#[test]
fn of_a_folder_the_good_ones_are_added_and_the_bad_ones_told() {
    let (mut gallery, _folder) = gallery(&["zip.pth"]);
    let added = gallery.add(&fixture(""), &About::default()).unwrap();
    assert_eq!(added.added, ["legacy", "net", "net-2"]);
    assert_eq!(added.known, ["zip"]);
    let [error] = &added.refused[..] else { panic!("{:?}", added.refused) };
    assert!(error.headline().contains("hostile.pth"));
}

#[test]
fn favourites_come_first_and_are_remembered() {
    let (mut gallery, _folder) = gallery(&FILES);
    gallery.set_favourite("zip", true).unwrap();
    gallery.set_favourite("net-2", true).unwrap();
    assert_eq!(names(&reopened(&gallery)), ["net-2", "zip", "legacy", "net"]);
    gallery.set_favourite("zip", false).unwrap();
    assert_eq!(names(&gallery), ["net-2", "legacy", "net", "zip"]);
    assert!(gallery.set_favourite("candy", true).is_err());
    gallery.set_favourite("dumoulin-12", true).unwrap();
    assert_eq!(reopened(&gallery).styles()[1].name, "dumoulin-12");
    assert!(gallery.remove("dumoulin-12").unwrap_err().headline().contains("part of the program"));
}

#[test]
fn a_style_that_is_taken_out_is_kept() {
    let (mut gallery, _folder) = gallery(&["zip.pth", "net.onnx"]);
    gallery.set_favourite("zip", true).unwrap();
    let kept = gallery.remove("zip").unwrap();
    assert_eq!(names(&reopened(&gallery)), ["net"]);
    assert_eq!(fs::read(&kept).unwrap(), fs::read(fixture("zip.pth")).unwrap());
    gallery.add(&kept, &About::default()).unwrap();
    assert!(!gallery.find("zip").unwrap().is_favourite);
    assert_ne!(gallery.remove("zip").unwrap(), kept, "the first one is not replaced");
    assert!(gallery.remove("zip").is_err());
}

#[test]
fn no_style_takes_the_name_of_one_of_the_program() {
    let (mut gallery, folder) = gallery(&[]);
    let path = folder.path().join("dumoulin-3.pth");
    fs::copy(fixture("zip.pth"), &path).unwrap();
    gallery.add(&path, &About::default()).unwrap();
    assert_eq!(names(&gallery), ["dumoulin-3-2"]);
    fs::rename(gallery.folder().join("dumoulin-3-2.pth"), gallery.folder().join("dumoulin-4.pth")).unwrap();
    assert_eq!(names(&reopened(&gallery)), ["dumoulin-4.pth"]);
}

#[test]
fn a_broken_catalogue_loses_no_style() {
    let (mut gallery, _folder) = gallery(&["zip.pth", "net.onnx"]);
    gallery.set_favourite("zip", true).unwrap();
    let path = gallery.folder().join("gallery.json");
    for broken in [&b"{\"version\": 1, \"styles\": {"[..], b"", b"{\"version\": 99}", b"[]"] {
        fs::write(&path, broken).unwrap();
        let gallery = reopened(&gallery);
        assert_eq!(names(&gallery), ["net", "zip"]);
        assert!(gallery.problems()[0].headline().contains("was made anew"));
        assert_eq!(fs::read(gallery.folder().join("gallery.json.broken")).unwrap(), broken);
        assert!(reopened(&gallery).problems().is_empty());
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(names(&reopened(&gallery)), ["net", "zip"]);
}

#[test]
fn files_that_are_put_into_the_folder_or_changed_by_hand_are_noticed() {
    let (gallery, _folder) = gallery(&["zip.pth"]);
    fs::copy(fixture("net.onnx"), gallery.folder().join("mine.onnx")).unwrap();
    fs::write(gallery.folder().join("bad.pth"), "no style").unwrap();
    let again = reopened(&gallery);
    assert_eq!(names(&again), ["mine", "zip"]);
    assert!(again.problems()[0].headline().contains("bad.pth"));
    fs::copy(fixture("net.safetensors"), gallery.folder().join("zip.pth")).unwrap();
    let changed = reopened(&gallery);
    assert_ne!(changed.find("zip").unwrap().id, gallery.find("zip").unwrap().id);
    fs::remove_file(gallery.folder().join("mine.onnx")).unwrap();
    assert_eq!(names(&reopened(&gallery)), ["zip"]);
}

#[test]
fn a_search_looks_at_everything_that_is_known() {
    let (gallery, _folder) = gallery(&["zip.pth", "net.onnx"]);
    let found = |search: &str| own(&gallery).filter(|style| style.matches(search)).count();
    assert_eq!((found(""), found("ZI"), found("added styles"), found("zip onnx")), (2, 1, 2, 0));
}

/// The names of all files of a folder.
fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| file_name(&entry.unwrap().path())).collect();
    names.sort();
    names
}

#[test]
fn styles_that_ship_with_the_program_come_first_and_stay() {
    let bytes: &'static [u8] = fs::read(fixture("net.safetensors")).unwrap().leak();
    let bundled: &'static [BundledStyle] = vec![BundledStyle::of("great-wave", bytes)].leak();
    let folder = tempfile::tempdir().unwrap();
    let open = || Gallery::with_bundled(&folder.path().join("styles"), bundled).unwrap();
    let mut gallery = open();
    gallery.add(&fixture("zip.pth"), &About::default()).unwrap();
    let first: Vec<&str> = gallery.styles().iter().take(3).map(|style| &*style.name).collect();
    assert_eq!(first, ["great-wave", "zip", "dumoulin-0"]);
    let style = gallery.find("great-wave").unwrap();
    assert_eq!((style.is_bundled(), style.is_own(), style.bytes), (true, false, bytes.len() as u64));
    assert_eq!(style.source, StyleSource::Bundled("great-wave".into()));
    // The same network from a file is no second style, and another one does not take the name.
    let added = gallery.add(&fixture("net.safetensors"), &About::default()).unwrap();
    assert_eq!((added.added.len(), added.known), (0, vec!["great-wave".to_owned()]));
    let path = folder.path().join("great-wave.pth");
    fs::copy(fixture("legacy.pth"), &path).unwrap();
    gallery.add(&path, &About::default()).unwrap();
    assert!(gallery.find("great-wave-2").is_some());
    gallery.set_favourite("great-wave", true).unwrap();
    assert!(open().styles()[0].is_favourite && open().styles()[0].is_bundled());
    assert!(gallery.remove("great-wave").unwrap_err().headline().contains("part of the program"));
}
