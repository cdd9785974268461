//! The program `pannier-server`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
