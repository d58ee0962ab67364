//! 减负: reads Chinese official documents and meeting ledgers and says what paper and which meetings could be spared.
//!
//! The modules stand in the order data passes through them; a module uses only those above it.

pub mod document;
pub mod finding;
mod pattern;
pub mod privacy;
pub mod register;

pub mod organs;

pub mod config;
pub mod ingest;
pub mod structure;

pub mod lexicon;
pub mod segment;

pub mod facts;

pub mod corpus;

pub mod rules;

pub mod totals;

pub mod score;

pub mod ledger;

pub mod report;

pub mod baseline;

pub mod extract;

pub mod learn;
pub mod monthly;
pub mod tasks;

mod run;

pub mod recall;

pub mod audit;
pub mod desk;

pub mod render;

pub mod cli;
