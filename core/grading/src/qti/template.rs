//! The standard response-processing templates, which items name by their address.

use super::{
    error::ParseError,
    rule::{self, Phase, Rule},
    xml,
};

/// 1 if `RESPONSE` is its key, otherwise 0.
const MATCH_CORRECT: &str = r#"<responseProcessing><responseCondition>
    <responseIf>
        <match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="TYPE">1</baseValue></setOutcomeValue>
    </responseIf>
    <responseElse>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="TYPE">0</baseValue></setOutcomeValue>
    </responseElse>
</responseCondition></responseProcessing>"#;

/// What `RESPONSE` is mapped to, 0 if there is none.
const MAP_RESPONSE: &str = r#"<responseProcessing><responseCondition>
    <responseIf>
        <isNull><variable identifier="RESPONSE"/></isNull>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="TYPE">0</baseValue></setOutcomeValue>
    </responseIf>
    <responseElse>
        <setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>
    </responseElse>
</responseCondition></responseProcessing>"#;

/// The same for points.
const MAP_RESPONSE_POINT: &str = r#"<responseProcessing><responseCondition>
    <responseIf>
        <isNull><variable identifier="RESPONSE"/></isNull>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="TYPE">0</baseValue></setOutcomeValue>
    </responseIf>
    <responseElse>
        <setOutcomeValue identifier="SCORE"><mapResponsePoint identifier="RESPONSE"/></setOutcomeValue>
    </responseElse>
</responseCondition></responseProcessing>"#;

/// The rules of a template by its address, whatever the host:
/// `http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct`,
/// `https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml`. Nothing is fetched.
///
/// Those of QTI 2.0 score in whole numbers, all others in floats.
pub(super) fn standard(address: &str) -> Option<Result<Vec<Rule>, ParseError>> {
    let (place, name) = address.trim().rsplit_once('/')?;
    if !place.ends_with("/rptemplates") {
        return None;
    }
    let rules = match name.strip_suffix(".xml").unwrap_or(name) {
        "match_correct" => MATCH_CORRECT,
        "map_response" => MAP_RESPONSE,
        "map_response_point" => MAP_RESPONSE_POINT,
        _ => return None,
    };
    let base_type = if place.contains("qti_v2p0") { "integer" } else { "float" };
    let root = xml::parse(&rules.replace("TYPE", base_type));
    Some(root.and_then(|root| rule::read_all(&root.children, Phase::Response)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_templates_are_known_by_their_addresses() {
        for (address, known) in [
            ("http://www.imsglobal.org/question/qti_v2p0/rptemplates/match_correct", true),
            ("http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response", true),
            ("http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response_point", true),
            ("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml", true),
            ("http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_nothing", false),
            ("match_correct", false),
            ("http://example.org/match_correct", false),
        ] {
            assert_eq!(standard(address).is_some_and(|rules| rules.unwrap().len() == 1), known, "{address}");
        }
    }
}
