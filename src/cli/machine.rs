//! Where a command computes, and with which loss network.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;

use super::values::number;
use crate::error::Result;
use crate::network::{DeviceChoice, NetworkCache};

const THREADS_RANGE: RangeInclusive<usize> = 1..=1024;

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
        self.threads.map_or(Ok(()), crate::machine::set_threads)
    }
}
