//! Pictures that are answered on, and regions of them.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{
    FindingCode, limits,
    lint::{self, Report},
};

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

impl Image {
    /// Whether its sides are something that can be reckoned with.
    pub(crate) fn is_bounded(&self) -> bool {
        [self.width, self.height].iter().all(|side| (1..=limits::IMAGE_SIDE).contains(side))
    }

    /// How many pixels it has.
    pub(crate) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("source", |report| lint::said(&self.source, limits::IMAGE_SOURCE_CHARS, report));
        for (side, pixels) in [("width", self.width), ("height", self.height)] {
            if !(1..=limits::IMAGE_SIDE).contains(&pixels) {
                let detail = format!("a picture has 1 to {} pixels a side", limits::IMAGE_SIDE);
                report.error_at(side, FindingCode::OutOfRange, detail);
            }
        }
        report.within("text", |report| lint::said(&self.text, limits::OPTION_CHARS, report));
    }
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

impl Spot {
    /// So far from the left and from the top.
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// How far another is to the right and below.
    fn to(self, other: Self) -> (i64, i64) {
        (i64::from(other.x) - i64::from(self.x), i64::from(other.y) - i64::from(self.y))
    }
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
    /// With any corners, joined in this order and the last to the first. Where its sides cross, that is inside from which a
    /// ray crosses them an odd number of times, as in HTML's image maps, which QTI's shapes are.
    Polygon {
        /// At least three.
        corners: Vec<Spot>,
    },
}

impl Area {
    /// Whether a point is inside or on the edge; exact for any coordinates.
    #[must_use]
    pub fn contains(&self, spot: Spot) -> bool {
        match self {
            Self::Circle { center, radius } => in_ellipse(*center, *radius, *radius, spot),
            Self::Ellipse { center, across, down } => in_ellipse(*center, *across, *down, spot),
            Self::Rectangle { from, to } => (from.x..=to.x).contains(&spot.x) && (from.y..=to.y).contains(&spot.y),
            Self::Polygon { corners } => in_polygon(corners, spot),
        }
    }

    /// The columns and the rows between which it lies, both ends included. Nothing lies in a rectangle whose corners are the
    /// wrong way round, nor in a polygon without corners.
    pub(crate) fn bounds(&self) -> [RangeInclusive<i64>; 2] {
        let around = |middle: i32, half: u32| i64::from(middle) - i64::from(half)..=i64::from(middle) + i64::from(half);
        let between = |ends: &mut dyn Iterator<Item = i32>| {
            let (mut least, mut most) = (i64::MAX, i64::MIN);
            for end in ends {
                (least, most) = (least.min(end.into()), most.max(end.into()));
            }
            least..=most
        };
        match self {
            Self::Circle { center, radius } => [around(center.x, *radius), around(center.y, *radius)],
            Self::Ellipse { center, across, down } => [around(center.x, *across), around(center.y, *down)],
            Self::Rectangle { from, to } => [from.x.into()..=to.x.into(), from.y.into()..=to.y.into()],
            Self::Polygon { corners } => [
                between(&mut corners.iter().map(|corner| corner.x)),
                between(&mut corners.iter().map(|corner| corner.y)),
            ],
        }
    }

    /// Whether some point can be in both; where only their bounds meet, it may still be that none is.
    pub(crate) fn may_meet(&self, other: &Self) -> bool {
        self.bounds().iter().zip(other.bounds()).all(|(one, two)| one.start() <= two.end() && two.start() <= one.end())
    }

    /// A point in it, the middle where that is one.
    pub(crate) fn inside(&self) -> Spot {
        let middle = |one: i32, two: i32| one.midpoint(two);
        match self {
            Self::Circle { center, .. } | Self::Ellipse { center, .. } => *center,
            Self::Rectangle { from, to } => Spot::new(middle(from.x, to.x), middle(from.y, to.y)),
            Self::Polygon { corners } => {
                let mean = |sum: i64| i32::try_from(sum / corners.len().max(1) as i64).unwrap_or_default();
                let sum = |of: fn(&Spot) -> i32| corners.iter().map(|corner| i64::from(of(corner))).sum();
                let middle = Spot::new(mean(sum(|corner| corner.x)), mean(sum(|corner| corner.y)));
                if self.contains(middle) { middle } else { corners.first().copied().unwrap_or(middle) }
            }
        }
    }

