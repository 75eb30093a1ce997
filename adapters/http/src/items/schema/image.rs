//! Pictures that are answered on, and regions of them.

use poem_openapi::{Object, Union};

/// A picture that is answered on. Its own pixels are the coordinates of everything on it, from its upper left corner, however
/// large it is shown.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Image {
    /// Where it is found: an address, or the id of a stored file.
    source: String,
    /// Pixels across.
    width: u32,
    /// Pixels down.
    height: u32,
    /// What it shows, for those who do not see it.
    text: String,
}

/// A point of a picture, in its pixels.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Spot {
    /// From the left.
    x: i32,
    /// From the top.
    y: i32,
}

/// A region of a picture, its edge included.
#[derive(Union)]
#[oai(discriminator_name = "shape", one_of)]
pub(in crate::items) enum Area {
    /// All that is no further away from a point than its radius.
    #[oai(mapping = "circle")]
    Circle(Circle),
    /// A circle drawn out along the edges of the picture.
    #[oai(mapping = "ellipse")]
    Ellipse(Ellipse),
    /// With sides along the edges of the picture.
    #[oai(mapping = "rectangle")]
    Rectangle(Rectangle),
    /// With any corners, joined in their order and the last to the first.
    #[oai(mapping = "polygon")]
    Polygon(Polygon),
}

/// All that is no further away from a point than its radius.
#[derive(Object)]
pub(in crate::items) struct Circle {
    /// Its middle.
    center: Spot,
    /// In pixels.
    radius: u32,
}

/// A circle drawn out along the edges of the picture.
#[derive(Object)]
pub(in crate::items) struct Ellipse {
    /// Its middle.
    center: Spot,
    /// Half its width.
    across: u32,
    /// Half its height.
    down: u32,
}

/// With sides along the edges of the picture.
#[derive(Object)]
pub(in crate::items) struct Rectangle {
    /// Its upper left corner.
    from: Spot,
    /// Its lower right corner.
    to: Spot,
}

/// With any corners, joined in their order and the last to the first.
#[derive(Object)]
pub(in crate::items) struct Polygon {
    /// At least three.
    corners: Vec<Spot>,
}
