//! Where exactly a body breaks its schema: poem-openapi says only that it does.
//!
//! The walk explains a refusal; it never refuses anything itself, so a rule it does not know costs a pointer and
//! nothing more.

use pediafor_grading::{Decimal, Fraction};
use pediafor_kernel::Timestamp;
use serde_json::{Map, Value};

use super::problem::ProblemField;

/// How many faults are told at once.
const MOST: usize = 32;

/// What is wrong with `value` by `schema`, which refers into `document`.
pub(crate) fn diagnose(document: &Value, schema: &Value, value: &Value) -> Vec<ProblemField> {
    let mut walk = Walk { document, faults: Vec::new() };
    walk.visit(schema, value, &mut String::new());
    walk.faults
}

/// The members of `value` and everything in it that `schema` does not know.
pub(crate) fn unknown_members(document: &Value, schema: &Value, value: &Value) -> Vec<ProblemField> {
    let mut walk = Walk { document, faults: Vec::new() };
    walk.look_for_strangers(schema, value, &mut String::new());
    walk.faults
}

/// What a value of `schema` looks like, in a few words.
pub(crate) fn describe(schema: &Value) -> String {
    if let Some(choices) = schema["enum"].as_array() {
        let choices: Vec<_> =
            choices.iter().map(|choice| choice.as_str().map_or_else(|| choice.to_string(), str::to_owned)).collect();
        return format!("one of {}", choices.join(", "));
    }
    let bounds = match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(low), Some(high)) => format!(" from {low} to {high}"),
        (Some(low), None) => format!(" of at least {low}"),
        (None, Some(high)) => format!(" of at most {high}"),
        (None, None) => String::new(),
    };
    let forms = list(schema, "oneOf");
    if schema["discriminator"].is_null() && !forms.is_empty() {
        return forms.iter().map(describe).collect::<Vec<_>>().join(", or ");
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("integer"), _) => format!("a whole number{bounds}"),
        (Some("number"), _) => format!("a number{bounds}"),
        (Some("string"), Some("uuid")) => "a UUID".to_owned(),
        (Some("string"), Some("date-time")) => "an RFC 3339 instant, such as 2026-03-01T09:00:00Z".to_owned(),
        (Some("string"), Some("date")) => "a date, such as 2026-03-01".to_owned(),
        (Some("string"), Some("decimal")) => "a decimal number as text, such as 3.14".to_owned(),
        (Some("string"), Some("fraction")) => "a fraction as text, such as 1/3".to_owned(),
        (Some("string"), _) => "a string".to_owned(),
        (Some("boolean"), _) => "true or false".to_owned(),
        (Some("array"), _) => "an array".to_owned(),
        (Some("object"), _) => "an object".to_owned(),
        _ => "of the documented form".to_owned(),
    }
}

struct Walk<'a> {
    document: &'a Value,
    faults: Vec<ProblemField>,
}

impl<'a> Walk<'a> {
    fn fault(&mut self, pointer: &str, code: &str, detail: String) {
        if self.faults.len() < MOST {
            self.faults.push(ProblemField { pointer: pointer.to_owned(), code: code.to_owned(), detail });
        }
    }

