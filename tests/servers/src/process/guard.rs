use std::{
    io::Write,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

/// Reads the number of the process to watch, again after each start. When nobody is left who could tell it one, it
/// kills that process with all its descendants and removes the folder.
const WATCH: &str = r#"
trap '' INT TERM HUP
tree() {
    for child in $(cat "/proc/$1/task/"*/children 2>/dev/null || pgrep -P "$1" 2>/dev/null); do tree "$child"; done
    echo "$1"
}
while read -r line; do process=$line; done
if [ -n "$process" ]; then
    kill -STOP "$process"
    kill -KILL $(tree "$process")
fi 2>/dev/null
rm -rf -- "$0"
"#;

/// A process beside a server that ends it and removes its folder when this is dropped, and also when this process is
/// killed: it waits for the end of a pipe that the system closes.
#[derive(Debug)]
pub(crate) struct Guard {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Guard {
    pub(crate) fn over(folder: &Path) -> Result<Self, String> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WATCH]).arg(folder).current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = command.spawn().map_err(|error| format!("/bin/sh: {error}"))?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }

    /// The process to end when this ends; none where it has ended already.
    pub(crate) fn watch(&mut self, process: Option<u32>) -> Result<(), String> {
        let line = process.map(|id| id.to_string()).unwrap_or_default();
        let pipe = self.pipe.as_mut().ok_or("the guard has ended")?;
        writeln!(pipe, "{line}").and_then(|()| pipe.flush()).map_err(|error| format!("the guard: {error}"))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        self.shell.wait().ok();
    }
}
