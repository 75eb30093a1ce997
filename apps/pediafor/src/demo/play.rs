//! Plays the script: each step by the use case that somebody at a screen would use.

use std::collections::HashMap;

use anyhow::{Context, anyhow, bail};
use pediafor_assessments::{Assessment, AssessmentList, Change, Create, List, Publish, State};
use pediafor_gradebook::{GradeState, GradeView, MarkerView, Marking};
use pediafor_grading::Response;
use pediafor_kernel::{Actor, AssessmentId, Clock, PageRequest, Role, SubmissionId, Timestamp, UserId};
use pediafor_submissions::{
    Filter, State as Sat,
    use_cases::{AnswerResult, SaveAnswer, UploadFile},
};

use super::{
    Seeder,
    chance::Chance,
    data::{Chapter, Demo, Level},
    script::{Action, Given, Piece, Script, Step},
    writing::HandMark,
};

/// Between two steps that lie further apart than this, in seconds, everything that was set off takes effect.
const PAUSE: i64 = 1200;
/// How many attempts are closed at once.
const SWEEP: u32 = 100;

/// The play, and where it stands. What was done before, by a play that was broken off, is left as it is.
pub(super) struct Play<'p> {
    seeder: &'p Seeder,
    demo: &'p Demo,
    script: &'p Script<'p>,
    /// By address.
    users: &'p HashMap<&'p str, UserId>,
    /// The moment the demo is made.
    anchor: Timestamp,
    /// By chapter.
    assessments: HashMap<usize, AssessmentId>,
    /// By sitting.
    attempts: HashMap<usize, Attempt>,
}

/// What became of a sitting's start.
#[derive(Clone, Copy)]
struct Attempt {
    id: SubmissionId,
    /// Is there anything left to do in it? Not where it was over before this play began.
    open: bool,
}

impl<'p> Play<'p> {
    pub(super) fn new(
        seeder: &'p Seeder,
        demo: &'p Demo,
        script: &'p Script<'p>,
        users: &'p HashMap<&'p str, UserId>,
        anchor: Timestamp,
    ) -> Self {
        let (assessments, attempts) = Default::default();
        Self { seeder, demo, script, users, anchor, assessments, attempts }
    }

    /// Plays every step at its time.
    pub(super) async fn run(mut self, settle: &impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut before = None;
        for Step { at, action } in &self.script.steps {
            if before.is_none_or(|before| at - before > PAUSE) {
                settle().await?;
            }
            before = Some(*at);
            self.seeder.clock.move_on(self.anchor.plus_seconds(*at));
            self.act(action).await.with_context(|| format!("can't make the demo: {}", self.describe(action)))?;
        }
        settle().await
    }

    async fn act(&mut self, action: &'p Action) -> anyhow::Result<()> {
        match action {
            Action::Create { chapter } => self.create(*chapter).await,
            Action::Publish { chapter } => self.publish(*chapter).await,
            Action::Start { sitting } => self.start(*sitting).await,
            Action::Save { sitting, pieces } => self.save(*sitting, pieces).await,
            Action::HandIn { sitting } => self.hand_in(*sitting).await,
            Action::GiveUp { sitting } => self.give_up(*sitting).await,
            Action::Sweep => self.sweep().await,
            Action::Mark { sitting, item, mark, reason } => self.mark(*sitting, item, mark, reason.as_deref()).await,
            Action::Feedback { sitting } => self.feedback(*sitting).await,
            Action::Release { sitting } => self.release(*sitting).await,
            Action::ReleaseAll { chapter } => self.release_all(*chapter).await,
            Action::Close { chapter } => self.close(*chapter).await,
        }
    }

    async fn create(&mut self, number: usize) -> anyhow::Result<()> {
        let teacher = self.teacher(number)?;
        let authored = &self.chapter(number).assessment;
        let id = match self.find(&teacher, &authored.title).await? {
            Some(id) => id,
            None => {
                let content = authored.content(self.anchor, |email| self.user(email))?;
                self.seeder.assessments.create(&teacher, Create { content, once: None }).await?.id()
            }
        };
        self.assessments.insert(number, id);
        Ok(())
    }

    /// The teacher's assessment of this title.
    async fn find(&self, teacher: &Actor, title: &str) -> anyhow::Result<Option<AssessmentId>> {
        let mut page = PageRequest::new(Some(PageRequest::MAX), None);
        loop {
            let list = List { text: Some(title.to_owned()), page, ..List::default() };
            let AssessmentList::Author(found) = self.seeder.assessments.list(teacher, list).await? else {
                bail!("a teacher was shown a student's list");
            };
            if let Some(found) = found.items.iter().find(|found| found.title == title) {
                return Ok(Some(found.id));
            }
            let Some(next) = found.next else { return Ok(None) };
            page = PageRequest::new(Some(PageRequest::MAX), Some(next));
        }
    }

