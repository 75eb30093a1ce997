use proptest::prelude::*;

use super::*;

fn variables() -> Variables {
    Variables::new(["x", "y", "theta", "x_1", "abc", "v_max"]).unwrap()
}

fn read(text: &str) -> Result<Expression, ExpressionError> {
    Expression::parse(text, &variables(), DecimalMark::Point)
}

#[test]
fn what_people_type_is_read() {
    for (text, canonical) in [
        ("2x+1", "2*x + 1"),
        ("3(x+1)", "3*(x + 1)"),
        ("x y", "x*y"),
        ("xy", "x*y"),
        ("(x)(y)", "x*y"),
        ("[x+{y-1}](2)", "(x + (y - 1))*2"),
        ("x(x+1)", "x*(x + 1)"),
        ("1/2x", "1/2*x"),
        ("1/(2x)", "1/(2*x)"),
        ("x/y/2", "x/y/2"),
        ("x/(y/2)", "x/(y/2)"),
        ("x-(y-1)", "x - (y - 1)"),
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("2^-x", "2^-x"),
        ("2^-x^2", "2^-x^2"),
        ("2**x**y", "2^x^y"),
        ("(2^x)^y", "(2^x)^y"),
        ("2^3x", "2^3*x"),
        ("--x", "--x"),
        ("x*-y", "x*-y"),
        ("+x−+y", "x - y"),
        ("-(x+y)", "-(x + y)"),
        ("-(x y)", "-(x*y)"),
        ("-x y", "-x*y"),
        ("x²+x⁻¹", "x^2 + x^-1"),
        ("2x³y", "2*x^3*y"),
        ("5 × x ÷ 2 · y", "5*x/2*y"),
        ("x : 2", "x/2"),
        ("x!", "x!"),
        ("(x!)!", "(x!)!"),
        ("2x!^2", "2*x!^2"),
        ("50% x", "50%*x"),
        ("sin 30°", "sin(30°)"),
        ("sin x", "sin(x)"),
        ("sinx cosx", "sin(x)*cos(x)"),
        ("2 sin x cos x", "2*sin(x)*cos(x)"),
        ("sin 2x", "sin(2*x)"),
        ("sin 2πx", "sin(2*pi*x)"),
        ("sin -x", "sin(-x)"),
        ("sin x/2", "sin(x)/2"),
        ("sin x^2", "sin(x^2)"),
        ("sin^2 x", "sin(x)^2"),
        ("sin²(x)", "sin(x)^2"),
        ("sin(x)y", "sin(x)*y"),
        ("sin (x) y", "sin(x)*y"),
        ("Sin(x)", "sin(x)"),
        ("sin cos x", "sin(cos(x))"),
        ("ln|x|", "ln(abs(x))"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("||x|-1|", "abs(abs(x) - 1)"),
        ("|x|y|x|", "abs(x)*y*abs(x)"),
        ("|(x|y|)|", "abs(x*abs(y))"),
        ("2|x|", "2*abs(x)"),
        ("√2x", "sqrt(2)*x"),
        ("√(x+1)", "sqrt(x + 1)"),
        ("∛x", "cbrt(x)"),
        ("√√x", "sqrt(sqrt(x))"),
        ("max x", "max(x)"),
        ("x^2²", "x^2^2"),
        ("max(x,y;2)", "max(x; y; 2)"),
        ("root(3;x)", "root(3; x)"),
        ("atan2(y,x)", "atan2(y; x)"),
        ("log2(x)+log10(x)", "log2(x) + log(x)"),
        ("arctan(x)", "atan(x)"),
        ("πx", "pi*x"),
        ("PI x", "pi*x"),
        ("2e - 3", "2*e - 3"),
        ("2e-3", "0.002"),
        ("1.5e3x", "1500*x"),
        ("2E+3", "2000"),
        ("e^x", "e^x"),
        ("ex", "e*x"),
        (".5x", "0.5*x"),
        ("6.63E-34", "6.63E-34"),
        ("θ+theta", "theta + theta"),
        ("x1 + x_1 + x₁", "x_1 + x_1 + x_1"),
        ("2x1y", "2*x_1*y"),
        ("abc", "abc"),
        ("v_max", "v_max"),
        ("𝑥＋２", "x + 2"),
        ("x\u{2062}y\u{200b}", "x*y"),
        ("٢x", "2*x"),
    ] {
        let expression = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(expression.to_string(), canonical, "{text}");
        assert_eq!(read(canonical).as_ref(), Ok(&expression), "{canonical}");
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    use ExpressionErrorCode::*;
    for (text, code, at) in [
        ("", Empty, 1),
        (" \u{200b}", Empty, 1),
        ("2(x+1", MissingClosing, 6),
        ("|x", MissingClosing, 3),
        ("(|x)", MissingClosing, 4),
        ("sin(x", MissingClosing, 6),
        ("(x]", UnexpectedClosing, 3),
        ("x)", UnexpectedClosing, 2),
        ("x+", MissingOperand, 3),
        ("*x", MissingOperand, 1),
        ("x + * y", MissingOperand, 5),
        ("()", MissingOperand, 2),
        ("sin", MissingOperand, 4),
        ("sin()", MissingOperand, 5),
        ("²", MissingOperand, 1),
        ("x 2", MissingOperator, 3),
        ("2 3/4", MissingOperator, 3),
        ("(x)2", MissingOperator, 4),
        ("sin x 2", MissingOperator, 7),
        ("x = 2", UnknownCharacter, 3),
        ("$x", UnknownCharacter, 1),
        ("½x", UnknownCharacter, 1),
        ("x + z", UnknownName, 5),
        ("xyz", UnknownName, 3),
        ("X", UnknownName, 1),
        ("x2", UnknownName, 2),
        ("τ", UnknownName, 1),
        ("1.2.3", BadNumber, 4),
        ("1e999", BadNumber, 1),
        ("1e-999", BadNumber, 1),
        ("⁻x", BadNumber, 1),
        ("1,5x", UnexpectedSeparator, 2),
        ("(x;y)", UnexpectedSeparator, 3),
        ("1 + max", MissingOperand, 8),
        ("sin(x;y)", WrongArguments, 1),
        ("2 root(x)", WrongArguments, 3),
        ("root x", WrongArguments, 1),
        ("sin x(x+1)", AmbiguousArgument, 6),
        ("sin 2(x+1)", AmbiguousArgument, 6),
        ("ln|x|y", AmbiguousArgument, 6),
        ("√x^2", AmbiguousArgument, 3),
        ("√sin x", AmbiguousArgument, 2),
        ("sin^-1 x", AmbiguousPower, 5),
        ("sin⁻¹x", AmbiguousPower, 4),
        ("sin^x(2)", AmbiguousPower, 5),
        ("sin^2(x)^2", AmbiguousPower, 9),
        ("x²^3", AmbiguousPower, 3),
        ("x²!", AmbiguousPower, 3),
        ("x!!", AmbiguousPower, 3),
    ] {
        let error = read(text).expect_err(text);
        assert_eq!((error.code, error.at), (code, at), "{text}: {error}");
        let written = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<ExpressionError>(&written).unwrap(), error);
    }
}

#[test]
fn a_comma_parts_decimals_where_it_is_said_to() {
    let comma = |text: &str| Expression::parse(text, &variables(), DecimalMark::Comma).map(|read| read.to_string());
    for (text, canonical) in [
        ("1,5x", "1.5*x"),
        ("1.5x", "1.5*x"),
        ("max(1,5; 2)", "max(1.5; 2)"),
        ("max(x, 2)", "max(x; 2)"),
        ("max(1,5, 2)", "max(1.5; 2)"),
        ("max(1,2)", "max(1.2)"),
    ] {
        assert_eq!(comma(text).as_deref(), Ok(canonical), "{text}");
    }
    assert_eq!(comma("max(1,2,3)").unwrap_err().code, ExpressionErrorCode::BadNumber);
    assert_eq!(read("max(1,5,2)").unwrap().to_string(), "max(1; 5; 2)");
}

#[test]
fn names_that_look_like_powers_of_ten_are_names() {
    let variables = Variables::new(["e", "E1"]).unwrap();
    for (text, canonical) in [("2e-3", "2*e - 3"), ("2E1", "2*E1"), ("2e", "2*e")] {
        assert_eq!(Expression::parse(text, &variables, DecimalMark::Point).unwrap().to_string(), canonical);
    }
    let small = Expression::parse("0.0000000123e", &variables, DecimalMark::Point).unwrap();
    assert_eq!(small.to_string(), "0.0000000123*e");
    let variables = Variables::new(["E"]).unwrap();
    let small = Expression::parse("1e-20", &variables, DecimalMark::Point).unwrap();
    assert_eq!(small.to_string(), "1e-20");
}

/// At x = 3, y = −2.
fn value(text: &str) -> Option<f64> {
    read(text).unwrap().evaluate(&[3.0, -2.0])
}

#[test]
fn it_is_worth_what_it_should_be() {
    for (text, expected) in [
        ("x^2 + y", 7.0),
        ("-x^2", -9.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("1/2x", 1.5),
        ("7 - 2 - 1", 4.0),
        ("8/2/2", 2.0),
        ("0^0", 1.0),
        ("5!", 120.0),
        ("0!", 1.0),
        ("50%", 0.5),
        ("sin 30°", 0.5),
        ("cos pi", -1.0),
        ("tan(45°)", 1.0),
        ("cot(45°)", 1.0),
        ("sec 60°", 2.0),
        ("csc 30°", 2.0),
        ("asin 1 - acos 0", 0.0),
        ("4 atan 1 - π", 0.0),
        ("atan2(0; -1) - pi", 0.0),
        ("atan2(-0; -1) - pi", 0.0),
        ("sinh 0 + cosh 0 + tanh 0", 1.0),
        ("asinh(sinh 2)", 2.0),
        ("acosh(cosh 2)", 2.0),
        ("atanh(tanh 0.5)", 0.5),
        ("exp 1 - e", 0.0),
        ("ln(e^2)", 2.0),
        ("log 1000", 3.0),
        ("lg 100", 2.0),
        ("log2 8", 3.0),
        ("sqrt 16", 4.0),
        ("cbrt(-8)", -2.0),
        ("root(3; -8)", -2.0),
        ("root(5; -32)", -2.0),
        ("root(4; 16)", 2.0),
        ("root(-2; 4)", 0.5),
        ("|y|", 2.0),
        ("sign(y) + sign(0) + sign(x)", 0.0),
        ("floor(-1.5)", -2.0),
        ("ceil(-1.5)", -1.0),
        ("round(-1.5)", -2.0),
        ("min(x; y; 0)", -2.0),
        ("max(x; y; 0)", 3.0),
        ("mod(-7; 3)", 2.0),
        ("mod(7; -3)", -2.0),
        ("gcd(12; -18; 27)", 3.0),
        ("lcm(4; 6; 10)", 60.0),
        ("gcd(0; 5)", 5.0),
        ("lcm(0; 5)", 0.0),
    ] {
        let value = value(text).unwrap_or_else(|| panic!("{text} is undefined"));
        assert!((value - expected).abs() <= 2e-15 * expected.abs().max(1.0), "{text} is {value}, not {expected}");
    }
}

#[test]
fn where_there_is_no_value_there_is_none() {
    for text in [
        "1/0",
        "0/0",
        "1/(x - 3)",
        "ln 0",
        "ln y",
        "sqrt y",
        "y^0.5",
        "(-8)^(1/3)",
        "asin x",
        "acosh 0",
        "atanh 1",
        "0.5!",
        "(-1)!",
        "171!",
        "10^309",
        "1/10^309",
        "1/(1/0)",
        "mod(1; 0)",
        "atan2(0; 0)",
        "root(0; 2)",
        "root(2; -1)",
        "root(1.5; 2)",
        "gcd(1.5; 2)",
        "max(1; 1/0)",
        "0^-1",
        "cot 0",
        "0*ln 0",
        "theta",
    ] {
        assert_eq!(value(text), None, "{text}");
    }
    assert_eq!(read("x").unwrap().evaluate(&[]), None);
    assert_eq!(read("x").unwrap().evaluate(&[f64::INFINITY]), None);
}

#[test]
fn what_it_uses_is_known() {
    let expression = read("sin y + arctan(θ)^2 + |y|").unwrap();
    assert_eq!(expression.used().collect::<Vec<_>>(), ["y", "theta"]);
    assert_eq!(expression.functions(), BTreeSet::from([Function::Sin, Function::Atan, Function::Abs]));
}

#[test]
fn it_survives_json() {
    let expression = read("2 sin x^2").unwrap();
    let written = serde_json::to_value(&expression).unwrap();
    assert_eq!(written["text"], "2*sin(x^2)");
    assert_eq!(serde_json::from_value::<Expression>(written).unwrap(), expression);
    for broken in [r#"{"variables": ["x"], "text": "y"}"#, r#"{"variables": ["x", "x"], "text": "x"}"#] {
        assert!(serde_json::from_str::<Expression>(broken).is_err(), "{broken}");
    }
}

#[test]
fn what_goes_too_deep_or_too_long_is_an_error() {
    use ExpressionErrorCode::*;
    let nested = |open: &str, close: &str, times: usize| open.repeat(times) + "x" + &close.repeat(times);
    for (open, close) in
        [("(", ")"), ("[", "]"), ("|", "|"), ("sin(", ")"), ("√", ""), ("2^", ""), ("sin ", ""), ("1+(", ")")]
    {
        let most = (limits::EXPRESSION_CHARS - 1) / (open.len() + close.len());
        for times in [1, 63, 64, 65, 100, most] {
            let text = nested(open, close, times);
            match read(&text) {
                Ok(read_it) => {
                    assert!(times <= limits::EXPRESSION_DEPTH, "{text}");
                    assert_eq!(read(&read_it.to_string()), Ok(read_it));
                }
                Err(error) => assert!(error.code == TooDeep || error.code == TooLong, "{text}: {error}"),
            }
        }
        assert!(read(&nested(open, close, 64)).is_ok(), "{open}");
    }
    assert_eq!(read(&"x".repeat(1_001)).unwrap_err().code, TooLong);
    assert_eq!(read(&"x".repeat(501)).unwrap_err().code, TooLong, "a step for each x and each product");
    assert!(read(&"x".repeat(500)).is_ok());
    assert!(read(&format!("{}x", "-".repeat(999))).is_ok());
    let pending = format!("max({})", vec!["x"; 20].join(";"));
    let mut deep = pending.clone();
    for _ in 0..7 {
        deep = deep.replacen(";x)", &format!(";{pending})"), 1);
    }
    assert_eq!(read(&deep).unwrap_err().code, TooDeep);
    assert!(Expression::read(&"(".repeat(1_000_000), &variables(), DecimalMark::Point).is_err());
}

/// Texts that are often expressions.
fn text() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["x", "y", "2", "0.5", "pi", "e", "theta", "x1", "3e5", "1e-9", "10", "1e300"]);
    leaf.prop_map(str::to_owned).prop_recursive(8, 60, 3, |inner| {
        let sign = prop::sample::select(vec![" + ", "-", "*", "/", "^", "", " ", "**", "⋅", "^-"]);
        let around = prop::sample::select(vec![
            ("(", ")"),
            ("|", "|"),
            ("-", ""),
            ("sin ", ""),
            ("ln(", ")"),
            ("√", ""),
            ("", "!"),
            ("", "²"),
            ("cos^2 ", ""),
            ("", "%"),
            ("", "°"),
            ("{", "}"),
            ("max(1;", ")"),
            ("root(3,", ")"),
            ("(-", ")"),
            ("(", ")!"),
            ("sin²(", ")"),
        ]);
        prop_oneof![
            (inner.clone(), sign, inner.clone()).prop_map(|(left, sign, right)| format!("{left}{sign}{right}")),
            (inner, around).prop_map(|(inside, (open, close))| format!("{open}{inside}{close}")),
        ]
    })
}

