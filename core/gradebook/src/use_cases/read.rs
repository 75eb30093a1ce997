use pediafor_kernel::{Actor, AssessmentId, Page, PageRequest, SubmissionId, UserId};

use super::{Gradebook, may_mark, staff_only};
use crate::{
    GradeSummary, GradeView, GradebookError, Named, Overview, QueueEntry, StudentGrade, StudentResult,
    ports::{GradeFilter, Scope},
};

/// The grades of one student as the one who asks may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserGrades {
    /// For teachers, of their own assessments, and for admins.
    Marker(Page<Named<GradeSummary>>),
    /// For the student.
    Student(Page<StudentGrade>),
}

impl Gradebook {
    /// The grade of one submission: everything for its owner and for admins, for the student what
    /// [`StudentResult`] holds.
    ///
    /// # Errors
    ///
    /// [`GradebookError::NotFound`] for everybody else.
    pub async fn grade(&self, actor: &Actor, submission: SubmissionId) -> Result<GradeView, GradebookError> {
        let grade = self.grades.find(submission).await?.ok_or(GradebookError::NotFound)?;
        if may_mark(actor, grade.record().owner) {
            return Ok(GradeView::Marker(Box::new(self.marker_view(grade).await?)));
        }
        if !actor.is(grade.record().student) {
            return Err(GradebookError::NotFound);
        }
        let key = self.key_of(&grade).await?;
        Ok(GradeView::Student(Box::new(StudentResult::of(&grade, &key))))
    }

    /// The actor's own results, newest first.
    ///
    /// # Errors
    ///
    /// [`GradebookError::Port`] where the store failed.
    pub async fn my_grades(&self, actor: &Actor, page: &PageRequest) -> Result<Page<StudentGrade>, GradebookError> {
        let filter = GradeFilter { scope: Scope::All, student: Some(actor.user), assessment: None };
        Ok(self.grades.list(&filter, page).await?.map(StudentGrade::from))
    }

    /// The grades of `user`, newest first: all for admins, those of own assessments for teachers, and for a student
    /// the own results.
    ///
    /// # Errors
    ///
    /// [`GradebookError::NotFound`] where a student asks for somebody else.
    pub async fn grades_of(
        &self,
        actor: &Actor,
        user: UserId,
        page: &PageRequest,
    ) -> Result<UserGrades, GradebookError> {
        if actor.is_staff() {
            let filter = GradeFilter { scope: Scope::of(actor), student: Some(user), assessment: None };
            return Ok(UserGrades::Marker(self.list(&filter, page).await?));
        }
        if !actor.is(user) {
            return Err(GradebookError::NotFound);
        }
        Ok(UserGrades::Student(self.my_grades(actor, page).await?))
    }

    /// The grades of one assessment, newest first.
    ///
    /// # Errors
    ///
    /// [`GradebookError::StaffOnly`] for students; [`GradebookError::NotFound`] where it is another's, or none of it
    /// was ever published.
    pub async fn grades_in(
        &self,
        actor: &Actor,
        assessment: AssessmentId,
        page: &PageRequest,
    ) -> Result<Page<Named<GradeSummary>>, GradebookError> {
        staff_only(actor)?;
        self.own_assessment(actor, assessment).await?;
        let filter = GradeFilter { scope: Scope::All, student: None, assessment: Some(assessment) };
        self.list(&filter, page).await
    }

    /// The submissions with items that wait for a person, oldest first: of own assessments, for admins of all.
    ///
    /// # Errors
    ///
    /// [`GradebookError::StaffOnly`] for students.
    pub async fn queue(&self, actor: &Actor, page: &PageRequest) -> Result<Page<Named<QueueEntry>>, GradebookError> {
        staff_only(actor)?;
        let queue = self.grades.queue(Scope::of(actor), page).await?;
        self.named(queue, |entry| entry.student).await
    }

    /// How the marking stands: of own assessments, for admins of all.
    ///
    /// # Errors
    ///
    /// [`GradebookError::StaffOnly`] for students.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview, GradebookError> {
        staff_only(actor)?;
        Ok(self.grades.overview(Scope::of(actor)).await?)
    }

    async fn list(
        &self,
        filter: &GradeFilter,
        page: &PageRequest,
    ) -> Result<Page<Named<GradeSummary>>, GradebookError> {
        let grades = self.grades.list(filter, page).await?;
        self.named(grades, |summary| summary.student).await
    }

    async fn named<T>(&self, page: Page<T>, student: impl Fn(&T) -> UserId) -> Result<Page<Named<T>>, GradebookError> {
        let people = self.people_of(page.items.iter().map(&student)).await?;
        Ok(page.map(|entry| {
            let student_name = people.get(&student(&entry)).map(|person| person.name.clone());
            Named { entry, student_name }
        }))
    }
}
