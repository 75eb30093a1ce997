use super::mapping::Bounds;
use crate::qti::{
    error::{ParseError, ParseReason},
    limits, number,
    options::Mode,
    shape::Shape,
    value::{Point, lexical},
    xml::Element,
};

/// What points are worth: Σ over the areas in which there is a point of what each is worth, and the default once if
/// a point is in none, between the bounds. \[QTI, mapResponsePoint, areaMapping\]
///
/// `<areaMapping><areaMapEntry shape="circle" coords="10,10,5" mappedValue="1"/></areaMapping>`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AreaMapping {
    areas: Vec<(Shape, f64)>,
    bounds: Bounds,
}

impl AreaMapping {
    pub(super) fn read(element: &Element) -> Result<Self, ParseError> {
        if element.children.len() > limits::MEMBERS {
            return Err(element.fail(ParseReason::TooMuch { of: "areas", most: limits::MEMBERS }));
        }
        let area = |child: &Element| {
            if child.name != "areaMapEntry" {
                return Err(child.unexpected());
            }
            Ok((Shape::read(child)?, child.read("mappedValue", "a number", lexical::float)?))
        };
        let areas = element.children.iter().map(area).collect::<Result<_, _>>()?;
        Ok(Self { areas, bounds: Bounds::read(element)? })
    }

    /// How many corners each point is compared with.
    pub(crate) fn size(&self) -> usize {
        self.areas.iter().map(|(shape, _)| shape.size()).sum()
    }

    /// What points are worth; none are NULL.
    pub(crate) fn worth(&self, points: &[Point], mode: Mode) -> f64 {
        if points.is_empty() {
            return self.bounds.of_null(mode);
        }
        let hit = |shape: &Shape| points.iter().any(|point| shape.contains(*point));
        let missed = points.iter().any(|point| !self.areas.iter().any(|(shape, _)| shape.contains(*point)));
        let mut worths: Vec<f64> = self.areas.iter().filter(|(shape, _)| hit(shape)).map(|(_, worth)| *worth).collect();
        worths.extend(missed.then_some(self.bounds.default));
        self.bounds.clamp(number::sum(worths.into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qti::xml;

    #[test]
    fn each_area_counts_once_and_so_does_what_is_outside() {
        let mapping = r#"<areaMapping defaultValue="-1" upperBound="6">
            <areaMapEntry shape="rect" coords="0,0,10,10" mappedValue="1"/>
            <areaMapEntry shape="circle" coords="10,10,5" mappedValue="4"/>
            <areaMapEntry shape="rect" coords="9,9,9,9" mappedValue="8"/></areaMapping>"#;
        let mapping = AreaMapping::read(&xml::parse(mapping).unwrap()).unwrap();
        for (points, expected) in [
            (vec![(1.0, 1.0)], 1.0),
            (vec![(1.0, 1.0), (2.0, 2.0)], 1.0),
            (vec![(8.0, 8.0)], 5.0),
            (vec![(1.0, 1.0), (12.0, 12.0)], 5.0),
            (vec![(1.0, 1.0), (50.0, 50.0)], 0.0),
            (vec![(50.0, 50.0), (60.0, 60.0)], -1.0),
            (vec![(9.0, 9.0)], 6.0),
        ] {
            let points: Vec<Point> = points.into_iter().map(|(x, y)| Point { x, y }).collect();
            for mode in [Mode::Strict, Mode::Repaired] {
                assert_eq!(mapping.worth(&points, mode), expected, "{points:?}");
            }
        }
        assert_eq!(mapping.worth(&[], Mode::Strict), -1.0);
        assert_eq!(mapping.worth(&[], Mode::Repaired), 0.0);
    }
}
