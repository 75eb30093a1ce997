//! Scoring for assessments: items, responses, rules, outcomes. Pure, exact, embeddable.
