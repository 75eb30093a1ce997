use pediafor_grading::{Item, PaperMaterial};
use pediafor_kernel::{
    AssessmentId, Event, EventData, IdSource, Timestamp, UserId, VersionId,
    events::{
        AssessmentArchived, AssessmentClosed, AssessmentCreated, AssessmentKeyPublished, AssessmentPublished,
        AssessmentUpdated, Audience,
    },
    mock::Counting,
};
use proptest::prelude::*;

use super::{Assessment, Moment};
use crate::{AssessmentError, AssessmentVersion, Content, State, VersionState, samples};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-03-01T09:00:00Z")
}

fn draft(ids: &Counting) -> Assessment {
    let moment = Moment { now: now(), ids };
    let (id, owner) = (AssessmentId::from_uuid(ids.next()), UserId::from_uuid(ids.next()));
    Assessment::create(id, owner, samples::content(), &moment).unwrap().0
}

fn version_id(ids: &Counting) -> VersionId {
    VersionId::from_uuid(ids.next())
}

fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

#[test]
fn publishing_raises_the_paper_without_keys_and_the_keys_apart() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let events = assessment.publish(version_id(&ids), &Moment { now: now(), ids: &ids }).unwrap();
    assert_eq!(kinds(&events), [AssessmentPublished::TYPE, AssessmentKeyPublished::TYPE]);
    assert!(events.iter().all(|event| event.subject == assessment.id().to_string() && event.sequence == 2));

    let published: AssessmentPublished = events[0].data().unwrap();
    let paper: PaperMaterial = serde_json::from_value(published.paper.clone()).unwrap();
    assert_eq!(paper, assessment.content().paper());
    assert_eq!(paper.sections.iter().map(|section| section.items.len()).collect::<Vec<_>>(), [5, 5]);
    let text = events[0].data.to_string();
    for secret in ["secret", "\"key", "scoring", "marking_guide", "fraction", "tolerance", "7.25", "0.515625", "pairs"]
    {
        assert!(!text.contains(secret), "{secret} in {text}");
    }

    let key: AssessmentKeyPublished = events[1].data().unwrap();
    let items: Vec<Item> = serde_json::from_value(key.items).unwrap();
    assert_eq!(items, assessment.content().items().cloned().collect::<Vec<_>>());
    assert_eq!((key.version, key.number), (published.version, published.number));
}

#[test]
fn publishing_the_next_version_closes_the_one_before_and_keeps_what_it_held() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let moment = Moment { now: now(), ids: &ids };
    assessment.publish(version_id(&ids), &moment).unwrap();
    let first = assessment.newest_version().unwrap();

    assessment.begin_new_version(&moment).unwrap();
    assert_eq!(assessment.state(), State::Draft);
    assert_eq!(assessment.open_version().map(|version| version.number), Some(1), "students go on sitting it");
    let content = Content { title: "Light and lenses, again".into(), ..samples::content() };
    assessment.edit(content.clone(), &moment).unwrap();

    let later = Moment { now: now().plus_seconds(60), ids: &ids };
    let events = assessment.publish(version_id(&ids), &later).unwrap();
    assert_eq!(kinds(&events), [AssessmentClosed::TYPE, AssessmentPublished::TYPE, AssessmentKeyPublished::TYPE]);
    let closed: AssessmentClosed = events[0].data().unwrap();
    assert_eq!(closed.version, first.version.id);
    assert_eq!(assessment.versions()[0].state, VersionState::Closed);
    assert_eq!(assessment.versions()[0].closed_at, Some(later.now));
    let second = assessment.newest_version().unwrap();
    assert_eq!((second.version.number, &second.content), (2, &content));
    assert_eq!(first.content, samples::content());
}

#[test]
fn a_scheduled_draft_is_left_alone_until_it_is_unscheduled() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let moment = Moment { now: now(), ids: &ids };
    let past = assessment.schedule(now(), &moment);
    assert_eq!(past, Err(AssessmentError::ScheduledInThePast { publish_at: now() }));

    let publish_at = now().plus_seconds(3600);
    assessment.schedule(publish_at, &moment).unwrap();
    assert_eq!((assessment.state(), assessment.publish_at()), (State::Scheduled, Some(publish_at)));
    let refused = assessment.edit(samples::content(), &moment);
    assert_eq!(refused, Err(AssessmentError::NotEditable { state: State::Scheduled }));

    assessment.unschedule(&moment).unwrap();
    assert_eq!((assessment.state(), assessment.publish_at()), (State::Draft, None));
    assessment.edit(samples::content(), &moment).unwrap();
}

