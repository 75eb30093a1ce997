//! Calibration finds the curves that answers were made with, says what it cannot find, and never gives a number that is
//! none.
#![expect(clippy::unwrap_used, clippy::panic, reason = "made-up answers can be calibrated")]

#[path = "support/simulate.rs"]
mod simulate;

use pediafor_grading::irt::{
    Answer::{self, NotPresented, Right, Wrong},
    Calibration, CalibrationError, Curve, Estimate, ItemEstimate, ItemFit, LeftOut, Model, Quadrature, Responses,
    Settings, calibrate, item_fit,
};
use proptest::prelude::*;
use simulate::Chance;

fn responses(rows: &[Vec<Answer>]) -> Responses {
    let mut responses = Responses::new(rows[0].len());
    for row in rows {
        responses.add(row, 1).unwrap();
    }
    responses
}

/// Answers of so many persons with a standard normal ability.
fn made(chance: &mut Chance, curves: &[Curve], persons: usize) -> Vec<Vec<Answer>> {
    let person = |_| {
        let ability = chance.normal();
        chance.answers(curves, ability)
    };
    (0..persons).map(person).collect()
}

fn estimates(calibration: &Calibration) -> Vec<Estimate> {
    let estimate = |item: &ItemEstimate| match item {
        ItemEstimate::Estimated(estimate) => *estimate,
        ItemEstimate::LeftOut { reason } => panic!("left out: {reason:?}"),
    };
    calibration.items.iter().map(estimate).collect()
}

