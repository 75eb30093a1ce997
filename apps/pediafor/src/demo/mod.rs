//! Demo data: a small school with three weeks behind it.
//!
//! One administrator, two teachers and thirty students; assessments that use every type of question and every rule;
//! attempts and grades in every state there is. Who did what when stands in the files of `apps/pediafor/demo`; what
//! students answer is drawn from their ability, the same each time.
//!
//! [`Seeder`] makes it all by the use cases that people use, never beside them, on a [`StageClock`] that goes through
//! those three weeks. The administrator's account is made last: where it is there, the demo is complete and nothing is
//! touched, whatever people have done with it since. A seeding that was broken off is taken up where it stopped.

mod accounts;
mod chance;
mod clock;
mod data;
mod document;
mod play;
#[cfg(test)]
mod played;
mod respond;
mod script;
mod seeded;
#[cfg(test)]
mod tests;
mod writing;

use std::sync::Arc;

use pediafor_assessments::Assessments;
use pediafor_gradebook::Gradebook;
use pediafor_kernel::Clock;
use pediafor_submissions::Submissions;
use pediafor_users::Users;

use self::{accounts::Accounts, data::Demo, play::Play, script::Script};
pub use self::{
    clock::StageClock,
    seeded::{Seeded, SeededAccount, SeededAssessment},
};

/// Fills an empty platform with demo data.
#[derive(Debug, Clone)]
pub struct Seeder {
    /// Accounts.
    pub users: Arc<Users>,
    /// Assessments.
    pub assessments: Arc<Assessments>,
    /// Attempts.
    pub submissions: Arc<Submissions>,
    /// Marks.
    pub gradebook: Arc<Gradebook>,
    /// The clock of these services, of the consumers of their events and of the sweep that closes attempts.
    pub clock: Arc<StageClock>,
}

impl Seeder {
    /// Makes the demo, or what is missing of it; does nothing where it is complete.
    ///
    /// `settle` waits until every event that was raised has taken effect.
    ///
    /// # Errors
    ///
    /// Where a use case refuses, which an empty platform gives no reason for. Run again, it goes on where it stopped.
    pub async fn seed(&self, settle: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<Seeded> {
        let demo = Demo::read()?;
        let accounts = Accounts { users: &self.users, people: &demo.people };
        let fresh = !accounts.complete().await?;
        if fresh {
            self.make(&demo, &accounts, &settle).await?;
        }
        Ok(Seeded::of(&demo, fresh))
    }

    async fn make(
        &self,
        demo: &Demo,
        accounts: &Accounts<'_>,
        settle: &impl AsyncFn() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let script = Script::of(demo)?;
        let begins = demo.accounts_at.seconds();
        // What a seeding that was broken off has raised is due by the present, not by the past.
        settle().await?;
        let past = self.clock.begin(self.clock.now().plus_seconds(begins));
        let (users, began_at) = accounts.make().await?;
        // Where somebody began before, it is their three weeks that are gone on with.
        let anchor = began_at.plus_seconds(-begins);
        Play::new(self, demo, &script, &users, anchor).run(settle).await?;
        drop(past);
        accounts.make_last().await?;
        settle().await
    }
}
