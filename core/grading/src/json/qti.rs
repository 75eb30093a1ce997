use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Error, read, write};
use crate::qti::{Item, Options, Outcomes, ProcessError};

#[derive(Serialize)]
struct Processed<'a> {
    score: Option<f64>,
    maximum: Option<f64>,
    #[serde(flatten)]
    outcomes: &'a Outcomes,
}

/// The XML of a QTI item, as a JSON string, responses by their identifiers, or `null` for none, and [`Options`], or `null` for
/// the usual ones, give `score`, `maximum` and [`Outcomes`]: [`Item::process`].
///
/// # Errors
///
/// Where an argument is not what it should be: the item's XML, with line and column, a response, or a rule that cannot be
/// followed with these.
pub fn process_qti(item: &str, responses: &str, options: &str) -> Result<String, Error> {
    let xml: String = read("item", item)?;
    let responses: BTreeMap<String, Value> = read::<Option<_>>("responses", responses)?.unwrap_or_default();
    let options: Options = read::<Option<_>>("options", options)?.unwrap_or_default();
    let item = Item::parse(&xml).map_err(|why| Error::at("item", "", &why))?;
    let outcomes = item.process(&responses, &options).map_err(|why| match &why {
        ProcessError::Input { identifier, fault } => {
            let previous = !responses.contains_key(identifier);
            let (argument, within) = if previous { ("options", "/previous") } else { ("responses", "") };
            Error::at(argument, &crate::pointer::join(within, identifier), fault)
        }
        ProcessError::Rule { .. } => Error::at("item", "", &why),
    })?;
    write(&Processed { score: outcomes.score(), maximum: outcomes.maximum(), outcomes: &outcomes })
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<assessmentItem identifier="i">
<responseDeclaration identifier="N" cardinality="single" baseType="float"/>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="5"/>
<responseProcessing><setOutcomeValue identifier="SCORE"><variable identifier="N"/></setOutcomeValue></responseProcessing>
</assessmentItem>"#;

    fn process(xml: &str, responses: &str, options: &str) -> Result<String, Error> {
        process_qti(&serde_json::to_string(xml).unwrap(), responses, options)
    }

    #[test]
    fn outcomes_come_with_score_and_maximum() {
        assert_eq!(
            process(XML, r#"{"N": "2.5"}"#, "null").unwrap(),
            r#"{"score":2.5,"maximum":5.0,"values":{"SCORE":2.5,"completionStatus":"unknown"}}"#
        );
        let unread = process(XML, r#"{"N": "three"}"#, r#"{"mode": "repaired", "seed": 7}"#).unwrap();
        assert!(unread.contains(r#""score":null"#) && unread.contains(r#""unread":["N"]"#), "{unread}");
    }

    #[test]
    fn what_can_not_be_processed_is_named_with_its_place() {
        for (output, expected) in [
            (process_qti(XML, "null", "null"), "item: not JSON"),
            (process("<assessmentItem>", "null", "null"), "item: line 1, column"),
            (process(&XML.replace("<variable", "<varyable"), "null", "null"), "item: line 4, column 57: "),
            (process(XML, r#"{"N": "three"}"#, r#"{"mode": "strict"}"#), "responses/N: not a number"),
            (process(XML, "[]", "null"), "responses: invalid type: sequence"),
            (process(XML, "null", r#"{"sead": 7}"#), "options/sead: unknown field `sead`"),
            (process(XML, "null", r#"{"mode": "lax"}"#), "options/mode: unknown variant `lax`"),
            (
                process(
                    &XML.replace("identifier=\"i\"", "identifier=\"i\" adaptive=\"true\""),
                    "null",
                    r#"{"previous": {"SCORE": "x"}}"#,
                ),
                "options/previous/SCORE: not a number",
            ),
        ] {
            let error = output.unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
