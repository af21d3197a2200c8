//! Where the computation runs.

use std::fmt;
use std::str::FromStr;

use candle_core::{Device, DeviceLocation};

use crate::error::{Error, Result};
use crate::text::text;

/// The device that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// The first accelerator of this build and machine, else the processor.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The NVIDIA card with this number, from 0.
    Cuda(usize),
    /// Apple's graphics processor.
    Metal,
}

impl DeviceChoice {
    /// Opens the device.
    ///
    /// # Errors
    /// [`Error::Device`] when this build has no support for it or the machine has no such device.
    pub fn open(self) -> Result<Device> {
        match self {
            Self::Auto => {
                Ok(Self::accelerators().into_iter().find_map(|(_, device)| device.ok()).unwrap_or(Device::Cpu))
            }
            Self::Cpu => Ok(Device::Cpu),
            Self::Cuda(_) if !candle_core::utils::cuda_is_available() => Err(Error::Device {
                device: self.to_string(),
                remedy: text!("this build has no CUDA support; build it with --features cuda or choose --device cpu"),
                source: None,
            }),
            Self::Cuda(number) => Device::new_cuda(number).map_err(|error| Error::Device {
                device: self.to_string(),
                remedy: text!("no such NVIDIA card answers; run `impasto devices` to see what is there"),
                source: Some(Box::new(error)),
            }),
            Self::Metal if !candle_core::utils::metal_is_available() => Err(Error::Device {
                device: self.to_string(),
                remedy: text!(
                    "this build has no Metal support; build it with --features metal on a Mac or choose --device cpu"
                ),
                source: None,
            }),
            Self::Metal => Device::new_metal(0).map_err(|error| Error::Device {
                device: self.to_string(),
                remedy: text!("the graphics processor does not answer; choose --device cpu"),
                source: Some(Box::new(error)),
            }),
        }
    }

    /// The choice that opens this device and no other.
    pub fn of(device: &Device) -> Self {
        match device.location() {
            DeviceLocation::Cpu => Self::Cpu,
            DeviceLocation::Cuda { gpu_id } => Self::Cuda(gpu_id),
            DeviceLocation::Metal { .. } => Self::Metal,
        }
    }

    /// Every device of this build that answers on this machine, the processor first.
    pub fn available() -> Vec<Self> {
        let answering = Self::accelerators().into_iter().filter_map(|(choice, device)| device.ok().map(|_| choice));
        std::iter::once(Self::Cpu).chain(answering).collect()
    }

    /// Tries every accelerator that this build supports.
    fn accelerators() -> Vec<(Self, Result<Device>)> {
        let mut found = Vec::new();
        if candle_core::utils::cuda_is_available() {
            for number in 0.. {
                let device = Self::Cuda(number).open();
                if device.is_err() {
                    break;
                }
                found.push((Self::Cuda(number), device));
            }
        }
        if candle_core::utils::metal_is_available() {
            found.push((Self::Metal, Self::Metal.open()));
        }
        found
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => formatter.write_str("auto"),
            Self::Cpu => formatter.write_str("cpu"),
            Self::Cuda(number) => write!(formatter, "cuda:{number}"),
            Self::Metal => formatter.write_str("metal"),
        }
    }
}

impl FromStr for DeviceChoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let unknown =
            || Error::value(text!("device"), format!("\"{text}\""), text!("choose auto, cpu, cuda, cuda:N or metal"));
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            "metal" => Ok(Self::Metal),
            other => {
                other.strip_prefix("cuda:").and_then(|number| number.parse().ok()).map(Self::Cuda).ok_or_else(unknown)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for choice in [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda(3), DeviceChoice::Metal] {
            assert_eq!(choice.to_string().parse::<DeviceChoice>().unwrap(), choice);
        }
        assert_eq!("cuda".parse::<DeviceChoice>().unwrap(), DeviceChoice::Cuda(0));
        assert!("gpu".parse::<DeviceChoice>().unwrap_err().is_wrong_use());
        assert!("cuda:x".parse::<DeviceChoice>().is_err());
    }

    #[test]
    fn the_processor_is_always_there() {
        assert_eq!(DeviceChoice::available().first(), Some(&DeviceChoice::Cpu));
        assert_eq!(DeviceChoice::of(&DeviceChoice::Cpu.open().unwrap()), DeviceChoice::Cpu);
        DeviceChoice::Auto.open().unwrap();
    }
}
