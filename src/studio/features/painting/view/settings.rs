//! Everything about a painting that is fixed when it starts: size, iterations, start picture, network, device.

use egui::{DragValue, Response, RichText, Ui};

use crate::network::{DeviceChoice, Layer, Padding, Pooling, WeightScale};
use crate::studio::features::painting::view::Known;
use crate::studio::features::painting::{Cost, Msg, Paintings};
use crate::studio::format::{about, memory};
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::Role;
use crate::studio::services::device_of;
use crate::studio::theme;
use crate::studio::widgets::{Text, choice, fold, row, section, size_row, whole_number};
use crate::transfer::{BasisKind, ITERATIONS_RANGE, Optimizer, Plan, Scales, Start, TransferSettings, plan_scales};

/// Draws the settings; `start_card` draws the picture to start from.
pub fn show(
    ui: &mut Ui,
    settings: &mut TransferSettings,
    paintings: &Paintings,
    known: &Known<'_>,
    start_card: impl FnMut(&mut Ui),
    messages: &mut Vec<Msg>,
) {
    section(ui, "Painting", |ui| {
        waiting_note(ui, settings, paintings);
        size_row(ui, &mut settings.size);
        iterations(ui, settings);
        cost(ui, settings, paintings, known);
        scales(ui, settings, known);
        start(ui, settings, start_card);
        content_layer(ui, settings);
    });
    fold(ui, "Advanced", |ui| {
        optimizer(ui, settings);
        basis(ui, settings);
        padding(ui, settings);
        pooling(ui, settings);
        weight_scale(ui, settings);
        device(ui, known, messages);
    });
}

/// Says that changed settings wait for the next start.
fn waiting_note(ui: &mut Ui, settings: &TransferSettings, paintings: &Paintings) {
    let running = paintings.present.as_ref().filter(|painting| painting.phase().is_running());
    let Some(painting) = running else { return };
    let (weights, style_scale) = (settings.weights.clone(), settings.style_scale);
    let steered = TransferSettings { weights, style_scale, ..painting.settings().clone() };
    if *settings != Plan::of(settings).applied_to(&steered) {
        ui.label(RichText::new(tr("Some changes here begin with Restart.")).color(theme::colors(ui).warning));
    }
}

fn iterations(ui: &mut Ui, settings: &mut TransferSettings) {
    let default = TransferSettings::default().iterations;
    let text = Text {
        label: "Iterations",
        tooltip: "How often the whole painting is gone over, shared among the scales. The first hundred do most; \
                  more of them refine. It also acts while it paints.",
        default: default.to_string(),
    };
    whole_number(ui, &text, &mut settings.iterations, &ITERATIONS_RANGE, default, "");
}

/// What it will cost, and a warning when that is more than this machine has.
fn cost(ui: &mut Ui, settings: &mut TransferSettings, paintings: &Paintings, known: &Known<'_>) {
    let Some(content) = known.services.pictures.loaded(Role::Content).filter(|_| !paintings.phase().is_running())
    else {
        return;
    };
    let device = device_of(known.setup.device, &known.services.devices);
    let costs = known.costs.get(&device.to_string()).cloned().unwrap_or_default();
    // The free memory is that of the processor; an accelerator has its own.
    let free = known.services.memory.free.filter(|_| device == DeviceChoice::Cpu);
    let size = [content.picture.width(), content.picture.height()];
    let cost = Cost::of(settings, size, &costs, free);
    let time = match cost.seconds {
        Some(seconds) => tr_with("About {time}", &[("time", &about(seconds))]),
        None if paintings.is_measuring() => tr("Measuring this machine…").to_owned(),
        None => tr("Time not known yet").to_owned(),
    };
    ui.label(
        RichText::new(tr_with("{time}, {amount} of memory", &[("time", &time), ("amount", &memory(cost.bytes))]))
            .small()
            .weak(),
    )
    .on_hover_text(tr("Estimated from what painting took on this machine; every painting makes it more exact."));
    if let Some(safe) = cost.safe_size {
        let free = memory(free.unwrap_or_default());
        let text = tr_with(
            "More memory than this machine has free ({amount}). It may become slow or stop the program.",
            &[("amount", &free)],
        );
        ui.add(egui::Label::new(RichText::new(text).color(theme::colors(ui).warning)).wrap());
        if ui
            .button(tr_with("Use {size} px", &[("size", &safe)]))
            .on_hover_text(tr("The largest size that is safe now."))
            .clicked()
        {
            settings.size = safe;
        }
    }
}

fn scales(ui: &mut Ui, settings: &mut TransferSettings, known: &Known<'_>) {
    let automatic = match known.services.pictures.loaded(Role::Content) {
        Some(content) => {
            let settings = TransferSettings { scales: Scales::Auto, ..settings.clone() };
            plan_scales(&settings, content.picture.width(), content.picture.height()).len()
        }
        None => 1,
    };
    let mut choices = vec![
        (Scales::Auto, tr_with("Automatic ({count})", &[("count", &automatic)])),
        (Scales::Count(1), "One".into()),
    ];
    choices.extend((2..=TransferSettings::MAX_SCALES).map(|count| (Scales::Count(count), count.to_string())));
    let text = Text {
        label: "Scales",
        tooltip: "Paint small first and then larger and larger, so that large forms settle before fine strokes. \
                  One paints at the full size only.",
        default: "Automatic".into(),
    };
    choose(ui, &text, &mut settings.scales, &TransferSettings::default().scales, &choices);
}

