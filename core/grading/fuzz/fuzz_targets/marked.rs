//! What holds of any item and any response.

use pediafor_grading::{CompiledItem, Item, Mark, Points, Response, Severity, Verdict, mark};

/// Marks in both ways, which agree.
pub(crate) fn marked(item: &Item, response: Option<&Response>) -> Mark {
    let outcome = mark(item, response);
    let expected = Mark { points: outcome.points, maximum: outcome.maximum, verdict: outcome.verdict };
    assert_eq!(CompiledItem::new(item).mark(response), expected, "compiled it is something else");
    let fits = response.is_none_or(|response| item.to_paper().check(response).is_ok());
    // A blank is one whatever it is a blank of.
    let blank = response.is_none_or(Response::is_blank);
    assert_eq!(expected.verdict == Verdict::InvalidResponse, !fits && !blank, "marking and checking disagree");
    if blank {
        assert_eq!(expected.points, Points::ZERO, "a blank earns or costs");
    }
    if is_sound(item) {
        assert!(expected.points <= item.points && expected.points >= item.minimum(), "{expected:?}");
    }
    expected
}

pub(crate) fn is_sound(item: &Item) -> bool {
    item.lint().iter().all(|finding| finding.severity != Severity::Error)
}