    async fn publish(&self, number: usize) -> anyhow::Result<()> {
        let (teacher, assessment) = (self.teacher(number)?, self.assessment(number)?);
        if self.authored(&teacher, assessment).await?.versions().is_empty() {
            let publish = Publish { assessment, expected: None, once: None };
            self.seeder.assessments.publish(&teacher, publish).await?;
        }
        Ok(())
    }

    async fn close(&self, number: usize) -> anyhow::Result<()> {
        let (teacher, assessment) = (self.teacher(number)?, self.assessment(number)?);
        if self.authored(&teacher, assessment).await?.state() == State::Published {
            self.seeder.assessments.close(&teacher, Change { assessment, expected: None }).await?;
        }
        Ok(())
    }

    async fn authored(&self, teacher: &Actor, assessment: AssessmentId) -> anyhow::Result<Assessment> {
        match self.seeder.assessments.get(teacher, assessment).await? {
            pediafor_assessments::AssessmentView::Author(assessment) => Ok(*assessment),
            pediafor_assessments::AssessmentView::Student(_) => bail!("a teacher was shown a student's view"),
        }
    }

    async fn start(&mut self, sitting: usize) -> anyhow::Result<()> {
        let student = self.student(sitting)?;
        let about = &self.script.sittings[sitting];
        let assessment = self.assessment(about.chapter)?;
        let filter = Filter { assessment: Some(assessment), student: Some(student.user), status: None };
        let begun = self.seeder.submissions.list(&student, &filter, &PageRequest::default()).await?;
        let begun = begun.items.iter().find(|view| view.attempt.record().number == about.number);
        let attempt = match begun {
            Some(view) => Attempt { id: view.attempt.id(), open: view.attempt.state() == Sat::InProgress },
            None => {
                let started = self.seeder.submissions.start(&student, assessment, None).await?;
                Attempt { id: started.submission.attempt.id(), open: true }
            }
        };
        self.attempts.insert(sitting, attempt);
        Ok(())
    }

    /// Who sits and what, while there is something left to do.
    fn open(&self, sitting: usize) -> anyhow::Result<Option<(Actor, SubmissionId)>> {
        let (student, attempt) = (self.student(sitting)?, self.attempt(sitting)?);
        Ok(attempt.open.then_some((student, attempt.id)))
    }

    async fn save(&self, sitting: usize, pieces: &[Piece]) -> anyhow::Result<()> {
        let Some((student, attempt)) = self.open(sitting)? else { return Ok(()) };
        let mut batch = Vec::with_capacity(pieces.len());
        for Piece { item, seq, given } in pieces {
            let response = match given {
                Given::Response(response) => response.clone(),
                Given::File(file) => {
                    let held = self.seeder.submissions.files(&student, attempt).await?;
                    let id = match held.into_iter().find(|held| held.item == *item) {
                        Some(held) => held.id,
                        None => {
                            let (name, bytes) = (file.name.clone(), file.bytes.clone().into());
                            let upload = UploadFile { item: item.clone(), name, bytes };
                            self.seeder.submissions.upload(&student, attempt, upload, None).await?.id
                        }
                    };
                    Response::file_upload([id.to_string()])
                }
            };
            batch.push(SaveAnswer { item: item.clone(), seq: *seq, response });
        }
        let saved = self.seeder.submissions.save_answers(&student, attempt, batch).await?;
        for (item, result) in saved.results {
            if let AnswerResult::Rejected { code, detail } = result {
                bail!("the answer to {item} is refused ({code}): {detail}");
            }
        }
        Ok(())
    }

    async fn hand_in(&self, sitting: usize) -> anyhow::Result<()> {
        if let Some((student, attempt)) = self.open(sitting)? {
            self.seeder.submissions.submit(&student, attempt, None).await?;
        }
        Ok(())
    }

    async fn give_up(&self, sitting: usize) -> anyhow::Result<()> {
        if let Some((student, attempt)) = self.open(sitting)? {
            self.seeder.submissions.abandon(&student, attempt).await?;
        }
        Ok(())
    }

    async fn sweep(&self) -> anyhow::Result<()> {
        let swept = self.seeder.submissions.expire_due(self.seeder.clock.now(), SWEEP).await?;
        match swept.failed.into_iter().next() {
            Some((_, error)) => Err(error.into()),
            None => Ok(()),
        }
    }

