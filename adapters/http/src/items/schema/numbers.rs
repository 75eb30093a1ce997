//! Exact numbers.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};

use crate::base::scalar::scalar;

pub(in crate::items) struct PointsNumber;

scalar!(PointsNumber, "points", {
    ty: "number",
    description: Some("Points: a number with at most six decimals. Sums of them are exact."),
    multiple_of: Some(0.000_001),
    minimum: Some(-1_000_000_000.0),
    maximum: Some(1_000_000_000.0),
    example: Some(2.5.into()),
});

pub(in crate::items) struct FractionNumber;

scalar!(FractionNumber, "fraction", {
    description: Some(
        "A share from -1 to 1: a number with at most six decimals, or a text such as `1/3` whose denominator is at \
         most 25.",
    ),
    one_of: vec![
        inline(MetaSchema {
            multiple_of: Some(0.000_001),
            minimum: Some(-1.0),
            maximum: Some(1.0),
            ..MetaSchema::new("number")
        }),
        inline(MetaSchema::new_with_format("string", "fraction")),
    ],
    example: Some(0.5.into()),
});

pub(in crate::items) struct DecimalNumber;

scalar!(DecimalNumber, "decimal", {
    description: Some(
        "An exact decimal number: a number where that writes it exactly, otherwise a text such as \
         `3.14159265358979323846`.",
    ),
    one_of: vec![inline(MetaSchema::new("number")), inline(MetaSchema::new_with_format("string", "decimal"))],
    example: Some(9.81.into()),
});

pub(in crate::items) struct QuotientNumber;

scalar!(QuotientNumber, "quotient", {
    description: Some("An exact decimal number, or text for one decimal divided by another, such as `1/60`."),
    one_of: vec![inline(MetaSchema::new("number")), inline(MetaSchema::new_with_format("string", "quotient"))],
    example: Some(0.01.into()),
});

pub(in crate::items) struct WeightNumber;

scalar!(WeightNumber, "weight", {
    ty: "number",
    description: Some("How much a gap counts against the other gaps: above 0, with at most six decimals."),
    multiple_of: Some(0.000_001),
    minimum: Some(0.0),
    exclusive_minimum: Some(true),
    maximum: Some(1000.0),
    default: Some(1.into()),
});

fn inline(schema: MetaSchema) -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(schema))
}
