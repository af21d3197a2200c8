//! Measuring what painting costs: in the background before the first painting, and by every painting.

use std::time::Duration;

use egui::Context;

use crate::cancel::CancelToken;
use crate::machine;
use crate::network::DeviceChoice;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::services::device_of;
use crate::transfer::{Pace, TransferSettings, measure_pace};

/// How long a measurement of the free memory is believed.
const MEMORY_AGE: Duration = Duration::from_secs(3);

impl App {
    /// Begins to measure the chosen device, unless it is known or painting needs it now.
    pub(in crate::studio) fn measure_pace(&mut self) {
        let device = device_of(self.state.setup.device, &self.session.services.devices);
        let is_known = self.state.costs.get(&device.to_string()).is_some_and(|costs| costs.pace != Pace::default());
        if is_known || self.session.measuring.is_some() || self.session.phase().is_running() {
            return;
        }
        let (cancel, networks) = (CancelToken::new(), self.session.services.networks.clone());
        self.session.measuring = Some(Measuring { device, cancel: cancel.clone() });
        self.session.tasks.spawn(move || {
            let network = networks.get(device, TransferSettings::default().weight_scale);
            let result = network.and_then(|network| measure_pace(network, &cancel));
            Outcome::Measured(device, result)
        });
    }

    /// Takes in the free memory, and asks for it again after a while.
    pub(in crate::studio) fn watch_memory(&mut self, window: &Context) {
        let is_due = window.input(|input| input.time) - self.session.services.memory.asked >= MEMORY_AGE.as_secs_f64();
        if is_due && !self.session.phase().is_running() {
            self.session.services.memory.asked = window.input(|input| input.time);
            self.session.tasks.spawn(|| Outcome::Memory(machine::free_memory(), machine::present_memory()));
        }
    }

    /// Takes what the last painting cost into what is remembered.
    pub(in crate::studio) fn learn_costs(&mut self) {
        let Some(painting) = &self.session.painting else { return };
        if painting.device().is_empty() {
            return;
        }
        let costs = self.state.costs.entry(painting.device().to_owned()).or_default();
        costs.pace = painting.forecast().clone().into_pace();
        // The memory of an accelerator is not that of the program.
        if painting.device() == DeviceChoice::Cpu.to_string()
            && let Some((bytes, pixels)) = painting.memory()
        {
            costs.note_memory(bytes, pixels, painting.settings().optimizer);
        }
    }
}

/// A measurement under way, which ends when it is dropped.
#[derive(Debug)]
pub struct Measuring {
    /// The device.
    pub device: DeviceChoice,
    cancel: CancelToken,
}

impl Drop for Measuring {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
