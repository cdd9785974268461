//! Addresses that the desk will speak to.

use contract::{Code, Failure};
use url::{Host, Url};

/// What a person typed, as the provider's address without a slash at its end: https, or http on this machine.
pub fn provider_address(typed: &str) -> Result<String, Failure> {
    let bad = || Failure::new(Code::BadAddress);
    let typed = typed.trim();
    let url = if typed.contains("://") { Url::parse(typed) } else { Url::parse(&format!("https://{typed}")) };
    let mut url = url.map_err(|_| bad())?;
    if !typed.contains("://") && is_loopback(&url) {
        // What runs on this machine has no certificate.
        url = Url::parse(&format!("http://{typed}")).map_err(|_| bad())?;
    }
    let fits = is_safe(&url) && url.username().is_empty() && url.password().is_none();
    if !fits || url.query().is_some() || url.fragment().is_some() {
        return Err(bad());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Nobody between can read or change what is sent there.
pub fn is_safe(url: &Url) -> bool {
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)))
}

pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(typed: &str) -> Option<String> {
        provider_address(typed).ok()
    }

    #[test]
    fn an_address_is_https_unless_it_is_this_machine() {
        assert_eq!(address(" shop.example ").as_deref(), Some("https://shop.example"));
        assert_eq!(address("https://shop.example/pannier/").as_deref(), Some("https://shop.example/pannier"));
        assert_eq!(address("http://127.0.0.1:7433").as_deref(), Some("http://127.0.0.1:7433"));
        assert_eq!(address("localhost:7433").as_deref(), Some("http://localhost:7433"));
        assert_eq!(address("http://[::1]:7433").as_deref(), Some("http://[::1]:7433"));
    }

    #[test]
    fn addresses_that_are_unsafe_or_none_are_refused() {
        for typed in [
            "",
            "http://shop.example",
            "ftp://shop.example",
            "file:///etc",
            "https://u:p@shop.example",
            "a b",
        ] {
            assert_eq!(address(typed), None, "{typed}");
        }
        assert_eq!(address("http://127.0.0.1.shop.example"), None);
        assert_eq!(address("https://shop.example?x=1"), None);
    }
}
