//! Every test that is not under the function it tests; one binary, so one link.

mod calendar;
mod cli;
mod comments;
mod conversions;
mod licences;
mod office;
mod outputs;
mod properties;
mod report;
mod rules;
mod samples;
mod sandbox;
mod schema;
mod tidy;
