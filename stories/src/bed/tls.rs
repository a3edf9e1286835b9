//! A certificate authority that exists for one test, and a certificate of it for loopback names.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Test bed authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key is made");
        Authority(CertifiedIssuer::self_signed(params, key).expect("an authority signs itself"))
    }

    /// What a client has to trust.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Private key and certificate, valid for loopback and the given names.
    pub fn leaf(&self, names: &[&str]) -> (String, String) {
        let names = ["localhost", "127.0.0.1"].iter().chain(names).map(ToString::to_string);
        let params = CertificateParams::new(names.collect::<Vec<_>>()).expect("the names are valid");
        let key = KeyPair::generate().expect("a key is made");
        let leaf = params.signed_by(&key, &self.0).expect("the authority signs");
        (key.serialize_pem(), leaf.pem())
    }
}

impl Default for Authority {
    fn default() -> Self {
        Authority::new()
    }
}