    /// How many sides a point is compared with.
    pub(crate) fn sides(&self) -> usize {
        if let Self::Polygon { corners } = self { corners.len() } else { 1 }
    }

    /// How many of the pixels of a bounded picture are in it: counted, but for a polygon A + B/2 + 1 by its surface A and the
    /// points B on its edge, which is exact where its sides do not cross and it lies in the picture. \[Pick's theorem\]
    pub(crate) fn pixels(&self, image: &Image) -> u64 {
        let [columns, rows] = self.bounds();
        let clipped =
            |range: RangeInclusive<i64>, side: u32| (*range.start()).max(0)..=(*range.end()).min(i64::from(side) - 1);
        let length = |range: RangeInclusive<i64>| u64::try_from(range.end() - range.start() + 1).unwrap_or(0);
        let (across, down) = (clipped(columns, image.width), clipped(rows, image.height));
        match self {
            _ if across.is_empty() || down.is_empty() => 0,
            Self::Rectangle { .. } => length(across) * length(down),
            Self::Circle { center, radius } => {
                down.map(|row| length(clipped(row_of_ellipse(*center, *radius, *radius, row), image.width))).sum()
            }
            Self::Ellipse { center, across, down: half } => {
                down.map(|row| length(clipped(row_of_ellipse(*center, *across, *half, row), image.width))).sum()
            }
            Self::Polygon { corners } => lattice_points(corners).min(image.pixels()),
        }
    }

    pub(crate) fn lint(&self, image: &Image, report: &mut Report) {
        if let Self::Polygon { corners } = self {
            if corners.len() < 3 {
                report.error_at("corners", FindingCode::TooFew, "a polygon has at least three corners");
                return;
            }
            report.within("corners", |report| lint::at_most(corners, limits::CORNERS, report));
            if corners.len() > limits::CORNERS {
                return;
            }
        }
        let [columns, rows] = self.bounds();
        let empty = |range: &RangeInclusive<i64>| range.start() >= range.end();
        if empty(&columns) || empty(&rows) || matches!(self, Self::Polygon { corners } if on_a_line(corners)) {
            report.error(FindingCode::OutOfRange, "this area has no width or no height");
        } else if outside(&columns, image.width) || outside(&rows, image.height) {
            report.error(FindingCode::OutOfRange, "this area is not within the picture");
        }
    }
}

fn outside(range: &RangeInclusive<i64>, side: u32) -> bool {
    *range.start() < 0 || *range.end() > i64::from(side)
}

/// x²/a² + y²/b² ≤ 1, without dividing: x²·b² ≤ a²·(b² − y²), where neither side is larger than a²·b² < 2¹²⁸.
fn in_ellipse(center: Spot, across: u32, down: u32, spot: Spot) -> bool {
    let (x, y) = center.to(spot);
    let [x, y, a, b] = [x.unsigned_abs(), y.unsigned_abs(), across.into(), down.into()].map(u128::from);
    x <= a && y <= b && x * x * b * b <= a * a * (b * b - y * y)
}

/// From where to where the points of a row are in an ellipse that has some in this row.
fn row_of_ellipse(center: Spot, across: u32, down: u32, row: i64) -> RangeInclusive<i64> {
    let (a, b) = (u128::from(across), u128::from(down));
    let y = u128::from((row - i64::from(center.y)).unsigned_abs()).min(b);
    let half = if b == 0 { a } else { (a * a * (b * b - y * y) / (b * b)).isqrt() };
    let half = i64::try_from(half).unwrap_or(i64::MAX);
    i64::from(center.x).saturating_sub(half)..=i64::from(center.x).saturating_add(half)
}

