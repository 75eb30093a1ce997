//! The tables of the submissions service.

pub(super) mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "published_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub assessment_id: Uuid,
        pub number: i64,
        pub owner_id: Uuid,
        pub title: String,
        pub subject: String,
        pub instructions: String,
        pub sitting: Json,
        pub paper: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// A version without its paper, which is large and seldom wanted.
    #[derive(Clone, Debug, DerivePartialModel)]
    #[sea_orm(entity = "Entity")]
    pub struct Header {
        pub id: Uuid,
        pub assessment_id: Uuid,
        pub number: i64,
        pub owner_id: Uuid,
        pub title: String,
        pub subject: String,
        pub instructions: String,
        pub sitting: Json,
    }
}

pub(super) mod version_state {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "version_states")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        pub assessment_id: Uuid,
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i64,
        pub assessment_id: Uuid,
        pub version_id: Uuid,
        pub owner_id: Uuid,
        pub student_id: Uuid,
        pub number: i64,
        pub seed: String,
        pub draw_algorithm: i64,
        pub state: String,
        pub started_at: DateTimeUtc,
        pub duration_seconds: Option<i64>,
        pub closes_at: Option<DateTimeUtc>,
        pub grace_seconds: i64,
        pub paused_at: Option<DateTimeUtc>,
        pub stood_still_millis: i64,
        pub due_at: Option<DateTimeUtc>,
        pub submitted_at: Option<DateTimeUtc>,
        pub closed_by: Option<String>,
        pub answers_sha256: Option<String>,
        pub answered: Option<i64>,
        pub abandoned_at: Option<DateTimeUtc>,
        pub marking: Option<String>,
        pub marking_order: i64,
        pub rung_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod answer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "answers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub submission_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item: String,
        pub seq: i64,
        pub response: Json,
        pub received_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod file {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub submission_id: Uuid,
        pub item: String,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub sha256: String,
        pub uploaded_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
