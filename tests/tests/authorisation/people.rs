//! The eight who ask.

use pediafor_kernel::Role;
use pediafor_tests::{
    Client,
    world::{Example, Who, World},
};

use crate::table::{Cell, PEOPLE};

/// Tokens that do not hold, of those who would be granted something if they did.
pub(crate) struct People {
    expired: [Client; 3],
    revoked: [Client; 3],
}

const MIGHT: [Who; 3] = [Who::Student, Who::Owner, Who::Admin];

impl People {
    pub(crate) async fn of(world: &World) -> Self {
        let mut expired = Vec::new();
        let mut revoked = Vec::new();
        for client in [&world.student, &world.owner, &world.admin] {
            let lasting = client.with_token(world.token(client, true).await);
            let _ = lasting.get("/api/auth/me").await.expect_status(200);
            expired.push(client.with_token(world.token(client, false).await));
            let again = world.again(client).await;
            let _ = again.get("/api/notifications").await.expect_status(200);
            let _ = again.post_empty("/api/auth/logout").await.expect_status(204);
            revoked.push(again);
        }
        world.settle().await;
        let three = |clients: Vec<Client>| clients.try_into().expect("three");
        Self { expired: three(expired), revoked: three(revoked) }
    }

    /// The person of column `place`. Whoever asks for the end of the own sessions does so in a life of their own.
    pub(crate) async fn asking(&self, world: &World, place: usize, cells: &[Cell; 8], example: &Example) -> Client {
        // the first of student, owner and administrator who is granted it
        let might = [3, 5, 7].iter().position(|at| cells[*at].status < 400).unwrap_or(0);
        let fresh = async |role, usual: Client| {
            if example.ends_sessions { world.somebody(role).await } else { usual }
        };
        match PEOPLE[place] {
            "none" => world.platform.anonymous(),
            "expired" => self.expired[might].clone(),
            "revoked" => self.revoked[might].clone(),
            "student" => fresh(Role::Student, world.who(MIGHT[0], example)).await,
            "other_student" => fresh(Role::Student, world.other_student.clone()).await,
            "owner" => fresh(Role::Teacher, world.owner.clone()).await,
            "other_teacher" => fresh(Role::Teacher, world.other_teacher.clone()).await,
            _ => fresh(Role::Admin, world.admin.clone()).await,
        }
    }
}