/// How many standard errors the estimates are away from the truth: the root of the mean square.
fn distance(pairs: impl Iterator<Item = (f64, f64, f64)>) -> f64 {
    let squares: Vec<f64> = pairs.map(|(found, truth, error)| ((found - truth) / error).powi(2)).collect();
    (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
}

#[track_caller]
fn within_errors(found: &[Estimate], truth: &[Curve]) {
    let pairs = || found.iter().zip(truth);
    let intercepts = pairs()
        .map(|(found, truth)| (found.curve.intercept(), truth.intercept(), found.standard_errors.unwrap().intercept));
    let difficulties = pairs().map(|(found, truth)| {
        let error = found.standard_errors.unwrap().difficulty.unwrap();
        (found.curve.difficulty().unwrap(), truth.difficulty().unwrap(), error)
    });
    let discriminations = pairs().filter_map(|(found, truth)| {
        let error = found.standard_errors.unwrap().discrimination?;
        Some((found.curve.discrimination(), truth.discrimination(), error))
    });
    for (what, distance) in [("intercepts", distance(intercepts)), ("difficulties", distance(difficulties))] {
        assert!((0.6..1.4).contains(&distance), "{what} are {distance} standard errors away");
    }
    let discriminations: Vec<_> = discriminations.collect();
    if !discriminations.is_empty() {
        let distance = distance(discriminations.into_iter());
        assert!((0.3..1.5).contains(&distance), "discriminations are {distance} standard errors away");
    }
}

#[test]
fn the_curves_that_answers_were_made_with_are_found_within_their_errors() {
    let mut chance = Chance::new(1);
    let truth = chance.curves(30);
    let calibration =
        calibrate(&responses(&made(&mut chance, &truth, 3_000)), &Settings::new(Model::TwoParameter)).unwrap();
    let found = estimates(&calibration);
    within_errors(&found, &truth);
    for (found, truth) in found.iter().zip(&truth) {
        assert!((found.curve.discrimination() - truth.discrimination()).abs() < 0.35, "{found:?}, not {truth:?}");
        assert!((found.curve.intercept() - truth.intercept()).abs() < 0.3, "{found:?}, not {truth:?}");
    }
    assert_eq!((calibration.parameters, calibration.persons), (60, 3_000));
}

#[test]
fn raschs_curves_are_found_in_both_parameterisations() {
    let mut chance = Chance::new(2);
    let truth: Vec<Curve> = (0..20).map(|item| Curve::new(1.0, f64::from(item) / 5.0 - 2.0).unwrap()).collect();
    let answers = responses(&made(&mut chance, &truth, 2_000));
    let unit = calibrate(&answers, &Settings::new(Model::UnitRasch)).unwrap();
    let common = calibrate(&answers, &Settings::new(Model::Rasch)).unwrap();
    for calibration in [&unit, &common] {
        within_errors(&estimates(calibration), &truth);
    }
    assert_eq!((unit.parameters, common.parameters), (20, 21));
    assert!(unit.log_likelihood <= common.log_likelihood, "one more parameter describes no worse");
    assert!(unit.aic() < common.aic() + 2.0 && unit.bic() < common.bic());
    let scale = common.rasch_scale().unwrap();
    let discrimination = common.curves()[0].unwrap().discrimination();
    assert!((scale.variance - discrimination * discrimination).abs() < 1e-15 && (scale.variance - 1.0).abs() < 0.15);
    for (difficulty, curve) in scale.difficulties.iter().zip(common.curves()) {
        assert_eq!(*difficulty, Some(-curve.unwrap().intercept()));
    }
    assert_eq!(unit.rasch_scale().unwrap().variance, 1.0);
    assert!(estimates(&unit).iter().all(|item| item.standard_errors.unwrap().discrimination.is_none()));
}

#[test]
fn what_was_not_presented_does_not_make_an_item_harder() {
    let mut chance = Chance::new(3);
    let truth = chance.curves(24);
    let mut rows = made(&mut chance, &truth, 4_000);
    // Three forms of sixteen items each, linked by what two of them share.
    for (person, row) in rows.iter_mut().enumerate() {
        let left_out = (person % 3) * 8;
        row[left_out..left_out + 8].fill(NotPresented);
    }
    let answers = responses(&rows);
    let calibration = calibrate(&answers, &Settings::new(Model::TwoParameter)).unwrap();
    within_errors(&estimates(&calibration), &truth);
    let fit = item_fit(&calibration, &answers).unwrap();
    assert!(fit.iter().all(|fit| fit.unwrap().s_x2.is_none()), "nobody was presented all items");
}

#[test]
fn standard_errors_are_the_curvature_of_the_likelihood() {
    // The likelihood itself, by a finer sum than the calibration's, with derivatives by differences.
    let mut chance = Chance::new(4);
    let truth = chance.curves(4);
    let rows = made(&mut chance, &truth, 400);
    let calibration = calibrate(&responses(&rows), &Settings::new(Model::TwoParameter)).unwrap();
    let found = estimates(&calibration);
    let nodes = Quadrature::equally_spaced(161, 8.0).unwrap();
    let log_likelihood = |parameters: &[f64]| -> f64 {
        let chance =
            |item: usize, node: f64| 1.0 / (1.0 + (-parameters[2 * item + 1] * node - parameters[2 * item]).exp());
        let person = |row: &Vec<Answer>| -> f64 {
            let at = |(node, weight): (&f64, &f64)| -> f64 {
                let each = row.iter().enumerate().map(|(item, answer)| match answer {
                    Right => chance(item, *node),
                    Wrong => 1.0 - chance(item, *node),
                    NotPresented => 1.0,
                });
                weight * each.product::<f64>()
            };
            nodes.nodes().iter().zip(nodes.weights()).map(at).sum::<f64>().ln()
        };
        rows.iter().map(person).sum()
    };
    let best: Vec<f64> = found.iter().flat_map(|item| [item.curve.intercept(), item.curve.discrimination()]).collect();
    assert!((log_likelihood(&best) - calibration.log_likelihood).abs() < 1e-6);
    let step = 1e-3;
    let moved = |changes: &[(usize, f64)]| {
        let mut parameters = best.clone();
        changes.iter().for_each(|(parameter, change)| parameters[*parameter] += change);
        log_likelihood(&parameters)
    };
    let size = best.len();
    for parameter in 0..size {
        let slope = (moved(&[(parameter, step)]) - moved(&[(parameter, -step)])) / (2.0 * step);
        assert!(slope.abs() < 0.05, "{parameter} is not at the summit: {slope}");
    }
    let curvature = |row: usize, column: usize| {
        let corner = |one: f64, other: f64| moved(&[(row, one * step), (column, other * step)]);
        (corner(1.0, -1.0) + corner(-1.0, 1.0) - corner(1.0, 1.0) - corner(-1.0, -1.0)) / (4.0 * step * step)
    };
    let information = (0..size).map(|row| (0..size).map(|column| curvature(row, column)).collect());
    let covariance = inverse(information.collect());
    for (item, found) in found.iter().enumerate() {
        let errors = found.standard_errors.unwrap();
        let expected = (covariance[2 * item][2 * item].sqrt(), covariance[2 * item + 1][2 * item + 1].sqrt());
        assert!((errors.intercept / expected.0 - 1.0).abs() < 1e-3, "{errors:?}, not {expected:?}");
        assert!((errors.discrimination.unwrap() / expected.1 - 1.0).abs() < 1e-3, "{errors:?}, not {expected:?}");
    }
}

/// By Gauss and Jordan.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let size = matrix.len();
    for (index, row) in matrix.iter_mut().enumerate() {
        row.extend((0..size).map(|column| if column == index { 1.0 } else { 0.0 }));
    }
    for pivot in 0..size {
        let divisor = matrix[pivot][pivot];
        matrix[pivot].iter_mut().for_each(|value| *value /= divisor);
        let pivot_row = matrix[pivot].clone();
        for (index, row) in matrix.iter_mut().enumerate() {
            let factor = row[pivot];
            if index != pivot {
                row.iter_mut().zip(&pivot_row).for_each(|(value, other)| *value -= factor * other);
            }
        }
    }
    matrix.into_iter().map(|row| row[size..].to_vec()).collect()
}