fn start(ui: &mut Ui, settings: &mut TransferSettings, mut start_card: impl FnMut(&mut Ui)) {
    let choices = [
        (Start::Content, "Content".into()),
        (Start::Noise, "Noise".into()),
        (Start::Style, "Style".into()),
        (Start::Picture, "A picture".into()),
    ];
    let text = Text {
        label: "Start from",
        tooltip: "What is on the canvas before the first stroke. The content keeps its drawing; noise gives a \
                  different painting for each seed; the style or a picture of your own shine through.",
        default: "Content".into(),
    };
    choose(ui, &text, &mut settings.start, &TransferSettings::default().start, &choices);
    match settings.start {
        Start::Noise => seed(ui, settings),
        Start::Picture => start_card(ui),
        Start::Content | Start::Style => {}
    }
}

fn seed(ui: &mut Ui, settings: &mut TransferSettings) {
    let default = TransferSettings::default().seed;
    let text = Text {
        label: "Seed",
        tooltip: "Which noise to start from. The same seed gives the same painting again.",
        default: default.to_string(),
    };
    let seed = &mut settings.seed;
    if row(ui, &text, *seed == default, |ui| ui.add(DragValue::new(seed).speed(0.2))) {
        settings.seed = default;
    }
}

fn content_layer(ui: &mut Ui, settings: &mut TransferSettings) {
    let choices = Layer::ALL.map(|layer| (layer, layer.to_string()));
    let default = TransferSettings::default().content_layer;
    let text = Text {
        label: "Content layer",
        tooltip: "What of the photograph is kept. Shallow layers (conv1, conv2) hold on to every pixel, deep ones \
                  (conv4, conv5) only to forms and let the strokes move freely.",
        default: default.to_string(),
    };
    choose(ui, &text, &mut settings.content_layer, &default, &choices);
}

fn optimizer(ui: &mut Ui, settings: &mut TransferSettings) {
    let choices = [(Optimizer::Lbfgs, "L-BFGS".into()), (Optimizer::Adam, "Adam".into())];
    let text = Text {
        label: "Optimiser",
        tooltip: "How the paint is moved. L-BFGS is quick and sure; Adam needs less memory, for very large sizes.",
        default: "L-BFGS".into(),
    };
    choose(ui, &text, &mut settings.optimizer, &TransferSettings::default().optimizer, &choices);
}

fn basis(ui: &mut Ui, settings: &mut TransferSettings) {
    let choices = [(BasisKind::Frequencies, "Frequencies".into()), (BasisKind::Pixels, "Pixels".into())];
    let text = Text {
        label: "Basis",
        tooltip: "What is moved. Frequencies bring colours and large strokes soon and leave no noise; single pixels \
                  are the paper's way.",
        default: "Frequencies".into(),
    };
    choose(ui, &text, &mut settings.basis, &TransferSettings::default().basis, &choices);
}

fn padding(ui: &mut Ui, settings: &mut TransferSettings) {
    let choices = [(Padding::Zero, "Zeros".into()), (Padding::Reflection, "Reflection".into())];
    let text = Text {
        label: "Padding",
        tooltip: "What the network reads beyond the picture's edges. Zeros are what it was trained with; a \
                  reflection treats the edges like the rest.",
        default: "Zeros".into(),
    };
    choose(ui, &text, &mut settings.padding, &TransferSettings::default().padding, &choices);
}

fn pooling(ui: &mut Ui, settings: &mut TransferSettings) {
    let choices = [(Pooling::Max, "Maximum".into()), (Pooling::Average, "Average".into())];
    let text = Text {
        label: "Pooling",
        tooltip: "How the network looks at larger forms. Maximum gives crisper marks, average softer ones.",
        default: "Maximum".into(),
    };
    choose(ui, &text, &mut settings.pooling, &TransferSettings::default().pooling, &choices);
}

fn weight_scale(ui: &mut Ui, settings: &mut TransferSettings) {
    let choices = [(WeightScale::Normalised, "Normalised".into()), (WeightScale::AsTrained, "As trained".into())];
    let text = Text {
        label: "Network",
        tooltip: "Normalised gives every layer the same say, as in the paper. As trained lets the loud layers \
                  dominate.",
        default: "Normalised".into(),
    };
    choose(ui, &text, &mut settings.weight_scale, &TransferSettings::default().weight_scale, &choices);
}

fn device(ui: &mut Ui, known: &Known<'_>, messages: &mut Vec<Msg>) {
    let name = |device: DeviceChoice| match device {
        DeviceChoice::Auto => "Automatic".into(),
        DeviceChoice::Cpu => "Processor".into(),
        DeviceChoice::Cuda(number) => tr_with("NVIDIA card {number}", &[("number", &number)]),
        DeviceChoice::Metal => "Apple graphics".into(),
    };
    let mut choices = vec![(DeviceChoice::Auto, name(DeviceChoice::Auto))];
    choices.extend(known.services.devices.iter().map(|&device| (device, name(device))));
    let text = Text {
        label: "Device",
        tooltip: "What computes: the graphics card when there is one that this build can use, else the processor.",
        default: name(DeviceChoice::default()),
    };
    let mut device = known.setup.device;
    choose(ui, &text, &mut device, &DeviceChoice::default(), &choices);
    if device != known.setup.device {
        messages.push(Msg::ChangeDevice(device));
    }
}

/// A row with a choice.
fn choose<T: PartialEq + Clone>(ui: &mut Ui, text: &Text<'_>, value: &mut T, default: &T, choices: &[(T, String)]) {
    let is_default = value == default;
    let control = |ui: &mut Ui| -> Response { choice(ui, text.label, value, choices) };
    if row(ui, text, is_default, control) {
        *value = default.clone();
    }
}
