//! Many at once.
//!
//! A ladder of exams on one distributed platform: so many students begin within ten seconds, each reads the paper, saves
//! two answers again and again, and hands in. Requests go by the clock (see [`pediafor_tests::load`]). A rung is carried
//! where nothing at all was refused; the first that is not ends the ladder. On every rung, carried or not, nothing that was
//! acknowledged is lost or done twice, and whoever is refused is told to try again later.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
    time::Duration,
};

use pediafor_kernel::Role;
use pediafor_tests::{
    Client, Exam, Place, Plan, Platform, fixtures, full,
    load::{Clockwork, Figures, Record, Seen, Watch, crowd},
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    sync::Barrier,
    task::JoinSet,
    time::{Instant, sleep},
};
use uuid::Uuid;

/// Within which all students begin.
const WINDOW: Duration = Duration::from_secs(10);
/// What everybody answers: the first question rightly, for two points; the second waits for a person.
const ITEMS: [&str; 2] = ["capital", "essay"];
const POINTS_MILLIONTHS: i64 = 2_000_000;
/// How long after the last was handed in all may take to be marked.
const MARKED_IN: Duration = Duration::from_secs(120);
/// How many students the platform must carry wherever this runs. The ladder tells how many it does.
const AT_LEAST: usize = 500;
/// How many start the same attempt at the same time.
const RACERS: usize = 100;

/// What a student does after the start.
#[derive(Debug, Clone, Copy)]
struct Timetable {
    /// Between two saves, and after the last until handing in.
    every: Duration,
    saves: u32,
}

/// The numbers of students, and what each does.
fn ladder() -> (Vec<usize>, Timetable) {
    if full() {
        (vec![100, 500, 1_000, 2_000, 5_000], Timetable { every: Duration::from_secs(30), saves: 2 })
    } else {
        (vec![100, 500], Timetable { every: Duration::from_secs(4), saves: 2 })
    }
}

/// What one student was told.
#[derive(Debug, Default)]
struct Told {
    student: Uuid,
    submission: Option<Uuid>,
    /// The last sequence that was acknowledged.
    saved: i64,
    handed_in: bool,
}

/// Sits an exam from `begin` on.
async fn sit(client: Client, exam: Arc<Exam>, begin: Instant, table: Timetable, clockwork: Clockwork) -> Told {
    let mut told = Told { student: client.id().parse().expect("an id"), ..Told::default() };
    let start = client.request(Method::POST, "/api/submissions").json(&exam.start());
    let started = clockwork.send("start", begin, &client, start).await;
    let Some(started) = started.filter(|answer| answer.status == 201) else { return told };
    let id = started.text_at("/id");
    told.submission = Some(id.parse().expect("an id"));
    let paper = client.request(Method::GET, &format!("/api/submissions/{id}/paper"));
    clockwork.send("paper", Instant::now(), &client, paper).await;

    // nobody writes before there is a paper
    let ready = Instant::now();
    let mut saving = JoinSet::new();
    for seq in 1..=table.saves {
        let (client, clockwork, id) = (client.clone(), clockwork.clone(), id.clone());
        saving.spawn(async move {
            let path = format!("/api/submissions/{id}/answers");
            let save = client.request(Method::POST, &path).json(&answers(seq));
            let answer = clockwork.send("save", (begin + table.every * seq).max(ready), &client, save).await;
            let outcomes = answer.as_ref().and_then(|answer| answer.body["results"].as_array());
            let saved = outcomes.is_some_and(|all| all.len() == 2 && all.iter().all(|it| it["outcome"] == "saved"));
            if saved { i64::from(seq) } else { 0 }
        });
    }
    told.saved = saving.join_all().await.into_iter().max().unwrap_or_default();

    // whoever hands in has seen their last answer saved
    let end = (begin + table.every * (table.saves + 1)).max(Instant::now());
    let submit = client.request(Method::POST, &format!("/api/submissions/{id}/submit"));
    let submitted = clockwork.send("submit", end, &client, submit).await;
    told.handed_in = submitted.is_some_and(|answer| answer.status == 200);
    told
}

