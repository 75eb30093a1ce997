//! The tables of the grading service.

pub(super) mod key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "marking_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        pub number: i64,
        pub assessment_id: Uuid,
        pub owner_id: Uuid,
        pub title: String,
        pub marking: Json,
        pub items: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod grade {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "grades")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i64,
        pub submission_id: Uuid,
        pub assessment_id: Uuid,
        pub version_id: Uuid,
        pub number: i64,
        pub title: String,
        pub owner_id: Uuid,
        pub marking: Json,
        pub student_id: Uuid,
        pub attempt: i64,
        pub submitted_at: DateTimeUtc,
        pub responses: Json,
        pub state: String,
        pub failure: Option<String>,
        pub items: Json,
        pub feedback: String,
        pub released_at: Option<DateTimeUtc>,
        pub changes: i64,
        pub waiting: i64,
        pub points: i64,
        pub maximum: i64,
        pub percentage: Option<i64>,
        pub passed: Option<bool>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod failure {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "marking_failures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub submission_id: Uuid,
        pub assessment_id: Uuid,
        pub reason: String,
        pub failed_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod change {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "grade_changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub grade_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub changed_at: DateTimeUtc,
        pub changed_by: Option<Uuid>,
        pub document: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