#[test]
fn items_that_cannot_be_estimated_are_left_out_and_say_why() {
    let mut chance = Chance::new(5);
    let truth = chance.curves(5);
    let plain = made(&mut chance, &truth, 500);
    let with_more = |more: &dyn Fn(usize, &[Answer]) -> Vec<Answer>| -> Vec<Vec<Answer>> {
        plain.iter().enumerate().map(|(person, row)| [row.clone(), more(person, row)].concat()).collect()
    };
    let rows = with_more(&|person, _| {
        let seldom = if person < 99 { [Right, Wrong][person % 2] } else { NotPresented };
        vec![Right, Wrong, seldom, NotPresented]
    });
    let settings = Settings::new(Model::TwoParameter);
    let calibration = calibrate(&responses(&rows), &settings).unwrap();
    let reasons: Vec<_> = calibration.items[5..]
        .iter()
        .map(|item| match item {
            ItemEstimate::LeftOut { reason } => *reason,
            ItemEstimate::Estimated(estimate) => panic!("{estimate:?}"),
        })
        .collect();
    assert_eq!(reasons, [LeftOut::AllRight, LeftOut::AllWrong, LeftOut::TooFewAnswers, LeftOut::TooFewAnswers]);
    // The others are estimated as if these had never been there, and answers to these say nothing about a person.
    let without = calibrate(&responses(&plain), &settings).unwrap();
    assert_eq!(calibration.items[..5], without.items[..]);
    assert_eq!(calibration.log_likelihood, without.log_likelihood);
    let ability = without.scale().ability(&plain[0]).unwrap();
    for more in [[Right; 4], [Wrong; 4], [NotPresented; 4]] {
        let found = calibration.scale().ability(&[&plain[0][..], &more].concat()).unwrap();
        assert!((found.estimate - ability.estimate).abs() < 1e-12, "{found:?}, not {ability:?}");
    }
    let fit = item_fit(&calibration, &responses(&rows)).unwrap();
    assert!(fit[..5].iter().all(Option::is_some) && fit[5..].iter().all(Option::is_none));
}

#[test]
fn an_item_that_repeats_another_diverges_and_is_left_out() {
    let mut chance = Chance::new(6);
    let truth = vec![Curve::new(1.0, 0.0).unwrap(); 4];
    let mut rows = made(&mut chance, &truth, 300);
    for row in &mut rows {
        row.push(row[0]);
    }
    let settings = Settings { most_iterations: 100_000, ..Settings::new(Model::TwoParameter) };
    let calibration = calibrate(&responses(&rows), &settings).unwrap();
    let diverging =
        calibration.items.iter().filter(|item| matches!(item, ItemEstimate::LeftOut { reason: LeftOut::Diverges }));
    assert!((1..=2).contains(&diverging.count()), "{:?}", calibration.items);
}

#[test]
fn an_item_with_a_wrong_key_has_a_discrimination_below_zero() {
    let mut chance = Chance::new(7);
    let mut truth = chance.curves(10);
    truth[3] = Curve::new(-1.2, 0.5).unwrap();
    let calibration =
        calibrate(&responses(&made(&mut chance, &truth, 2_000)), &Settings::new(Model::TwoParameter)).unwrap();
    within_errors(&estimates(&calibration), &truth);
    let signs: Vec<bool> = calibration.curves().iter().map(|curve| curve.unwrap().discrimination() > 0.0).collect();
    assert_eq!(signs.iter().filter(|positive| !**positive).count(), 1);
    assert!(!signs[3]);
}