    /// Follows `$ref` to what it names.
    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..8 {
            let Some(target) = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) else {
                break;
            };
            schema = self.document.pointer(target).unwrap_or(&Value::Null);
        }
        schema
    }

    fn visit(&mut self, schema: &'a Value, value: &Value, pointer: &mut String) {
        let schema = self.resolve(schema);
        if value.is_null() && schema["nullable"] == true {
            return;
        }
        for part in list(schema, "allOf") {
            self.visit(part, value, pointer);
        }
        if !schema["discriminator"].is_null() {
            match self.branch(schema, value) {
                Ok(branch) => self.visit(branch, value, pointer),
                Err((code, detail)) => {
                    let name = schema["discriminator"]["propertyName"].as_str().unwrap_or_default();
                    within(pointer, name, |pointer| self.fault(pointer, code, detail));
                }
            }
            return;
        }
        if let Some(forms) = schema["oneOf"].as_array() {
            match forms.iter().find(|form| form["type"] == kind(value)) {
                Some(form) => self.visit(form, value, pointer),
                None => self.fault(pointer, "wrong_type", describe(schema)),
            }
            return;
        }
        if let Some(choices) = schema["enum"].as_array()
            && !choices.contains(value)
        {
            self.fault(pointer, "not_allowed", describe(schema));
            return;
        }
        match (schema["type"].as_str(), value) {
            (Some("string"), Value::String(text)) => self.visit_string(schema, text, pointer),
            (Some("integer" | "number"), Value::Number(_)) => self.visit_number(schema, value, pointer),
            (Some("array"), Value::Array(items)) => {
                self.bounds(schema, ["minItems", "maxItems"], items.len() as f64, "items", pointer);
                for (place, item) in items.iter().enumerate() {
                    within(pointer, &place.to_string(), |pointer| {
                        self.visit(&schema["items"], item, pointer);
                    });
                }
            }
            (Some("object"), Value::Object(object)) => self.visit_object(schema, object, pointer),
            (Some("boolean"), Value::Bool(_)) | (None, _) => {}
            (Some(_), _) => self.fault(pointer, "wrong_type", describe(schema)),
        }
    }

    fn visit_string(&mut self, schema: &Value, text: &str, pointer: &str) {
        let sound = match schema["format"].as_str() {
            Some("uuid") => uuid::Uuid::try_parse(text).is_ok(),
            Some("date-time") => text.parse::<Timestamp>().is_ok(),
            Some("decimal") => text.parse::<Decimal>().is_ok(),
            Some("fraction") => text.parse::<Fraction>().is_ok(),
            _ => true,
        };
        if !sound {
            self.fault(pointer, "wrong_format", describe(schema));
        }
        self.bounds(schema, ["minLength", "maxLength"], text.chars().count() as f64, "characters", pointer);
    }

    fn visit_number(&mut self, schema: &Value, value: &Value, pointer: &str) {
        let number = value.as_f64().unwrap_or(f64::NAN);
        let whole = schema["type"] != "integer" || value.is_i64() || value.is_u64();
        let fits = match schema["format"].as_str() {
            Some("int32") => i32::try_from(value.as_i64().unwrap_or(i64::MAX)).is_ok(),
            Some(format) if format.starts_with("uint") => value.is_u64(),
            _ => true,
        };
        let low = schema["minimum"]
            .as_f64()
            .is_none_or(|low| if schema["exclusiveMinimum"] == true { number > low } else { number >= low });
        let high = schema["maximum"]
            .as_f64()
            .is_none_or(|high| if schema["exclusiveMaximum"] == true { number < high } else { number <= high });
        if !whole {
            self.fault(pointer, "wrong_type", describe(schema));
        } else if !(fits && low && high) {
            self.fault(pointer, "out_of_range", describe(schema));
        } else if let Some(step) = schema["multipleOf"].as_f64()
            && !is_multiple(number, step)
        {
            self.fault(pointer, "too_fine", format!("a multiple of {step}"));
        }
    }

    fn visit_object(&mut self, schema: &'a Value, object: &Map<String, Value>, pointer: &mut String) {
        let required: Vec<_> = list(schema, "required").iter().filter_map(Value::as_str).collect();
        for name in &required {
            if !object.contains_key(*name) {
                within(pointer, name, |pointer| {
                    self.fault(pointer, "missing", "this must be given".to_owned());
                });
            }
        }
        for (name, part) in schema["properties"].as_object().into_iter().flatten() {
            match object.get(name) {
                Some(Value::Null) if !required.contains(&name.as_str()) => {}
                Some(value) => within(pointer, name, |pointer| self.visit(part, value, pointer)),
                None => {}
            }
        }
        if schema["additionalProperties"].is_object() {
            for (name, value) in object {
                within(pointer, shown(name).unwrap_or("…"), |pointer| {
                    self.visit(&schema["additionalProperties"], value, pointer);
                });
            }
        }
    }

    fn bounds(&mut self, schema: &Value, [low, high]: [&str; 2], size: f64, what: &str, pointer: &str) {
        if let Some(low) = schema[low].as_f64()
            && size < low
        {
            self.fault(pointer, "too_short", format!("at least {low} {what}"));
        }
        if let Some(high) = schema[high].as_f64()
            && size > high
        {
            self.fault(pointer, "too_long", format!("at most {high} {what}"));
        }
    }

    /// The alternative that a discriminated value names.
    fn branch(&self, schema: &'a Value, value: &Value) -> Result<&'a Value, (&'static str, String)> {
        let mapping = schema["discriminator"]["mapping"].as_object();
        let names = || {
            let names: Vec<_> = mapping.into_iter().flat_map(|m| m.keys()).map(String::as_str).collect();
            format!("one of {}", names.join(", "))
        };
        let property = schema["discriminator"]["propertyName"].as_str().unwrap_or_default();
        let Some(given) = value.get(property) else {
            return Err(("missing", names()));
        };
        let target = given.as_str().and_then(|name| mapping?.get(name)?.as_str()?.strip_prefix('#'));
        target.and_then(|target| self.document.pointer(target)).ok_or_else(|| ("not_allowed", names()))
    }

    fn look_for_strangers(&mut self, schema: &'a Value, value: &Value, pointer: &mut String) {
        let schema = self.resolve(schema);
        match value {
            Value::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    within(pointer, &place.to_string(), |pointer| {
                        self.look_for_strangers(&schema["items"], item, pointer);
                    });
                }
            }
            Value::Object(object) => {
                let mut known = Vec::new();
                let open = self.members(schema, value, &mut known);
                for (name, value) in object {
                    match known.iter().find(|(known, _)| known == name) {
                        Some((_, schema)) => {
                            within(pointer, name, |pointer| self.look_for_strangers(schema, value, pointer));
                        }
                        None if open => {}
                        None => match shown(name) {
                            Some(name) => within(pointer, name, |pointer| self.stranger(pointer)),
                            None => self.stranger(pointer),
                        },
                    }
                }
            }
            _ => {}
        }
    }

    fn stranger(&mut self, pointer: &str) {
        self.fault(pointer, "unknown_member", "this is not known here".to_owned());
    }

    /// Gathers the members that `value` may have; true where it may have any other as well.
    fn members(&self, schema: &'a Value, value: &Value, known: &mut Vec<(&'a str, &'a Value)>) -> bool {
        let schema = self.resolve(schema);
        let properties = schema["properties"].as_object();
        known.extend(properties.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)));
        let mut open = !schema["additionalProperties"].is_null();
        for part in list(schema, "allOf") {
            open |= self.members(part, value, known);
        }
        if !schema["discriminator"].is_null() {
            open |= self.branch(schema, value).is_ok_and(|branch| self.members(branch, value, known));
        }
        open || known.is_empty()
    }
}

