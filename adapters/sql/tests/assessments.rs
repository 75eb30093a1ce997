//! The contract of the assessments service's ports, on every database.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::sync::Arc;

use pediafor_assessments::{
    Assessment, AssessmentCatalogue, AssessmentRepository, AssessmentSummary, AuthoredFilter, Content, Moment,
    OfferedFilter, Search, State, StudentView, VersionState, samples,
};
use pediafor_kernel::{
    AssessmentId, Changes, Event, EventData, EventPublisher, IdSource, Once, PageRequest, PortError, Timestamp, UserId,
    VersionId,
    events::{AssessmentCreated, AssessmentKeyPublished, AssessmentPublished, Audience},
    mock::Counting,
    once::{Receipt, Receipts},
};
use pediafor_sql::{Database, Relay, Service, SqlReceipts, assessments::SqlAssessments};
use support::{at, clock, on_each};

const SERVICE: Service = Service::Assessments;

/// A store, ids that sort by the time they were made, and a time that goes on.
struct Room {
    database: Database,
    store: SqlAssessments,
    ids: Counting,
    now: Timestamp,
}

impl Room {
    fn new(database: Database) -> Self {
        let store = SqlAssessments::new(database.clone());
        Self { database, store, ids: Counting::default(), now: at("2026-03-01T09:00:00.123456Z") }
    }

    fn moment(&self) -> Moment<'_> {
        Moment { now: self.now, ids: &self.ids }
    }

    fn later(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
    }

    async fn created(&self, owner: UserId, content: Content) -> Assessment {
        let id = AssessmentId::from_uuid(self.ids.next());
        let (assessment, events) = Assessment::create(id, owner, content, &self.moment()).unwrap();
        self.store.save(&assessment, &Changes::events(events)).await.unwrap();
        assessment
    }

    async fn changed(
        &self,
        assessment: &mut Assessment,
        change: impl FnOnce(&mut Assessment, &Moment<'_>) -> Result<Vec<Event>, pediafor_assessments::AssessmentError>,
    ) {
        let events = change(assessment, &self.moment()).unwrap();
        self.store.save(assessment, &Changes::events(events)).await.unwrap();
    }

    async fn publish(&self, assessment: &mut Assessment) {
        let id = VersionId::from_uuid(self.ids.next());
        self.changed(assessment, |assessment, at| assessment.publish(id, at)).await;
    }

    async fn find(&self, id: AssessmentId) -> Option<Assessment> {
        self.store.find(id).await.unwrap()
    }

    /// Everything that waits in the outbox, oldest first.
    async fn events(&self) -> Vec<Event> {
        let recorder = Arc::new(Recorder::default());
        let time = clock();
        time.set(self.now.plus_seconds(60));
        let relay = Relay::new(self.database.clone(), recorder.clone(), time);
        while !relay.turn().await.unwrap().is_idle() {}
        recorder.0.lock().unwrap().clone()
    }
}

#[derive(Default)]
struct Recorder(std::sync::Mutex<Vec<Event>>);

#[async_trait::async_trait]
impl EventPublisher for Recorder {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        self.0.lock().unwrap().extend_from_slice(events);
        events.iter().map(|_| Ok(())).collect()
    }
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(uuid::Uuid::from_u128(number << 64))
}

fn titled(title: &str) -> Content {
    Content { title: title.to_owned(), ..samples::content() }
}

#[tokio::test]
async fn an_assessment_is_read_as_it_was_saved_in_every_state() {
    on_each(SERVICE, async |database| {
        let mut room = Room::new(database);
        let mut content = samples::content();
        content.title = "Licht & Linsen: “Übung” 😀".into();
        content.sitting.opens_at = Some(at("2026-03-02T08:00:00.000001Z"));
        content.sitting.closes_at = Some(at("2026-03-03T08:00:00Z"));
        content.sitting.duration_seconds = Some(5400);
        content.sitting.audience = Audience::Students { students: vec![user(7), user(8)] };
        content.marking.pass_percent = Some(50);
        let mut assessment = room.created(user(1), content).await;
        assert_eq!(room.find(assessment.id()).await.as_ref(), Some(&assessment));
        assert_eq!(room.find(AssessmentId::from_uuid(uuid::Uuid::max())).await, None);

        room.later(1);
        let publish_at = room.now.plus_seconds(3600);
        room.changed(&mut assessment, |assessment, at| assessment.schedule(publish_at, at)).await;
        assert_eq!(room.find(assessment.id()).await.as_ref(), Some(&assessment));
        for state in [State::Published, State::Closed, State::Archived] {
            room.later(1);
            match state {
                State::Published => room.publish(&mut assessment).await,
                State::Closed => room.changed(&mut assessment, Assessment::close).await,
                _ => room.changed(&mut assessment, Assessment::archive).await,
            }
            let found = room.find(assessment.id()).await.unwrap();
            assert_eq!((&found, found.state()), (&assessment, state));
            let version = room.store.find_version(assessment.id(), 1).await.unwrap().unwrap();
            assert_eq!(Some(version), assessment.newest_version());
        }
    })
    .await;
}