#[test]
fn too_little_is_an_error_of_its_own() {
    let mut chance = Chance::new(8);
    let rows = made(&mut chance, &[Curve::new(1.0, 0.0).unwrap(); 3], 200);
    let answers = responses(&rows);
    let with = |change: &dyn Fn(&mut Settings)| {
        let mut settings = Settings::new(Model::TwoParameter);
        change(&mut settings);
        calibrate(&answers, &settings)
    };
    assert_eq!(
        calibrate(&Responses::new(usize::MAX), &Settings { least_answers: 0, ..Settings::new(Model::Rasch) }),
        Err(CalibrationError::TooFewPersons { persons: 0, needed: 1 })
    );
    assert_eq!(
        with(&|settings| settings.least_answers = 201),
        Err(CalibrationError::TooFewPersons { persons: 200, needed: 201 })
    );
    let two: Vec<Vec<Answer>> = rows.iter().map(|row| row[..2].to_vec()).collect();
    assert_eq!(
        calibrate(&responses(&two), &Settings::new(Model::TwoParameter)),
        Err(CalibrationError::TooFewItems { estimable: 2, needed: 3 })
    );
    for iterations in [0, 1, 3] {
        let found = with(&|settings| settings.most_iterations = iterations);
        assert!(
            matches!(found, Err(CalibrationError::NotConverged { iterations: tried, change }) if tried == iterations && change > 1e-6),
            "{found:?}"
        );
    }
    for tolerance in [f64::NAN, -1.0] {
        let found = with(&|settings| (settings.tolerance, settings.most_iterations) = (tolerance, 5));
        assert!(matches!(found, Err(CalibrationError::NotConverged { .. })), "{found:?}");
    }
}

#[test]
fn the_order_of_persons_changes_no_digit() {
    let mut chance = Chance::new(9);
    let truth = chance.curves(8);
    let mut rows = made(&mut chance, &truth, 500);
    let settings = Settings::new(Model::TwoParameter);
    let forwards = calibrate(&responses(&rows), &settings).unwrap();
    rows.reverse();
    assert_eq!(calibrate(&responses(&rows), &settings).unwrap(), forwards);
}

#[test]
fn the_digits_are_the_same_on_every_machine() {
    // Made of whole numbers alone, so that nothing but the calibration could differ.
    let mut answers = Responses::new(5);
    for pattern in 0..32_u64 {
        let row: Vec<Answer> = (0..5).map(|item| if pattern >> item & 1 == 1 { Right } else { Wrong }).collect();
        answers
            .add(&row, 2 + pattern * pattern % 7 + 2 * u64::from(2 * pattern.count_ones()).abs_diff(5).pow(2))
            .unwrap();
    }
    let calibration = calibrate(&answers, &Settings::new(Model::TwoParameter)).unwrap();
    let curve = calibration.curves()[2].unwrap();
    let errors = estimates(&calibration)[2].standard_errors.unwrap();
    let ability = calibration.scale().ability(&[Right, Wrong, Right, Right, Wrong]).unwrap();
    let fit = item_fit(&calibration, &answers).unwrap()[2].unwrap();
    let found = [
        calibration.log_likelihood,
        curve.discrimination(),
        curve.intercept(),
        errors.difficulty.unwrap(),
        ability.estimate,
        ability.standard_error,
        fit.mean_squares.outfit,
        fit.s_x2.unwrap().p,
    ];
    assert_eq!(found.map(f64::to_bits), EXPECTED.map(f64::to_bits), "{found:?}");
}

/// As x86-64 finds them, with and without optimisation.
const EXPECTED: [f64; 8] = [
    -1425.8445724556589,
    1.3973742370869722,
    -0.06605007838829635,
    0.09297255727004294,
    0.19014891127680228,
    0.5612782116236368,
    1.0211891684755434,
    0.2503172839863734,
];

#[test]
fn items_that_fit_are_seldom_suspected_and_others_found() {
    let mut chance = Chance::new(10);
    let truth: Vec<Curve> = (0..20)
        .map(|item| Curve::new(0.8 + f64::from(item % 4) / 5.0, f64::from(item) / 10.0 - 1.0).unwrap())
        .collect();
    let mut rows = made(&mut chance, &truth, 2_000);
    let fits = fitted(&rows);
    let suspected = fits.iter().filter(|fit| fit.s_x2.unwrap().p < 0.01).count();
    assert!(suspected <= 1, "{suspected} of 20 items that fit are suspected");
    for fit in &fits {
        assert!((0.95..1.05).contains(&fit.mean_squares.infit), "{fit:?}");
        assert!((0.8..1.25).contains(&fit.mean_squares.outfit), "{fit:?}");
    }
    // Now the last one is answered rightly by the weak and the strong, not by those between.
    for row in &mut rows {
        let right = row[..19].iter().filter(|answer| **answer == Right).count();
        row[19] = if (6..14).contains(&right) { Wrong } else { Right };
    }
    assert!(fitted(&rows)[19].s_x2.unwrap().p < 1e-6);
}

