pub fn programs() -> Option<std::path::PathBuf> { None }
