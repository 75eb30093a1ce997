//! `pediafor-gateway`: the one way in, in a process of its own.

use std::process::ExitCode;

use pediafor_service::ended;

#[tokio::main]
async fn main() -> ExitCode {
    ended(pediafor_gateway_app::run(pediafor_runtime::parse()).await)
}
