//! From the window to a project: everything that is to be kept, gathered within a moment and written elsewhere; and the
//! fingerprint by which two such moments are told apart.

use std::sync::Arc;

use crate::project::{
    Draft, HeldPicture, JobRecord, Manifest, PaintingRecord, PictureUse, Setup, SnapshotRecord, StyleRecord,
};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::canvas::Method;
use crate::studio::features::film_strip::Frame;
use crate::studio::features::painting::Painting;
use crate::studio::features::project::Fingerprint;
use crate::studio::painted::{Newest, PaintingSetup};
use crate::studio::roles::{Loaded, Role, StyleInUse};
use crate::transfer::TransferSettings;

/// The present project. No pixels are copied.
pub fn draft(state: &State, session: &Session) -> Draft {
    let mut draft = Draft::default();
    let styles = session.services.pictures.styles_in_use(&state.setup);
    let setup = Setup {
        settings: state.setup.settings.clone(),
        content: session.services.pictures.loaded(Role::Content).map(|content| used(&mut draft, content)),
        styles: styles.iter().map(|style| style_record(&mut draft, style)).collect(),
        start: session.services.pictures.loaded(Role::Start).map(|start| used(&mut draft, start)),
    };
    let mask = session.services.pictures.loaded(Role::Mask).map(|mask| used(&mut draft, mask));
    draft.manifest = Manifest {
        embeds: session.project.embeds,
        setup,
        colors: state.setup.colors,
        mask,
        fast: state.fast.clone(),
        shows_fast: session.services.method == Method::Fast,
        ..Manifest::default()
    };
    if let Some(painting) = session.painting() {
        add_painting(&mut draft, painting);
    }
    for frame in session.film.frames() {
        add_snapshot(&mut draft, frame);
    }
    for job in session.queue.jobs() {
        let setup = setup_of(&mut draft, &job.setup);
        draft.manifest.queue.push(JobRecord { setup, state: job.state.clone(), result: job.result });
    }
    draft
}

/// What tells the present project from an earlier or later state of it.
pub fn fingerprint(state: &State, session: &Session) -> Fingerprint {
    let roles = [Role::Content, Role::Start, Role::Mask].into_iter().chain(state.setup.style_roles());
    let source = |role: Role| session.services.pictures.loaded(role).map(|loaded| (role, loaded.source.clone()));
    let painting = session
        .painting()
        .and_then(|painting| Some((painting.number(), painting.newest()?.iteration(), painting.phase().is_running())));
    let snapshots = session.film.frames().iter().map(|frame| (frame.number, frame.snapshot.occasion));
    Fingerprint {
        settings: state.setup.settings.clone(),
        colors: state.setup.colors,
        arrangement: state.setup.arrangement.clone(),
        fast: state.fast.clone(),
        sources: roles.filter_map(source).collect(),
        method: session.services.method,
        embeds: session.project.embeds,
        painting,
        snapshots: snapshots.collect(),
        queue: (session.queue.changes(), session.queue.jobs().len()),
    }
}

fn used(draft: &mut Draft, loaded: &Loaded) -> PictureUse {
    let held = HeldPicture {
        name: loaded.source.name(),
        provenance: loaded.provenance.clone(),
        picture: Arc::clone(&loaded.original),
    };
    draft.use_picture(&held, loaded.framing)
}

fn style_record(draft: &mut Draft, style: &StyleInUse) -> StyleRecord {
    StyleRecord { used: used(draft, &style.loaded), weight: style.how.weight }
}

fn setup_of(draft: &mut Draft, setup: &PaintingSetup) -> Setup {
    Setup {
        settings: setup.settings.clone(),
        content: Some(used(draft, &setup.content)),
        styles: setup.styles.iter().map(|style| style_record(draft, style)).collect(),
        start: setup.start.as_ref().map(|start| used(draft, start)),
    }
}

/// What was painted from these.
fn painted(
    draft: &mut Draft,
    settings: &TransferSettings,
    [content, style]: &[Loaded; 2],
    styles: &[StyleInUse],
) -> Setup {
    let mut records: Vec<_> = styles.iter().map(|style| style_record(draft, style)).collect();
    if records.is_empty() {
        records.push(StyleRecord { used: used(draft, style), weight: 1.0 });
    }
    Setup { settings: settings.clone(), content: Some(used(draft, content)), styles: records, start: None }
}

fn add_painting(draft: &mut Draft, painting: &Painting) {
    let Some(newest) = painting.newest() else { return };
    let iteration = newest.iteration();
    let setup = painted(draft, painting.settings(), &painting.pictures, painting.styles_in_use());
    let record = PaintingRecord {
        entry: String::new(),
        iteration,
        is_finished: !painting.phase().is_running(),
        scales: painting.scales().to_vec(),
        setup,
        // What was told since the picture was taken is painted again.
        losses: painting.losses().iter().filter(|point| point.iteration <= iteration).copied().collect(),
        markers: painting.markers().iter().filter(|marker| marker.iteration <= iteration).cloned().collect(),
        frames: Vec::new(),
    };
    let frames = painting.recorder().map(|recorder| recorder.recording.frames()).unwrap_or_default();
    match newest {
        Newest::Preview(pixels, _) => draft.set_preview(record, Arc::clone(pixels)),
        Newest::Final(picture, _) => draft.set_painting(record, Arc::clone(picture)),
    }
    draft.set_frames(frames);
}

fn add_snapshot(draft: &mut Draft, frame: &Frame) {
    let snapshot = &frame.snapshot;
    let setup = painted(draft, &snapshot.settings, &snapshot.pictures, &snapshot.styles);
    let record = SnapshotRecord {
        entry: String::new(),
        number: frame.number,
        painting: snapshot.painting,
        occasion: snapshot.occasion,
        iteration: snapshot.iteration,
        fast_style: snapshot.fast_style.clone(),
        setup,
    };
    draft.add_snapshot(record, Arc::clone(&snapshot.pixels));
}