    async fn mark(&self, sitting: usize, item: &str, mark: &HandMark, reason: Option<&str>) -> anyhow::Result<()> {
        let (teacher, submission, view) = self.marker_view(sitting).await?;
        let graded = view.grade.record().items.iter().find(|graded| graded.item == item);
        let graded = graded.ok_or_else(|| anyhow!("the grade has no item {item}"))?;
        if graded.hand.is_none() && graded.needs_person() == reason.is_none() {
            let HandMark { points, comment } = mark.clone();
            let marking = Marking { points, comment, reason: reason.map(str::to_owned) };
            self.seeder.gradebook.mark_item(&teacher, submission, item, marking, None).await?;
        }
        Ok(())
    }

    async fn feedback(&self, sitting: usize) -> anyhow::Result<()> {
        let (teacher, submission, view) = self.marker_view(sitting).await?;
        let about = &self.script.sittings[sitting];
        let words = self.chapter(about.chapter).answers.overall.as_ref();
        let level = match view.grade.totals().percentage.map_or(0, |share| share.hundredths()) {
            ..5_000 => Level::Weak,
            5_000..7_800 => Level::Middling,
            _ => Level::Strong,
        };
        let mut chance = Chance::of(&format!("{}/{}/overall", self.chapter(about.chapter).name, about.student.key()));
        let words = words.and_then(|words| chance.pick(words.of(level)));
        let words = words.ok_or_else(|| anyhow!("there are no words for it"))?;
        if view.grade.record().feedback.is_empty() {
            let words = words.replace("{name}", about.student.first_name());
            self.seeder.gradebook.write_feedback(&teacher, submission, &words, None).await?;
        }
        Ok(())
    }

    async fn release(&self, sitting: usize) -> anyhow::Result<()> {
        let (teacher, submission, view) = self.marker_view(sitting).await?;
        if view.grade.record().state == GradeState::Graded {
            self.seeder.gradebook.release(&teacher, submission, None).await?;
        }
        Ok(())
    }

    async fn release_all(&self, number: usize) -> anyhow::Result<()> {
        let (teacher, assessment) = (self.teacher(number)?, self.assessment(number)?);
        self.seeder.gradebook.release_all(&teacher, assessment).await?;
        Ok(())
    }

    async fn marker_view(&self, sitting: usize) -> anyhow::Result<(Actor, SubmissionId, MarkerView)> {
        let teacher = self.teacher(self.script.sittings[sitting].chapter)?;
        let submission = self.attempt(sitting)?.id;
        match self.seeder.gradebook.grade(&teacher, submission).await? {
            GradeView::Marker(view) => Ok((teacher, submission, *view)),
            GradeView::Student(_) => bail!("a teacher was shown a student's view"),
        }
    }

    fn chapter(&self, number: usize) -> &'p Chapter {
        &self.demo.chapters[number]
    }

    fn user(&self, email: &str) -> anyhow::Result<UserId> {
        self.users.get(email).copied().ok_or_else(|| anyhow!("the demo has no account {email}"))
    }

    fn teacher(&self, number: usize) -> anyhow::Result<Actor> {
        Ok(Actor::new(self.user(&self.chapter(number).assessment.author)?, Role::Teacher))
    }

    fn student(&self, sitting: usize) -> anyhow::Result<Actor> {
        Ok(Actor::new(self.user(&self.script.sittings[sitting].student.email)?, Role::Student))
    }

    fn assessment(&self, number: usize) -> anyhow::Result<AssessmentId> {
        self.assessments.get(&number).copied().ok_or_else(|| anyhow!("it was not created"))
    }

    fn attempt(&self, sitting: usize) -> anyhow::Result<Attempt> {
        self.attempts.get(&sitting).copied().ok_or_else(|| anyhow!("it was not started"))
    }

    /// An action in a few words, for an error.
    fn describe(&self, action: &Action) -> String {
        let sitting = |what, sitting: &usize| {
            let about = &self.script.sittings[*sitting];
            let name = &self.chapter(about.chapter).name;
            format!("{what} {name}, {}, attempt {}", about.student.key(), about.number)
        };
        let chapter = |what, number: &usize| format!("{what} {}", self.chapter(*number).name);
        match action {
            Action::Create { chapter: number } => chapter("create", number),
            Action::Publish { chapter: number } => chapter("publish", number),
            Action::ReleaseAll { chapter: number } => chapter("release all of", number),
            Action::Close { chapter: number } => chapter("close", number),
            Action::Start { sitting: number } => sitting("start", number),
            Action::Save { sitting: number, .. } => sitting("save", number),
            Action::HandIn { sitting: number } => sitting("hand in", number),
            Action::GiveUp { sitting: number } => sitting("give up", number),
            Action::Mark { sitting: number, .. } => sitting("mark", number),
            Action::Feedback { sitting: number } => sitting("write feedback on", number),
            Action::Release { sitting: number } => sitting("release", number),
            Action::Sweep => "close what is past its deadline".to_owned(),
        }
    }
}
