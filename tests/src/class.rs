use futures_util::{StreamExt, stream};
use pediafor_kernel::Role;

use crate::{Client, Exam, Platform};

/// How many of them are made at once.
const AT_ONCE: usize = 8;

impl Platform {
    /// So many students, called `word-0`, `word-1` and so on, signed in.
    pub async fn class(&self, word: &str, size: usize) -> Vec<Client> {
        let names = (0..size).map(|number| format!("{word}-{number}"));
        let accounts = names.map(|name| async move { self.account(&name, Role::Student).await });
        stream::iter(accounts).buffered(AT_ONCE).collect().await
    }
}

impl Exam {
    /// All of `students` begin it; gives each with the submission.
    pub async fn begin_all(&self, students: Vec<Client>) -> Vec<(Client, String)> {
        let begun = students.into_iter().map(|student| async move {
            let submission = self.begin(&student).await;
            (student, submission)
        });
        stream::iter(begun).buffered(AT_ONCE).collect().await
    }
}
