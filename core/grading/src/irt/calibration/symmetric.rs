/// A symmetric matrix: the rows of its lower triangle.
#[derive(Debug)]
pub(super) struct Symmetric(pub(super) Vec<Vec<f64>>);

impl Symmetric {
    pub(super) fn zero(size: usize) -> Self {
        Self((1..=size).map(|length| vec![0.0; length]).collect())
    }

    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        let (row, column) = (row.max(column), row.min(column));
        self.0[row][column] += value;
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.0[row.max(column)][row.min(column)]
    }

    /// Adds so many times the product of a vector with itself.
    pub(super) fn add_square(&mut self, times: f64, vector: &[f64]) {
        for (row, value) in self.0.iter_mut().zip(vector) {
            let factor = times * value;
            for (sum, other) in row.iter_mut().zip(vector) {
                *sum += factor * other;
            }
        }
    }

    /// The inverse of a positive definite matrix, by Cholesky's decomposition; nothing where it is not one, or so nearly
    /// not one that its inverse would be noise.
    pub(super) fn inverse(&self) -> Option<Self> {
        let factor = self.cholesky()?;
        // The columns of the inverse of the factor, whose products with one another are the inverse of the whole.
        let columns: Vec<Vec<f64>> = (0..factor.len()).map(|column| solve(&factor, column)).collect();
        let products = |(row, one): (usize, &Vec<f64>)| -> Vec<f64> {
            let from_row =
                |column: &Vec<f64>| one[row..].iter().zip(&column[row..]).map(|(one, other)| one * other).sum();
            columns[..=row].iter().map(from_row).collect()
        };
        Some(Self(columns.iter().enumerate().map(products).collect()))
    }

    fn cholesky(&self) -> Option<Vec<Vec<f64>>> {
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(self.0.len());
        for row in &self.0 {
            let mut next: Vec<f64> = Vec::with_capacity(row.len());
            for (column, value) in row.iter().enumerate() {
                let above = factor.get(column).unwrap_or(&next);
                let known: f64 = next.iter().zip(above).map(|(one, other)| one * other).sum();
                let rest = value - known;
                match factor.get(column) {
                    Some(above) => next.push(rest / above[column]),
                    None if rest > 1e-10 * value => next.push(rest.sqrt()),
                    None => return None,
                }
            }
            factor.push(next);
        }
        Some(factor)
    }
}

/// What a lower triangle turns into the column of a unit matrix.
fn solve(factor: &[Vec<f64>], column: usize) -> Vec<f64> {
    let mut solution: Vec<f64> = Vec::with_capacity(factor.len());
    for (row, values) in factor.iter().enumerate() {
        let known: f64 = solution.iter().zip(values).map(|(solved, value)| solved * value).sum();
        let unit = if row == column { 1.0 } else { 0.0 };
        solution.push((unit - known) / values[row]);
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let matrix = Symmetric(vec![vec![4.0], vec![2.0, 5.0], vec![-1.0, 0.5, 3.0], vec![0.0, 1.0, 1.0, 2.0]]);
        let inverse = matrix.inverse().unwrap();
        for row in 0..4 {
            for column in 0..4 {
                let product: f64 = (0..4).map(|k| matrix.at(row, k) * inverse.at(k, column)).sum();
                assert!((product - f64::from(u8::from(row == column))).abs() < 1e-14, "{row} {column}: {product}");
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_inverse() {
        for rows in [
            vec![vec![0.0]],
            vec![vec![-1.0]],
            vec![vec![f64::NAN]],
            vec![vec![1.0], vec![1.0, 1.0]],
            vec![vec![1.0], vec![2.0, 1.0]],
        ] {
            assert!(Symmetric(rows.clone()).inverse().is_none(), "{rows:?}");
        }
        assert!(Symmetric::zero(0).inverse().is_some());
    }
}
