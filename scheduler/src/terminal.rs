//! What people see in a terminal: tables of 80 columns, and what is proven in words, in one language at a time.

pub mod console;
pub mod table;

pub mod comparing;
pub mod coverage;
pub mod enrolment;
pub mod explanation;
pub mod levels;
pub mod needs;
pub mod plan;
pub mod situation;
pub mod word_fault;
