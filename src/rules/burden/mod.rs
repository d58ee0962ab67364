//! R 报送与督查: reports, traces and inspections laid on those below; and bodies set up by document (F406).

pub mod ad_hoc_body;
pub mod demands_report;
pub mod disguised_inspection;
pub mod duplicate_form;
pub mod fingertip;
pub mod high_frequency;
pub mod short_deadline;
pub mod trace_material;
pub(in crate::rules) mod traces;
pub mod unapproved_inspection;