#[test]
fn a_draft_can_not_be_scheduled_for_after_its_window_has_closed() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let moment = Moment { now: now(), ids: &ids };
    let mut content = samples::content();
    content.sitting.closes_at = Some(now().plus_seconds(60));
    assessment.edit(content, &moment).unwrap();
    let refused = assessment.schedule(now().plus_seconds(120), &moment);
    assert!(
        matches!(&refused, Err(AssessmentError::NotPublishable(faults)) if faults[0].pointer == "/sitting/closes_at"),
        "{refused:?}"
    );
    assessment.schedule(now().plus_seconds(30), &moment).unwrap();
}

#[test]
fn everything_that_keeps_a_draft_from_being_sat_is_told_at_once() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let moment = Moment { now: now(), ids: &ids };
    let mut content = samples::content();
    content.sections[1].items[1] = serde_json::from_value(serde_json::json!({
        "id": "q7", "body": "Match.", "points": 1,
        "interaction": {"type": "matching", "pairs": [],
            "sources": [{"id": "s", "text": "S"}], "targets": [{"id": "t", "text": "T"}, {"id": "u", "text": "U"}]},
    }))
    .unwrap();
    content.sitting.duration_seconds = Some(0);
    content.sitting.opens_at = Some(at("2026-03-02T09:00:00Z"));
    content.sitting.closes_at = Some(at("2026-02-02T09:00:00Z"));
    content.sitting.audience = Audience::Students { students: Vec::new() };
    assessment.edit(content, &moment).unwrap();

    let before = assessment.clone();
    let Err(AssessmentError::NotPublishable(faults)) = assessment.publish(version_id(&ids), &moment) else {
        panic!("it was published");
    };
    let told: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), &*fault.code)).collect();
    assert!(
        told.iter().any(|(pointer, code)| pointer.starts_with("/sections/1/items/1/interaction") && *code == "no_key"),
        "{told:?}"
    );
    for expected in [
        ("/sitting/duration_seconds", "zero"),
        ("/sitting/closes_at", "before_opening"),
        ("/sitting/closes_at", "past"),
        ("/sitting/audience/students", "empty"),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    assert_eq!(assessment, before);
}

#[test]
fn a_copy_holds_everything_and_its_title_fits() {
    let ids = Counting::default();
    let mut original = draft(&ids);
    let moment = Moment { now: now(), ids: &ids };
    let content = Content { title: "x".repeat(200), ..samples::content() };
    original.edit(content.clone(), &moment).unwrap();
    original.publish(version_id(&ids), &moment).unwrap();

    let (id, owner) = (AssessmentId::from_uuid(ids.next()), UserId::from_uuid(ids.next()));
    let (copy, events) = Assessment::duplicate(&original, id, owner, &moment).unwrap();
    assert_eq!(kinds(&events), [AssessmentCreated::TYPE]);
    assert_eq!((copy.state(), copy.version(), copy.owner(), copy.versions()), (State::Draft, 1, owner, &[][..]));
    let title = format!("Copy of {}", "x".repeat(192));
    assert_eq!(copy.content(), &Content { title, ..content });
}

#[test]
fn what_was_published_is_not_deleted() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let moment = Moment { now: now(), ids: &ids };
    assert!(assessment.clone().delete(&moment).is_ok());
    assessment.publish(version_id(&ids), &moment).unwrap();
    assert_eq!(assessment.delete(&moment), Err(AssessmentError::EverPublished));
}

#[test]
fn a_refusal_names_both_states() {
    let ids = Counting::default();
    let mut assessment = draft(&ids);
    let error = assessment.close(&Moment { now: now(), ids: &ids }).unwrap_err();
    assert_eq!(error, AssessmentError::IllegalTransition { from: State::Draft, to: State::Closed });
    assert_eq!(error.to_string(), "an assessment that is draft can't become closed");
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Edit,
    Schedule,
    Unschedule,
    Publish,
    Close,
    Archive,
    BeginNewVersion,
}

/// What the states table says, told a second time: is there a draft (and is it scheduled), and where does each
/// published version stand?
#[derive(Debug, Clone, PartialEq)]
struct Model {
    draft: Option<State>,
    versions: Vec<VersionState>,
}

impl Model {
    fn state(&self) -> State {
        self.draft.unwrap_or_else(|| self.versions.last().map_or(State::Draft, |state| state.of_assessment()))
    }

