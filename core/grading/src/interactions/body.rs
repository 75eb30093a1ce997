//! The gaps that stand in an item's body, as `{{gap-id}}`.

use std::collections::{BTreeMap, HashMap};

use crate::{
    FindingCode, limits,
    lint::{self, Report},
};

/// Gaps of a list and of a body: at least one, each with an id of its own, which the body has once. `look` sees to what else
/// a gap has.
pub(super) fn lint<G>(
    body: &str,
    gaps: &[G],
    id: impl Fn(&G) -> &str,
    report: &mut Report,
    mut look: impl FnMut(&G, &mut Report),
) {
    if gaps.is_empty() {
        report.error(FindingCode::TooFew, "at least one gap is needed");
    }
    lint::at_most(gaps, limits::GAPS, report);
    let in_body = gaps_in(body);
    let mut ids = HashMap::new();
    for (index, gap) in gaps.iter().enumerate().take(limits::GAPS) {
        report.within(index, |report| {
            report.within("id", |report| {
                lint_gap_id(id(gap), in_body.get(id(gap)).copied().unwrap_or_default(), report);
                if let Some(earlier) = ids.insert(id(gap), index) {
                    report.error(FindingCode::DuplicateId, format!("the gap at {earlier} has the same id"));
                }
            });
            look(gap, report);
        });
    }
    for id in in_body.keys().filter(|id| !ids.contains_key(*id)).take(limits::GAPS) {
        report.error(FindingCode::UnknownGap, format!("the body has {{{{{id}}}}}, which is no gap of the list"));
    }
}

fn lint_gap_id(id: &str, times_in_body: usize, report: &mut Report) {
    if !is_gap_id(id) {
        report.error(FindingCode::BadId, "a gap's id has letters a to z, digits, -, _ and . only");
    } else if times_in_body == 0 {
        report.error(FindingCode::GapNotInBody, format!("the body does not have {{{{{id}}}}}"));
    } else if times_in_body > 1 {
        report.error(FindingCode::GapRepeatedInBody, format!("the body has {{{{{id}}}}} more than once"));
    }
}

fn is_gap_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=limits::ID_CHARS).contains(&id.len()) && id.bytes().all(allowed)
}

/// How often the body has each gap: `{{id}}` with nothing but an id between the braces.
fn gaps_in(body: &str) -> BTreeMap<&str, usize> {
    let mut gaps = BTreeMap::new();
    // Each piece begins behind a pair of opening braces; no id has a brace, so an id ends where its piece says so.
    for piece in body.split("{{").skip(1) {
        if let Some((id, _)) = piece.split_once("}}")
            && is_gap_id(id)
        {
            *gaps.entry(id).or_default() += 1;
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_between_two_pairs_of_braces() {
        let body = "The {{a}} is {{b-1}}. {{a}} {{ c }} {{}} {{d} } {e} {{{f}}} {{g}}{{h}} \\frac{{x y}}{{2}} {{i";
        let gaps: Vec<_> = gaps_in(body).into_iter().collect();
        assert_eq!(gaps, [("2", 1), ("a", 2), ("b-1", 1), ("g", 1), ("h", 1)]);
    }
}
