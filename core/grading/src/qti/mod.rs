//! Assessment items of QTI 2.x and 3.0: what their own declarations and rules make of responses.
//!
//! An item's XML is read once, by [`Item::parse`], and responses are processed as often as there are some, by
//! [`Item::process`]: a pure function of the item, the responses and the [`Options`], whose seed is all there is of chance.
//! Reading is bounded ([`limits`]) and fetches nothing; processing takes a bounded number of steps; neither panics.
//!
//! ```
//! use pediafor_grading::qti::{Item, Options};
//!
//! let item = Item::parse(r#"
//!     <qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="primes" title="Primes">
//!       <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
//!         <qti-correct-response><qti-value>two</qti-value><qti-value>five</qti-value></qti-correct-response>
//!         <qti-mapping lower-bound="0">
//!           <qti-map-entry map-key="two" mapped-value="0.1"/>
//!           <qti-map-entry map-key="five" mapped-value="0.2"/>
//!           <qti-map-entry map-key="nine" mapped-value="-0.1"/>
//!         </qti-mapping>
//!       </qti-response-declaration>
//!       <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="0.3"/>
//!       <qti-item-body><p>Which are prime?</p></qti-item-body>
//!       <qti-response-processing
//!           template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"/>
//!     </qti-assessment-item>"#)?;
//! let responses = serde_json::from_str(r#"{"RESPONSE": ["two", "five"]}"#)?;
//! let outcomes = item.process(&responses, &Options::default())?;
//! assert_eq!((outcomes.score(), outcomes.maximum()), (Some(0.3), Some(0.3)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it reckons
//!
//! QTI's floats are IEEE 754 doubles, and so they are here; but sums, products, roundings, comparisons and mappings are
//! reckoned in decimal and rounded to a double once, so that 0.1 + 0.2 is 0.3 and −11.7 ± 0.02 includes −11.72. Integers
//! have 64 bits, and what they do not hold is an error. "Not a number" is NULL.
//!
//! # To the letter, or put right
//!
//! [`Mode::Repaired`], which is usual, understands what items in use get wrong about types, and takes nothing for
//! a response that is not there; [`Mode::Strict`] keeps the specification's text. Which operator is done, which is
//! not, and every difference between the two modes stands in `docs/qti.md`.

mod chance;
mod declaration;
mod error;
mod expression;
mod item;
pub mod limits;
mod number;
mod options;
mod outcomes;
mod pattern;
mod rule;
mod run;
mod shape;
mod template;
mod value;
mod xml;

pub use declaration::{Declaration, Kind};
pub use error::{Fault, ParseError, ParseReason, Position, ProcessError};
pub use item::Item;
pub use options::{Mode, Options};
pub use outcomes::Outcomes;
pub use value::{BaseType, Cardinality, Point, Scalar, Value};
