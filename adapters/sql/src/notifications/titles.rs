use async_trait::async_trait;
use pediafor_kernel::{AssessmentId, PortError};
use pediafor_notifications::ports::Titles;
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::rows::title;
use crate::{Database, failed};

/// Titles by assessment.
#[derive(Debug, Clone)]
pub struct SqlTitles(Database);

impl SqlTitles {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Titles for SqlTitles {
    async fn keep(&self, assessment: AssessmentId, title: &str, number: u32) -> Result<(), PortError> {
        let number = i64::from(number);
        let row = title::ActiveModel {
            assessment_id: Set(assessment.uuid()),
            title: Set(title.to_owned()),
            number: Set(number),
        };
        let later_wins = OnConflict::column(title::Column::AssessmentId)
            .update_columns([title::Column::Title, title::Column::Number])
            .action_and_where(Expr::col((title::Entity, title::Column::Number)).lt(number))
            .to_owned();
        let tx = self.0.begin().await?;
        title::Entity::insert(row)
            .on_conflict(later_wins)
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("keep a title"))?;
        tx.commit().await
    }

    async fn find(&self, assessment: AssessmentId) -> Result<Option<String>, PortError> {
        let row =
            title::Entity::find_by_id(assessment.uuid()).one(self.0.reader()).await.map_err(failed("find a title"))?;
        Ok(row.map(|row| row.title))
    }
}
