//! How good grouping and attribution are on labelled data.

pub mod countries;
pub mod grouping;
