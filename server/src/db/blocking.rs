//! Work that waits for a database, on a thread that may wait.

use tokio::sync::oneshot;

use super::DbError;
use crate::error::Error;

/// Runs `work`. All use cases are one kind of task, for the runtime's own part of a task would else be compiled for each
/// of some two hundred of them, and an idle server carry that in its memory.
pub async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (sender, result) = oneshot::channel();
    let task: Box<dyn FnOnce() + Send> = Box::new(move || {
        // Nobody waits any more when the request was given up; the work counts all the same.
        sender.send(work()).ok();
    });
    tokio::task::spawn_blocking(task);
    // A task that panics drops its sender.
    result.await.map_err(|_| DbError::Panicked)?
}
