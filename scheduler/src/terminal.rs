//! What people see in a terminal: tables of 80 columns, and what is proven in words.

pub mod enrolment;
pub mod levels;
pub mod tables;