#[tokio::test]
async fn every_digit_of_a_key_survives_the_store() {
    on_each(SERVICE, async |database| {
        let room = Room::new(database);
        let mut content = samples::content();
        content.sections[1].items[3] = serde_json::from_str(
            r#"{"id": "q9", "body": "h?", "points": 0.333333, "interaction": {"type": "numeric", "keys": [
                {"value": 6.62607015e-34, "fraction": "1/3"}, {"value": 602214076000000000000000},
                {"value": "3.14159265358979323846", "tolerance": {"rule": "relative", "within": 0.1}}, {"value": 1e23},
                {"value": -0.1}]}}"#,
        )
        .unwrap();
        let assessment = room.created(user(1), content.clone()).await;
        assert_eq!(room.find(assessment.id()).await.unwrap().content(), &content);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_what_somebody_else_has_changed_is_stale_and_leaves_nothing() {
    on_each(SERVICE, async |database| {
        let room = Room::new(database);
        let mut mine = room.created(user(1), samples::content()).await;
        let mut theirs = mine.clone();
        room.changed(&mut mine, |assessment, at| assessment.edit(titled("Mine"), at)).await;

        let events = theirs.edit(titled("Theirs"), &room.moment()).unwrap();
        let error = room.store.save(&theirs, &Changes::events(events)).await.unwrap_err();
        assert!(error.is_stale(), "{error:?}");
        let mut deleted = mine.clone();
        let events = deleted.delete(&room.moment()).unwrap();
        room.store.delete(&deleted, &Changes::events(events)).await.unwrap();
        let error = room.store.delete(&deleted, &Changes::default()).await.unwrap_err();
        assert!(error.is_stale(), "{error:?}");
        assert_eq!(room.find(mine.id()).await, None);
        assert_eq!(room.events().await.len(), 3, "created, updated, deleted");
    })
    .await;
}

#[tokio::test]
async fn an_id_or_a_receipt_that_is_taken_is_a_conflict_and_leaves_nothing() {
    on_each(SERVICE, async |database| {
        let room = Room::new(database.clone());
        let (first, events) =
            Assessment::create(AssessmentId::from_uuid(room.ids.next()), user(1), titled("First"), &room.moment())
                .unwrap();
        let once = Once { user: user(1), operation: "assessment.create", key: "k".into(), fingerprint: [1; 32] };
        let receipt = Receipt { once: once.clone(), result: "first".into(), at: room.now };
        let changes = Changes { events, receipt: Some(receipt.clone()) };
        room.store.save(&first, &changes).await.unwrap();
        assert_eq!(SqlReceipts::new(database).find(&once).await.unwrap(), Some(receipt.clone()));

        let error = room.store.save(&first, &Changes::default()).await.unwrap_err();
        assert!(error.is_conflict(), "{error:?}");
        let id = AssessmentId::from_uuid(room.ids.next());
        let (second, events) = Assessment::create(id, user(1), titled("Second"), &room.moment()).unwrap();
        let error = room.store.save(&second, &Changes { events, receipt: Some(receipt) }).await.unwrap_err();
        assert!(error.is_conflict(), "{error:?}");
        assert_eq!(room.find(id).await, None);
        assert_eq!(room.events().await, changes.events);
    })
    .await;
}

