//! Numbers, tolerances and factors at the edges of their bounds: exact, and never a panic.
#![expect(clippy::unwrap_used, reason = "generated numbers are made to be read")]

use pediafor_grading::{
    Decimal, DecimalMark, Interaction, Item, Numeric, NumericKey, Points, Quotient, Response, Severity, Tolerance,
    Typed, Unit, Units, Verdict, mark,
};
use proptest::prelude::*;
use serde_json::json;

/// As many digits and as high or low a power of ten as a number may have, or less.
fn extreme() -> impl Strategy<Value = String> {
    let size = prop_oneof![
        ("[1-9][0-9]{0,92}", -400_i32..=300).prop_map(|(digits, power)| format!("{digits}e{power}")),
        prop::sample::select(vec!["0", "9e399", "1e-400", "1", "0.1"]).prop_map(str::to_owned),
        (0_u32..1_000).prop_map(|number| format!("{number}e-2")),
    ];
    (prop::sample::select(vec!["", "-"]), size).prop_map(|(sign, size)| format!("{sign}{size}"))
}

/// Any tolerance with any parameters, sound or not.
fn tolerance() -> impl Strategy<Value = Tolerance> {
    (0_usize..8, extreme(), extreme(), any::<u8>()).prop_map(|(rule, one, other, digits)| {
        let written = match rule {
            0 => json!({"rule": "absolute", "within": one}),
            1 => json!({"rule": "relative", "within": one}),
            2 => json!({"rule": "relabs", "relative": one, "absolute": other}),
            3 => json!({"rule": "geometric", "within": one}),
            4 => json!({"rule": "range", "from": one, "to": other}),
            5 => json!({"rule": "significant_figures", "figures": digits}),
            6 => json!({"rule": "decimal_places", "places": digits}),
            _ => json!({"rule": "strict_qti", "below": one, "above": other}),
        };
        serde_json::from_value(written).unwrap()
    })
}

fn item(value: &str, tolerance: Tolerance, factor: Option<Quotient>) -> Item {
    let accepted = |factor| vec![Unit::new("u").of(factor)];
    let units = factor.map(|factor| Units {
        accepted: accepted(factor),
        missing: Default::default(),
        wrong: Default::default(),
    });
    let keys = vec![NumericKey::new(value.parse().unwrap(), tolerance)];
    let numeric = Numeric { keys, unit: None, units, decimal_mark: DecimalMark::Point };
    Item::new("q", "?", Points::whole(1), Interaction::Numeric(numeric))
}

fn verdict(item: &Item, text: &str) -> Verdict {
    mark(item, Some(&Response::numeric(text))).verdict
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_sound_key_includes_its_own_value_however_large_or_small(value in extreme(), tolerance in tolerance(), typed in extreme()) {
        let item = item(&value, tolerance, None);
        let sound = item.lint().iter().all(|finding| finding.severity != Severity::Error);
        prop_assert!(!sound || verdict(&item, &value) == Verdict::Correct, "{item:?}");
        let verdict = verdict(&item, &typed);
        prop_assert!(matches!(verdict, Verdict::Correct | Verdict::Incorrect), "{verdict:?}");
    }

    #[test]
    fn a_factor_is_exact_however_large_or_small(value in extreme(), above in extreme(), below in extreme()) {
        let (above, below) = (above.trim_start_matches('-'), below.trim_start_matches('-'));
        let factor = format!("{above}/{below}").parse::<Quotient>();
        prop_assume!(factor.as_ref().is_ok_and(Quotient::is_positive));
        // One unit over its factor is one of the key's.
        let item = item("1", Tolerance::default(), Some(factor.unwrap()));
        prop_assert_eq!(verdict(&item, &format!("{below}/{above} u")), expected(&format!("{below}/{above}")));
        prop_assert_ne!(verdict(&item, &format!("{below}/{above} ‰ u")), Verdict::Correct);
        verdict(&item, &format!("{value} u"));
    }

    #[test]
    fn an_absolute_tolerance_ends_where_it_ends(value in extreme(), within in extreme(), step in "[1-9]e-?[0-9]{1,2}") {
        let read = |text: &str| text.parse::<Decimal>().unwrap();
        let within = within.trim_start_matches('-');
        let item = item(&value, Tolerance::absolute(read(within)), None);
        // What is typed as a fraction over one is not rounded to what a number may be.
        prop_assert_eq!(verdict(&item, &format!("{value}/1")), expected(&format!("{value}/1")));
        let zero_is_in = read(&value) <= read(within) && read(value.trim_start_matches('-')) <= read(within);
        prop_assert_eq!(verdict(&item, "0") == Verdict::Correct, zero_is_in);
        verdict(&item, &step);
    }
}

/// Correct, where the text is not too long to be read.
fn expected(text: &str) -> Verdict {
    if Typed::read(text, DecimalMark::Point).is_ok() { Verdict::Correct } else { Verdict::Incorrect }
}

#[test]
fn what_is_beyond_all_bounds_is_no_number() {
    let anything = item("0", Tolerance::absolute("9e399".parse().unwrap()), None);
    for text in
        ["1e9999999999999999999", "1e-9999999999999999999", "1e400", "10^999999999999", "1/1e-401", &"9".repeat(2_000)]
    {
        let outcome = mark(&anything, Some(&Response::numeric(text)));
        assert_eq!(serde_json::to_value(&outcome.parts[0].note).unwrap(), json!({"code": "not_a_number"}), "{text}");
    }
    for refused in [
        json!({"rule": "absolute", "within": "1e401"}),
        json!({"rule": "significant_figures", "figures": 256}),
        json!({"rule": "decimal_places", "places": -1}),
        json!({"rule": "range", "from": "1e9999999999", "to": 1}),
        json!({"name": "u", "factor": "1/1e-99999"}),
    ] {
        assert!(serde_json::from_value::<Tolerance>(refused.clone()).is_err(), "{refused}");
        assert!(serde_json::from_value::<Unit>(refused.clone()).is_err(), "{refused}");
    }
}
