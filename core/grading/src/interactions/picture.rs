//! What is wrong with pictures and their regions.

use crate::{
    Area, FindingCode, Image, limits,
    lint::{self, Report},
};

/// A picture that can be found, has a size and says what it shows.
pub(super) fn lint_image(image: &Image, report: &mut Report) {
    report.within("source", |report| lint::said(&image.source, limits::KEY_CHARS, report));
    for (side, pixels) in [("width", image.width), ("height", image.height)] {
        if pixels == 0 {
            report.error_at(side, FindingCode::OutOfRange, "a picture has a size");
        }
    }
    report.within("text", |report| lint::said(&image.text, limits::OPTION_CHARS, report));
}

/// A region with something in it.
pub(super) fn lint_area(area: &Area, report: &mut Report) {
    match area {
        Area::Polygon { corners } => report.within("corners", |report| {
            if corners.len() < 3 {
                report.error(FindingCode::TooFew, "a polygon has at least three corners");
            }
            lint::at_most(corners, limits::OPTIONS, report);
        }),
        Area::Rectangle { from, to } if from.x > to.x || from.y > to.y => {
            report.error(FindingCode::OutOfRange, "a rectangle goes from its upper left to its lower right corner");
        }
        Area::Circle { .. } | Area::Ellipse { .. } | Area::Rectangle { .. } => {}
    }
}
