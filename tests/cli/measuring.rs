//! `impasto loss` and `impasto bench`.

use serde_json::Value;

use crate::scene::Scene;

fn reference(name: &str) -> String {
    format!("{}/tests/reference/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn losses_are_those_of_the_reference() {
    let [content, style, image] = ["content.png", "style.png", "image.png"].map(reference);
    let golden = std::fs::read_to_string(reference("golden.json")).unwrap();
    let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
    let golden = golden.iter().find(|case| case["settings"] == serde_json::json!({})).unwrap();

    let scene = Scene::new();
    let arguments = ["loss", "--content", &content, "--style", &style, "--image", &image];
    // The reference has alpha 1 and beta 1000.
    let run = scene.run(&[&arguments[..], &["--ratio", "1e-3", "--json"]].concat()).succeeded();
    let [line] = &run.json_lines()[..] else { panic!("{}", run.stdout) };
    assert_eq!(line.as_object().unwrap().keys().collect::<Vec<_>>(), ["content", "gradient_l2", "style", "total"]);
    let close = |value: &Value, golden: &Value| {
        let (value, golden) = (value.as_f64().unwrap(), golden.as_f64().unwrap());
        assert!((value - golden).abs() <= 1e-3 * golden, "{value} instead of {golden}");
    };
    for field in ["content", "total", "gradient_l2"] {
        close(&line[field], &golden[field]);
    }
    let layers = line["style"].as_object().unwrap();
    assert_eq!(layers.len(), 5);
    for (layer, loss) in layers {
        close(loss, &golden["style"][layer]);
    }

    let table = scene.run(&arguments).succeeded().stdout;
    assert!(table.starts_with("content ") && table.contains("\nconv5_1 ") && table.contains("\ntotal "), "{table}");
}

#[test]
fn pictures_of_different_sizes_are_not_compared() {
    let scene = Scene::new();
    let arguments = ["loss", "--content", "content.png", "--style", "style.png", "--image", "style.png"];
    for size in [&[][..], &["--size", "32"]] {
        let run = scene.run(&[&arguments[..], size].concat());
        run.failed(2, &["style.png", "content.png", "pixels"]);
    }
}

#[test]
fn a_size_makes_pictures_comparable() {
    let scene = Scene::new();
    scene.render(&["--size", "64"]).succeeded();
    let arguments = ["loss", "--content", "content.png", "--style", "style.png", "--image", "out.png", "--size", "32"];
    scene.run(&arguments).succeeded();
}

#[test]
fn the_time_of_a_step_is_told_layer_by_layer() {
    let scene = Scene::new();
    let lines = scene.run(&["bench", "layers", "--size", "32", "--json"]).succeeded().json_lines();
    let number = |line: &Value, field: &str| line[field].as_f64().unwrap_or_else(|| panic!("{field} of {line}"));
    let of = |part: &str| lines.iter().filter(|line| line["part"] == part).collect::<Vec<_>>();
    let plain = ["convolution", "convolution gradient"];
    for (part, more) in [("conv1_1", &["losses"][..]), ("conv2_1", &["pooling", "losses"]), ("conv3_4", &[])] {
        let work: Vec<_> = of(part).iter().map(|line| line["work"].as_str().unwrap().to_owned()).collect();
        assert_eq!(work, [&plain, more].concat(), "{part}");
        assert!(number(of(part)[0], "gigaflops") > 0.0);
    }
    for part in ["l-bfgs", "preview"] {
        assert!(number(of(part)[0], "share") > 0.0);
    }
    // How they compare is the machine's business; but they are all of the step, with a rest.
    let (step, rest) = (number(of("step")[0], "milliseconds"), number(of("the rest")[0], "milliseconds"));
    let parts: Vec<&Value> = lines.iter().filter(|line| !line["work"].is_null()).collect();
    let sum: f64 = parts.iter().map(|line| number(line, "milliseconds")).sum();
    assert!((sum + rest - step).abs() <= 1e-6 * (sum + step), "{sum} and {rest} of {step}");
    for line in parts {
        let (share, milliseconds) = (number(line, "share"), number(line, "milliseconds"));
        assert!(milliseconds > 0.0 && (share * step - milliseconds).abs() <= 1e-6 * (step + milliseconds), "{line}");
    }
    let table = scene.run(&["bench", "layers", "--size", "32"]).succeeded().stdout;
    assert!(table.starts_with("part ") && table.contains("\nconv5_1 "), "{table}");
}

#[test]
fn a_step_is_timed() {
    let scene = Scene::new();
    let arguments = ["bench", "step", "--size", "32", "--device", "cpu", "--threads", "1"];
    let run = scene.run(&[&arguments[..], &["--json"]].concat()).succeeded();
    let [line] = &run.json_lines()[..] else { panic!("{}", run.stdout) };
    assert_eq!((&line["size"], &line["device"], &line["threads"]), (&32.into(), &"cpu".into(), &1.into()));
    assert!(line["seconds"].as_f64().unwrap() > 0.0);
    let memory = if cfg!(target_os = "linux") { "peak_bytes" } else { "resident_bytes" };
    assert!(line[memory].as_u64().unwrap() > 1 << 20);
    let sentence = scene.run(&arguments).succeeded().stdout;
    assert!(sentence.starts_with("32x32 on cpu, threads: 1; "), "{sentence}");
}