fn answers(seq: u32) -> Value {
    let text =
        format!("Draft {seq}. {}", "Ice is less dense than liquid water, for its molecules stand apart. ".repeat(6));
    let responses = [json!({ "type": "choice", "chosen": "canberra" }), json!({ "type": "essay", "text": text })];
    let answers = ITEMS.into_iter().zip(responses);
    let answers = answers.map(|(item, response)| json!({ "item": item, "seq": seq, "response": response }));
    json!({ "answers": answers.collect::<Vec<_>>() })
}

/// What came of one rung.
struct Rung {
    students: usize,
    figures: Figures,
    seen: Seen,
    /// After the last was handed in: until no event waited in an outbox, and until all were marked and shown to be.
    drained: Option<Duration>,
    marked: Option<Duration>,
    /// What must never happen.
    faults: Vec<String>,
}

impl Rung {
    /// Lets so many students sit a new exam, and compares what they were told with what is held.
    async fn climb(platform: &mut Platform, teacher: &Client, students: usize, table: Timetable) -> Self {
        let exam = Arc::new(Exam::publish(teacher, fixtures::assessment(&format!("{students} at once"))).await);
        let place = platform.place().clone();
        let mut people = crowd(&place, teacher.base(), students + 1);
        // not one of those who count: until the paper has arrived there is nothing to start
        exam.begin(&people.pop().expect("one more")).await;
        let mut record = Record::of(&place, &exam.assessment).await;

        let watch = Watch::begin(platform.cluster()).await;
        let clockwork = Clockwork::default();
        let begin = Instant::now() + Duration::from_secs(1);
        let mut sitting = JoinSet::new();
        for client in people {
            let begin = begin + WINDOW.mul_f64(rand::random());
            sitting.spawn(sit(client, exam.clone(), begin, table, clockwork.clone()));
        }
        let told = sitting.join_all().await;
        let (drained, marked) = drain(&mut record, &told).await;
        let seen = watch.end().await;
        let figures = clockwork.figures();
        let mut faults = compare(&mut record, &told).await;
        faults.extend(figures.faults());
        Self { students, figures, seen, drained, marked, faults }
    }

    /// Why the platform did not carry it, where it did not.
    fn refused(&self) -> Option<String> {
        let failures = self.figures.failures();
        if failures > 0 {
            return Some(format!("{failures} requests were refused or not answered"));
        }
        self.marked.is_none().then(|| format!("not all were marked in {MARKED_IN:?}"))
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} students within {WINDOW:?}:\n{}\n{}", self.students, self.figures, self.seen)?;
        write!(
            f,
            "  after the last was handed in: outboxes empty in {:.1?}, all marked in {:.1?}",
            self.drained, self.marked
        )
    }
}

/// Waits until everything that was handed in is marked, shows it, and no news of it waits.
async fn drain(record: &mut Record, told: &[Told]) -> (Option<Duration>, Option<Duration>) {
    let expected = told.iter().filter(|told| told.handed_in).count() as i64;
    let ended = Instant::now();
    let (mut drained, mut marked) = (None, None);
    while (drained.is_none() || marked.is_none()) && ended.elapsed() < MARKED_IN {
        // the marks raise events of their own, so they are looked at first
        if marked.is_none() && record.marks(0).await.0 >= expected && record.shown().await >= expected {
            marked = Some(ended.elapsed());
        }
        if drained.is_none() && record.waiting().await == [0, 0] {
            drained = Some(ended.elapsed());
        }
        sleep(Duration::from_millis(100)).await;
    }
    (drained, marked)
}

