//! Pictures that are answered on, and regions of them.

use serde::{Deserialize, Serialize};

/// A picture that is answered on. Its own pixels are the coordinates of everything on it, from its upper left corner, however
/// large it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Where it is found: an address, or the id of a stored file.
    pub source: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What it shows, for those who do not see it.
    pub text: String,
}

/// A point of a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A region of a picture, its edge included. In JSON the variant's name is the field `shape`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case", deny_unknown_fields)]
pub enum Area {
    /// All that is no further away from a point than its radius.
    Circle {
        /// Its middle.
        center: Spot,
        /// In pixels.
        radius: u32,
    },
    /// A circle drawn out along the edges of the picture.
    Ellipse {
        /// Its middle.
        center: Spot,
        /// Half its width.
        across: u32,
        /// Half its height.
        down: u32,
    },
    /// With sides along the edges of the picture.
    Rectangle {
        /// Its upper left corner.
        from: Spot,
        /// Its lower right corner.
        to: Spot,
    },
    /// With any corners, joined in this order and the last to the first.
    Polygon {
        /// At least three.
        corners: Vec<Spot>,
    },
}
