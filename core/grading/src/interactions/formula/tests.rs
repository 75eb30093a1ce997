use proptest::prelude::*;

use super::*;
use crate::{Item, Response, Verdict, expression::ExpressionErrorCode, mark};

/// Variables as `x -5 5` or `n 0 9 whole`.
fn question(variables: &[&str], keys: &[(&str, &str)]) -> Formula {
    let variables = variables.iter().map(|variable| {
        let words: Vec<&str> = variable.split(' ').collect();
        FormulaVariable {
            integer: words.len() > 3,
            ..FormulaVariable::new(words[0], words[1].parse().unwrap(), words[2].parse().unwrap())
        }
    });
    let keys = keys.iter().map(|(key, fraction)| FormulaKey {
        feedback: (*key).to_owned(),
        ..FormulaKey::earning(*key, fraction.parse().unwrap())
    });
    Formula::new(variables.collect(), keys.collect())
}

/// What is made of a text: the share, and the note.
fn judged(question: &Formula, text: &str) -> (Ratio, Option<Note>) {
    let assessed = question.assess(text, Points::whole(1));
    let crate::mark::Earned::Fraction(fraction) = assessed.earned else { panic!("a formula needs no person") };
    (fraction, assessed.parts[0].note.clone())
}

fn is_right(variables: &[&str], key: &str, text: &str) -> bool {
    judged(&question(variables, &[(key, "1")]), text).0 == Ratio::ONE
}

#[test]
fn what_is_equal_is_right_whatever_it_looks_like() {
    for (variables, key, equal) in [
        (&["x -5 5"][..], "x^2 - 1", "(x-1)(x+1)"),
        (&["x -5 5"], "2x + 1", "1 + x·2"),
        (&["x -5 5"], "sin(2x)", "2 sin x cos x"),
        (&["x -5 5"], "cos x^2", "cos(x²)"),
        (&["x -5 5"], "sin^2 x", "1 - cos²x"),
        (&["x -3 3"], "tan x", "sin(x)/cos(x)"),
        (&["x -5 5"], "(x+1)^10", "x^10+10x^9+45x^8+120x^7+210x^6+252x^5+210x^4+120x^3+45x^2+10x+1"),
        (&["x -1.1 -0.9"], "(x+1)^3", "x³ + 3x² + 3x + 1"),
        (&["x 0.1 5"], "ln(x^2)", "2 ln x"),
        (&["x -5 5"], "ln(x^2)", "2 ln|x|"),
        (&["x -5 5"], "sqrt(x^2)", "|x|"),
        (&["x -5 5"], "1/x", "x^-1"),
        (&["x -5 5"], "x", "x²/x"),
        (&["x 0 4"], "e^-x", "cosh x - sinh x"),
        (&["x -5 5"], "e^(2x)", "(e^x)^2"),
        (&["x 1 5", "y 1 5"], "(x+y)^2", "x^2 + 2xy + y^2"),
        (&["x 1 5", "y 1 5"], "ln(xy)", "ln x + ln y"),
        (&["x 1 5", "y 1 5"], "x/y", "1/(y/x)"),
        (&["n 1 9 whole"], "n(n+1)/2", "(n^2+n)/2"),
        (&["n 1 9 whole"], "n!", "n (n-1)!"),
        (&["n -9 9 whole"], "(-1)^n", "cos(pi n)"),
        (&["n 0 20 whole"], "(n-3)*0.1*n", "0.1n^2 - 0.3n"),
        (&["h 1 2", "f 1 2"], "6.63E-34 f", "6.63*10^-34*f"),
        (&[], "1024", "2^10"),
        (&[], "sqrt 2 / 2", "1/√2"),
        (&[], "0", "5 - 5"),
        (&["θ 0 3"], "sin θ", "sin(theta)"),
        (&["v_0 1 2", "t 1 2", "g 9.81 9.81"], "v_0 t - 1/2 g t^2", "v0*t-(g/2)t²"),
    ] {
        assert!(is_right(variables, key, equal), "{equal} for {key}");
        assert!(is_right(variables, equal, key), "{key} for {equal}");
        assert!(is_right(variables, key, key), "{key}");
    }
}

#[test]
fn what_is_not_equal_is_wrong() {
    for (variables, key, other) in [
        (&["x -5 5"][..], "x^2 - 1", "x^2 + 1"),
        (&["x -5 5"], "x^2 - 1", "(x-1)^2"),
        (&["x -5 5"], "ln(x^2)", "2 ln x"),
        (&["x -5 5"], "sqrt(x^2)", "x"),
        (&["x -5 5"], "x", "x^1.0000001"),
        (&["x -5 5"], "x", "x + 1E30 - 1E30"),
        (&["x -5 5"], "x", "x + 10^-6"),
        (&["x 1 5"], "-x^2", "(-x)^2"),
        (&["x 1 5"], "1/(2x)", "1/2x"),
        (&["n -3 3 whole"], "1/n", "n^-1 + 0*n!"),
        (&["n 0 5 whole"], "1", "n/n"),
        (&["h 1 2", "f 1 2"], "6.63E-34 f", "0"),
        (&["h 1 2", "f 1 2"], "6.63E-34 f", "6.64E-34 f"),
        (&["x 1 5", "y 1 5"], "x - y", "y - x"),
        (&["x -5 5"], "x", "asin(9)"),
        (&["x -5 5"], "x", "1/0"),
        (&[], "pi", "3.14159"),
    ] {
        assert!(!is_right(variables, key, other), "{other} for {key}");
        assert!(!is_right(variables, other, key) || other.contains("1E30"), "{key} for {other}");
    }
}