fn fitted(rows: &[Vec<Answer>]) -> Vec<ItemFit> {
    let answers = responses(rows);
    let calibration = calibrate(&answers, &Settings::new(Model::TwoParameter)).unwrap();
    item_fit(&calibration, &answers).unwrap().into_iter().map(Option::unwrap).collect()
}

#[test]
fn mean_squares_tell_steep_items_from_noisy_ones() {
    let mut chance = Chance::new(11);
    let mut truth: Vec<Curve> = (0..18).map(|item| Curve::new(1.0, f64::from(item) / 6.0 - 1.5).unwrap()).collect();
    truth[4] = Curve::new(0.3, 0.0).unwrap();
    truth[9] = Curve::new(2.5, 0.0).unwrap();
    let answers = responses(&made(&mut chance, &truth, 2_000));
    let calibration = calibrate(&answers, &Settings::new(Model::Rasch)).unwrap();
    let fits: Vec<_> = item_fit(&calibration, &answers).unwrap().into_iter().map(Option::unwrap).collect();
    let infit = |item: usize| fits[item].mean_squares.infit;
    assert!((0..18).all(|item| item == 4 || infit(item) < infit(4)), "{fits:?}");
    assert!((0..18).all(|item| item == 9 || infit(item) > infit(9)), "{fits:?}");
    assert!(infit(4) > 1.1 && infit(9) < 0.9, "{fits:?}");
    assert!(fits[4].mean_squares.outfit > 1.1 && fits[9].mean_squares.outfit < 0.9, "{fits:?}");
}

#[test]
fn results_survive_writing_and_reading() {
    let mut chance = Chance::new(12);
    let truth = chance.curves(5);
    let mut rows = made(&mut chance, &truth, 300);
    rows.iter_mut().for_each(|row| row.push(Right));
    let answers = responses(&rows);
    let calibration = calibrate(&answers, &Settings::new(Model::TwoParameter)).unwrap();
    let written = serde_json::to_string(&calibration).unwrap();
    assert_eq!(serde_json::from_str::<Calibration>(&written).unwrap(), calibration);
    let fit = item_fit(&calibration, &answers).unwrap();
    let written = serde_json::to_string(&fit).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Option<ItemFit>>>(&written).unwrap(), fit);
    let settings: Settings = serde_json::from_str(r#"{"model": "two_parameter", "least_answers": 100}"#).unwrap();
    assert_eq!(settings, Settings::new(Model::TwoParameter));
}

fn any_answers() -> impl Strategy<Value = Responses> {
    let answer = prop_oneof![3 => Just(Right), 3 => Just(Wrong), 1 => Just(NotPresented)];
    (1_usize..7).prop_flat_map(move |items| {
        let row = (prop::collection::vec(answer.clone(), items), 1_u64..60);
        prop::collection::vec(row, 0..12).prop_map(move |rows| {
            let mut responses = Responses::new(items);
            rows.iter().for_each(|(row, persons)| responses.add(row, *persons).unwrap());
            responses
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_answers_give_numbers_or_an_error(
        answers in any_answers(),
        model in prop_oneof![Just(Model::Rasch), Just(Model::UnitRasch), Just(Model::TwoParameter)],
        least_answers in 0_u64..40,
    ) {
        let quadrature = Quadrature::gauss_hermite(15).unwrap();
        let settings = Settings { least_answers, quadrature, most_iterations: 300, ..Settings::new(model) };
        let Ok(calibration) = calibrate(&answers, &settings) else { return Ok(()) };
        prop_assert!(calibration.log_likelihood.is_finite() && calibration.log_likelihood <= 0.0);
        prop_assert!(calibration.aic().is_finite() && calibration.bic().is_finite());
        for item in &calibration.items {
            let ItemEstimate::Estimated(Estimate { curve, standard_errors }) = item else { continue };
            prop_assert!(curve.discrimination().abs() <= 10.0 && curve.intercept().abs() <= 50.0);
            if let Some(errors) = standard_errors {
                let numbers = [Some(errors.intercept), errors.discrimination, errors.difficulty];
                prop_assert!(numbers.into_iter().flatten().all(|error| error.is_finite() && error > 0.0), "{:?}", errors);
            }
        }
        for fit in item_fit(&calibration, &answers).unwrap().into_iter().flatten() {
            prop_assert!(fit.mean_squares.infit.is_finite() && fit.mean_squares.outfit.is_finite());
            prop_assert!(fit.s_x2.is_none_or(|fit| fit.value.is_finite() && (0.0..=1.0).contains(&fit.p)), "{:?}", fit);
        }
        let written = serde_json::to_string(&answers).unwrap();
        prop_assert_eq!(serde_json::from_str::<Responses>(&written).unwrap(), answers);
    }
}
