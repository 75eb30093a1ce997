use pediafor_kernel::events::SittingRules;
use proptest::prelude::*;

use super::*;
use crate::testing::{answer, at, attempt, submission};

fn hour() -> SittingRules {
    SittingRules { duration_seconds: Some(3600), ..SittingRules::default() }
}

#[test]
fn the_deadline_is_the_end_of_the_working_time_or_of_the_window() {
    let sitting = |duration_seconds, closes_at| SittingRules { duration_seconds, closes_at, ..SittingRules::default() };
    for (sitting, deadline) in [
        (sitting(Some(3600), None), Some(at(3600))),
        (sitting(None, Some(at(5000))), Some(at(5000))),
        (sitting(Some(3600), Some(at(5000))), Some(at(3600))),
        (sitting(Some(3600), Some(at(900))), Some(at(900))),
        (sitting(None, None), None),
    ] {
        assert_eq!(attempt(&sitting).deadline(), deadline, "{sitting:?}");
    }
}

#[test]
fn an_answer_is_in_time_until_the_grace_is_over_to_the_microsecond() {
    let attempt = attempt(&hour());
    let due = at(3605);
    let late = Timestamp::from_micros(due.micros() + 1).unwrap();
    for (now, in_time) in [
        (at(0), true),
        (at(3600).plus_millis(-1), true),
        (at(3600), true),
        (due, true),
        (late, false),
        (due.plus_millis(1), false),
    ] {
        let expected = if in_time { Ok(()) } else { Err(AttemptError::DeadlinePassed { deadline: at(3600) }) };
        assert_eq!(attempt.ensure_open(now), expected, "{now}");
        assert_eq!(attempt.is_due(now), !in_time, "{now}");
    }
}

#[test]
fn the_remaining_time_is_never_below_zero_and_zero_once_closed() {
    let mut attempt = attempt(&hour());
    assert_eq!(attempt.remaining_millis(at(3599)), Some(1000));
    assert_eq!(attempt.remaining_millis(at(3602)), Some(0));
    attempt.submit(at(10), &[]).unwrap();
    assert_eq!(attempt.remaining_millis(at(11)), Some(0));
}

#[test]
fn a_submit_within_the_grace_counts_as_at_the_deadline() {
    let mut attempt = attempt(&hour());
    let submitted = attempt.submit(at(3603), &[]).unwrap();
    assert_eq!((submitted.submitted_at, submitted.closed_by), (at(3600), ClosedBy::Student));
}

#[test]
fn the_server_closes_at_the_deadline_however_late_it_comes() {
    let mut attempt = attempt(&hour());
    assert_eq!(attempt.expire(at(3605), &[]), Err(AttemptError::NotDue));
    let submitted = attempt.expire(at(99_999), &[answer("text", 3, "x"), answer("more", 1, " ")]).unwrap();
    assert_eq!((submitted.submitted_at, submitted.closed_by), (at(3600), ClosedBy::Deadline));
    let receipt = attempt.receipt().unwrap();
    assert_eq!((receipt.submission, receipt.answered, receipt.submitted_at), (submission(), 1, at(3600)));
    assert_eq!(submitted.responses["text"]["text"], "x");
}

#[test]
fn the_receipt_proves_what_was_handed_in() {
    let receipt = |answers: &[Answer]| {
        let mut attempt = attempt(&hour());
        attempt.submit(at(10), answers).unwrap();
        attempt.receipt().unwrap().answers_sha256.clone()
    };
    let one = receipt(&[answer("a", 1, "x"), answer("b", 1, "y")]);
    assert_eq!(one, receipt(&[answer("b", 7, "y"), answer("a", 9, "x")]), "order and sequences are no part of it");
    assert_ne!(one, receipt(&[answer("a", 1, "x"), answer("b", 1, "z")]));
    let canonical = r#"{"a":{"text":"x","type":"short_text"},"b":{"text":"y","type":"short_text"}}"#;
    assert_eq!(one, hex::encode(<sha2::Sha256 as sha2::Digest>::digest(canonical)));
}

#[test]
fn a_pause_gives_its_time_back_up_to_the_end_of_the_window() {
    let mut attempt = attempt(&SittingRules { closes_at: Some(at(4000)), ..hour() });
    attempt.pause(at(100)).unwrap();
    assert_eq!(attempt.deadline(), Some(at(4000)), "only the window closes while the clock stands still");
    attempt.resume(at(300)).unwrap();
    assert_eq!(attempt.deadline(), Some(at(3800)));
    attempt.pause(at(400)).unwrap();
    attempt.resume(at(1000)).unwrap();
    assert_eq!(attempt.deadline(), Some(at(4000)));
}

#[test]
fn a_paused_attempt_is_closed_when_its_window_is_over() {
    let mut attempt = attempt(&SittingRules { closes_at: Some(at(4000)), ..hour() });
    attempt.pause(at(100)).unwrap();
    let submitted = attempt.expire(at(5000), &[]).unwrap();
    assert_eq!((submitted.submitted_at, attempt.state()), (at(4000), State::Submitted));
}

#[test]
fn an_illegal_transition_names_both_states() {
    let mut attempt = attempt(&hour());
    attempt.abandon(at(1)).unwrap();
    let error = attempt.submit(at(2), &[]).unwrap_err();
    assert_eq!(error, AttemptError::Transition { from: State::Abandoned, to: State::Submitted });
    assert_eq!(error.to_string(), "an attempt can't become submitted from abandoned");
}

#[derive(Debug, Clone, Copy)]
enum Command {
    Pause,
    Resume,
    Submit,
    Expire,
    Abandon,
    Archive,
}

fn commands() -> impl Strategy<Value = Vec<(Command, i64)>> {
    use Command::{Abandon, Archive, Expire, Pause, Resume, Submit};
    let command = prop::sample::select(vec![Pause, Resume, Submit, Expire, Abandon, Archive]);
    prop::collection::vec((command, 0..1500_i64), 0..20)
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_the_rules_of_the_states(commands in commands()) {
        let mut attempt = attempt(&SittingRules { closes_at: Some(at(4000)), ..hour() });
        let mut now = at(0);
        let mut events = 0;
        for (command, seconds) in commands {
            now = now.plus_seconds(seconds);
            let before = attempt.clone();
            let outcome = match command {
                Command::Pause => attempt.pause(now),
                Command::Resume => attempt.resume(now),
                Command::Submit => attempt.submit(now, &[]).map(|_| events += 1),
                Command::Expire => attempt.expire(now, &[]).map(|_| events += 1),
                Command::Abandon => attempt.abandon(now),
                Command::Archive => attempt.archive(),
            };
            match outcome {
                Err(_) => prop_assert_eq!(&attempt, &before, "a refused command leaves no trace"),
                Ok(()) => {
                    let way = [before.state(), State::InProgress];
                    prop_assert!(way.iter().any(|from| from.leads_to(attempt.state())));
                    prop_assert!(attempt.version() > before.version());
                }
            }
            prop_assert!(events <= 1, "an attempt is handed in once");
            prop_assert_eq!(events == 1, attempt.receipt().is_some());
            prop_assert!(attempt.receipt().is_none_or(|receipt| receipt.submitted_at <= at(4000)));
            prop_assert!(attempt.deadline() <= Some(at(4000)));
            prop_assert_eq!(Attempt::from_record(attempt.record().clone()), attempt.clone());
        }
    }
}
