//! The student's paper, drawn from a version's material and a seed by a numbered algorithm.
//!
//! The number and the seed are stored with the attempt, so that the same paper can be drawn for ever. An algorithm is
//! never changed once an attempt was taken with it: a better one gets the next number.
//!
//! # Algorithm 1
//!
//! Each draw has a generator of its own, so that one more draw somewhere never shifts another. Its key is
//! SHA-256 over: the text `pediafor draw 1`, a zero byte, the 32 bytes of the seed, the purpose (`items` or `options`),
//! a zero byte, and the id of the section or item. The generator is ChaCha20 with that key, a zero nonce and the
//! counter from zero, read as little-endian 32-bit words.
//!
//! A number below n is a word w < ⌊2³²/n⌋·n, taken modulo n; words beyond are skipped, so that no number is likelier
//! than another. A permutation of n starts as 0 … n−1; for i from n−1 down to 1 the entries i and *number below i+1* are
//! exchanged.
//!
//! The items of a section are permuted where the version says so (`shuffle_items`). The options of an item are where
//! the version says so (`shuffle_options`); the entries of an ordering, the targets of a matching, the labels for gaps and
//! points and the places of a picture to order always are, since the author's order gives the key away. An item with
//! several lists takes their permutations one after another from its one generator, and so does one with several parts.

use pediafor_grading::{PaperInteraction, PaperMaterial};
use pediafor_kernel::events::SittingRules;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use sha2::{Digest, Sha256};

use crate::Seed;

/// The algorithm that new attempts are drawn by.
pub const CURRENT: u16 = 1;

/// A number that stands for no algorithm known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no drawing algorithm has the number {0}")]
pub struct UnknownAlgorithm(pub u16);

/// The paper drawn from `material` and `seed` by `algorithm`.
///
/// # Errors
///
/// [`UnknownAlgorithm`] where this build does not know the number.
pub fn paper(
    algorithm: u16,
    material: &PaperMaterial,
    seed: &Seed,
    sitting: &SittingRules,
) -> Result<PaperMaterial, UnknownAlgorithm> {
    if algorithm != 1 {
        return Err(UnknownAlgorithm(algorithm));
    }
    let mut paper = material.clone();
    for section in &mut paper.sections {
        for item in &mut section.items {
            let mut draw = Draw::new(seed, "options", &item.id);
            reorder(&mut item.interaction, sitting.shuffle_options, &mut draw);
        }
        if sitting.shuffle_items {
            let order = Draw::new(seed, "items", &section.id).permutation(section.items.len());
            section.items = order.into_iter().filter_map(|at| section.items.get(at).cloned()).collect();
        }
    }
    Ok(paper)
}

/// Draws an order for all lists, or for those alone whose author's order gives the key away.
fn reorder(interaction: &mut PaperInteraction, all: bool, draw: &mut Draw) {
    match interaction {
        PaperInteraction::Composite(question) if !all => {
            question.parts.iter_mut().for_each(|part| reorder(&mut part.interaction, all, draw));
        }
        _ if all || order_tells(interaction) => interaction.reorder_options(&mut |n| draw.permutation(n)),
        _ => {}
    }
}

/// Does the author's order of what is listed give the key away?
fn order_tells(interaction: &PaperInteraction) -> bool {
    matches!(
        interaction,
        PaperInteraction::Ordering(_)
            | PaperInteraction::Matching(_)
            | PaperInteraction::GapMatch(_)
            | PaperInteraction::GraphicGapMatch(_)
            | PaperInteraction::GraphicOrder(_)
            | PaperInteraction::SelectPoint(_)
    )
}

/// The generator of one draw.
struct Draw(ChaCha20Rng);

impl Draw {
    fn new(seed: &Seed, purpose: &str, id: &str) -> Self {
        let key = Sha256::new()
            .chain_update(b"pediafor draw 1\0")
            .chain_update(seed.bytes())
            .chain_update(purpose)
            .chain_update(b"\0")
            .chain_update(id);
        Self(ChaCha20Rng::from_seed(key.finalize().into()))
    }

    /// A number below `n`, each as likely as the other; 0 where `n` is 0.
    fn below(&mut self, n: u32) -> u32 {
        const WORDS: u64 = 1 << 32;
        let fair = WORDS - WORDS.checked_rem(u64::from(n)).unwrap_or(0);
        loop {
            let word = self.0.next_u32();
            if u64::from(word) < fair {
                return word.checked_rem(n).unwrap_or(0);
            }
        }
    }

    /// The numbers below `n` in a drawn order.
    fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            let bound = u32::try_from(i + 1).unwrap_or(u32::MAX);
            order.swap(i, self.below(bound) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests;
