//! The domain decides what a mail address is; the mailer has to be able to write to each of them.

use domain::address::is_email;
use lettre::Address;
use proptest::prelude::*;

const ODD: [&str; 32] = [
    "a@foo_.org",
    "a@_foo.org",
    "a@fo_o.org",
    "a@-foo.org",
    "a@foo-.org",
    "a@fo-o.org",
    "a@f--o.org",
    "a@foo.org.",
    "a@.foo.org",
    "a@foo..org",
    "a@foo",
    "a@1.2.3.4",
    "a@[1.2.3.4]",
    "a@[::1]",
    "a@foo.o!g",
    "a@foo.o\u{7}g",
    "a@b\u{fc}cher.example",
    "a@\u{1f600}.example",
    "a@x\u{301}.example",
    "\u{1f600}@foo.org",
    "j\u{f6}rg@foo.org",
    "jo\u{308}rg@foo.org",
    "a.@foo.org",
    ".a@foo.org",
    "a..b@foo.org",
    "a+b@foo.org",
    "!#$%&'*+-/=?^_`{|}~@foo.org",
    "\"a b\"@foo.org",
    "a\u{0}@foo.org",
    "a\u{a0}b@foo.org",
    "a@b@foo.org",
    "a\\b@foo.org",
];

#[test]
fn every_odd_address_that_is_accepted_can_be_written_to() {
    let accepted: Vec<_> = ODD.into_iter().filter(|odd| is_email(odd)).collect();
    assert!(accepted.contains(&"a+b@foo.org") && accepted.contains(&"a@b\u{fc}cher.example"));
    for address in accepted {
        assert!(address.parse::<Address>().is_ok(), "{address}");
    }
}

#[test]
fn the_longest_parts_can_be_written_to_and_longer_ones_are_refused() {
    let address = |local, label, rest: usize| {
        format!("{}@{}.{}.org", "l".repeat(local), "m".repeat(label), vec!["x"; rest].join("."))
    };
    for (longest, longer) in [
        (address(64, 63, 1), address(65, 63, 1)),
        (address(64, 63, 1), address(64, 64, 1)),
        (address(64, 63, 61), address(64, 63, 62)),
    ] {
        assert!(is_email(&longest) && longest.parse::<Address>().is_ok(), "{longest}");
        assert!(!is_email(&longer), "{longer}");
    }
}

proptest! {
    #[test]
    fn whatever_is_accepted_can_be_written_to(text in "[a-cä.@_é😀 \\-+\"\u{0}-\u{20}]{1,9}@[a-cä0._\\-😀]{1,8}\\.[a-cä0_\\-]{1,4}") {
        prop_assert!(!is_email(&text) || text.parse::<Address>().is_ok(), "{text:?}");
    }
}
