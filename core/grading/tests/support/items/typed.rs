//! Texts, numbers, formulas and what is set on a line.

use super::*;

/// Keys with different beginnings, the first for full marks; and the text that reaches it.
pub(super) fn short_text() -> impl Strategy<Value = (ShortText, String)> {
    compared(prop::sample::select(vec![
        TextMatching::Exact,
        TextMatching::Wildcard,
        TextMatching::Regex,
        TextMatching::EditDistance,
        TextMatching::Keywords,
    ]))
}

pub(super) fn compared(matching: impl Strategy<Value = TextMatching>) -> impl Strategy<Value = (ShortText, String)> {
    (vec(fraction(0), 0..4), "[a-zß é]{0,5}", any::<bool>(), matching).prop_map(
        |(others, tail, case_sensitive, matching)| {
            // What a key has besides its text, and what the text is that reaches the first one.
            let (more, reached) = match matching {
                TextMatching::Exact => ("", format!("First{tail}")),
                TextMatching::Wildcard => ("*", format!("First{tail}and more")),
                TextMatching::Regex => (" ?[0-9]{2,}", format!("First{tail} 42")),
                TextMatching::EditDistance => ("", format!("Frist{tail}")),
                TextMatching::Keywords => ("*; second|2nd", format!("the 2nd, not First{tail}s")),
            };
            let edits = (matching == TextMatching::EditDistance).then_some(1);
            let others = others.into_iter().enumerate().map(|(index, fraction)| TextKey {
                feedback: format!("said {index}"),
                edits,
                ..TextKey::earning(format!("{index}th{tail}{more}"), fraction)
            });
            let first = TextKey { edits, ..TextKey::new(format!("First{tail}{more}")) };
            let keys = [first].into_iter().chain(others).collect();
            (ShortText { keys, matching, case_sensitive }, format!("  {reached}"))
        },
    )
}

/// A tolerance that includes this value.
pub(super) fn tolerance(value: Decimal) -> impl Strategy<Value = Tolerance> {
    let decimal = |range: std::ops::Range<i64>| range.prop_map(|size| format!("{size}e-3").parse::<Decimal>().unwrap());
    let share = move || decimal(0..1_000);
    let strict = if value < Decimal::zero() { decimal(0..1) } else { decimal(0..100_000) };
    prop_oneof![
        share().prop_map(Tolerance::absolute),
        share().prop_map(Tolerance::relative),
        (share(), share()).prop_map(|(absolute, relative)| numeric::Relabs { absolute, relative }.into()),
        decimal(0..5_000).prop_map(|within| numeric::Geometric { within }.into()),
        Just(numeric::Range { from: value.clone().min(Decimal::zero()), to: value.max(Decimal::zero()) }.into()),
        (1_u8..12).prop_map(|figures| numeric::SignificantFigures { figures }.into()),
        (0_u8..12).prop_map(|places| numeric::DecimalPlaces { places }.into()),
        (strict, any::<bool>()).prop_map(|(below, twice)| {
            let above = twice.then(|| below.clone());
            numeric::StrictQti { below, above }.into()
        }),
    ]
}

/// What stands with a number, a unit or a list of units, and the unit to write with the key's value.
pub(super) type Stated = (Option<String>, Option<Units>, String);

pub(super) fn unit_list() -> impl Strategy<Value = Stated> {
    let cost = || {
        prop_oneof![
            Just(UnitRule::from(unit::Free {})),
            Just(unit::Required {}.into()),
            (1_i64..=1_000)
                .prop_map(|share| { unit::ShareOfMark { share: Fraction::new(share, 1_000).unwrap() }.into() }),
            (1_i64..=7).prop_map(|share| unit::ShareOfPoints { share: Fraction::new(share, 7).unwrap() }.into()),
        ]
    };
    (cost(), cost()).prop_map(|(missing, wrong)| {
        let accepted = vec![
            Unit::new("m"),
            Unit::new("cm").of("0.01".parse().unwrap()),
            Unit::new("min").of("1/60".parse().unwrap()),
        ];
        (None, Some(Units { accepted, missing, wrong }), "m".to_owned())
    })
}

pub(super) fn number() -> impl Strategy<Value = (Numeric, String)> {
    number_with(prop_oneof![
        Just((None, None, String::new())),
        "[a-z%°]{1,3}".prop_map(|unit| (Some(unit.clone()), None, unit)),
        unit_list(),
    ])
}

