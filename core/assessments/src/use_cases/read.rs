use pediafor_kernel::{Actor, AssessmentId, FieldFault, Page, PageRequest, UserId};

use super::Assessments;
use crate::{
    Assessment, AssessmentSummary, AssessmentVersion, AssessmentsError, AuthoredFilter, OfferedFilter, Search, State,
    StudentView, Version, limits,
};

/// An assessment as the actor may see it.
#[derive(Debug, Clone, PartialEq)]
pub enum AssessmentView {
    /// Everything, keys included: for its author and for administrators.
    Author(Box<Assessment>),
    /// No item: for students it is published for.
    Student(StudentView),
}

/// A page of a list as the actor may see it.
#[derive(Debug, Clone, PartialEq)]
pub enum AssessmentList {
    /// For authors.
    Author(Page<AssessmentSummary>),
    /// For students.
    Student(Page<StudentView>),
}

/// Which assessments are wanted.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Only those that stand here. Students see published ones alone.
    pub state: Option<State>,
    /// Only those of this subject, whatever its case.
    pub subject: Option<String>,
    /// Only those with this text somewhere in title or subject, whatever its case.
    pub text: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

impl Assessments {
    /// The assessment, as much of it as the actor may see.
    ///
    /// # Errors
    ///
    /// `NotFound` where that is nothing: for a teacher somebody else's, for a student what is not published or not for
    /// them; `Port`.
    pub async fn get(&self, actor: &Actor, id: AssessmentId) -> Result<AssessmentView, AssessmentsError> {
        if actor.is_staff() {
            return Ok(AssessmentView::Author(Box::new(self.authored(actor, id).await?)));
        }
        let offered = self.catalogue.find_offered(id, actor.user).await?;
        offered.map(AssessmentView::Student).ok_or(AssessmentsError::NotFound)
    }

    /// A page of assessments, newest first: a teacher's own, all for an administrator; for a student what is published
    /// for them and not over.
    ///
    /// # Errors
    ///
    /// `Parameters` where a text to search for is too long; `Port`.
    pub async fn list(&self, actor: &Actor, query: List) -> Result<AssessmentList, AssessmentsError> {
        let List { state, subject, text, page } = query;
        let search = search(subject, text)?;
        if actor.is_staff() {
            let owner = (!actor.is_admin()).then_some(actor.user);
            let filter = AuthoredFilter { owner, state, search };
            return Ok(AssessmentList::Author(self.catalogue.authored(&filter, &page).await?));
        }
        if state.is_some_and(|state| state != State::Published) {
            return Ok(AssessmentList::Student(Page { items: Vec::new(), next: None }));
        }
        let filter = OfferedFilter { student: actor.user, now: self.clock.now(), search };
        Ok(AssessmentList::Student(self.catalogue.offered(&filter, &page).await?))
    }

    /// The published versions, oldest first, without what they hold.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Port`.
    pub async fn versions(&self, actor: &Actor, id: AssessmentId) -> Result<Vec<Version>, AssessmentsError> {
        Ok(self.authored(actor, id).await?.versions().to_vec())
    }

    /// One published version with what it holds.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it or there is no such version; `Port`.
    pub async fn version(
        &self,
        actor: &Actor,
        id: AssessmentId,
        number: u32,
    ) -> Result<AssessmentVersion, AssessmentsError> {
        self.authored(actor, id).await?;
        self.repository.find_version(id, number).await?.ok_or(AssessmentsError::NotFound)
    }

    /// Is the assessment `teacher`'s?
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Port`.
    pub async fn is_owned_by(
        &self,
        actor: &Actor,
        id: AssessmentId,
        teacher: UserId,
    ) -> Result<bool, AssessmentsError> {
        Ok(self.authored(actor, id).await?.owner() == teacher)
    }
}

/// The words to search for: bounded, and none where they are blank.
fn search(subject: Option<String>, text: Option<String>) -> Result<Search, AssessmentsError> {
    let mut faults = Vec::new();
    let mut words = |name: &str, words: Option<String>| {
        let words = words.filter(|words| !words.trim().is_empty())?;
        if words.chars().count() > limits::SEARCH {
            let detail = format!("at most {} characters", limits::SEARCH);
            faults.push(FieldFault::new(name, "too_long", detail));
        }
        if words.contains('\0') {
            faults.push(FieldFault::new(name, "null_character", "must not contain the character U+0000"));
        }
        Some(words)
    };
    let search = Search { subject: words("subject", subject), text: words("q", text) };
    if faults.is_empty() { Ok(search) } else { Err(AssessmentsError::Parameters(faults)) }
}
