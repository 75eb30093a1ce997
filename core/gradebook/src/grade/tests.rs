use pediafor_grading::Verdict;
use pediafor_kernel::{EventData, events::Review, mock::Counting};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::sample::{Sample, responses};

fn start() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

struct Marked {
    ids: Counting,
    sample: Sample,
    teacher: UserId,
}

impl Marked {
    fn new(change: impl FnOnce(Sample) -> Sample) -> Self {
        let ids = Counting::default();
        let teacher = UserId::from_uuid(ids.next());
        let sample = change(Sample::new(&ids, teacher));
        Self { ids, sample, teacher }
    }

    fn grade(&self, responses: Value) -> Grade {
        let student = UserId::from_uuid(self.ids.next());
        let submitted = self.sample.submission(&self.ids, student, start(), responses);
        Grade::mark(GradeId::from_uuid(self.ids.next()), &self.sample.key(), &submitted, start())
    }
}

/// The grade as it comes back from a store.
fn stored(grade: &Grade) -> Grade {
    Grade::from_record(grade.record().clone())
}

fn marking(points: i32) -> Marking {
    Marking { points: Points::whole(points), comment: "so so".into(), reason: None }
}

fn overriding(points: Points) -> Marking {
    Marking { points, comment: String::new(), reason: Some("the question was unclear".into()) }
}

fn kinds(grade: &Grade) -> Vec<String> {
    let events = grade.events(&Counting::default());
    events.into_iter().map(|event| event.kind.trim_start_matches("pediafor.grading.").replace(".v1", "")).collect()
}

#[test]
fn what_a_machine_can_mark_is_marked_and_the_rest_waits() {
    let grade = Marked::new(|sample| sample).grade(responses());
    assert_eq!(grade.record().state, GradeState::PartiallyGraded);
    assert_eq!(grade.waiting(), 1);
    assert_eq!((grade.totals().points, grade.totals().maximum), (Points::whole(5), Points::whole(10)));
    assert_eq!(grade.record().items.iter().map(GradedItem::earned).collect::<Vec<_>>()[2], None);
    assert_eq!(kinds(&grade), ["awaiting_marker"]);
    assert_eq!((grade.record().version, grade.record().changes), (1, 1));
    assert!(grade.record().items.iter().all(|item| item.engine == ENGINE));
    assert_eq!(
        grade.record().items[1].title,
        "What is six times seven?",
        "an item without a title begins like its body"
    );
}

#[test]
fn a_submission_without_anything_for_a_person_is_graded_and_released_by_the_rules() {
    let held = Marked::new(Sample::automatic).grade(responses());
    assert_eq!(held.record().state, GradeState::Graded);
    assert_eq!(kinds(&held), ["completed"]);

    let immediate = Marked::new(|sample| sample.automatic().immediate()).grade(responses());
    assert_eq!(immediate.record().state, GradeState::Released);
    assert_eq!(immediate.record().released_at, Some(start()));
    assert_eq!(immediate.record().version, 1, "one save");
    let events = immediate.events(&Counting::default());
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2], "the order shows");
    assert_eq!(events[0].kind, GradingCompleted::TYPE);
    let released: GradingReleased = events[1].data().unwrap();
    assert_eq!((released.points, released.maximum), (5_000_000, 5_000_000));
    assert_eq!(released.title, "Biology 1");
}

#[test]
fn a_response_that_is_no_response_earns_nothing_and_stops_nothing() {
    let mut given = responses();
    given["capital"] = json!({"type": "choice", "chosen": 7});
    given["answer"] = json!({"type": "essay", "text": "42"});
    given["nobody asked"] = json!({});
    let grade = Marked::new(Sample::automatic).grade(given);
    let verdicts: Vec<_> = grade.record().items.iter().map(GradedItem::verdict).collect();
    assert_eq!(verdicts, [Verdict::InvalidResponse, Verdict::InvalidResponse]);
    assert_eq!(grade.totals().points, Points::ZERO);
    assert_eq!(grade.record().state, GradeState::Graded);
    assert_eq!(grade.response("capital"), None);
}

