use std::io::Write;

use pediafor_grading::irt::{
    Answer, Curve, Model, Responses, Settings,
    adaptive::{Given, Pool, PoolItem, Rules, Step, Stop},
    calibrate, item_fit,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // 1 right, 0 wrong, - not presented; and how many persons answered so.
    let responses: Responses = serde_json::from_str(
        r#"{"items": 4, "patterns": {
            "0000": 22, "1000": 31, "0100": 13, "0010": 9, "0001": 4, "1100": 47, "1010": 27, "1001": 11, "0110": 9,
            "0101": 5, "0011": 2, "1110": 69, "1101": 33, "1011": 13, "0111": 5, "1111": 100, "11--": 40, "00--": 12}}"#,
    )?;

    // Curves that make these answers the most probable, and how well they do.
    let calibration = calibrate(&responses, &Settings::new(Model::Rasch))?;
    let fit = item_fit(&calibration, &responses)?;
    assert!(fit.iter().flatten().all(|fit| (0.7..1.3).contains(&fit.mean_squares.infit)));
    let curves: Vec<Curve> = calibration.curves().into_iter().flatten().collect();
    assert!(curves.is_sorted_by_key(Curve::difficulty), "the first is the easiest");

    // What answers say about a person.
    let ability = calibration.scale().ability(&[Answer::Right, Answer::Right, Answer::Right, Answer::Wrong])?;
    writeln!(std::io::stdout(), "{:.2} ± {:.2}", ability.estimate, ability.standard_error)?;

    // Which item to ask somebody next who has answered one.
    let named = curves.into_iter().enumerate();
    let items = named.map(|(item, curve)| PoolItem { id: format!("q{}", item + 1), area: String::new(), curve });
    let pool = Pool::new(items.collect())?;
    let rules = Rules::new(Stop { least_items: 0, most_items: 3, standard_error: Some(0.5) });
    let Step::Ask { item: first, .. } = pool.next(&[], &rules, 7)? else { return Ok(()) };
    let given = [Given { item: first, answer: Answer::Right }];
    let Step::Ask { item: second, ability } = pool.next(&given, &rules, 7)? else { return Ok(()) };
    Ok(writeln!(std::io::stdout(), "at {:.2} ask {second}", ability.estimate)?)
}