/// What was told and is not so, or is so more than once.
async fn compare(record: &mut Record, told: &[Told]) -> Vec<String> {
    let mut faults = Vec::new();
    let attempts = record.attempts().await;
    let held: HashMap<Uuid, (Uuid, bool)> = attempts.iter().map(|(id, who, ended)| (*id, (*who, *ended))).collect();
    let students: HashSet<Uuid> = attempts.iter().map(|(_, who, _)| *who).collect();
    if students.len() != attempts.len() {
        faults.push(format!("{} students have {} attempts", students.len(), attempts.len()));
    }
    let answers = record.answers().await;
    let (mut handed_in, mut right) = (0, 0);
    for Told { student, submission, saved, handed_in: ended } in told {
        let Some(submission) = submission else { continue };
        handed_in += i64::from(*ended);
        right += i64::from(*ended && *saved > 0);
        match held.get(submission) {
            None => faults.push(format!("the start of {student} is lost")),
            Some((who, _)) if who != student => faults.push(format!("{student} was given the attempt of {who}")),
            Some((_, false)) if *ended => faults.push(format!("{submission} was handed in and is open")),
            Some(_) => {}
        }
        for item in ITEMS {
            let stored = answers.get(&(*submission, item.to_owned())).copied().unwrap_or_default();
            if stored < *saved {
                faults.push(format!("{submission}: {item} is at {stored}, acknowledged {saved}"));
            }
        }
    }
    // a save that was not acknowledged may be stored
    let (marks, with_points) = record.marks(POINTS_MILLIONTHS).await;
    if marks < handed_in || with_points < right {
        faults.push(format!(
            "{handed_in} were handed in, {right} of them right: {with_points} of {marks} marks have points"
        ));
    }
    faults
}

/// The distributed platform as it is shipped, but for addresses.
async fn platform() -> Platform {
    let plan = Plan::default().everywhere("DATABASE_POOL_SIZE", "10");
    Platform::services(Place::with_neighbours().await, plan).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_starts_saves_and_hands_in_at_once_and_nothing_is_lost_or_doubled() {
    let (ladder, table) = ladder();
    let mut platform = platform().await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let mut carried = 0;
    for students in ladder {
        let rung = Rung::climb(&mut platform, &teacher, students, table).await;
        println!("{rung}");
        assert!(rung.faults.is_empty(), "{students} students: {:#?}", rung.faults);
        if let Some(why) = rung.refused() {
            println!("the ladder ends at {students} students: {why}");
            break;
        }
        assert_eq!(rung.figures.with_status("start", 201), students);
        assert_eq!(rung.figures.with_status("submit", 200), students);
        carried = students;
    }
    platform.stop().await;
    assert!(carried >= AT_LEAST, "{carried} students were carried");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_starts_at_once_by_one_student_begin_one_attempt() {
    let students = if full() { 50 } else { 5 };
    let platform = platform().await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("A race")).await;
    let mut people = crowd(platform.place(), teacher.base(), students + 1);
    exam.begin(&people.pop().expect("one more")).await;

    let clockwork = Clockwork::default();
    for student in people {
        let together = Arc::new(Barrier::new(RACERS));
        let mut racing = JoinSet::new();
        for _ in 0..RACERS {
            let (clockwork, together, exam) = (clockwork.clone(), together.clone(), exam.clone());
            let racer = student.clone();
            racing.spawn(async move {
                let start = racer.request(Method::POST, "/api/submissions").json(&exam.start());
                together.wait().await;
                clockwork.send("start", Instant::now(), &racer, start).await
            });
        }
        let answers = racing.join_all().await;
        let ids: HashSet<_> = answers.iter().flatten().map(|answer| answer.text_at("/id")).collect();
        assert_eq!(ids.len(), 1, "all are given the same attempt: {answers:?}");
    }
    let figures = clockwork.figures();
    println!("{students} students, each starting {RACERS} times at once:\n{figures}");
    assert_eq!(figures.failures(), 0);
    assert_eq!(figures.with_status("start", 201), students, "one start a student begins an attempt, the others go on");
    assert_eq!(figures.with_status("start", 200), students * (RACERS - 1));
    let attempts = Record::of(platform.place(), &exam.assessment).await.attempts().await;
    assert_eq!(attempts.len(), students + 1, "one attempt a student");
    platform.stop().await;
}