fn check(text: &str, mark: DecimalMark) -> Result<bool, TestCaseError> {
    match Expression::parse(text, &variables(), mark) {
        Ok(expression) => {
            let canonical = expression.to_string();
            let again = Expression::read(&canonical, &variables(), DecimalMark::Point);
            prop_assert_eq!(again.as_ref(), Ok(&expression), "{} of {}", canonical, text);
            let written = serde_json::to_string(&expression).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Expression>(&written).unwrap(), &expression);
            let values = [0.7, -1.3, 0.1, 2.0, 3.0, 5.0];
            let (value, measured) = (expression.evaluate(&values), expression.measure(&values));
            prop_assert!(measured.noise >= 0.0);
            match value {
                Some(value) => prop_assert!(measured.value == value || measured.noise == f64::INFINITY, "{}", text),
                None => {
                    prop_assert!(!measured.is_defined() || measured.noise == f64::INFINITY, "{}: {:?}", text, measured);
                }
            }
            Ok(true)
        }
        Err(error) => {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.at), "{}: {}", text, error);
            Ok(false)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_read_is_written_so_that_it_is_read_the_same(text in text(), comma in any::<bool>()) {
        check(&text, if comma { DecimalMark::Comma } else { DecimalMark::Point })?;
    }

    #[test]
    fn any_signs_are_an_expression_or_an_error_inside(text in "([xyeE(){}|,;.^!%°√²⁻*/+ -]|[0-9]|sin|ln|max|abc|θ|_1){0,24}") {
        check(&text, DecimalMark::Point)?;
        check(&text, DecimalMark::Comma)?;
    }

    #[test]
    fn any_text_is_an_expression_or_an_error_inside(text in ".{0,40}") {
        check(&text, DecimalMark::Point)?;
    }
}
