use std::sync::Arc;

use pediafor_gradebook::{Gradebook, UserGrades};
use pediafor_kernel::UserId;
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi, Union,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::dto::{GradeListEntry, StudentGrade};
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

/// The grades of one student.
#[derive(Debug)]
pub struct ListGrades;

/// The grades of one student as the one who asks may see them.
#[derive(Debug, Union)]
#[oai(discriminator_name = "view", one_of)]
enum GradesOfUser {
    /// For teachers, of their own assessments, and for admins.
    #[oai(mapping = "marker")]
    Marker(Page<GradeListEntry>),
    /// For the student.
    #[oai(mapping = "student")]
    Student(Page<StudentGrade>),
}

#[derive(ApiResponse)]
enum Mine {
    /// One page of the own results, newest first.
    #[oai(status = 200)]
    Ok(Json<Page<StudentGrade>>),
}

#[derive(ApiResponse)]
enum OfUser {
    /// One page of the student's grades, newest first.
    #[oai(status = 200)]
    Ok(Json<GradesOfUser>),
}

#[OpenApi]
impl ListGrades {
    /// List the own results.
    ///
    /// Newest first. Totals are there once a result is released.
    #[oai(path = "/grades/my-grades", method = "get", operation_id = "list_my_grades", tag = "Tag::Grades")]
    async fn list_my_grades(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// At most so many results.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<Mine, ApiError> {
        let page = gradebook.my_grades(&actor, &page_request(limit.0, cursor.0)).await?;
        Ok(Mine::Ok(Json(Page::from_domain(page, StudentGrade::from))))
    }

    /// List the grades of a student.
    ///
    /// Admins see all, teachers those of their own assessments, students their own results and nobody else's.
    #[oai(path = "/grades/user/:user_id", method = "get", operation_id = "list_user_grades", tag = "Tag::Grades")]
    async fn list_user_grades(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The student.
        user_id: Path<Uuid>,
        /// At most so many grades.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<OfUser, ApiError> {
        let page = page_request(limit.0, cursor.0);
        Ok(OfUser::Ok(Json(match gradebook.grades_of(&actor, UserId::from_uuid(user_id.0), &page).await? {
            UserGrades::Marker(page) => GradesOfUser::Marker(Page::from_domain(page, GradeListEntry::from)),
            UserGrades::Student(page) => GradesOfUser::Student(Page::from_domain(page, StudentGrade::from)),
        })))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::{Sample, responses};
    use serde_json::json;

    use super::super::world::World;

    #[tokio::test]
    async fn a_student_lists_the_own_results_and_nobody_elses() {
        let world = World::new().await;
        let shown = world.published(&world.teacher, |sample| sample.automatic().immediate()).await;
        let hidden = world.published(&world.teacher, Sample::automatic).await;
        world.handed_in(&shown, &world.student, responses()).await;
        world.handed_in(&hidden, &world.student, responses()).await;
        world.handed_in(&shown, &world.classmate, responses()).await;

        let mine = world.client.get("/grades/my-grades").by(&world.student).send().await.json();
        let states: Vec<_> = mine["items"].as_array().unwrap().iter().map(|grade| grade["state"].clone()).collect();
        assert_eq!(states, [json!("graded"), json!("released")], "newest first");
        assert!(mine["items"][0].get("result").is_none(), "{mine}");
        assert_eq!(mine["items"][1]["result"]["percentage"], json!(100.0));

        let own = world.client.get(&format!("/grades/user/{}", world.student.user)).by(&world.student).send().await;
        assert_eq!(own.json()["view"], "student");
        assert_eq!(own.json()["items"], mine["items"]);
        let other = world.client.get(&format!("/grades/user/{}", world.classmate.user)).by(&world.student).send().await;
        assert_eq!((other.status.as_u16(), other.code().as_str()), (404, "grade_not_found"));
    }

    #[tokio::test]
    async fn a_teacher_lists_a_students_grades_in_own_assessments_and_an_admin_all() {
        let world = World::new().await;
        let own = world.published(&world.teacher, |sample| sample).await;
        let foreign = world.published(&world.colleague, |sample| sample).await;
        let submission = world.handed_in(&own, &world.student, responses()).await;
        world.handed_in(&foreign, &world.student, responses()).await;
        let path = format!("/grades/user/{}", world.student.user);
        let seen = world.client.get(&path).by(&world.teacher).send().await.json();
        assert_eq!((&seen["view"], seen["items"].as_array().unwrap().len()), (&json!("marker"), 1));
        assert_eq!(seen["items"][0]["submission"], submission.to_string());
        assert_eq!(seen["items"][0]["student_name"], "Ada");
        let seen = world.client.get(&path).by(&world.admin).send().await.json();
        assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    }
}
