//! Declares every command of the desk, so that a window without a capability can call none of them.

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(contract::ipc::COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json describes the desk");
}
