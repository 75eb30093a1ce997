use std::io::{Write, stdout};

use crate::{cargo::interrupted, neighbours::Neighbours};

/// Starts the servers and keeps them, for `cargo test` or the platform in another window.
pub(crate) async fn run() -> anyhow::Result<()> {
    let neighbours = Neighbours::find().await?;
    let mut lines: String = neighbours.origins().lines().map(|line| format!("# {line}\n")).collect();
    for (name, value) in neighbours.variables() {
        lines += &format!("export {name}='{value}'\n");
    }
    lines += "# they end with Ctrl-C\n";
    // Whoever reads this from a pipe waits for it.
    stdout().write_all(lines.as_bytes())?;
    stdout().flush()?;
    interrupted().await
}
