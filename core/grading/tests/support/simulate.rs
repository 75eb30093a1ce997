//! Persons and items made up from a seed.

use pediafor_grading::irt::{Answer, Curve};

/// A sequence of numbers that a seed begins (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box & Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Discriminations from 0.7 to 2, difficulties standard normal.
    pub(crate) fn curves(&mut self, count: usize) -> Vec<Curve> {
        (0..count).map(|_| Curve::new(0.7 + 1.3 * self.uniform(), self.normal().clamp(-2.5, 2.5)).unwrap()).collect()
    }

    pub(crate) fn answer(&mut self, curve: &Curve, ability: f64) -> Answer {
        if self.uniform() < curve.probability(ability) { Answer::Right } else { Answer::Wrong }
    }

    pub(crate) fn answers(&mut self, curves: &[Curve], ability: f64) -> Vec<Answer> {
        curves.iter().map(|curve| self.answer(curve, ability)).collect()
    }
}
