//! Which paintings a queue consists of, and where each goes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::project::Described;
use crate::cli::render::spare_the_inputs;
use crate::error::{Error, Result};
use crate::picture::{check_writable, free_name};

use super::QueueArgs;

/// One painting that is to be made.
#[derive(Debug)]
pub(super) struct Task {
    /// What is painted.
    pub(super) described: Described,
    /// Where it goes.
    pub(super) output: PathBuf,
}

impl Task {
    /// The project file that it comes from.
    pub(super) fn project(&self) -> &Path {
        &self.described.path
    }

    /// Its name for people: that of its file, without the ending.
    pub(super) fn name(&self) -> String {
        self.output.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Why something of a project cannot be painted.
pub(super) type Failure = (PathBuf, Error);

/// The paintings that can be begun, in their order, and what cannot, so that it is told before a long night.
pub(super) fn planned(arguments: &QueueArgs) -> (Vec<Task>, Vec<Failure>) {
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    let mut taken = BTreeSet::new();
    for project in &arguments.projects {
        match Described::queue_of(project, &arguments.pictures) {
            Ok(jobs) => {
                let is_one = jobs.len() == 1;
                for (index, described) in jobs.into_iter().enumerate() {
                    let number = (!is_one).then_some(index + 1);
                    let output = output(project, number, arguments, &mut taken);
                    tasks.push(Task { described, output });
                }
            }
            Err(error) => failures.push((project.clone(), error)),
        }
    }
    let inputs = tasks.iter().flat_map(|task: &Task| task.described.inputs());
    let inputs: Vec<PathBuf> = inputs.chain(arguments.after.mask.clone()).collect();
    let check = |task: &Task| -> Result<()> {
        spare_the_inputs(&task.output, inputs.iter().map(PathBuf::as_path))?;
        check_writable(&task.output)?;
        task.described.check()
    };
    tasks.retain(|task| {
        let checked = check(task).map_err(|error| failures.push((task.project().to_owned(), error)));
        checked.is_ok()
    });
    (tasks, failures)
}

/// Where a painting goes: a file that no other one goes to, named after its project and its place in the queue of it.
fn output(project: &Path, number: Option<usize>, arguments: &QueueArgs, taken: &mut BTreeSet<PathBuf>) -> PathBuf {
    let stem = project.file_stem().unwrap_or_default().to_string_lossy();
    let stem = number.map_or(stem.to_string(), |number| format!("{stem}-{number}"));
    let file = |name: &str| arguments.output.join(format!("{name}.{}", arguments.format.endings()[0]));
    let output = file(&free_name(&stem, |name| taken.contains(&file(name))));
    taken.insert(output.clone());
    output
}
