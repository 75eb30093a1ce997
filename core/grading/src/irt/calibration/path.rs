use super::diverges;
use crate::irt::Curve;

/// The way of the iteration, which is slow and straight, and takes a leap after each two steps. \[SQUAREM, Varadhan &
/// Roland 2008\]
#[derive(Debug)]
pub(super) struct Path {
    here: Vec<Curve>,
    /// Where the iteration was since the last leap.
    steps: Vec<Vec<Curve>>,
    /// Where to go on if the leap has led down, and from how high it was taken.
    refuge: Option<(Vec<Curve>, f64)>,
    /// The log-likelihood of the last place.
    height: f64,
}

impl Path {
    pub(super) fn from(start: Vec<Curve>) -> Self {
        Self { steps: vec![start.clone()], here: start, refuge: None, height: f64::NEG_INFINITY }
    }

    /// Where the iteration is.
    pub(super) fn here(&self) -> &[Curve] {
        &self.here
    }

    /// Given the log-likelihood here: whether it was better to go back before the leap that led here, and to go on from
    /// there.
    pub(super) fn turns_back(&mut self, height: f64) -> bool {
        let (refuge, from) = match self.refuge.take() {
            Some((refuge, from)) if height < from => (refuge, from),
            _ => {
                self.height = height;
                return false;
            }
        };
        *self = Self { height: from, ..Self::from(refuge) };
        true
    }

    /// Goes a step on, and leaps where two steps say where to.
    pub(super) fn walk(&mut self, next: Vec<Curve>) {
        self.here.clone_from(&next);
        self.steps.push(next);
        if let [first, second, third] = &self.steps[..] {
            if let Some(leap) = leap(first, second, third) {
                self.refuge = Some((std::mem::replace(&mut self.here, leap), self.height));
                self.steps.clear();
            } else {
                self.steps.drain(..2);
            }
        }
    }
}

/// With the steps r and r + v: x − 2αr + α²v, where α = −|r|/|v|. Nothing where that is no further than two steps lead.
fn leap(first: &[Curve], second: &[Curve], third: &[Curve]) -> Option<Vec<Curve>> {
    let both = |curve: &Curve| [curve.discrimination(), curve.intercept()];
    let points =
        || first.iter().zip(second).zip(third).map(|((first, second), third)| [first, second, third].map(both));
    let (mut steps, mut bends) = (0.0, 0.0);
    for [first, second, third] in points() {
        for parameter in 0..2 {
            let step = second[parameter] - first[parameter];
            let bend = third[parameter] - second[parameter] - step;
            steps += step * step;
            bends += bend * bend;
        }
    }
    let length = -(steps / bends).sqrt();
    if !length.is_finite() || length >= -1.0 {
        return None;
    }
    let landing = |[first, second, third]: [[f64; 2]; 3]| {
        let [discrimination, intercept] = [0, 1].map(|parameter| {
            let step = second[parameter] - first[parameter];
            let bend = third[parameter] - second[parameter] - step;
            first[parameter] - 2.0 * length * step + length * length * bend
        });
        Curve::with_intercept(discrimination, intercept).ok().filter(|curve| !diverges(curve))
    };
    points().map(landing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(discrimination: f64, intercept: f64) -> Vec<Curve> {
        vec![Curve::with_intercept(discrimination, intercept).unwrap()]
    }

    #[test]
    fn where_each_step_is_a_share_of_the_last_the_leap_arrives() {
        // 1 + 0.9ⁿ and 2 − 0.9ⁿ.
        let at = |n| curves(1.0 + 0.9_f64.powi(n), 2.0 - 0.9_f64.powi(n));
        let found = leap(&at(0), &at(1), &at(2)).unwrap();
        assert!(
            (found[0].discrimination() - 1.0).abs() < 1e-12 && (found[0].intercept() - 2.0).abs() < 1e-12,
            "{found:?}"
        );
        assert_eq!(leap(&at(0), &at(0), &at(0)), None);
        assert_eq!(leap(&curves(1.0, 0.0), &curves(2.0, 0.0), &curves(1.0, 0.0)), None);
    }

    #[test]
    fn a_leap_down_is_taken_back_and_one_up_is_not() {
        for (height, back) in [(-11.0, true), (-9.0, false)] {
            let mut path = Path::from(curves(2.0, 0.0));
            assert!(!path.turns_back(-12.0));
            path.walk(curves(1.9, 0.0));
            assert!(!path.turns_back(-10.0));
            path.walk(curves(1.81, 0.0));
            assert!((path.here()[0].discrimination() - 1.0).abs() < 1e-9, "{path:?}");
            assert_eq!(path.turns_back(height), back);
            assert_eq!(path.here() == curves(1.81, 0.0), back);
        }
    }
}
