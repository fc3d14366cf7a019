//! The whole system from outside: helpers for the cases in `cases/`.
//!
//! [`centre`] starts, kills and stops a real dispatch centre in a folder of its own; [`mouth`] signs reports and
//! commands by hand, so that what is sent can be wrong in every way; [`log`] reads the public folder. The cases are
//! stories.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer
#![allow(clippy::missing_panics_doc)]

pub mod centre;
pub mod log;
pub mod mouth;
pub mod spoken;
pub mod words;

/// A small catalogue as CSV files: two depots, three sites, three items, a lane for each pair.
pub const SMALL: &[(&str, &str)] = &[
    ("depots.csv", "depot_id,name,lat,lon\nD1,north,30,114\nD2,south,29,114\n"),
    (
        "sites.csv",
        "site_id,name,kind,lat,lon\nCAMP,camp,shelter,30,114\nCLINIC,clinic,hospital,30,114\nTOWN,town,district,30,114\n",
    ),
    (
        "items.csv",
        "item_id,name,unit,weight_kg,volume_l\nWATER,水 water,litre,1,1\nMASK,口罩 mask,piece,0.004,0.05\nTENT,tent,piece,40,100\n",
    ),
    (
        "lanes.csv",
        "from,to,minutes,cost,capacity\nD1,CAMP,60,1,\nD1,CLINIC,30,2,\nD1,TOWN,90,1.5,\nD2,CAMP,45,1,\nD2,CLINIC,80,1,\nD2,TOWN,20,1,\n",
    ),
];