#[test]
fn what_was_not_answered_is_unanswered_and_waits_for_nobody() {
    let grade = Marked::new(|sample| sample).grade(json!({"essay": null, "answer": {"type": "numeric", "text": " "}}));
    let verdicts: Vec<_> = grade.record().items.iter().map(GradedItem::verdict).collect();
    assert_eq!(verdicts, [Verdict::Unanswered; 3]);
    assert_eq!(grade.record().state, GradeState::Graded);
}

#[test]
fn a_document_that_can_not_be_read_fails_once_and_says_why() {
    let marked = Marked::new(Sample::automatic);
    let mut grade = marked.grade(json!(["not", "an", "object"]));
    assert_eq!(grade.record().state, GradeState::Pending);
    assert_eq!(kinds(&grade), ["failed"]);
    let failed: GradingFailed = grade.events(&marked.ids)[0].data().unwrap();
    assert_eq!(Some(failed.reason), grade.record().failure);

    grade = stored(&grade);
    let again = grade.mark_again(&marked.sample.key(), marked.teacher, start());
    assert!(matches!(again, Err(GradeError::Unreadable { .. })), "{again:?}");
    assert_eq!((grade.unsaved().len(), kinds(&grade).len()), (0, 0), "nothing new happened");
    assert_eq!(grade.mark_item("capital", marking(1), marked.teacher, start()), Err(GradeError::NotMarked));
}

#[test]
fn a_pending_grade_is_marked_again_once_its_responses_can_be_read() {
    let marked = Marked::new(Sample::automatic);
    let mut record = marked.grade(json!([])).record().clone();
    record.responses = responses();
    let mut grade = Grade::from_record(record);
    grade.mark_again(&marked.sample.key(), marked.teacher, start()).unwrap();
    assert_eq!((grade.record().state, grade.record().failure.as_ref()), (GradeState::Graded, None));
    assert_eq!((grade.record().version, grade.unsaved()[0].by), (2, Some(marked.teacher)));
    assert_eq!(
        grade.mark_again(&marked.sample.key(), marked.teacher, start()),
        Err(GradeError::Transition { from: GradeState::Graded, to: GradeState::Graded }),
    );
}

#[test]
fn the_last_waiting_item_completes_the_grade_and_the_rules_release_it() {
    for (sample, state, events) in [
        (Marked::new(|sample| sample), GradeState::Graded, vec!["completed"]),
        (Marked::new(Sample::immediate), GradeState::Released, vec!["completed", "released"]),
    ] {
        let mut grade = stored(&sample.grade(responses()));
        grade.mark_item("essay", marking(4), sample.teacher, start()).unwrap();
        assert_eq!(grade.record().state, state);
        assert_eq!(kinds(&grade), events);
        assert_eq!(grade.totals().points, Points::whole(9));
        assert_eq!(grade.record().version, 2);
        let last = grade.unsaved().last().unwrap();
        assert_eq!((last.number, last.after), (grade.record().changes, Standing { state, points: Points::whole(9) }));
    }
}

#[test]
fn points_by_hand_stay_within_what_the_item_can_earn() {
    let marked = Marked::new(|sample| sample);
    let mut grade = marked.grade(responses());
    let mut give = |item: &str, marking: Marking| grade.mark_item(item, marking, marked.teacher, start());
    let essay = GradeError::PointsOutOfRange { minimum: Points::ZERO, maximum: Points::whole(5) };
    assert_eq!(give("essay", marking(-1)), Err(essay.clone()));
    assert_eq!(give("essay", marking(6)), Err(essay));
    assert_eq!(give("essay", marking(5)), Ok(()));
    let choice = GradeError::PointsOutOfRange { minimum: Points::from_millionths(-500_000), maximum: Points::whole(2) };
    assert_eq!(give("capital", overriding(Points::whole(-1))), Err(choice), "its rule takes half a point, not one");
    assert_eq!(give("capital", overriding(Points::from_millionths(-500_000))), Ok(()));
    assert_eq!(give("nothing", marking(1)), Err(GradeError::NoSuchItem));
}