    /// The model after `command`, and the events that tells of it; nothing where the command is refused.
    fn after(&self, command: Command) -> Option<(Self, Vec<&'static str>)> {
        let mut next = self.clone();
        let open = next.versions.iter_mut().find(|state| **state == VersionState::Published);
        let events = match (command, self.draft, open) {
            (Command::Edit, Some(State::Draft), _) => vec![AssessmentUpdated::TYPE],
            (Command::Schedule, Some(State::Draft), _) => {
                next.draft = Some(State::Scheduled);
                vec![AssessmentUpdated::TYPE]
            }
            (Command::Unschedule, Some(State::Scheduled), _) | (Command::BeginNewVersion, None, _) => {
                next.draft = Some(State::Draft);
                vec![AssessmentUpdated::TYPE]
            }
            (Command::Publish, Some(_), open) => {
                let mut events = vec![AssessmentPublished::TYPE, AssessmentKeyPublished::TYPE];
                if let Some(open) = open {
                    *open = VersionState::Closed;
                    events.insert(0, AssessmentClosed::TYPE);
                }
                next.draft = None;
                next.versions.push(VersionState::Published);
                events
            }
            (Command::Close, _, Some(open)) => {
                *open = VersionState::Closed;
                vec![AssessmentClosed::TYPE]
            }
            (Command::Archive, _, None) if self.versions.contains(&VersionState::Closed) => {
                let mut events = Vec::new();
                for state in next.versions.iter_mut().filter(|state| **state == VersionState::Closed) {
                    *state = VersionState::Archived;
                    events.push(AssessmentArchived::TYPE);
                }
                events
            }
            _ => return None,
        };
        Some((next, events))
    }
}

fn command() -> impl Strategy<Value = Command> {
    use Command::{Archive, BeginNewVersion, Close, Edit, Publish, Schedule, Unschedule};
    prop::sample::select(vec![Edit, Schedule, Unschedule, Publish, Close, Archive, BeginNewVersion])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_sequence_of_commands_goes_as_the_states_table_says(commands in prop::collection::vec(command(), 1..40)) {
        let ids = Counting::default();
        let mut assessment = draft(&ids);
        let mut model = Model { draft: Some(State::Draft), versions: Vec::new() };
        let mut published: Vec<AssessmentVersion> = Vec::new();
        let mut moment = Moment { now: now(), ids: &ids };

        for (step, command) in commands.into_iter().enumerate() {
            moment.now = moment.now.plus_seconds(60);
            let content = Content { title: format!("Edition {step}"), ..samples::content() };
            let before = assessment.clone();
            let change = match command {
                Command::Edit => assessment.edit(content, &moment),
                Command::Schedule => assessment.schedule(moment.now.plus_seconds(1), &moment),
                Command::Unschedule => assessment.unschedule(&moment),
                Command::Publish => assessment.publish(version_id(&ids), &moment),
                Command::Close => assessment.close(&moment),
                Command::Archive => assessment.archive(&moment),
                Command::BeginNewVersion => assessment.begin_new_version(&moment),
            };
            match (change, model.after(command)) {
                (Ok(events), Some((next, expected))) => {
                    prop_assert_eq!(kinds(&events), expected, "{:?} from {:?}", command, model);
                    prop_assert_eq!(assessment.version(), before.version() + 1);
                    prop_assert_eq!(assessment.updated_at(), moment.now);
                    prop_assert!(events.iter().all(|event| event.sequence == assessment.version()));
                    model = next;
                }
                (Err(error), None) => {
                    prop_assert_eq!(&assessment, &before, "{} changed it", error);
                    let told = matches!(
                        error,
                        AssessmentError::IllegalTransition { .. } | AssessmentError::NotEditable { .. }
                    );
                    prop_assert!(told, "{:?}", error);
                }
                (change, expected) => {
                    prop_assert!(false, "{:?} from {:?}: {:?}, expected {:?}", command, model, change, expected);
                }
            }
            if assessment.versions().len() > published.len() {
                published.extend(assessment.newest_version());
            }
            let states: Vec<_> = assessment.versions().iter().map(|version| version.state).collect();
            prop_assert_eq!(states, model.versions.clone());
            prop_assert_eq!(assessment.state(), model.state());
            prop_assert_eq!(assessment.publish_at().is_some(), assessment.state() == State::Scheduled);
            prop_assert!(assessment.versions().iter().enumerate().all(|(i, version)| version.number as usize == i + 1));
            if let (None, Some(newest)) = (model.draft, published.last()) {
                prop_assert_eq!(assessment.content(), &newest.content, "what is published does not change");
            }
        }
    }
}
