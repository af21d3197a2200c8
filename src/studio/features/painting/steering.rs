//! What the person tells a painting: to wait, to go on, to stop, and to paint on with other settings.

use crate::job::{JobCommand, LayerAnswer};
use crate::network::Layer;
use crate::studio::features::painting::Painting;
use crate::studio::features::painting::losses::{describe_changes, note_change};
use crate::studio::painted::{Next, Phase};
use crate::studio::roles::StyleInUse;
use crate::text::{Parameter, text};
use crate::transfer::{Plan, Styles, TransferSettings, Weights};

impl Painting {
    /// Waits after the present iteration.
    pub fn pause(&mut self) {
        if matches!(self.phase, Phase::Preparing | Phase::Painting) {
            self.send(JobCommand::Pause);
            self.phase = Phase::Paused;
        }
    }

    /// Goes on.
    pub fn resume(&mut self) {
        if self.phase == Phase::Paused {
            self.send(JobCommand::Resume);
            self.phase = Phase::Painting;
        }
    }

    /// Stops within a moment; `next` follows when it has.
    pub fn stop(&mut self, next: Next) {
        if let Some(job) = &self.job {
            job.stop();
        }
        if self.phase.is_running() {
            self.phase = Phase::Stopping(next);
        }
    }

    /// Paints on with other weights; sends nothing when they are the same or cannot be used.
    pub fn set_weights(&mut self, weights: &Weights) {
        if *weights != self.settings.weights && weights.validate().is_ok() {
            let settings = TransferSettings { weights: weights.clone(), ..self.settings.clone() };
            self.steer(settings, JobCommand::SetWeights(weights.clone()));
        }
    }

    /// Paints on with the styles seen at another scale; sends nothing when it is the same.
    pub fn set_style_scale(&mut self, style_scale: f64) {
        let settings = TransferSettings { style_scale, ..self.settings.clone() };
        if settings != self.settings && settings.validate().is_ok() {
            self.steer(settings, JobCommand::SetStyleScale(style_scale));
        }
    }

    /// Paints on in other styles, or with other weights of them; sends nothing when they are the same.
    pub fn set_styles(&mut self, styles: Styles, in_use: Vec<StyleInUse>) {
        if self.job.is_none() || styles == self.styles {
            return;
        }
        self.send(JobCommand::SetStyles(styles.clone()));
        let iteration = self.losses.last().map_or(0, |point| point.iteration);
        let weights: Vec<_> = in_use.iter().map(|style| style.how.weight).collect();
        let text = if in_use.len() > 1 {
            text!("styles {weights}", weights = Parameter::list(weights, " : "))
        } else {
            text!("style changed")
        };
        note_change(&mut self.markers, iteration, text);
        if let Some(first) = in_use.first() {
            self.pictures[1] = first.loaded.clone();
        }
        (self.styles, self.styles_in_use) = (styles, in_use);
    }

    /// Paints on to another plan; sends nothing when it is the same or cannot be used.
    pub fn set_plan(&mut self, plan: Plan) {
        let settings = plan.applied_to(&self.settings);
        if settings != self.settings && settings.validate().is_ok() {
            self.steer(settings, JobCommand::SetPlan(plan));
        }
    }

    fn steer(&mut self, settings: TransferSettings, command: JobCommand) {
        if self.job.is_none() {
            return;
        }
        self.send(command);
        let iteration = self.losses.last().map_or(0, |point| point.iteration);
        note_change(&mut self.markers, iteration, describe_changes(&self.settings, &settings));
        self.settings = settings;
    }

    fn send(&self, command: JobCommand) {
        if let Some(job) = &self.job {
            job.send(command);
        }
    }

    /// Asks a layer about the picture as it is; the answer comes with [`Self::take_answer`].
    pub fn ask(&self, layer: Layer) {
        self.send(JobCommand::Ask(layer));
    }

    /// The answer of a layer, once it is there.
    pub fn take_answer(&self) -> Option<LayerAnswer> {
        self.job.as_ref()?.answer().take()
    }
}
