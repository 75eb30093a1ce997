//! Areas of a picture, as HTML has them.

use super::{
    error::{ParseError, ParseReason},
    limits,
    value::{Point, lexical},
    xml::Element,
};

/// An area. What is on its edge is inside.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Everywhere.
    Default,
    /// Left, top, right, bottom.
    Rectangle([f64; 4]),
    /// Centre and radius.
    Circle([f64; 3]),
    /// Centre, and half of its width and height.
    Ellipse([f64; 4]),
    /// Its corners in turn.
    Polygon(Vec<Point>),
}

impl Shape {
    /// Reads the attributes `shape` and `coords`.
    pub(super) fn read(element: &Element) -> Result<Self, ParseError> {
        let name = element.required("shape")?;
        if name == "default" {
            return Ok(Self::Default);
        }
        let text = element.required("coords")?;
        let wrong =
            || element.fail(ParseReason::Invalid { expected: "coordinates of the shape", value: text.to_owned() });
        let coordinate = |word: &str| lexical::coordinate(word.trim()).ok_or_else(wrong);
        if text.split(',').count() > 2 * limits::MEMBERS {
            return Err(element.fail(ParseReason::TooMuch { of: "corners", most: limits::MEMBERS }));
        }
        let coords: Vec<f64> = text.split(',').map(coordinate).collect::<Result<_, _>>()?;
        match (name, coords.as_slice()) {
            ("rect", [left, top, right, bottom]) => {
                Ok(Self::Rectangle([left.min(*right), top.min(*bottom), left.max(*right), top.max(*bottom)]))
            }
            ("circle", [x, y, radius]) if *radius >= 0.0 => Ok(Self::Circle([*x, *y, *radius])),
            ("ellipse", [x, y, width, height]) if *width >= 0.0 && *height >= 0.0 => {
                Ok(Self::Ellipse([*x, *y, *width, *height]))
            }
            ("poly", corners) if corners.len() >= 6 && corners.len() % 2 == 0 => {
                Ok(Self::Polygon(corners.chunks_exact(2).map(|pair| Point { x: pair[0], y: pair[1] }).collect()))
            }
            ("rect" | "circle" | "ellipse" | "poly", _) => Err(wrong()),
            (other, _) => Err(element.fail(ParseReason::Invalid { expected: "a shape", value: other.to_owned() })),
        }
    }

    /// How many corners a point is compared with.
    pub(super) fn size(&self) -> usize {
        if let Self::Polygon(corners) = self { corners.len() } else { 1 }
    }

    pub(super) fn contains(&self, point: Point) -> bool {
        let Point { x, y } = point;
        match self {
            Self::Default => true,
            Self::Rectangle([left, top, right, bottom]) => x >= *left && x <= *right && y >= *top && y <= *bottom,
            Self::Circle([cx, cy, radius]) => (x - cx).powi(2) + (y - cy).powi(2) <= radius.powi(2),
            // x²/a² + y²/b² ≤ 1, without dividing.
            Self::Ellipse([cx, cy, a, b]) => {
                let (x, y) = ((x - cx).abs(), (y - cy).abs());
                x <= *a && y <= *b && (x * b).powi(2) + (y * a).powi(2) <= (a * b).powi(2)
            }
            Self::Polygon(corners) => in_polygon(corners, point),
        }
    }
}

/// Whether a ray to the right crosses the outline an odd number of times, or the point is on it.
fn in_polygon(corners: &[Point], point: Point) -> bool {
    let mut inside = false;
    let Some(mut from) = corners.last() else { return false };
    for to in corners {
        let side = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
        let spans = |a: f64, b: f64, value: f64| a.min(b) <= value && value <= a.max(b);
        if side == 0.0 && spans(from.x, to.x, point.x) && spans(from.y, to.y, point.y) {
            return true;
        }
        if (from.y > point.y) != (to.y > point.y) && (side > 0.0) == (to.y > from.y) {
            inside = !inside;
        }
        from = to;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qti::xml;

    fn shape(name: &str, coords: &str) -> Result<Shape, ParseError> {
        Shape::read(&xml::parse(&format!(r#"<inside shape="{name}" coords="{coords}"/>"#)).unwrap())
    }

    #[test]
    fn a_point_is_inside_or_on_the_edge_or_outside() {
        let star = "0,8,7,4,2,2,8,-4,-2,1";
        for (name, coords, inside, outside) in [
            ("rect", "0,0,20,10", vec![(0.0, 0.0), (20.0, 10.0), (5.0, 5.0)], vec![(20.5, 5.0), (5.0, -1.0)]),
            ("rect", "20,10,0,0", vec![(5.0, 5.0)], vec![(21.0, 5.0)]),
            ("circle", " 5 , 5 , 5 ", vec![(5.0, 10.0), (8.0, 9.0), (5.0, 5.0)], vec![(9.0, 9.0), (0.0, 0.0)]),
            ("ellipse", "0,0,4,2", vec![(4.0, 0.0), (0.0, -2.0), (2.0, 1.5)], vec![(4.0, 1.0), (3.0, 1.5)]),
            ("ellipse", "0,0,0,2", vec![(0.0, 1.0)], vec![(1.0, 0.0), (0.0, 3.0)]),
            ("poly", star, vec![(1.0, 1.0), (3.0, 3.0), (0.0, 8.0), (7.0, 4.0)], vec![(4.0, 2.0), (9.0, 9.0)]),
            (
                "poly",
                "0,0,10,0,10,10,0,10",
                vec![(5.0, 0.0), (0.0, 5.0), (10.0, 10.0)],
                vec![(11.0, 0.0), (-1.0, 10.0)],
            ),
            ("default", "", vec![(1e6, -1e6)], vec![]),
        ] {
            let shape = shape(name, coords).unwrap();
            for (points, expected) in [(inside, true), (outside, false)] {
                for (x, y) in points {
                    assert_eq!(shape.contains(Point { x, y }), expected, "{x} {y} in {name} {coords}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_shape_is_refused() {
        for (name, coords) in [
            ("rect", "1,2,3"),
            ("circle", "1,2,-3"),
            ("circle", "1,2,50%"),
            ("poly", "1,2,3,4"),
            ("blob", "1,2"),
            ("rect", ""),
        ] {
            assert!(shape(name, coords).is_err(), "{name} {coords}");
        }
    }
}