#[test]
fn an_automatic_mark_is_overridden_for_a_reason_and_a_mark_by_hand_needs_none() {
    let marked = Marked::new(|sample| sample);
    let mut grade = marked.grade(responses());
    assert_eq!(grade.mark_item("capital", marking(1), marked.teacher, start()), Err(GradeError::ReasonMissing));
    let reasoned = overriding(Points::whole(1));
    assert_eq!(grade.mark_item("essay", reasoned.clone(), marked.teacher, start()), Err(GradeError::NothingToOverride),);
    grade.mark_item("capital", reasoned, marked.teacher, start()).unwrap();
    let item = &grade.record().items[0];
    assert_eq!((item.earned(), item.verdict()), (Some(Points::whole(1)), Verdict::Partial));
    assert_eq!(item.outcome.points, Points::whole(2), "what the engine said stays");
}

#[test]
fn nothing_that_was_written_is_lost_by_writing_over_it() {
    let marked = Marked::new(|sample| sample);
    let mut grade = stored(&marked.grade(responses()));
    grade.mark_item("essay", marking(1), marked.teacher, start()).unwrap();
    grade.mark_item("essay", marking(2), marked.teacher, start().plus_seconds(1)).unwrap();
    grade.write_feedback("good".into(), marked.teacher, start());
    grade.write_feedback("good".into(), marked.teacher, start());
    grade.write_feedback("better".into(), marked.teacher, start());
    let what: Vec<_> = grade.unsaved().iter().map(|change| &change.what).collect();
    assert_eq!(what.len(), 4, "the same words again are no change: {what:?}");
    let Change::ItemMarked { before: Some(before), after, earned_before, .. } = what[1] else { panic!("{what:?}") };
    assert_eq!((before.points, after.points), (Points::whole(1), Points::whole(2)));
    assert_eq!(*earned_before, Some(Points::whole(1)));
    assert_eq!(*what[3], Change::FeedbackWritten { before: "good".into(), after: "better".into() });
    assert_eq!(grade.record().version, 2, "one save, however many changes");
}

#[test]
fn a_released_grade_stays_released_and_tells_its_new_points() {
    let marked = Marked::new(|sample| sample.automatic().immediate());
    let mut grade = stored(&marked.grade(responses()));
    grade.mark_item("capital", overriding(Points::whole(2)), marked.teacher, start()).unwrap();
    assert_eq!(kinds(&grade), Vec::<String>::new(), "the same points are no news");
    grade.mark_item("capital", overriding(Points::whole(1)), marked.teacher, start()).unwrap();
    assert_eq!(grade.record().state, GradeState::Released);
    let released: GradingReleased = grade.events(&marked.ids)[0].data().unwrap();
    assert_eq!(released.points, 4_000_000);
}

#[test]
fn a_result_is_released_and_recalled_and_other_ways_are_named() {
    let marked = Marked::new(|sample| sample);
    let mut grade = marked.grade(responses());
    let refused = grade.release(Some(marked.teacher), start()).unwrap_err();
    assert_eq!(refused.to_string(), "a partially_graded grade can't become released");
    grade.mark_item("essay", marking(0), marked.teacher, start()).unwrap();
    let refused = grade.recall(marked.teacher, start()).unwrap_err();
    assert_eq!(refused, GradeError::Transition { from: GradeState::Graded, to: GradeState::Graded });
    grade.release(Some(marked.teacher), start()).unwrap();
    assert!(grade.release(Some(marked.teacher), start()).is_err());
    grade.recall(marked.teacher, start()).unwrap();
    assert_eq!((grade.record().state, grade.record().released_at), (GradeState::Graded, None));
    assert_eq!(kinds(&grade), ["awaiting_marker", "completed", "released", "recalled"]);
}

#[derive(Debug, Clone)]
enum Command {
    Mark { item: usize, points: i64, reason: bool },
    Feedback(String),
    Release,
    Recall,
    Again,
    Store,
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (0..4_usize, -2_000_000..6_000_000_i64, any::<bool>())
            .prop_map(|(item, points, reason)| Command::Mark { item, points, reason }),
        1 => "[a-c]{0,2}".prop_map(Command::Feedback),
        1 => Just(Command::Release),
        1 => Just(Command::Recall),
        1 => Just(Command::Again),
        2 => Just(Command::Store),
    ]
}

