//! Saves, late saves, submits and sweeps in any order, against a model of a few lines.

use std::collections::BTreeMap;

use pediafor_grading::Response;
use pediafor_kernel::{Fault, events::SubmissionSubmitted};
use proptest::prelude::*;

use crate::{
    testing::{Service, at, sitting_student},
    use_cases::SaveAnswer,
};

#[derive(Debug, Clone)]
enum Step {
    Save { item: &'static str, seq: u64, text: u8 },
    Submit,
    Sweep,
    Wait { seconds: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let save = (prop::sample::select(vec!["text", "choice"]), 1..12_u64, 1..4_u8)
        .prop_map(|(item, seq, text)| Step::Save { item, seq, text });
    let step = prop_oneof![
        12 => save,
        1 => Just(Step::Submit),
        1 => Just(Step::Sweep),
        2 => (0..900_i64).prop_map(|seconds| Step::Wait { seconds }),
    ];
    prop::collection::vec(step, 0..60)
}

fn response(item: &str, text: u8) -> Response {
    if item == "text" { Response::short_text(text.to_string()) } else { Response::choice(format!("o{text}")) }
}

/// What a server without any cleverness would do.
#[derive(Default)]
struct Model {
    stored: BTreeMap<&'static str, (u64, u8)>,
    closed: bool,
}

impl Model {
    fn save(&mut self, item: &'static str, seq: u64, text: u8, late: bool) -> &'static str {
        match self.stored.get(item).copied() {
            _ if self.closed => "attempt_not_open",
            _ if late => "deadline_passed",
            Some(stored) if stored == (seq, text) => "saved",
            Some((current, _)) if current >= seq => "stale_answer",
            _ => {
                self.stored.insert(item, (seq, text));
                "saved"
            }
        }
    }
}

async fn run(steps: &[Step]) {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    let mut model = Model::default();
    for step in steps {
        let late = service.now() > at(3605);
        match *step {
            Step::Wait { seconds } => service.clock.advance_millis(seconds * 1000),
            Step::Sweep => {
                let closed = service.submissions.expire_due(service.now(), 10).await.unwrap().closed;
                assert_eq!(closed, u32::from(late && !model.closed), "{step:?}");
                model.closed |= late;
            }
            Step::Submit => {
                let receipt = service.submissions.submit(&student, id, None).await.unwrap().receipt;
                assert_eq!(receipt.answered as usize, model.stored.len(), "{step:?}");
                model.closed = true;
            }
            Step::Save { item, seq, text } => {
                let save = SaveAnswer { item: item.into(), seq, response: response(item, text) };
                let outcome = service.submissions.save_answer(&student, id, save).await;
                let told = outcome.map_or_else(|error| error.code(), |_| "saved");
                assert_eq!(told, model.save(item, seq, text, late), "{step:?}");
            }
        }
        let stored = crate::Attempts::answers(service.memory.as_ref(), id).await.unwrap();
        let stored: Vec<_> = stored.into_iter().map(|answer| (answer.item, answer.seq, answer.response)).collect();
        let expected = model.stored.iter().map(|(item, (seq, text))| (item.to_string(), *seq, response(item, *text)));
        assert_eq!(stored, expected.collect::<Vec<_>>(), "after {step:?}");
    }
    let submitted: Vec<SubmissionSubmitted> =
        service.memory.outbox().iter().filter_map(|event| event.data().ok()).collect();
    assert_eq!(submitted.len(), usize::from(model.closed), "one close, one event");
    for event in submitted {
        assert!(event.submitted_at <= at(3600));
        let told = event.responses.as_object().unwrap().len();
        assert_eq!(told, model.stored.len(), "what was handed in is what was acknowledged");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_interleaving_loses_reverts_or_adds_an_answer(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(run(&steps));
    }
}
