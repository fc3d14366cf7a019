//! A certificate authority for trying things out, and the server's certificate by it.
//!
//! The authority's private key is used once and forgotten: it can never sign for anybody else. A centre that has
//! certificates of its own puts them in the place of these files.

use crate::setup::data_dir::{DataDir, SetupError, make_dir, write_new, write_secret};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};

/// Names that the certificate always has.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Makes the authority and the server's certificate for this machine and `hosts`.
pub fn init(data: &DataDir, hosts: &[String]) -> Result<(), SetupError> {
    let failed = |error: rcgen::Error| SetupError::Certificate(error.to_string());
    let authority_key = KeyPair::generate().map_err(failed)?;
    let mut authority = CertificateParams::new(Vec::new()).map_err(failed)?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(DnType::CommonName, "Yicang demo CA");
    let authority_certificate = authority.self_signed(&authority_key).map_err(failed)?;

    let names = OWN_NAMES.iter().map(ToString::to_string).chain(hosts.iter().cloned()).collect::<Vec<_>>();
    let server_key = KeyPair::generate().map_err(failed)?;
    let mut server = CertificateParams::new(names).map_err(failed)?;
    server.distinguished_name.push(DnType::CommonName, "Yicang scheduler");
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    let issuer = Issuer::new(authority, authority_key);
    let server_certificate = server.signed_by(&server_key, &issuer).map_err(failed)?;

    make_dir(&data.root().join("tls"))?;
    write_new(&data.tls("ca.pem"), &authority_certificate.pem())?;
    write_new(&data.tls("server.pem"), &server_certificate.pem())?;
    write_secret(&data.tls("server.key"), &server_key.serialize_pem())
}
