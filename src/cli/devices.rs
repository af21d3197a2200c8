//! `impasto devices`: what the computation can run on.

use std::process::ExitCode;

use serde::Serialize;

use crate::error::Result;
use crate::machine;
use crate::network::DeviceChoice;

use super::args::DevicesArgs;
use super::output::{until_the_reader_goes, write_json, write_line};

/// The answer of `impasto devices --json`, one entry a device.
#[derive(Debug, Serialize)]
struct DeviceEntry {
    /// What `--device` takes.
    device: String,
    /// What people call it.
    name: String,
    /// Threads of the processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    threads: Option<usize>,
    /// The machine's memory in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_bytes: Option<u64>,
}

impl DeviceEntry {
    fn new(choice: DeviceChoice) -> Self {
        let device = choice.to_string();
        let accelerator = |name: String| Self { device: device.clone(), name, threads: None, memory_bytes: None };
        match choice {
            DeviceChoice::Auto | DeviceChoice::Cpu => {
                let processor = machine::processor();
                Self {
                    device: device.clone(),
                    name: processor.name,
                    threads: Some(processor.threads),
                    memory_bytes: processor.memory_bytes,
                }
            }
            DeviceChoice::Cuda(number) => accelerator(format!("NVIDIA card {number}")),
            DeviceChoice::Metal => accelerator("Apple graphics processor".into()),
        }
    }

    fn line(&self) -> String {
        let threads = self.threads.map_or_else(String::new, |threads| format!(", {threads} threads"));
        let memory = self.memory_bytes.map_or_else(String::new, |bytes| format!(", {:.1} GB", bytes as f64 / 1e9));
        format!("{:<8} {}{threads}{memory}", self.device, self.name)
    }
}

/// Lists every device of this build that answers.
pub fn devices(arguments: &DevicesArgs) -> Result<ExitCode> {
    let entries: Vec<_> = DeviceChoice::available().into_iter().map(DeviceEntry::new).collect();
    let written = if arguments.json {
        write_json(&entries)
    } else {
        let lines: Vec<_> = entries.iter().map(DeviceEntry::line).collect();
        let choose = "Choose one with --device NAME; without it, the first accelerator here, else the processor.";
        write_line(&format!("{}\n{choose}", lines.join("\n")))
    };
    until_the_reader_goes(written)?;
    Ok(ExitCode::SUCCESS)
}
