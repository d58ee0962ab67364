//! What leaves the program: one file a format, each with its own versioned types; nothing else knows a format.

pub mod assessment;
pub mod catalogue;
pub mod docx;
pub mod effective;
pub mod export;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
mod place;
pub mod passages;
pub mod report;
pub mod sarif;
pub mod tasks;
pub mod text;
mod word;
