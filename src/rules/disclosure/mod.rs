//! 保密与隐私: what must not leave the office.

pub mod personal_data;
pub mod secrecy_mark;