fn list<'a>(schema: &'a Value, name: &str) -> &'a [Value] {
    schema[name].as_array().map_or(&[], Vec::as_slice)
}

/// The JSON type of `value`, as schemas name it; none where it is null.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Is `number` a multiple of `step`, as near as a double can tell?
fn is_multiple(number: f64, step: f64) -> bool {
    let steps = number / step;
    (steps - steps.round()).abs() <= (steps.abs() * 2.0 * f64::EPSILON).max(1e-6)
}

/// A member's name if it may be shown: bounded and plain, so that an answer never carries what a caller planted.
fn shown(name: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (name.len() <= 64 && name.chars().all(plain)).then_some(name)
}

fn within<R>(pointer: &mut String, token: &str, work: impl FnOnce(&mut String) -> R) -> R {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
    let result = work(pointer);
    pointer.truncate(length);
    result
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({"components": {"schemas": {
            "Quiz": {"type": "object", "required": ["title", "items"], "properties": {
                "title": {"type": "string", "minLength": 1, "maxLength": 5},
                "level": {"type": "string", "enum": ["easy", "hard"]},
                "opens_at": {"type": "string", "format": "date-time"},
                "items": {"type": "array", "maxItems": 2, "items": {"$ref": "#/components/schemas/Item"}},
                "weights": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
                "points": {"type": "number", "multipleOf": 1e-6},
                "value": {"oneOf": [{"type": "number"}, {"type": "string", "format": "decimal"}]},
                "share": {"oneOf": [
                    {"type": "number", "minimum": -1, "maximum": 1}, {"type": "string", "format": "fraction"}]},
            }},
            "Item": {"type": "object", "oneOf": [{"$ref": "#/components/schemas/Item_number"}], "discriminator": {
                "propertyName": "type", "mapping": {"number": "#/components/schemas/Item_number"}}},
            "Item_number": {"allOf": [
                {"type": "object", "required": ["type"], "properties": {"type": {"type": "string", "enum": ["number"]}}},
                {"type": "object", "required": ["key"], "properties": {"key": {"type": "integer", "format": "int32"}}},
            ]},
        }}})
    }

    fn faults(value: &Value) -> Vec<(String, String)> {
        let document = document();
        let schema = json!({"$ref": "#/components/schemas/Quiz"});
        diagnose(&document, &schema, value).into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    fn told(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
    }

    #[test]
    fn every_broken_rule_has_its_pointer() {
        let value = json!({
            "level": "odd", "opens_at": "soon", "weights": {"a": -1},
            "items": [{"type": "number", "key": 1.5}, {"type": "number"}, {"key": 1}, {"type": "other"}, 7],
        });
        assert_eq!(
            faults(&value),
            told(&[
                ("/title", "missing"),
                ("/items", "too_long"),
                ("/items/0/key", "wrong_type"),
                ("/items/1/key", "missing"),
                ("/items/2/type", "missing"),
                ("/items/3/type", "not_allowed"),
                ("/items/4/type", "missing"),
                ("/level", "not_allowed"),
                ("/opens_at", "wrong_format"),
                ("/weights/a", "out_of_range"),
            ])
        );
    }

    #[test]
    fn a_sound_value_has_no_faults_and_absent_options_may_be_null() {
        assert_eq!(faults(&json!({"title": "x", "level": null, "items": [{"type": "number", "key": 1}]})), told(&[]));
        assert_eq!(faults(&json!([])), told(&[("", "wrong_type")]));
    }

    #[test]
    fn exact_numbers_have_their_pointer_in_each_of_their_forms() {
        let quiz = |name: &str, value: Value| faults(&json!({"title": "x", "items": [], name: value}));
        for (name, value) in [
            ("points", json!(0.1)),
            ("points", json!(123_456_789.123_456)),
            ("value", json!(3.25)),
            ("value", json!("3.14159265358979323846")),
            ("share", json!(-0.5)),
            ("share", json!("1/3")),
        ] {
            assert_eq!(quiz(name, value.clone()), told(&[]), "{name}: {value}");
        }
        for (name, value, code) in [
            ("points", json!(1.123_456_7), "too_fine"),
            ("value", json!("abc"), "wrong_format"),
            ("value", json!(true), "wrong_type"),
            ("share", json!(2), "out_of_range"),
            ("share", json!("half"), "wrong_format"),
        ] {
            assert_eq!(quiz(name, value.clone()), told(&[(&format!("/{name}"), code)]), "{value}");
        }
    }

    #[test]
    fn strangers_are_found_at_any_depth_and_planted_names_are_not_repeated() {
        let schema = json!({"$ref": "#/components/schemas/Quiz"});
        let value = json!({
            "title": "x", "colour": 1, "weights": {"anything": 1},
            "items": [{"type": "number", "key": 1, "keyy": 1, "<script>": 1}],
        });
        let document = document();
        let pointers: Vec<_> =
            unknown_members(&document, &schema, &value).into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/colour", "/items/0", "/items/0/keyy"]);
    }

    #[test]
    fn faults_are_bounded() {
        let value = json!({"title": "x", "items": vec![json!(null); 1000]});
        assert_eq!(faults(&value).len(), MOST);
    }
}