#[tokio::test]
async fn what_a_version_holds_stays_when_the_next_one_is_written_and_published() {
    on_each(SERVICE, async |database| {
        let mut room = Room::new(database);
        let mut assessment = room.created(user(1), titled("First")).await;
        room.publish(&mut assessment).await;
        let first = assessment.newest_version().unwrap();
        room.later(1);
        room.changed(&mut assessment, Assessment::begin_new_version).await;
        room.changed(&mut assessment, |assessment, at| assessment.edit(titled("Second"), at)).await;
        let stored = room.store.find_version(assessment.id(), 1).await.unwrap().unwrap();
        assert_eq!(stored, first);
        assert_eq!(room.store.find_version(assessment.id(), 2).await.unwrap(), None);

        room.later(1);
        room.publish(&mut assessment).await;
        let stored = room.store.find_version(assessment.id(), 1).await.unwrap().unwrap();
        assert_eq!((stored.content, stored.version.state), (first.content, VersionState::Closed));
        assert_eq!(stored.version.closed_at, Some(room.now));
        let second = room.store.find_version(assessment.id(), 2).await.unwrap();
        assert_eq!(second, assessment.newest_version());
        assert_eq!(room.find(assessment.id()).await.unwrap(), assessment);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_what_a_version_holds() {
    on_each(SERVICE, async |database| {
        use sea_orm::ConnectionTrait;

        let room = Room::new(database.clone());
        let mut assessment = room.created(user(1), titled("First")).await;
        room.publish(&mut assessment).await;
        let tx = database.begin().await.unwrap();
        let refused = tx.connection().execute_unprepared("UPDATE assessment_versions SET title = 'Other'").await;
        let error = refused.unwrap_err().to_string();
        assert!(error.contains("what a published version holds is never changed"), "{error}");
        drop(tx);
        let tx = database.begin().await.unwrap();
        let allowed = tx.connection().execute_unprepared("UPDATE assessment_versions SET state = 'closed'").await;
        assert_eq!(allowed.unwrap().rows_affected(), 1);
    })
    .await;
}

#[tokio::test]
async fn publishing_stores_its_events_with_it() {
    on_each(SERVICE, async |database| {
        let room = Room::new(database);
        let mut assessment = room.created(user(1), samples::content()).await;
        room.publish(&mut assessment).await;
        let events = room.events().await;
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, [AssessmentCreated::TYPE, AssessmentPublished::TYPE, AssessmentKeyPublished::TYPE]);
        let published: AssessmentPublished = events[1].data().unwrap();
        assert_eq!(published.paper, serde_json::to_value(assessment.content().paper()).unwrap());
    })
    .await;
}

#[tokio::test]
async fn drafts_whose_time_has_come_are_found_longest_due_first() {
    on_each(SERVICE, async |database| {
        let room = Room::new(database);
        let mut due = Vec::new();
        for seconds in [30, 10, 20, 600] {
            let mut assessment = room.created(user(1), samples::content()).await;
            let publish_at = room.now.plus_seconds(seconds);
            room.changed(&mut assessment, |assessment, at| assessment.schedule(publish_at, at)).await;
            due.push(assessment.id());
        }
        let expected = [due[1], due[2], due[0]];
        assert_eq!(room.store.due(room.now.plus_seconds(9), 10).await.unwrap(), []);
        assert_eq!(room.store.due(room.now.plus_seconds(30), 10).await.unwrap(), expected);
        assert_eq!(room.store.due(room.now.plus_seconds(30), 2).await.unwrap(), expected[..2]);
        let mut first = room.find(due[1]).await.unwrap();
        room.changed(&mut first, Assessment::unschedule).await;
        assert_eq!(room.store.due(room.now.plus_seconds(30), 10).await.unwrap(), expected[1..]);
    })
    .await;
}

#[tokio::test]
async fn an_authors_list_is_narrowed_and_comes_in_pages_newest_first() {
    on_each(SERVICE, async |database| {
        let mut room = Room::new(database);
        let mut made = Vec::new();
        for number in 0..7 {
            let subject = if number % 2 == 0 { "Physics" } else { "ÜBUNG 100%" };
            let content = Content { subject: subject.into(), ..titled(&format!("Test_{number}")) };
            made.push(room.created(user(u128::from(number % 3 == 0) + 1), content).await);
            if number % 2 == 0 {
                room.later(1);
            }
        }
        room.publish(&mut made[3]).await;
        made.reverse();

        let everything = AuthoredFilter::default();
        let mut page = PageRequest::new(Some(3), None);
        let mut seen = Vec::new();
        loop {
            let rows = room.store.authored(&everything, &page).await.unwrap();
            assert!(rows.items.len() <= 3);
            seen.extend(rows.items);
            match rows.next {
                Some(next) => page = PageRequest::new(Some(3), Some(next)),
                None => break,
            }
        }
        assert_eq!(seen, made.iter().map(AssessmentSummary::of).collect::<Vec<_>>());

        let titles = async |filter: AuthoredFilter| -> Vec<String> {
            let page = room.store.authored(&filter, &PageRequest::default()).await.unwrap();
            page.items.into_iter().map(|row| row.title).collect()
        };
        let searching = |search| AuthoredFilter { search, ..AuthoredFilter::default() };
        let text = |text: &str| searching(Search { text: Some(text.into()), subject: None });
        let subject = |subject: &str| searching(Search { subject: Some(subject.into()), text: None });
        let owner = AuthoredFilter { owner: Some(user(2)), ..AuthoredFilter::default() };
        assert_eq!(titles(owner).await, ["Test_6", "Test_3", "Test_0"]);
        let published = AuthoredFilter { state: Some(State::Published), ..AuthoredFilter::default() };
        assert_eq!(titles(published).await, ["Test_3"]);
        assert_eq!(titles(text("TEST_4")).await, ["Test_4"]);
        assert_eq!(titles(text("übung")).await, ["Test_5", "Test_3", "Test_1"]);
        assert_eq!(titles(text("0%")).await, ["Test_5", "Test_3", "Test_1"]);
        assert_eq!(titles(text("_")).await.len(), 7);
        for nothing in ["%", "t__t", "\\", "'", "Test%4"] {
            let found = titles(text(nothing)).await;
            assert_eq!(found.len(), if nothing == "%" { 3 } else { 0 }, "{nothing}: {found:?}");
        }
        assert_eq!(titles(subject("übung 100%")).await, ["Test_5", "Test_3", "Test_1"]);
        assert_eq!(titles(subject("übung")).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_student_is_offered_what_is_published_for_them_and_not_over() {
    on_each(SERVICE, async |database| {
        let mut room = Room::new(database);
        let mut published = Vec::new();
        let mut rules = [samples::content().sitting, samples::content().sitting, samples::content().sitting];
        rules[1].audience = Audience::Students { students: vec![user(7)] };
        rules[1].closes_at = Some(room.now.plus_seconds(100));
        rules[2].audience = Audience::Students { students: vec![user(8), user(9)] };
        rules[2].opens_at = Some(room.now.plus_seconds(100));
        for (sitting, title) in rules.into_iter().zip(["All", "Seven", "Eight"]) {
            let mut assessment = room.created(user(1), Content { sitting, ..titled(title) }).await;
            room.publish(&mut assessment).await;
            published.push(assessment);
            room.later(1);
        }
        room.created(user(1), titled("Draft")).await;
        let offered = async |student, now, search| -> Vec<StudentView> {
            let filter = OfferedFilter { student, now, search };
            room.store.offered(&filter, &PageRequest::default()).await.unwrap().items
        };
        let view = |assessment: &Assessment| StudentView::of(&assessment.newest_version().unwrap());
        let search = Search::default;
        let seven = offered(user(7), room.now, search()).await;
        assert_eq!(seven, [view(&published[1]), view(&published[0])]);
        assert_eq!(offered(user(9), room.now, search()).await, [view(&published[2]), view(&published[0])]);
        assert_eq!(offered(user(10), room.now, search()).await, [view(&published[0])]);
        let closes_at = published[1].content().sitting.closes_at.unwrap();
        assert_eq!(offered(user(7), closes_at, search()).await.len(), 2, "the last instant is inside");
        assert_eq!(offered(user(7), closes_at.plus_millis(1), search()).await, [view(&published[0])]);
        let wanted = Search { text: Some("sev".into()), subject: Some("PHYSICS".into()) };
        assert_eq!(offered(user(7), room.now, wanted).await, [view(&published[1])]);

        let filter = OfferedFilter { student: user(7), now: room.now, search: search() };
        let first = room.store.offered(&filter, &PageRequest::new(Some(1), None)).await.unwrap();
        let second = room.store.offered(&filter, &PageRequest::new(Some(1), first.next)).await.unwrap();
        assert_eq!((second.items, second.next), (vec![view(&published[0])], None));

        let id = published[1].id();
        assert_eq!(room.store.find_offered(id, user(7)).await.unwrap(), Some(view(&published[1])));
        assert_eq!(room.store.find_offered(id, user(9)).await.unwrap(), None);
        room.changed(&mut published[1], Assessment::close).await;
        assert_eq!(room.store.find_offered(id, user(7)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn of_many_who_publish_at_once_one_succeeds() {
    on_each(SERVICE, async |database| {
        let room = Room::new(database.clone());
        let assessment = room.created(user(1), samples::content()).await;
        let tries = (0..8).map(|_| {
            let (store, mut mine) = (room.store.clone(), assessment.clone());
            let id = VersionId::from_uuid(room.ids.next());
            let events = mine.publish(id, &room.moment()).unwrap();
            tokio::spawn(async move { store.save(&mine, &Changes::events(events)).await })
        });
        let mut won = 0;
        for attempt in tries.collect::<Vec<_>>() {
            match attempt.await.unwrap() {
                Ok(()) => won += 1,
                Err(error) => assert!(error.is_stale(), "{error:?}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(room.find(assessment.id()).await.unwrap().versions().len(), 1);
        assert_eq!(room.events().await.len(), 3);
    })
    .await;
}
