//! 发文形式: documents that need not have been sent, or not in this shape.

pub mod commands_lower;
pub mod disguised_form;
pub mod duplicate_received;
pub mod merged_documents;
pub mod reissued;
