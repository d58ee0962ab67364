//! Every test that is not under the function it tests; one binary, so one link.

mod assessment;
mod calendar;
mod cli;
mod comments;
mod configuration;
mod conversions;
mod exits;
mod ledger;
mod licences;
mod office;
mod outputs;
mod products;
mod properties;
#[cfg(unix)]
mod recipes;
mod report;
mod rules;
mod samples;
mod sandbox;
mod schema;
mod tidy;
mod watch;
