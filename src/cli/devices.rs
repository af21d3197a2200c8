//! What the computation can run on: the options that choose it, and `impasto devices`, which lists it.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::error::Result;
use crate::machine;
use crate::network::{DeviceChoice, NetworkCache};

use super::output::{until_the_reader_goes, write_json, write_line};
use super::values::number;

const THREADS_RANGE: RangeInclusive<usize> = 1..=1024;

const DEVICES_EXAMPLES: &str = "\
Examples:
  impasto devices
      What this machine and this build of Impasto can compute on.
  impasto render --device cpu --content photo.jpg --style painting.jpg --output mine.png
      Choose one of them.";

/// Where it is computed, and with which loss network.
#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub struct MachineArgs {
    /// Where it is computed.
    #[command(flatten)]
    pub compute: ComputeArgs,
    /// Another VGG-19 file, in the format of the one that comes with the program
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

impl MachineArgs {
    /// Sets the number of threads, once for the whole program, and gives the networks to load from.
    pub fn prepare(&self) -> Result<NetworkCache> {
        self.compute.prepare()?;
        Ok(NetworkCache::new(self.model.clone()))
    }
}

/// Where it is computed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub struct ComputeArgs {
    /// Device to compute on: auto, cpu, cuda, cuda:N or metal; `impasto devices` lists them
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceChoice::default())]
    pub device: DeviceChoice,
    /// Threads of the processor to use; all of them without it
    #[arg(long, value_name = "N", value_parser = number(THREADS_RANGE), allow_negative_numbers = true)]
    pub threads: Option<usize>,
}

impl ComputeArgs {
    /// Sets the number of threads, once for the whole program.
    pub fn prepare(&self) -> Result<()> {
        self.threads.map_or(Ok(()), machine::set_threads)
    }
}

/// `impasto devices`.
#[derive(Debug, Args)]
#[command(after_help = DEVICES_EXAMPLES)]
pub struct DevicesArgs {
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

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