proptest! {
    #[test]
    fn whatever_is_done_the_states_the_sums_and_the_history_hold(
        immediate in any::<bool>(),
        readable in any::<bool>(),
        commands in proptest::collection::vec(command(), 0..25),
    ) {
        let marked = Marked::new(|sample| if immediate { sample.immediate() } else { sample });
        let key = marked.sample.key();
        let mut grade = marked.grade(if readable { responses() } else { json!(7) });
        let mut sequences: Vec<u64> = Vec::new();
        for command in commands {
            let before = grade.clone();
            let result = match command {
                Command::Mark { item, points, reason } => {
                    let item = ["capital", "answer", "essay", "none"][item];
                    let reason = reason.then(|| "because".to_owned());
                    let marking = Marking { points: Points::from_millionths(points), comment: String::new(), reason };
                    grade.mark_item(item, marking, marked.teacher, start())
                }
                Command::Feedback(text) => {
                    grade.write_feedback(text, marked.teacher, start());
                    Ok(())
                }
                Command::Release => grade.release(Some(marked.teacher), start()),
                Command::Recall => grade.recall(marked.teacher, start()),
                Command::Again => grade.mark_again(&key, marked.teacher, start()),
                Command::Store => {
                    sequences.extend(grade.events(&marked.ids).iter().map(|event| event.sequence));
                    grade = stored(&grade);
                    Ok(())
                }
            };
            if result.is_err() {
                prop_assert_eq!(&grade, &before, "a refusal changes nothing");
            }
            let record = grade.record();
            let legal: &[GradeState] = match before.record().state {
                GradeState::Pending => &[GradeState::Pending],
                GradeState::PartiallyGraded => {
                    &[GradeState::PartiallyGraded, GradeState::Graded, GradeState::Released]
                }
                GradeState::Graded | GradeState::Released => &[GradeState::Graded, GradeState::Released],
            };
            prop_assert!(legal.contains(&record.state), "{} → {}", before.record().state, record.state);
            prop_assert_eq!(record.state.is_complete(), readable && grade.waiting() == 0);
            prop_assert_eq!(record.released_at.is_some(), record.state == GradeState::Released);
            for item in &record.items {
                let earned = item.earned().unwrap_or_default();
                prop_assert!(item.minimum <= earned && earned <= item.maximum());
            }
            let sum: i64 = record.items.iter().map(|item| item.earned().unwrap_or_default().millionths()).sum();
            prop_assert_eq!(grade.totals().points.millionths(), sum.max(0));
            let first = record.changes - grade.unsaved().len() as u64;
            for (place, change) in grade.unsaved().iter().enumerate() {
                prop_assert_eq!(change.number, first + place as u64 + 1);
            }
            for pair in grade.unsaved().windows(2) {
                prop_assert_eq!(pair[0].after, pair[1].before, "history has no gaps");
            }
            let versions = record.version - before.record().version;
            prop_assert!(versions <= 1, "one save is one version");
        }
        sequences.extend(grade.events(&marked.ids).iter().map(|event| event.sequence));
        prop_assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
    }

    #[test]
    fn marking_is_the_same_each_time(text in "\\PC{0,12}", chosen in "(rome|paris|london|)") {
        let marked = Marked::new(Sample::automatic);
        let given = json!({
            "capital": {"type": "choice", "chosen": chosen},
            "answer": {"type": "numeric", "text": text},
        });
        let items = |grade: Grade| grade.record().items.clone();
        prop_assert_eq!(items(marked.grade(given.clone())), items(marked.grade(given)));
    }
}

#[test]
fn the_rules_of_the_version_go_with_the_grade() {
    let review = Review { marks: false, responses: false, keys: true, explanations: false };
    let marked = Marked::new(|mut sample| {
        sample.marking.review = review;
        sample
    });
    assert_eq!(marked.grade(responses()).record().marking.review, review);
}
