use pediafor_grading::PaperInteraction;

use super::*;
use crate::testing::paper as material;

fn sitting(shuffle_items: bool, shuffle_options: bool) -> SittingRules {
    SittingRules { shuffle_items, shuffle_options, ..SittingRules::default() }
}

fn drawn(seed: u8, shuffle_items: bool, shuffle_options: bool) -> PaperMaterial {
    paper(1, &material(), &Seed::new([seed; 32]), &sitting(shuffle_items, shuffle_options)).unwrap()
}

/// The order of items, and of what each of them lists.
fn shape(paper: &PaperMaterial) -> Vec<String> {
    let items = paper.sections.iter().flat_map(|section| &section.items);
    items
        .map(|item| {
            let parts = match &item.interaction {
                PaperInteraction::Choice(choice) => &choice.options,
                PaperInteraction::Ordering(ordering) => &ordering.entries,
                PaperInteraction::Matching(matching) => &matching.targets,
                _ => return item.id.clone(),
            };
            let ids: Vec<_> = parts.iter().map(|part| part.id.as_str()).collect();
            format!("{}: {}", item.id, ids.join(" "))
        })
        .collect()
}

#[test]
fn a_seed_gives_the_same_paper_for_ever() {
    assert_eq!(shape(&drawn(7, true, true)), GOLDEN);
}

/// Worked out from the words of the algorithm alone, by a program that shares no line with this one.
const GOLDEN: [&str; 5] =
    ["text", "order: e4 e2 e3 e1 e5 e6", "match: t5 t3 t4 t1 t2", "choice: o1 o5 o3 o6 o4 o2", "files"];

#[test]
fn a_permutation_is_the_same_for_ever() {
    let mut draw = Draw::new(&Seed::new([0; 32]), "items", "s");
    assert_eq!(draw.permutation(10), [7, 8, 1, 6, 4, 3, 5, 2, 0, 9]);
}

#[test]
fn what_is_not_shuffled_stays_but_for_orders_that_tell() {
    let plain = shape(&drawn(7, false, false));
    let author = shape(&material());
    assert_eq!((&plain[0], &plain[3], &plain[4]), (&author[0], &author[3], &author[4]));
    assert_eq!(&plain[1..3], &shape(&drawn(7, false, true))[1..3], "drawn whether options are shuffled or not");
    assert_ne!(plain[1], author[1]);
    assert_ne!(plain[2], author[2]);
}

#[test]
fn one_draw_more_never_shifts_another() {
    let whole = drawn(7, true, true);
    let mut fewer = material();
    fewer.sections.remove(1);
    fewer.sections[0].items.retain(|item| item.id != "order");
    let fewer = paper(1, &fewer, &Seed::new([7; 32]), &sitting(false, true)).unwrap();
    for item in fewer.sections.iter().flat_map(|section| &section.items) {
        assert_eq!(Some(item), crate::version::item(&whole, &item.id));
    }
}

#[test]
fn nothing_is_lost_or_made_up() {
    for seed in 0..50 {
        let paper = drawn(seed, true, true);
        let sorted = |paper: &PaperMaterial| {
            let mut words: Vec<Vec<String>> =
                shape(paper).iter().map(|line| line.split(' ').map(String::from).collect()).collect();
            words.iter_mut().for_each(|line| line.sort());
            words.sort();
            words
        };
        assert_eq!(sorted(&paper), sorted(&material()), "seed {seed}");
    }
}

#[test]
fn every_order_is_as_likely_as_another() {
    let mut counts = std::collections::HashMap::<Vec<usize>, u32>::new();
    let mut draw = Draw::new(&Seed::new([1; 32]), "items", "fair");
    for _ in 0..24_000 {
        *counts.entry(draw.permutation(4)).or_default() += 1;
    }
    assert_eq!(counts.len(), 24);
    assert!(counts.values().all(|count| (850..1150).contains(count)), "{counts:?}");
}

#[test]
fn numbers_are_below_their_bound_and_every_one_comes() {
    let mut draw = Draw::new(&Seed::new([1; 32]), "items", "bounds");
    for n in [1, 2, 3, 7, 100] {
        let mut seen = vec![0_u32; n as usize];
        for _ in 0..n * 1000 {
            seen[draw.below(n) as usize] += 1;
        }
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{n}: {seen:?}");
    }
    assert!((0..1000).all(|_| draw.below(u32::MAX) < u32::MAX));
}

#[test]
fn an_unknown_algorithm_draws_nothing() {
    let seed = Seed::new([7; 32]);
    assert_eq!(paper(2, &material(), &seed, &SittingRules::default()), Err(UnknownAlgorithm(2)));
}
