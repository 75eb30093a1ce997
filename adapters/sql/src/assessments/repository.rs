use std::collections::HashMap;

use async_trait::async_trait;
use pediafor_assessments::{Assessment, AssessmentRepository, AssessmentVersion, VersionState};
use pediafor_kernel::{AssessmentId, Changes, PortError, Timestamp};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::Query,
};

use super::{
    SqlAssessments,
    rows::{self, assessment, audience, version},
};
use crate::{convert, failed, stale_unless_one};

const SAVE: &str = "save an assessment";

#[async_trait]
impl AssessmentRepository for SqlAssessments {
    async fn find(&self, id: AssessmentId) -> Result<Option<Assessment>, PortError> {
        let row = assessment::Entity::find_by_id(id.uuid()).one(self.0.reader()).await;
        row.map_err(failed("find an assessment"))?.map(rows::to_assessment).transpose()
    }

    async fn save(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError> {
        let row = rows::from_assessment(assessment)?;
        let mut tx = self.0.begin().await?;
        if assessment.version() == 1 {
            assessment::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(failed(SAVE))?;
        } else {
            let row = assessment::ActiveModel { id: NotSet, owner: NotSet, created_at: NotSet, ..row };
            let updated = assessment::Entity::update_many()
                .set(row)
                .filter(assessment::Column::Id.eq(assessment.id().uuid()))
                .filter(assessment::Column::Version.eq(convert::to_i64(assessment.version() - 1)))
                .exec(tx.connection())
                .await
                .map_err(failed(SAVE))?;
            stale_unless_one(updated.rows_affected, SAVE)?;
        }
        save_versions(tx.connection(), assessment).await?;
        tx.record(changes).await?;
        tx.commit().await
    }

    async fn delete(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError> {
        const DELETE: &str = "delete an assessment";
        let mut tx = self.0.begin().await?;
        let deleted = assessment::Entity::delete_many()
            .filter(assessment::Column::Id.eq(assessment.id().uuid()))
            .filter(assessment::Column::Version.eq(convert::to_i64(assessment.version().saturating_sub(1))))
            .exec(tx.connection())
            .await
            .map_err(failed(DELETE))?;
        stale_unless_one(deleted.rows_affected, DELETE)?;
        tx.record(changes).await?;
        tx.commit().await
    }

    async fn find_version(&self, id: AssessmentId, number: u32) -> Result<Option<AssessmentVersion>, PortError> {
        let row = version::Entity::find()
            .filter(version::Column::Assessment.eq(id.uuid()))
            .filter(version::Column::Number.eq(rows::count(number)))
            .one(self.0.reader())
            .await;
        row.map_err(failed("find a version"))?.map(rows::to_version).transpose()
    }

    async fn published_after(
        &self,
        since: Option<Timestamp>,
        after: Option<AssessmentId>,
        limit: u32,
    ) -> Result<Vec<Assessment>, PortError> {
        let published = Query::select().column(version::Column::Assessment).from(version::Entity).to_owned();
        let mut query = assessment::Entity::find().filter(assessment::Column::Id.in_subquery(published));
        if let Some(since) = since {
            query = query.filter(assessment::Column::UpdatedAt.gte(since.instant()));
        }
        let rows = convert::after_id(query, assessment::Column::Id, after.map(AssessmentId::uuid), limit)
            .all(self.0.reader())
            .await
            .map_err(failed("read published assessments"))?;
        rows.into_iter().map(rows::to_assessment).collect()
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<AssessmentId>, PortError> {
        let ids: Vec<Uuid> = assessment::Entity::find()
            .select_only()
            .column(assessment::Column::Id)
            .filter(assessment::Column::PublishAt.lte(now.instant()))
            .order_by_asc(assessment::Column::PublishAt)
            .order_by_asc(assessment::Column::Id)
            .limit(u64::from(limit))
            .into_tuple()
            .all(self.0.reader())
            .await
            .map_err(failed("find scheduled assessments"))?;
        Ok(ids.into_iter().map(AssessmentId::from_uuid).collect())
    }
}

/// Writes the version that has just been published, and where the others stand now.
async fn save_versions(connection: &impl ConnectionTrait, assessment: &Assessment) -> Result<(), PortError> {
    if assessment.versions().is_empty() {
        return Ok(());
    }
    let stored: Vec<(Uuid, String)> = version::Entity::find()
        .select_only()
        .columns([version::Column::Id, version::Column::State])
        .filter(version::Column::Assessment.eq(assessment.id().uuid()))
        .into_tuple()
        .all(connection)
        .await
        .map_err(failed(SAVE))?;
    let stored: HashMap<Uuid, VersionState> = stored
        .into_iter()
        .map(|(id, state)| Ok((id, convert::from_text("read a version's state", &state)?)))
        .collect::<Result<_, PortError>>()?;
    // Oldest first: the one before is closed when the new one becomes the only one that can be sat.
    for version in assessment.versions() {
        match stored.get(&version.id.uuid()) {
            Some(state) if *state == version.state => {}
            Some(_) => {
                let row = version::ActiveModel {
                    state: Set(version.state.as_str().to_owned()),
                    closed_at: Set(version.closed_at.map(|at| at.instant())),
                    archived_at: Set(version.archived_at.map(|at| at.instant())),
                    ..Default::default()
                };
                version::Entity::update_many()
                    .set(row)
                    .filter(version::Column::Id.eq(version.id.uuid()))
                    .exec(connection)
                    .await
                    .map_err(failed(SAVE))?;
            }
            None => {
                if let Some(newest) = assessment.newest_version() {
                    insert_version(connection, &newest).await?;
                }
            }
        }
    }
    Ok(())
}

async fn insert_version(connection: &impl ConnectionTrait, version: &AssessmentVersion) -> Result<(), PortError> {
    let (row, students) = rows::from_version(version)?;
    version::Entity::insert(row).exec_without_returning(connection).await.map_err(failed("save a version"))?;
    if !students.is_empty() {
        audience::Entity::insert_many(students)
            .exec_without_returning(connection)
            .await
            .map_err(failed("save an audience"))?;
    }
    Ok(())
}
