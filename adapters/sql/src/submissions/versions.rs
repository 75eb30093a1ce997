use std::collections::HashMap;

use async_trait::async_trait;
use pediafor_grading::PaperMaterial;
use pediafor_kernel::{AssessmentId, PortError, PortErrorCode, UserId, VersionId};
use pediafor_submissions::{PublishedVersion, PublishedVersions, VersionHeader, VersionState};
use sea_orm::{
    ActiveValue::Set,
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::rows::{version, version_state};
use crate::{Database, convert, failed};

/// Published versions.
#[derive(Debug, Clone)]
pub struct SqlPublishedVersions(Database);

impl SqlPublishedVersions {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }

    /// `headers` with the states that were told of them.
    async fn with_states(&self, headers: Vec<version::Header>) -> Result<Vec<VersionHeader>, PortError> {
        let ids = headers.iter().map(|header| header.id);
        let states = version_state::Entity::find()
            .filter(version_state::Column::VersionId.is_in(ids))
            .all(self.0.reader())
            .await
            .map_err(failed("find the states of versions"))?;
        let states: HashMap<_, _> = states.into_iter().map(|row| (row.version_id, row.state)).collect();
        headers.into_iter().map(|row| header(row, &states)).collect()
    }
}

#[async_trait]
impl PublishedVersions for SqlPublishedVersions {
    async fn keep(&self, version: &PublishedVersion) -> Result<(), PortError> {
        let PublishedVersion { header, paper } = version;
        let row = version::ActiveModel {
            id: Set(header.id.uuid()),
            assessment_id: Set(header.assessment.uuid()),
            number: Set(i64::from(header.number)),
            owner_id: Set(header.owner.uuid()),
            title: Set(header.title.clone()),
            subject: Set(header.subject.clone()),
            instructions: Set(header.instructions.clone()),
            sitting: Set(convert::to_json("write how a version is sat", &header.sitting)?),
            paper: Set(convert::to_json("write a paper", paper)?),
        };
        let tx = self.0.begin().await?;
        version::Entity::insert(row)
            .on_conflict(OnConflict::column(version::Column::Id).do_nothing().to_owned())
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("keep a version"))?;
        keep_state(&tx, header.assessment, header.id, header.state).await?;
        tx.commit().await
    }

    async fn keep_state(
        &self,
        assessment: AssessmentId,
        version: VersionId,
        state: VersionState,
    ) -> Result<(), PortError> {
        let tx = self.0.begin().await?;
        keep_state(&tx, assessment, version, state).await?;
        tx.commit().await
    }

    async fn newest(&self, assessment: AssessmentId) -> Result<Option<VersionHeader>, PortError> {
        let newest = version::Entity::find()
            .filter(version::Column::AssessmentId.eq(assessment.uuid()))
            .order_by_desc(version::Column::Number)
            .limit(1)
            .into_partial_model::<version::Header>()
            .all(self.0.reader())
            .await
            .map_err(failed("find the newest version"))?;
        Ok(self.with_states(newest).await?.pop())
    }

    async fn headers(&self, versions: &[VersionId]) -> Result<HashMap<VersionId, VersionHeader>, PortError> {
        let headers = version::Entity::find()
            .filter(version::Column::Id.is_in(versions.iter().map(|version| version.uuid())))
            .into_partial_model::<version::Header>()
            .all(self.0.reader())
            .await
            .map_err(failed("find versions"))?;
        let headers = self.with_states(headers).await?;
        Ok(headers.into_iter().map(|header| (header.id, header)).collect())
    }

    async fn paper(&self, version: VersionId) -> Result<Option<PaperMaterial>, PortError> {
        let row =
            version::Entity::find_by_id(version.uuid()).one(self.0.reader()).await.map_err(failed("find a paper"))?;
        row.map(|row| convert::from_json("read a paper", row.paper)).transpose()
    }
}

/// A state is written where none is known or an earlier one is.
async fn keep_state(
    tx: &crate::Transaction,
    assessment: AssessmentId,
    version: VersionId,
    state: VersionState,
) -> Result<(), PortError> {
    let earlier = VersionState::ALL.into_iter().filter(|known| *known < state).map(VersionState::as_str);
    let only_forward = OnConflict::column(version_state::Column::VersionId)
        .update_column(version_state::Column::State)
        .action_and_where(Expr::col((version_state::Entity, version_state::Column::State)).is_in(earlier))
        .to_owned();
    let row = version_state::ActiveModel {
        version_id: Set(version.uuid()),
        assessment_id: Set(assessment.uuid()),
        state: Set(state.as_str().to_owned()),
    };
    version_state::Entity::insert(row)
        .on_conflict(only_forward)
        .exec_without_returning(tx.connection())
        .await
        .map_err(failed("keep the state of a version"))?;
    Ok(())
}

fn header(row: version::Header, states: &HashMap<Uuid, String>) -> Result<VersionHeader, PortError> {
    let state = states.get(&row.id).map_or(Some(VersionState::Published), |text| {
        VersionState::ALL.into_iter().find(|state| state.as_str() == text)
    });
    Ok(VersionHeader {
        id: VersionId::from_uuid(row.id),
        assessment: AssessmentId::from_uuid(row.assessment_id),
        number: convert::small("read a version's number", row.number)?,
        owner: UserId::from_uuid(row.owner_id),
        title: row.title,
        subject: row.subject,
        instructions: row.instructions,
        sitting: convert::from_json("read how a version is sat", row.sitting)?,
        state: state.ok_or_else(|| PortError::new(PortErrorCode::Corrupt, "read a version's state"))?,
    })
}