/// Each side with its two ends; the last ends where the first begins.
fn sides(corners: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

/// Twice the surface of the triangle of three points: above zero where the third is to one side of the line through the
/// others, below where it is to the other.
fn twice_triangle(one: Spot, two: Spot, three: Spot) -> i128 {
    let ((x, y), (u, v)) = (one.to(two), one.to(three));
    i128::from(x) * i128::from(v) - i128::from(y) * i128::from(u)
}

/// Whether a ray to the right crosses the outline an odd number of times, or the point is on it.
fn in_polygon(corners: &[Spot], spot: Spot) -> bool {
    let mut inside = false;
    for (from, to) in sides(corners) {
        let turn = twice_triangle(from, to, spot);
        let spans = |a: i32, b: i32, value: i32| (a.min(b)..=a.max(b)).contains(&value);
        if turn == 0 && spans(from.x, to.x, spot.x) && spans(from.y, to.y, spot.y) {
            return true;
        }
        if (from.y > spot.y) != (to.y > spot.y) && (turn > 0) == (to.y > from.y) {
            inside = !inside;
        }
    }
    inside
}

fn on_a_line(corners: &[Spot]) -> bool {
    let Some(first) = corners.first() else { return true };
    let Some(other) = corners.iter().find(|corner| *corner != first) else { return true };
    corners.iter().all(|corner| twice_triangle(*first, *other, *corner) == 0)
}

/// A + B/2 + 1.
fn lattice_points(corners: &[Spot]) -> u64 {
    let Some(first) = corners.first() else { return 0 };
    let twice: i128 = sides(corners).map(|(from, to)| twice_triangle(*first, from, to)).sum();
    let edge: u128 = sides(corners)
        .map(|(from, to)| {
            let (x, y) = from.to(to);
            u128::from(common_divisor(x.unsigned_abs(), y.unsigned_abs()))
        })
        .sum();
    u64::try_from(twice.unsigned_abs().saturating_add(edge) / 2 + 1).unwrap_or(u64::MAX)
}

fn common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn spots(spots: &[(i32, i32)]) -> Vec<Spot> {
        spots.iter().map(|(x, y)| Spot::new(*x, *y)).collect()
    }

    fn circle(x: i32, y: i32, radius: u32) -> Area {
        Area::Circle { center: Spot::new(x, y), radius }
    }

    fn ellipse(x: i32, y: i32, across: u32, down: u32) -> Area {
        Area::Ellipse { center: Spot::new(x, y), across, down }
    }

    fn rectangle(left: i32, top: i32, right: i32, bottom: i32) -> Area {
        Area::Rectangle { from: Spot::new(left, top), to: Spot::new(right, bottom) }
    }

    fn polygon(corners: &[(i32, i32)]) -> Area {
        Area::Polygon { corners: spots(corners) }
    }

    fn picture(width: u32, height: u32) -> Image {
        Image { source: "map".into(), width, height, text: "A map".into() }
    }

    #[test]
    fn a_point_is_inside_or_on_the_edge_or_outside() {
        let bow_tie = [(0, 0), (10, 10), (10, 0), (0, 10)];
        let pentagram = [(0, -10), (6, 8), (-10, -3), (10, -3), (-6, 8)];
        let (low, high) = (i32::MIN, i32::MAX);
        for (area, inside, outside) in [
            (circle(5, 5, 5), &[(5, 10), (8, 9), (5, 5), (0, 5)][..], &[(9, 9), (0, 0), (5, 11)][..]),
            (circle(5, 5, 0), &[(5, 5)], &[(5, 6), (4, 5)]),
            (circle(high, high, u32::MAX), &[(low, high), (high, low), (0, 0)], &[(low, low), (low, high - 1)]),
            (circle(high, high, 1), &[(high, high - 1)], &[(low, low), (high - 1, high - 1)]),
            (ellipse(0, 0, 4, 2), &[(4, 0), (0, -2), (2, 1)], &[(4, 1), (3, 2), (5, 0)]),
            (ellipse(0, 0, 10, 5), &[(6, 4), (8, 3), (-8, -3)], &[(7, 4), (9, 3)]),
            (ellipse(0, 0, 0, 2), &[(0, 1), (0, 2)], &[(1, 0), (0, 3)]),
            (
                ellipse(low, high, u32::MAX, u32::MAX),
                &[(low, low), (high, high), (0, 0)],
                &[(high, low), (high, high - 1)],
            ),
            (rectangle(0, 0, 20, 10), &[(0, 0), (20, 10), (20, 0), (5, 5)], &[(21, 5), (5, -1), (-1, 0)]),
            (rectangle(20, 10, 0, 0), &[], &[(5, 5), (0, 0), (20, 10)]),
            (rectangle(low, low, high, high), &[(low, high), (0, 0)], &[]),
            (
                polygon(&[(0, 8), (7, 4), (2, 2), (8, -4), (-2, 1)]),
                &[(1, 1), (3, 3), (0, 8), (7, 4)],
                &[(4, 2), (9, 9)],
            ),
            (polygon(&[(0, 0), (10, 0), (10, 10), (0, 10)]), &[(5, 0), (0, 5), (10, 10), (5, 5)], &[(11, 0), (-1, 10)]),
            // Rays through a corner, along a side, and past a tip.
            (
                polygon(&[(0, 0), (4, 4), (8, 0), (4, 8)]),
                &[(4, 4), (4, 8), (2, 3), (6, 3)],
                &[(4, 3), (-1, 4), (0, 4), (9, 0)],
            ),
            (polygon(&bow_tie), &[(5, 5), (1, 5), (9, 5), (0, 5), (10, 3)], &[(5, 1), (5, 9), (11, 5)]),
            (polygon(&pentagram), &[(0, -8), (5, 6), (-8, -3)], &[(0, 0), (0, 6), (9, 5)]),
            (
                polygon(&[(low, low), (high, low), (high, high)]),
                &[(0, 0), (1, 0), (high, high)],
                &[(0, 1), (low, high)],
            ),
            (polygon(&[(3, 3)]), &[(3, 3)], &[(2, 3)]),
            (polygon(&[]), &[], &[(0, 0)]),
        ] {
            for (points, expected) in [(inside, true), (outside, false)] {
                for spot in spots(points) {
                    assert_eq!(area.contains(spot), expected, "{spot:?} in {area:?}");
                }
            }
        }
    }

    #[test]
    fn pixels_are_those_that_are_inside() {
        let image = picture(30, 20);
        for area in [
            rectangle(2, 3, 9, 17),
            rectangle(-5, -5, 4, 4),
            rectangle(20, 10, 30, 20),
            rectangle(9, 9, 2, 2),
            circle(10, 10, 7),
            circle(0, 0, 5),
            circle(15, 10, 40),
            circle(5, 5, 0),
            ellipse(14, 9, 10, 5),
            ellipse(29, 19, 9, 4),
            ellipse(3, 3, 0, 2),
            ellipse(3, 3, 2, 0),
            polygon(&[(2, 2), (20, 5), (11, 17)]),
            polygon(&[(0, 0), (4, 4), (8, 0), (4, 8)]),
            polygon(&[(1, 1), (11, 1), (11, 9), (1, 9)]),
        ] {
            let all = (0..20).flat_map(|y| (0..30).map(move |x| Spot::new(x, y)));
            let inside = all.filter(|spot| area.contains(*spot)).count() as u64;
            assert_eq!(area.pixels(&image), inside, "{area:?}");
        }
        let huge = picture(limits::IMAGE_SIDE, limits::IMAGE_SIDE);
        for area in [
            circle(0, 0, u32::MAX),
            ellipse(i32::MIN, i32::MAX, u32::MAX, u32::MAX),
            rectangle(i32::MIN, i32::MIN, i32::MAX, i32::MAX),
        ] {
            assert!(area.pixels(&huge) <= huge.pixels(), "{area:?}");
        }
        let corners = [(i32::MIN, i32::MIN), (i32::MAX, i32::MIN), (i32::MAX, i32::MAX), (i32::MIN, i32::MAX)];
        assert_eq!(polygon(&corners).pixels(&huge), huge.pixels());
    }

    /// Code and pointer of each finding.
    fn linted(area: &Area) -> Vec<(FindingCode, String)> {
        let mut report = Report::default();
        area.lint(&picture(30, 20), &mut report);
        report.findings().into_iter().map(|finding| (finding.code, finding.pointer)).collect()
    }

    #[test]
    fn an_area_has_a_size_and_lies_in_its_picture() {
        let wrong = vec![(FindingCode::OutOfRange, String::new())];
        for (area, sound) in [
            (rectangle(0, 0, 30, 20), true),
            (rectangle(0, 0, 31, 20), false),
            (rectangle(0, -1, 30, 20), false),
            (rectangle(5, 5, 5, 10), false),
            (rectangle(5, 5, 10, 5), false),
            (rectangle(10, 5, 5, 10), false),
            (circle(10, 10, 10), true),
            (circle(9, 10, 10), false),
            (circle(10, 10, 0), false),
            (circle(10, 10, u32::MAX), false),
            (ellipse(15, 10, 15, 10), true),
            (ellipse(15, 10, 0, 10), false),
            (ellipse(15, 10, 15, 0), false),
            (polygon(&[(0, 0), (30, 0), (30, 20)]), true),
            (polygon(&[(0, 0), (30, 0), (30, 21)]), false),
            (polygon(&[(0, 0), (5, 5), (10, 10)]), false),
            (polygon(&[(1, 1), (1, 1), (1, 1)]), false),
            (polygon(&[(0, 0), (10, 10), (10, 0), (0, 10)]), true),
        ] {
            assert_eq!(linted(&area), if sound { vec![] } else { wrong.clone() }, "{area:?}");
        }
        let corners = |code| vec![(code, "/corners".to_owned())];
        assert_eq!(linted(&polygon(&[(0, 0), (5, 5)])), corners(FindingCode::TooFew));
        let ring = |count: i32| polygon(&(0..count).map(|n| (n % 20, n * n % 20)).collect::<Vec<_>>());
        assert_eq!(linted(&ring(limits::CORNERS as i32)), []);
        assert_eq!(linted(&ring(limits::CORNERS as i32 + 1)), corners(FindingCode::TooMany));
    }

    fn small() -> impl Strategy<Value = Spot> {
        (-8_i32..=8, -8_i32..=8).prop_map(|(x, y)| Spot::new(x, y))
    }

    fn area() -> impl Strategy<Value = Area> {
        prop_oneof![
            (small(), 0_u32..=6).prop_map(|(center, radius)| Area::Circle { center, radius }),
            (small(), 0_u32..=6, 0_u32..=6).prop_map(|(center, across, down)| Area::Ellipse { center, across, down }),
            (small(), small()).prop_map(|(from, to)| Area::Rectangle { from, to }),
            vec(small(), 1..8).prop_map(|corners| Area::Polygon { corners }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_moved_together_stays_inside_or_outside(area in area(), spot in small(), x in -1_000_000_i32..1_000_000, y in any::<i16>()) {
            let moved = |spot: &Spot| Spot::new(spot.x + x, spot.y + i32::from(y));
            let other = match &area {
                Area::Circle { center, radius } => Area::Circle { center: moved(center), radius: *radius },
                Area::Ellipse { center, across, down } => Area::Ellipse { center: moved(center), across: *across, down: *down },
                Area::Rectangle { from, to } => Area::Rectangle { from: moved(from), to: moved(to) },
                Area::Polygon { corners } => Area::Polygon { corners: corners.iter().map(moved).collect() },
            };
            prop_assert_eq!(area.contains(spot), other.contains(moved(&spot)));
        }

        #[test]
        fn it_makes_no_difference_at_which_corner_a_polygon_begins(corners in vec(small(), 1..9), turn in 0_usize..9, spot in small()) {
            let mut turned = corners.clone();
            turned.rotate_left(turn % corners.len());
            let inside = Area::Polygon { corners: corners.clone() }.contains(spot);
            prop_assert_eq!(inside, Area::Polygon { corners: turned.clone() }.contains(spot));
            turned.reverse();
            prop_assert_eq!(inside, Area::Polygon { corners: turned }.contains(spot));
        }

        #[test]
        fn a_rectangle_is_its_polygon_and_a_circle_an_ellipse(one in small(), two in small(), radius in 0_u32..8, spot in small()) {
            let (from, to) = (Spot::new(one.x.min(two.x), one.y.min(two.y)), Spot::new(one.x.max(two.x), one.y.max(two.y)));
            let corners = vec![from, Spot::new(to.x, from.y), to, Spot::new(from.x, to.y)];
            prop_assert_eq!(Area::Rectangle { from, to }.contains(spot), Area::Polygon { corners }.contains(spot));
            let circle = Area::Circle { center: one, radius };
            prop_assert_eq!(circle.contains(spot), Area::Ellipse { center: one, across: radius, down: radius }.contains(spot));
        }

        #[test]
        fn what_is_inside_is_within_the_bounds(area in area(), spot in small()) {
            let [columns, rows] = area.bounds();
            prop_assert!(!area.contains(spot) || columns.contains(&spot.x.into()) && rows.contains(&spot.y.into()));
            let inside = area.inside();
            let nowhere = matches!(&area, Area::Rectangle { from, to } if from.x > to.x || from.y > to.y);
            prop_assert!(nowhere || area.contains(inside), "{inside:?} of {area:?}");
        }

        #[test]
        fn areas_with_a_point_in_common_may_meet(one in area(), two in area(), spot in small()) {
            prop_assert!(!(one.contains(spot) && two.contains(spot)) || one.may_meet(&two));
        }
    }
}
