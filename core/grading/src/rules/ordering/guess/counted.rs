use super::Shown;

/// Partitions of so many entries are all looked at: 37 338 at most.
const PARTITIONS_OF: usize = 40;

/// The mean of a value of L, the length of the longest subsequence in the right order of so many entries in any order.
/// Nothing where there are too many to count.
///
/// By the correspondence of Robinson and Schensted each order belongs to a pair of standard tableaux of one shape whose
/// first row has L cells. There are f² such pairs, where f = n!/Π hook lengths is the number of tableaux of the shape.
pub(crate) fn mean_by_longest_subsequence(entries: usize, value: impl Fn(usize) -> f64) -> Option<f64> {
    if entries > PARTITIONS_OF {
        return None;
    }
    let mut mean = 0.0;
    each_partition(entries, entries, &mut Vec::new(), &mut |rows| {
        mean += chance(rows) * value(rows.first().copied().unwrap_or(0));
    });
    Some(mean)
}

/// Each way to write a number as a sum of falling parts, none above `most`.
fn each_partition(left: usize, most: usize, parts: &mut Vec<usize>, see: &mut dyn FnMut(&[usize])) {
    if left == 0 {
        see(parts);
    }
    for part in 1..=most.min(left) {
        parts.push(part);
        each_partition(left - part, part, parts, see);
        parts.pop();
    }
}

/// f²/n! = n!/Π h²: the share of the orders that belong to the shape with these rows.
fn chance(rows: &[usize]) -> f64 {
    let below = |row: usize, column: usize| rows[row + 1..].iter().filter(|length| **length > column).count();
    let cells = rows.iter().enumerate().flat_map(|(row, length)| (0..*length).map(move |column| (row, column)));
    let hooks = cells.map(|(row, column)| rows[row] - column + below(row, column));
    hooks.zip(1_usize..).map(|(hook, n)| n as f64 / (hook * hook) as f64).product()
}

/// The mean of L, the most entries one after the other as they should be, of all that is shown in any order; L = 1
/// counts 0.
///
/// An order whose runs are at most k long breaks the line of the entries into b parts of at most k, and puts parts and
/// distractors into an order in which no part is followed by the next of the line. The parts are counted one by one, the
/// orders by inclusion and exclusion.
pub(crate) fn mean_longest_run(shown: Shown) -> f64 {
    let n = shown.entries;
    let distractors = shown.blocks - n;
    // For each b: the orders of so many parts and the distractors, as a share of the orders of all blocks.
    let orders: Vec<f64> = (0..=n)
        .map(|parts| {
            let fewer: f64 = (parts + distractors + 1..=shown.blocks).map(|blocks| 1.0 / blocks as f64).product();
            fewer * without_successor(parts, distractors)
        })
        .collect();
    let mut mean = 1.0;
    for longest in 1..=n {
        let no_longer: f64 = compositions(n, longest).iter().zip(&orders).map(|(ways, orders)| ways * orders).sum();
        if longest == 1 {
            mean -= no_longer;
        }
        let longer = 1.0 - no_longer;
        if longest == n || longer < 1e-15 {
            break;
        }
        mean += longer;
    }
    mean
}

/// The share of the orders of parts and distractors in which no part is followed by the next one:
/// Σ (−1)ⁱ C(b − 1, i) (b + x − i)!/(b + x)!.
fn without_successor(parts: usize, distractors: usize) -> f64 {
    let all = parts + distractors;
    let (mut share, mut term) = (1.0, 1.0);
    for joined in 0..parts.saturating_sub(1) {
        term *= -((parts - 1 - joined) as f64) / (joined + 1) as f64 / (all - joined) as f64;
        share += term;
    }
    share
}

/// For each number of parts the ways to break a line of `n` into so many of at most `longest` each.
fn compositions(n: usize, longest: usize) -> Vec<f64> {
    let mut all = vec![0.0; n + 1];
    // The ways to break the first so many.
    let mut ways = vec![0.0; n + 1];
    ways[0] = 1.0;
    for total in all.iter_mut().skip(1) {
        let mut window = 0.0;
        let shorter = std::mem::replace(&mut ways, vec![0.0; n + 1]);
        for length in 1..=n {
            window += shorter[length - 1];
            if length > longest {
                window -= shorter[length - 1 - longest];
            }
            ways[length] = window;
        }
        *total = ways[n];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shapes_together_are_certain() {
        for n in [1, 2, 5, 20, 40] {
            let all = mean_by_longest_subsequence(n, |_| 1.0).unwrap();
            assert!((all - 1.0).abs() < 1e-12, "{n}: {all}");
        }
        assert_eq!(mean_by_longest_subsequence(41, |_| 1.0), None);
    }

    #[test]
    fn the_longest_subsequence_has_the_published_mean() {
        // Totals over all orders [OEIS A003316].
        for (n, total, orders) in [(1, 1.0, 1.0), (2, 3.0, 2.0), (3, 12.0, 6.0), (4, 58.0, 24.0), (5, 335.0, 120.0)] {
            let mean = mean_by_longest_subsequence(n, |length| length as f64).unwrap();
            assert!((mean - total / orders).abs() < 1e-12, "{n}: {mean}");
        }
    }

    #[test]
    fn many_entries_are_counted_as_well_as_few() {
        let mean = mean_longest_run(Shown { entries: 200, blocks: 200 });
        // One order in e has no run of two at all, and few have one of three.
        assert!(mean > 2.0 * (1.0 - (-1_f64).exp()) - 0.02 && mean < 1.3, "{mean}");
        let among_many = mean_longest_run(Shown { entries: 2, blocks: 200 });
        assert!((among_many - 2.0 / 200.0).abs() < 1e-12, "{among_many}");
    }
}
