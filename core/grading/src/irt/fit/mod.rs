//! How well each curve describes the answers to its item.

mod chi_square;
mod mean_squares;
mod s_x2;

use serde::{Deserialize, Serialize};

pub use self::{mean_squares::MeanSquares, s_x2::ChiSquare};
use super::{Calibration, ItemEstimate, Model, Responses, Scale, WrongLength, forms::Form};

/// How well an item's curve describes the answers to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ItemFit {
    /// Infit and outfit.
    pub mean_squares: MeanSquares,
    /// S-X²; nothing where there are too few groups of persons to compare.
    pub s_x2: Option<ChiSquare>,
}

/// The fit of each item, in the order of the answers; nothing for an item that was left out of the calibration.
///
/// The answers are usually those that the items were calibrated with.
pub fn item_fit(calibration: &Calibration, responses: &Responses) -> Result<Vec<Option<ItemFit>>, WrongLength> {
    if responses.items() != calibration.items.len() {
        return Err(WrongLength { items: calibration.items.len(), given: responses.items() });
    }
    let estimated = |item: &usize| matches!(calibration.items[*item], ItemEstimate::Estimated(_));
    let kept: Vec<usize> = (0..calibration.items.len()).filter(estimated).collect();
    let curves = calibration.items.iter().filter_map(ItemEstimate::curve).collect();
    let scale = Scale::new(curves, calibration.quadrature.clone());
    let forms = Form::of(&responses.only(&kept), calibration.model.alike());
    let estimated_per_item = if calibration.model == Model::TwoParameter { 2 } else { 1 };
    let mean_squares = mean_squares::mean_squares(&scale, &forms);
    let s_x2 = s_x2::s_x2(&scale, &forms, estimated_per_item);
    let mut fits = vec![None; calibration.items.len()];
    for ((item, mean_squares), s_x2) in kept.into_iter().zip(mean_squares).zip(s_x2) {
        fits[item] = mean_squares.map(|mean_squares| ItemFit { mean_squares, s_x2 });
    }
    Ok(fits)
}
