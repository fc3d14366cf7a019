//! A centre's folder and settings: files, keys, certificates, the policies that ship, the zone of its days.

pub mod catalogue_dir;
pub mod config;
pub mod data_dir;
pub mod policies;
pub mod receipt_key;
pub mod tls;
pub mod zone;
