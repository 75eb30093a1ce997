/// Seconds of a time span: a number, as QTI has it, or ISO 8601 without years and months, whose length is open:
/// `PT1H30M`, `P1DT2.5S`, `90`.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let Some(span) = text.strip_prefix('P') else { return plain(text) };
    let (days, times) = span.split_once('T').map_or((span, None), |(days, times)| (days, Some(times)));
    let days = parts(days, &[('W', 604_800.0), ('D', 86_400.0)])?;
    let times = times.map_or(Some((0.0, 0)), |times| {
        parts(times, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)]).filter(|(_, count)| *count > 0)
    })?;
    (days.1 + times.1 > 0).then_some(days.0 + times.0)
}

/// The sum of numbers each with one of these letters behind it, in this order, and how many there are.
fn parts(mut text: &str, units: &[(char, f64)]) -> Option<(f64, usize)> {
    let (mut sum, mut count) = (0.0, 0);
    for (letter, worth) in units {
        if let Some((number, rest)) = text.split_once(*letter) {
            sum += plain(number)? * worth;
            count += 1;
            text = rest;
        }
    }
    text.is_empty().then_some((sum, count))
}

fn plain(text: &str) -> Option<f64> {
    let digits = |letter: char| letter.is_ascii_digit() || letter == '.';
    let number: f64 = text.chars().all(digits).then(|| text.parse().ok())??;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_are_seconds() {
        for (text, expected) in [
            ("90", Some(90.0)),
            ("1.5", Some(1.5)),
            ("PT1H", Some(3_600.0)),
            ("PT1H30M", Some(5_400.0)),
            ("P1DT2.5S", Some(86_402.5)),
            ("P2W", Some(1_209_600.0)),
            ("P1Y", None),
            ("P1M", None),
            ("P", None),
            ("PT", None),
            ("P1DT", None),
            ("PT1S1H", None),
            ("PTS", None),
            ("-5", None),
            ("", None),
            ("inf", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
