//! P 配套文件: who asks for supporting documents, and which were written though nobody asked.

pub mod demands_supporting;
pub mod duty_division;
pub mod needless_forwarding;
pub mod no_local_refinement;
pub mod scores_paperwork;
pub mod unrequested_supporting;
