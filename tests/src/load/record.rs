use std::collections::HashMap;

use pediafor_sql::Service;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{Place, eventually};

/// What the databases hold of one assessment, whatever anybody was told.
#[derive(Debug)]
pub struct Record {
    assessment: Uuid,
    submissions: PgConnection,
    grading: PgConnection,
}

impl Record {
    /// Of `assessment` on `place`.
    pub async fn of(place: &Place, assessment: &str) -> Self {
        let connect = async |service| {
            let url = place.database_url(service);
            eventually("PostgreSQL takes a connection", async || PgConnection::connect(&url).await).await
        };
        let submissions = connect(Service::Submissions).await;
        let grading = connect(Service::Grading).await;
        Self { assessment: assessment.parse().expect("an id"), submissions, grading }
    }

    /// Its attempts: each with its student and whether it was handed in.
    pub async fn attempts(&mut self) -> Vec<(Uuid, Uuid, bool)> {
        let query = "SELECT id, student_id, state = 'submitted' FROM attempts WHERE assessment_id = $1";
        let rows = sqlx::query_as(query).bind(self.assessment).fetch_all(&mut self.submissions).await;
        rows.expect("attempts")
    }

    /// By attempt and item, the sequence that is stored.
    pub async fn answers(&mut self) -> HashMap<(Uuid, String), i64> {
        let query = "SELECT submission_id, item, seq FROM answers \
                     JOIN attempts ON attempts.id = submission_id WHERE assessment_id = $1";
        let rows = sqlx::query_as(query).bind(self.assessment).fetch_all(&mut self.submissions).await;
        let rows: Vec<(Uuid, String, i64)> = rows.expect("answers");
        rows.into_iter().map(|(submission, item, seq)| ((submission, item), seq)).collect()
    }

    /// How many events wait in the outbox of the submissions and of the grading service.
    pub async fn waiting(&mut self) -> [i64; 2] {
        const WAITING: &str = "SELECT count(*) FROM outbox WHERE published_at IS NULL AND parked_at IS NULL";
        let mut waiting = [0; 2];
        for (waiting, connection) in waiting.iter_mut().zip([&mut self.submissions, &mut self.grading]) {
            *waiting = sqlx::query_scalar(WAITING).fetch_one(connection).await.expect("a number");
        }
        waiting
    }

    /// How many marks there are, and how many of them are `millionths` of a point.
    pub async fn marks(&mut self, millionths: i64) -> (i64, i64) {
        let query = "SELECT count(*), count(*) FILTER (WHERE points = $2) FROM grades WHERE assessment_id = $1";
        let counted = sqlx::query_as(query).bind(self.assessment).bind(millionths).fetch_one(&mut self.grading).await;
        counted.expect("two numbers")
    }

    /// How many attempts show that their marking is done, or as far as a machine can do it.
    pub async fn shown(&mut self) -> i64 {
        let query = "SELECT count(*) FROM attempts WHERE assessment_id = $1 AND marking IS NOT NULL";
        let shown = sqlx::query_scalar(query).bind(self.assessment).fetch_one(&mut self.submissions).await;
        shown.expect("a number")
    }
}
