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
pub mod passages;
mod place;
pub mod report;
pub mod sarif;
pub mod tasks;
pub mod text;
mod word;
