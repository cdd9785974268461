//! The shell around the desk's brain: windows, commands, and nothing that the brain could do itself.

mod commands;
mod main_window;
mod notices;
mod payment_window;
mod settings;

use std::process::ExitCode;

use app::Desk;
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
            let desk = open_desk(app.handle())?;
            notices::forward(app.handle(), &desk);
            app.manage(desk);
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
fn open_desk(app: &tauri::AppHandle) -> Result<Desk, Box<dyn std::error::Error>> {
    let settings = settings::read(app)?;
    let folder = settings.data_dir.display().to_string();
    let desk = Desk::open(settings).map_err(|failure| {
        let cure = match failure.code {
            contract::Code::NewerDatabase => "it was written by a newer Pannier: please update this one",
            _ => "please check that there is room on the disk and that the folder can be written",
        };
        format!("the store in {folder} cannot be opened; {cure}")
    })?;
    tauri::async_runtime::block_on(async { desk.start_sync() });
    Ok(desk)
}
