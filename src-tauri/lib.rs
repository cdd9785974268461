//! The shell around the desk's brain: windows, commands, and nothing that the brain could do itself.

mod announcements;
mod commands;
mod exports;
mod main_window;
mod notices;
mod payment_window;
mod settings;

use std::process::ExitCode;

use app::Desk;
use contract::{Code, Failure};
use tauri::{Manager, RunEvent};

/// Runs the desk until its window is closed.
pub fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("PANNIER_LOG").unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let shell = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| main_window::show(app)))
        .plugin(main_window::remembered())
        .invoke_handler(commands::handler())
        .setup(|app| {
            match open_desk(app.handle()) {
                Ok(desk) => {
                    notices::forward(app.handle(), &desk);
                    app.manage(desk);
                }
                // The window opens all the same, and says what is wrong in the person's language.
                Err(failure) => {
                    eprintln!("Pannier cannot open its store: {:?}", failure.code);
                    app.manage(commands::NoDesk(failure));
                }
            }
            main_window::open(app.handle())?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match shell {
        Ok(shell) => {
            shell.run(|app, event| {
                if let RunEvent::Exit = event
                    && let Some(desk) = app.try_state::<Desk>()
                {
                    tauri::async_runtime::block_on(desk.stop());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Pannier cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the local stores and begins to sync.
fn open_desk(app: &tauri::AppHandle) -> Result<Desk, Failure> {
    let settings = settings::read(app).map_err(|error| {
        tracing::error!(%error, "there is no folder for the desk's data");
        Failure::new(Code::StorageFailed)
    })?;
    let desk = Desk::open(settings)?;
    tauri::async_runtime::block_on(async { desk.start_sync() });
    Ok(desk)
}
