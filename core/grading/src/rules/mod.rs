//! The rules, one a file: each with its formula, where it comes from, an example and a table test.
//!
//! A rule is a struct of its parameters that implements its interaction's scoring trait. To add one: write its file,
//! declare the module, and add its line to the list in its interaction's `mod.rs`. The list makes the JSON tag
//! (`{"rule": "negative_marking", "penalty": 0.5}`), the rule's name in outcomes, and the dispatch.
//!
//! In the formulas n is the number of options, c the number of keys, t the number of keys chosen, f the number of wrong
//! options chosen, F the fraction of the points that is earned, and P the points. A blank response is decided before
//! any rule and earns nothing.

use crate::number::Ratio;

/// Makes the list of an interaction's rules: the enum, its default, each rule's name, and the dispatch.
macro_rules! rules {
    ($(#[$doc:meta])* $list:ident: $scoring:ident, default $default:ident, $lines:tt) => {
        $crate::rules::rules! { $(#[$doc])* $list: $scoring, tag "rule", default $default, $lines }
    };
    ($(#[$doc:meta])* $list:ident: $scoring:ident, tag $tag:literal, default $default:ident, {
        $($(#[$rule_doc:meta])* $module:ident::$rule:ident = $name:literal,)+
    }) => {
        $(pub use $module::$rule;)+

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = $tag)]
        pub enum $list {
            $($(#[$rule_doc])* #[serde(rename = $name)] $rule($rule),)+
        }

        impl $list {
            /// The names of all that are in this list.
            pub const NAMES: &[&str] = &[$($name),+];

            #[doc = concat!("The name, as in the JSON field `", $tag, "`.")]
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$rule(_) => $name,)+
                }
            }

            pub(crate) fn scoring(&self) -> &dyn $scoring {
                match self {
                    $(Self::$rule(rule) => rule,)+
                }
            }
        }

        impl Default for $list {
            fn default() -> Self {
                Self::$default($default::default())
            }
        }

        $(impl From<$rule> for $list {
            fn from(rule: $rule) -> Self {
                Self::$rule(rule)
            }
        })+
    };
}

pub(crate) use rules;

pub mod choice;
pub(crate) mod cloze;
pub(crate) mod composite;
mod costs;
pub mod matching;
pub mod multiple_choice;
pub mod numeric;
pub mod ordering;
pub mod select_point;
pub mod short_text;
pub mod true_false;
pub mod unit;

/// Whether a parameter that may be left away says nothing.
fn is_zero(fraction: &crate::Fraction) -> bool {
    *fraction == crate::Fraction::ZERO
}

/// What a rule makes of a response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judgement {
    /// Of the item's points.
    pub(crate) fraction: Ratio,
    /// What each part earns by itself, in the order of the item's options, sources or positions; empty where the
    /// rule judges the whole alone.
    pub(crate) shares: Vec<Ratio>,
}

impl Judgement {
    /// The rule judges the whole alone.
    pub(crate) const fn whole(fraction: Ratio) -> Self {
        Self { fraction, shares: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{FindingCode, Fraction, Item, rules::true_false::Standard};

    #[test]
    fn a_parameter_that_says_nothing_is_left_away() {
        for (wrong, written) in [(0, json!({})), (-1, json!({"wrong": -1}))] {
            let rule = Standard { wrong: Fraction::new(wrong, 1).unwrap() };
            assert_eq!(serde_json::to_value(rule).unwrap(), written);
        }
    }

    #[test]
    fn what_a_rule_finds_wrong_is_found_then_and_only_then() {
        let choice = |scoring: Value| {
            json!({"type": "multiple_choice", "keys": ["a"], "scoring": scoring,
                "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]})
        };
        let states = |id: &str| choice(json!({"rule": "checked_unchecked", "states": {id: {"checked": 1}}}));
        let number = |value: i32, within: i32| json!({"type": "numeric", "keys": [{"value": value, "tolerance": {"rule": "relative", "within": within}}]});
        for (interaction, code, expected) in [
            (choice(json!({"rule": "share_of_keys"})), FindingCode::SelectAllEarns, true),
            (choice(json!({"rule": "share_of_keys", "full_needs_exact": true})), FindingCode::SelectAllEarns, false),
            (states("a"), FindingCode::UnreachableMaximum, false),
            (states("b"), FindingCode::UnreachableMaximum, true),
            (states("a"), FindingCode::UnknownId, false),
            (states("z"), FindingCode::UnknownId, true),
            (number(0, 1), FindingCode::EmptyTolerance, true),
            (number(2, 1), FindingCode::EmptyTolerance, false),
            (number(2, 0), FindingCode::EmptyTolerance, false),
        ] {
            let item = json!({"id": "q", "body": "?", "points": 2, "interaction": interaction});
            let found = serde_json::from_value::<Item>(item.clone()).unwrap().lint();
            assert_eq!(found.iter().any(|finding| finding.code == code), expected, "{code:?} of {item}: {found:?}");
        }
    }
}
