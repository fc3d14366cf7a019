#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yicang_untrusted::parsers::openings(bytes));
