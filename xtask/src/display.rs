//! Whether there is a screen, and what stands in for one.

use std::process::Command;

/// A window can be shown to a person.
pub fn is_there() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Wraps a program so that it runs with a session bus of its own; the program itself starts its display.
pub fn with_session_bus(program: &std::path::Path) -> Command {
    let mut command = Command::new("dbus-run-session");
    command.arg("--").arg(program);
    command
}
