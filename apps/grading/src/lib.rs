//! The grading service: keys, marks, results.

use std::sync::Arc;

use axum::Router;
use pediafor_gradebook::{Gradebook, KeepKeys, MarkSubmitted};
use pediafor_http::{base::Edge, grading};
use pediafor_kernel::{EventHandler, people::RememberPeople};
use pediafor_runtime::Background;
use pediafor_service::{Ground, Hosted};
use pediafor_sql::{
    SqlPeople,
    grading::{SqlGrades, SqlMarkingKeys},
};

/// The grading service on its database.
#[derive(Clone)]
pub struct GradingService {
    gradebook: Arc<Gradebook>,
    consumers: Vec<Arc<dyn EventHandler>>,
}

impl GradingService {
    /// On `ground`.
    pub fn new(ground: &Ground) -> Self {
        let grades = Arc::new(SqlGrades::new(ground.database.clone()));
        let keys = Arc::new(SqlMarkingKeys::new(ground.database.clone()));
        let people = Arc::new(SqlPeople::new(ground.database.clone()));
        let (clock, ids) = (ground.clock.clone(), ground.ids.clone());
        Self {
            gradebook: Arc::new(Gradebook::new(
                grades.clone(),
                keys.clone(),
                people.clone(),
                clock.clone(),
                ids.clone(),
            )),
            consumers: vec![
                Arc::new(RememberPeople::new("grading.people", people)),
                Arc::new(KeepKeys::new(keys.clone())),
                Arc::new(MarkSubmitted::new(grades, keys, clock, ids)),
            ],
        }
    }

    /// Its use cases.
    pub fn gradebook(&self) -> &Arc<Gradebook> {
        &self.gradebook
    }
}

impl std::fmt::Debug for GradingService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GradingService").finish_non_exhaustive()
    }
}

impl Hosted for GradingService {
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        self.consumers.clone()
    }

    fn router(&self, edge: &Edge) -> Router {
        grading::router(self.gradebook.clone(), edge)
    }

    fn work(&self, _: &Background) {}
}
