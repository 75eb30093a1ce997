//! Numbers as they are typed and as authors write them.
#![no_main]

use std::{fmt, str::FromStr};

use libfuzzer_sys::fuzz_target;
use pediafor_grading::{Decimal, DecimalMark, Fraction, Quotient, Typed};

fuzz_target!(|text: &str| {
    for mark in [DecimalMark::Point, DecimalMark::Comma] {
        if let Ok(number) = Typed::read(text, mark) {
            let written = number.to_string();
            // Beyond the characters or the powers of ten that a number may have, it is not read again.
            if let Ok(again) = Typed::read(&written, DecimalMark::Point) {
                assert_eq!(again.to_string(), written, "{text:?} is written as another number");
            }
        }
    }
    let _: Option<Decimal> = read(text);
    let _: Option<Quotient> = read(text);
    let _: Option<Fraction> = read(text);
    let _ = serde_json::from_str::<Decimal>(text);
    let _ = serde_json::from_str::<Quotient>(text);
    let _ = serde_json::from_str::<Fraction>(text);
});

/// What is read is written so that it is read again as the same.
fn read<T: FromStr + fmt::Display + PartialEq + fmt::Debug>(text: &str) -> Option<T> {
    let number: T = text.parse().ok()?;
    let written = number.to_string();
    match written.parse::<T>() {
        Ok(again) => assert_eq!(again, number, "{text:?} is written as {written}"),
        Err(_) => panic!("{text:?} is written as {written}, which is not read"),
    }
    Some(number)
}
