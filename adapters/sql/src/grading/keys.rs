use async_trait::async_trait;
use pediafor_gradebook::{MarkingKey, ports::MarkingKeys};
use pediafor_kernel::{AssessmentId, PortError, UserId, VersionId};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use super::{record::ItemsDocument, rows::key};
use crate::{Database, convert, failed};

/// The keys of every published version.
#[derive(Debug, Clone)]
pub struct SqlMarkingKeys(Database);

impl SqlMarkingKeys {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl MarkingKeys for SqlMarkingKeys {
    async fn keep(&self, key: &MarkingKey) -> Result<(), PortError> {
        let row = key::Model {
            version_id: key.version.uuid(),
            number: key.number.into(),
            assessment_id: key.assessment.uuid(),
            owner_id: key.owner.uuid(),
            title: key.title.clone(),
            marking: convert::to_json("write marking rules", &key.marking)?,
            items: convert::to_json("write items", &ItemsDocument::new(&key.items))?,
        };
        let first_wins = OnConflict::column(key::Column::VersionId).do_nothing().to_owned();
        let tx = self.0.begin().await?;
        key::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(first_wins)
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("keep a marking key"))?;
        tx.commit().await
    }

    async fn find(&self, version: VersionId) -> Result<Option<MarkingKey>, PortError> {
        let row =
            key::Entity::find_by_id(version.uuid()).one(self.0.reader()).await.map_err(failed("find a marking key"))?;
        row.map(read).transpose()
    }

    async fn owner_of(&self, assessment: AssessmentId) -> Result<Option<UserId>, PortError> {
        let owner: Option<Uuid> = key::Entity::find()
            .select_only()
            .column(key::Column::OwnerId)
            .filter(key::Column::AssessmentId.eq(assessment.uuid()))
            .order_by_desc(key::Column::Number)
            .limit(1)
            .into_tuple()
            .one(self.0.reader())
            .await
            .map_err(failed("find the owner of an assessment"))?;
        Ok(owner.map(UserId::from_uuid))
    }
}

fn read(row: key::Model) -> Result<MarkingKey, PortError> {
    Ok(MarkingKey {
        version: VersionId::from_uuid(row.version_id),
        number: convert::small("read a version's number", row.number)?,
        assessment: AssessmentId::from_uuid(row.assessment_id),
        owner: UserId::from_uuid(row.owner_id),
        title: row.title,
        marking: convert::from_json("read marking rules", row.marking)?,
        items: convert::from_json::<ItemsDocument<Vec<_>>>("read items", row.items)?.into_items()?,
    })
}