#[test]
fn the_tolerance_is_a_share_of_the_key_and_an_amount() {
    let within = |absolute: &str, relative: &str| Relabs {
        absolute: absolute.parse().unwrap(),
        relative: relative.parse().unwrap(),
    };
    for (key, text, tolerance, right) in [
        ("pi*x", "3.14x", within("0", "0.001"), true),
        ("pi*x", "3.13x", within("0", "0.001"), false),
        ("x", "x + 0.01", within("0.01", "0"), true),
        ("x", "x + 0.02", within("0.01", "0"), false),
        ("0", "sin²x + cos²x - 1", within("1e-12", "0"), true),
        ("0", "0.1x", within("1e-12", "0"), false),
    ] {
        let question = Formula { tolerance, ..question(&["x 1 5"], &[(key, "1")]) };
        assert_eq!(judged(&question, text).0 == Ratio::ONE, right, "{text} for {key}");
    }
}

#[test]
fn the_first_key_that_is_equal_decides() {
    let question = question(&["x 1 5"], &[("2x", "1"), ("2x + 1", "1/2"), ("x + 1 + x", "1"), ("-2x", "0")]);
    for (text, earned, feedback) in [
        ("x + x", Ratio::ONE, "2x"),
        ("1 + 2x", Ratio::share(1, 2), "2x + 1"),
        ("-x-x", Ratio::ZERO, "-2x"),
        ("3x", Ratio::ZERO, ""),
    ] {
        let item = Item::new("q", "?", Points::whole(2), crate::Interaction::Formula(question.clone()));
        let part = &mark(&item, Some(&Response::formula(text))).parts[0];
        assert_eq!((part.points, part.feedback.as_str()), (Some(earned.of(Points::whole(2))), feedback), "{text}");
        assert_eq!(part.expected.as_deref(), Some("2x"));
    }
}

#[test]
fn what_there_is_to_say_is_said() {
    let question = question(&["x 1 5"], &[("2x", "1")]);
    let read_as = |value: &str| Some(Note::ReadAs { value: value.to_owned() });
    for (text, note) in [
        ("2 * x", None),
        ("2x", read_as("2*x")),
        ("3x", read_as("3*x")),
        ("1/0", Some(Note::Undefined)),
        ("ln(-x)", Some(Note::Undefined)),
        ("x + 1E40 - 1E40 + sqrt(sin(x) - sin(x) + 1E-20 - 1E-20)", Some(Note::Undefined)),
    ] {
        assert_eq!(judged(&question, text).1, note, "{text}");
    }
    let item = Item::new("q", "?", Points::whole(2), crate::Interaction::Formula(question));
    let outcome = mark(&item, Some(&Response::formula("2(x")));
    assert_eq!(outcome.verdict, Verdict::Incorrect);
    let Some(Note::NotAnExpression { error }) = &outcome.parts[0].note else { panic!("{outcome:?}") };
    assert_eq!((error.code, error.at), (ExpressionErrorCode::MissingClosing, 4));
    assert_eq!(error.to_string(), "a closing bracket is missing at 4");
    let crate::PaperInteraction::Formula(paper) = item.to_paper().interaction else { panic!("another kind") };
    assert_eq!(paper.read("2(x").as_ref(), Err(error));
    assert_eq!(paper.read("x2").unwrap_err().code, ExpressionErrorCode::UnknownName);
    assert_eq!(paper.read("2 x").unwrap().to_string(), "2*x");
}

#[test]
fn a_form_is_kept_or_earns_nothing() {
    let form = Form { forbidden: [Function::Tan].into(), required: [Function::Sin].into() };
    let question = Formula { form, ..question(&["x 0.1 1"], &[("sin(x)/cos(x)", "1")]) };
    for (text, earned, note) in [
        ("sin(x)/cos(x)", Ratio::ONE, None),
        ("tan(x)", Ratio::ZERO, Some(Note::ForbiddenFunction { function: Function::Tan })),
        ("sec(x)/csc(x)", Ratio::ZERO, Some(Note::MissingFunction { function: Function::Sin })),
        ("cos(x)", Ratio::ZERO, None),
    ] {
        assert_eq!(judged(&question, text), (earned, note), "{text}");
    }
}

/// Formulas of x and y that are defined everywhere between 1 and 3.
fn formula() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["x", "y", "2", "0.3", "pi", "7"]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec![" + ", " - ", "*"]), inner.clone())
                .prop_map(|(left, sign, right)| format!("({left}{sign}{right})")),
            (prop::sample::select(vec!["sin", "cos", "atan", "abs", "-"]), inner)
                .prop_map(|(function, inside)| format!("{function}({inside})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_algebra_makes_of_a_key_is_never_different(key in formula(), other in formula(), seed in any::<u32>()) {
        let variables = ["x 1 3", "y 1 3"];
        let compared = |text: &str| {
            let question = Formula { seed, ..question(&variables, &[(&key, "1")]) };
            let names = question.names();
            let read = |text: &str| Expression::parse(text, &names, DecimalMark::Point).unwrap();
            let points = question.points();
            Values::of(&read(text), &points).compare(&read(&key), &points, &question.tolerance())
        };
        for equal in [
            format!("{key} + {other} - ({other})"),
            format!("2*{key} - ({key})"),
            format!("{key} + ({other})^2 - ({key})^2 + ({key} + {other})*({key} - {other})"),
            format!("-(-{key})"),
        ] {
            prop_assert_ne!(compared(&equal), Compared::Different, "{} for {}", equal, key);
        }
        prop_assert_ne!(compared(&format!("{key} + 1")), Compared::Equal);
        prop_assert_ne!(compared(&format!("{key}*1.001 + 0.00123456")), Compared::Equal);
    }
}
