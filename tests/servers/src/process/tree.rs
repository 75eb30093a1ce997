use std::{collections::HashMap, fs, process::Command};

use rustix::process::{Pid, Signal, kill_process};

/// A process, and when it began, so that another that was given its number is not taken for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    id: i32,
    began: u64,
}

impl Member {
    /// Sends a signal, unless it has ended.
    pub(crate) fn signal(self, signal: Signal) {
        if let (true, Some(id)) = (self.lives(), Pid::from_raw(self.id)) {
            // It may end at this very moment: that is what was wanted of it, or will be noticed by who waits for it.
            kill_process(id, signal).unwrap_or_default();
        }
    }

    /// Whether it has not ended.
    pub(crate) fn lives(self) -> bool {
        let listed = processes();
        listed.get(&self.id).is_some_and(|process| process.began == self.began && !process.dead)
    }
}

/// A process and all its descendants, itself last. Backends of PostgreSQL are in groups of their own, so a group would
/// not do.
pub(crate) fn tree(root: u32) -> Vec<Member> {
    let Ok(root) = i32::try_from(root) else { return Vec::new() };
    let listed = processes();
    let mut members = Vec::new();
    let mut queue = vec![root];
    while let Some(id) = queue.pop() {
        if let Some(process) = listed.get(&id).filter(|process| !process.dead) {
            members.push(Member { id, began: process.began });
        }
        queue.extend(listed.iter().filter(|(_, process)| process.parent == id).map(|(id, _)| *id));
    }
    members.reverse();
    members
}

/// Stops a process and all its descendants where they stand. Who is stopped has no further children, so what it
/// returns is all of them.
pub(crate) fn freeze(root: u32) -> Vec<Member> {
    let mut frozen: Vec<Member> = Vec::new();
    loop {
        let members = tree(root);
        let news: Vec<_> = members.iter().rev().filter(|member| !frozen.contains(member)).copied().collect();
        if news.is_empty() {
            return members;
        }
        for member in news {
            member.signal(Signal::STOP);
            frozen.push(member);
        }
    }
}

struct Process {
    parent: i32,
    began: u64,
    dead: bool,
}

/// All processes of the machine.
fn processes() -> HashMap<i32, Process> {
    match fs::read_dir("/proc") {
        Ok(folder) => folder.flatten().filter_map(|entry| read(&entry.file_name().to_string_lossy())).collect(),
        Err(_) => list().unwrap_or_default(),
    }
}

/// From `/proc/<id>/stat`: after the name in brackets come state, parent, and as the twentieth the time of its start.
fn read(id: &str) -> Option<(i32, Process)> {
    let id: i32 = id.parse().ok()?;
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<_> = rest.split_whitespace().collect();
    let dead = matches!(*fields.first()?, "Z" | "X");
    Some((id, Process { parent: fields.get(1)?.parse().ok()?, began: fields.get(19)?.parse().ok()?, dead }))
}

/// Where there is no `/proc`.
fn list() -> Option<HashMap<i32, Process>> {
    let output = Command::new("ps").args(["-A", "-o", "pid=,ppid=,state="]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().filter_map(|line| {
        let mut fields = line.split_whitespace();
        let (id, parent) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some((id, Process { parent, began: 0, dead: fields.next()?.starts_with('Z') }))
    });
    Some(lines.collect())
}
