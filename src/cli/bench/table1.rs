//! `impasto bench table1`: Table 1 of Johnson et al. 2016 on this machine.

use std::process::ExitCode;

use crate::cancel::CancelToken;
use crate::cli::json::Table1Line;
use crate::cli::output::{until_the_reader_goes, write_json, write_line};
use crate::error::Result;
use crate::fast::speed::{Speed, TABLE_FOOTNOTE, table_heading, table_lines};
use crate::machine;
use crate::network::DeviceChoice;
use crate::transfer::TransferSettings;

use super::args::BenchTable1Args;

/// Measures and prints the table, a size at a time.
pub fn table1(arguments: &BenchTable1Args) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let network = networks.get(arguments.machine.compute.device, TransferSettings::default().weight_scale)?;
    let device = DeviceChoice::of(network.device());
    let name = if device == DeviceChoice::Cpu {
        format!("{}, threads: {}", machine::processor().name, machine::threads())
    } else {
        device.to_string()
    };
    if !arguments.json {
        until_the_reader_goes(write_line(&table_heading(&name)))?;
    }
    for &size in &arguments.sizes.0 {
        let speed = Speed::measure(&network, size, arguments.seconds, &CancelToken::new())?;
        until_the_reader_goes(if arguments.json {
            write_json(&Table1Line::new(&name, &speed))
        } else {
            write_line(&table_lines(&speed))
        })?;
    }
    if !arguments.json {
        until_the_reader_goes(write_line(&format!("\n{TABLE_FOOTNOTE}")))?;
    }
    Ok(ExitCode::SUCCESS)
}
