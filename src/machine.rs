//! The machine under the program: threads, processor, memory.

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::error::{Error, Result};
use crate::text::text;

/// The processor.
#[derive(Debug)]
pub struct Processor {
    /// Its maker's name for it, or `processor` where the operating system does not tell.
    pub name: String,
    /// Threads that the computation uses.
    pub threads: usize,
    /// The machine's memory in bytes, where the operating system tells.
    pub memory_bytes: Option<u64>,
}

/// What the operating system says about the processor.
pub fn processor() -> Processor {
    let wanted =
        RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(wanted).ok();
    let cpu = system.as_ref().and_then(|system| system.cpus().first());
    let name = cpu.map(|cpu| cpu.brand().trim()).filter(|name| !name.is_empty());
    Processor {
        name: name.unwrap_or("processor").to_owned(),
        threads: threads(),
        memory_bytes: system.as_ref().map(System::total_memory),
    }
}

/// The operating system, as far as it tells.
pub fn system() -> String {
    let name = System::long_os_version().unwrap_or_else(|_| std::env::consts::OS.to_owned());
    System::kernel_version().map(|kernel| format!("{name} ({kernel})")).unwrap_or(name)
}

/// Threads that the computation uses.
pub fn threads() -> usize {
    rayon::current_num_threads()
}

/// Chooses the number of threads for the whole run; only the first call of a process can.
///
/// # Errors
/// [`Error::Interface`] when the operating system gives no threads.
pub fn set_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(|error| Error::Interface {
        what: text!("{threads} threads cannot be started", threads),
        remedy: text!("choose fewer with --threads"),
        source: Some(Box::new(error)),
    })
}

/// The most memory that this process ever held, in bytes, where the operating system counts it (Linux).
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The memory that this process holds now, in bytes.
pub fn present_memory() -> Option<u64> {
    let process = sysinfo::get_current_pid().ok()?;
    let mut system = System::new().ok()?;
    system.refresh_processes(sysinfo::ProcessesToUpdate::Some(&[process]), true);
    system.process(process).map(sysinfo::Process::memory)
}

/// The memory that programs can still get without slowing the machine down, in bytes, where the operating system tells.
pub fn free_memory() -> Option<u64> {
    let wanted = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(wanted).ok()?;
    let limit = system.cgroup_limits().map(|limits| limits.free_memory);
    let free = system.available_memory();
    Some(limit.map_or(free, |limit| limit.min(free))).filter(|&free| free > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_has_threads_and_memory() {
        let processor = processor();
        assert!(processor.threads > 0);
        assert!(!processor.name.is_empty());
        let present = present_memory().unwrap();
        assert!(present > 0 && present < processor.memory_bytes.unwrap());
        assert!(free_memory().unwrap() <= processor.memory_bytes.unwrap());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_counts_the_peak() {
        assert!(peak_memory().unwrap() >= 1 << 20);
    }
}
