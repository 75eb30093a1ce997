//! Questions, responses and outcomes as the API writes them: the documents of `pediafor-grading`, with a schema.
//!
//! Each type here holds the domain's own value and reads and writes it by the domain's own format, so that there is one
//! format and nothing to convert; `schema` tells OpenAPI what that format is, and a test holds the two together. A
//! request with a member that is not known is refused at any depth. An absent member and a null one are the same;
//! answers leave out what is null.
//!
//! ```
//! use pediafor_grading::Response;
//! use pediafor_http::items::ResponseDto;
//! use poem_openapi::types::{ParseFromJSON, ToJSON};
//! use serde_json::json;
//!
//! let sent = json!({"type": "choice", "chosen": "b"});
//! let ResponseDto(response) = ResponseDto::parse_from_json(Some(sent.clone())).unwrap();
//! assert_eq!(response, Response::choice("b"));
//! assert_eq!(ResponseDto(response).to_json(), Some(sent));
//!
//! let sent = json!({"type": "choice", "chosen": "b", "points": 100});
//! assert!(ResponseDto::parse_from_json(Some(sent)).is_err());
//! ```

pub(crate) mod document;
mod schema;
#[cfg(test)]
mod tests;

use document::document;
use pediafor_grading::{
    Decimal, Finding, Fraction, Item, Outcome, PaperItem, PaperMaterial, PaperSection, Points, Quotient, Response,
    Weight,
};

document! {
    /// Marks, written as a number with at most six decimals.
    read PointsDto(Points) as schema::numbers::PointsNumber;
    /// A share of the points.
    read FractionDto(Fraction) as schema::numbers::FractionNumber;
    /// An exact decimal number.
    read DecimalDto(Decimal) as schema::numbers::DecimalNumber;
    /// An exact decimal number, or one divided by another.
    read QuotientDto(Quotient) as schema::numbers::QuotientNumber;
    /// How much a gap counts against the others.
    read WeightDto(Weight) as schema::numbers::WeightNumber;
    /// A question as its author wrote it, with its key.
    read ItemDto(Item) as schema::item::Item;
    /// What checking a question found.
    read FindingDto(Finding) as schema::item::Finding;
    /// A question as a student sees it. It has no room for a key.
    read_strictly PaperItemDto(PaperItem) as schema::paper::PaperItem;
    /// A section of a paper.
    read_strictly PaperSectionDto(PaperSection) as schema::paper::PaperSection;
    /// A whole paper, without keys.
    read_strictly PaperMaterialDto(PaperMaterial) as schema::paper::PaperMaterial;
    /// What a student gave to one question.
    read_strictly ResponseDto(Response) as schema::response::Response;
    /// What marking made of one response.
    read_strictly OutcomeDto(Outcome) as schema::outcome::Outcome;
}