/// Any key first for full marks, then others around it; and the text that reaches the first.
pub(super) fn number_with(units: impl Strategy<Value = Stated>) -> impl Strategy<Value = (Numeric, String)> {
    let value = (-1_000_000_i64..1_000_000, 0_u32..4);
    let key = value.prop_flat_map(|(digits, places)| {
        let value: Decimal = format!("{digits}e-{places}").parse().unwrap();
        // A text without exponent: units may begin with an e.
        let plain = format!("{:.*}", places as usize, digits as f64 / 10_f64.powi(places as i32));
        (Just(value.clone()), tolerance(value), Just(plain))
    });
    (key, vec((fraction(0), 1_i64..100), 0..3), units, any::<bool>()).prop_map(
        |((value, tolerance, plain), others, (unit, units, written), comma)| {
            let text = if comma { plain.replace('.', ",") } else { plain };
            let others = others.into_iter().map(|(fraction, within)| NumericKey {
                fraction,
                ..NumericKey::new(value.clone(), Tolerance::absolute(Decimal::from_f64(within as f64).unwrap()))
            });
            let keys = [NumericKey::new(value.clone(), tolerance)].into_iter().chain(others).collect();
            let decimal_mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
            (Numeric { keys, unit, units, decimal_mark }, format!("{text} {written}"))
        },
    )
}

pub(super) fn cloze() -> impl Strategy<Value = Question> {
    let kind = prop_oneof![
        short_text().prop_map(|(question, text)| (GapKind::Text(question), text)),
        number().prop_map(|(question, text)| (GapKind::Numeric(question), text)),
        (2_usize..=5, 0_usize..2).prop_map(|(n, key)| {
            (GapKind::Dropdown(Dropdown { options: entries(&IDS[..n]), key: IDS[key].into() }), IDS[key].to_owned())
        }),
    ];
    vec((kind, 1_i64..=1_000_000_000), 1..5).prop_map(|gaps| {
        let mut filled = BTreeMap::new();
        let gaps = gaps.into_iter().enumerate().map(|(index, ((kind, text), weight))| {
            filled.insert(format!("g{index}"), text);
            Gap { id: format!("g{index}"), weight: Weight::from_millionths(weight).unwrap(), kind }
        });
        let question = Cloze { gaps: gaps.collect() };
        (Interaction::Cloze(question), Some(Response::Cloze { gaps: filled }))
    })
}

pub(super) fn slider() -> impl Strategy<Value = Question> {
    let places = (-1_000_i64..1_000, 1_i64..50, 0_usize..4, 1_i64..200);
    places
        .prop_flat_map(|(lower, step, places, steps)| {
            let at = move |steps: i64| format!("{}e-{places}", lower + step * steps).parse::<Decimal>().unwrap();
            let key = (0..=steps).prop_map(at);
            let key = key.prop_flat_map(|value| (Just(value.clone()), tolerance(value)));
            let other = ((0..=steps).prop_map(at), fraction(0));
            let step = format!("{step}e-{places}").parse::<Decimal>().unwrap();
            (Just((at(0), at(steps), step)), key, vec(other, 0..3), any::<bool>())
        })
        .prop_map(|((lower, upper, step), (value, tolerance), others, reverse)| {
            let others = others
                .into_iter()
                .map(|(value, fraction)| NumericKey { fraction, ..NumericKey::new(value, Tolerance::default()) });
            let keys = [NumericKey::new(value.clone(), tolerance)].into_iter().chain(others).collect();
            let question = Slider { lower, upper, step, reverse, orientation: Default::default(), keys };
            (Interaction::Slider(question), Some(Response::slider(value)))
        })
}

/// Variables, a formula for full marks, others for less, and a formula that is equal to the first.
pub(super) fn formula() -> impl Strategy<Value = Question> {
    let equal = prop::sample::select(vec![
        ("x^2 - y^2", "(x-y)(x+y)"),
        ("2x + 1", "1 + x*2"),
        ("sin(2x)", "2 sin x cos x"),
        ("ln(x y)", "ln x + ln y"),
        ("e^-x", "1/exp(x)"),
        ("y/(2x)", "y/2 x⁻¹"),
    ]);
    let tolerance = prop::sample::select(vec![("0", "1e-9"), ("1e-6", "0"), ("0.001", "1e-3")]);
    (equal, vec(fraction(0), 0..4), tolerance, 4_u32..=30, any::<u32>(), any::<bool>(), any::<bool>()).prop_map(
        |((key, text), others, (absolute, relative), samples, seed, integer, comma)| {
            let others = others.into_iter().enumerate().map(|(index, fraction)| FormulaKey {
                feedback: format!("said {index}"),
                ..FormulaKey::earning(format!("{key} + {}", 100 * (index + 1)), fraction)
            });
            let variable = |name: &str| FormulaVariable {
                exclude: vec!["3".parse().unwrap()],
                integer,
                ..FormulaVariable::new(name, "1".parse().unwrap(), "9.5".parse().unwrap())
            };
            let question = Formula {
                tolerance: numeric::Relabs { absolute: absolute.parse().unwrap(), relative: relative.parse().unwrap() },
                form: Form { forbidden: [Function::Tan].into(), ..Form::default() },
                samples,
                seed,
                decimal_mark: if comma { DecimalMark::Comma } else { DecimalMark::Point },
                ..Formula::new(
                    vec![variable("x"), variable("y")],
                    [FormulaKey::new(key)].into_iter().chain(others).collect(),
                )
            };
            (Interaction::Formula(question), Some(Response::formula(text)))
        },
    )
}
