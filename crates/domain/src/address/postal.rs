//! Patterns of postal codes, as the table of countries has them, without a library that knows every pattern there is.

/// The longest postal codes have 10 characters; the ends found so far are bits of one number.
const LONGEST: usize = 63;

/// Whether the whole text fits. A pattern has literals, `\d`, classes, groups, alternatives, `?`, `{n}` and `{n,m}`.
pub fn fits(pattern: &str, text: &str) -> bool {
    ends(pattern, text) & (1 << text.len().min(LONGEST)) != 0 && text.len() < LONGEST
}

/// Whether the text begins like that.
pub fn begins(pattern: &str, text: &str) -> bool {
    ends(pattern, text) != 0
}

/// Where the pattern can end in the text: bit n is set where n bytes fit.
fn ends(pattern: &str, text: &str) -> u64 {
    if text.len() >= LONGEST {
        return 0;
    }
    Matching { rest: pattern.as_bytes(), text: text.as_bytes() }.alternatives(1)
}

struct Matching<'a> {
    /// Of the pattern.
    rest: &'a [u8],
    text: &'a [u8],
}

impl Matching<'_> {
    /// From these places in the text to those that they lead to.
    fn alternatives(&mut self, from: u64) -> u64 {
        let mut to = self.sequence(from);
        while self.eat(b'|') {
            to |= self.sequence(from);
        }
        to
    }

    fn sequence(&mut self, mut at: u64) -> u64 {
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            let piece = self.rest;
            let once = self.piece(at);
            let (least, most) = self.times();
            let behind = self.rest;
            // Bit by bit, so that what may come less often keeps where it could have ended.
            let (mut to, mut now) = (if least == 0 { at } else { 0 }, at);
            for count in 1..=most {
                self.rest = piece;
                now = if count == 1 { once } else { self.piece(now) };
                to |= if count >= least { now } else { 0 };
            }
            self.rest = behind;
            at = to;
        }
        at
    }

    fn piece(&mut self, from: u64) -> u64 {
        match self.next() {
            b'(' => {
                if self.eat(b'?') {
                    self.eat(b':');
                }
                let to = self.alternatives(from);
                self.eat(b')');
                to
            }
            b'[' => {
                let class = self.rest;
                while self.next() != b']' {}
                self.step(from, |byte| in_class(class, byte))
            }
            b'\\' => match self.next() {
                b'd' => self.step(from, |byte| byte.is_ascii_digit()),
                literal => self.step(from, |byte| byte == literal),
            },
            literal => self.step(from, |byte| byte == literal),
        }
    }

    /// `?`, `{2}` or `{2,4}`, or else once.
    fn times(&mut self) -> (u32, u32) {
        if self.eat(b'?') {
            return (0, 1);
        }
        if !self.eat(b'{') {
            return (1, 1);
        }
        let least = self.number();
        let most = if self.eat(b',') { self.number() } else { least };
        self.eat(b'}');
        (least, most)
    }

    fn number(&mut self) -> u32 {
        let mut number = 0;
        while let Some(digit) = self.rest.first().filter(|byte| byte.is_ascii_digit()) {
            number = number * 10 + u32::from(digit - b'0');
            self.rest = &self.rest[1..];
        }
        number
    }

    fn step(&self, from: u64, is: impl Fn(u8) -> bool) -> u64 {
        let fitting = self.text.iter().enumerate().filter(|(at, byte)| from & (1 << at) != 0 && is(**byte));
        fitting.fold(0, |to, (at, _)| to | (1 << (at + 1)))
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is = self.rest.first() == Some(&byte);
        if is {
            self.rest = &self.rest[1..];
        }
        is
    }

    /// The end of a pattern that ends too early is the end of everything in it.
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else { return b']' };
        self.rest = rest;
        *first
    }
}

/// A class as it stands behind its bracket: bytes, ranges and `\d`.
fn in_class(mut class: &[u8], byte: u8) -> bool {
    loop {
        class = match class {
            [b'\\', b'd', rest @ ..] => {
                if byte.is_ascii_digit() {
                    return true;
                }
                rest
            }
            [b'\\', literal, rest @ ..] => {
                if byte == *literal {
                    return true;
                }
                rest
            }
            [b']', ..] | [] => return false,
            [first, b'-', last, rest @ ..] if *last != b']' => {
                if (*first..=*last).contains(&byte) {
                    return true;
                }
                rest
            }
            [literal, rest @ ..] => {
                if byte == *literal {
                    return true;
                }
                rest
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_whole_text_or_none_of_it() {
        for (pattern, fitting, unfitting) in [
            (r"\d{5}", "50667", ["5066", "506677", "5066A", ""]),
            (r"\d{3} ?\d{2}", "100 00", ["100  00", "10 000", "100-00", "1000"]),
            (r"\d{5}(?:\d{2})?", "9614303", ["961430", "96143030", "9614", "x9614303"]),
            (r"(\d{5})(?:[ \-](\d{4}))?", "22162-1010", ["22162-101", "22162_1010", "22162-", "221621010"]),
            (r"[A-HJ-NP-Z]?\d{4}", "C1070", ["I1070", "CC1070", "c1070", "C107"]),
            (r"\d{4,5}|\d{3}-\d{4}", "123-4567", ["123", "123456", "123-456", "1234-567"]),
            (
                r"GIR ?0AA|(?:AB|W)\d[\dA-Z]? ?\d[ABD-HJ]{2}",
                "W1A 4BD",
                ["W1A 4BC", "GIR  0AA", "AC1 1AA", "W 4BD"],
            ),
            (
                r"(?:LIMA \d{1,2}|CALLAO 0?\d)|[0-2]\d{4}",
                "LIMA 23",
                ["LIMA 234", "CALLAO 12", "LIMA ", "31234"],
            ),
        ] {
            assert!(fits(pattern, fitting), "{pattern}: {fitting}");
            for text in unfitting {
                assert!(!fits(pattern, text), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn a_region_s_pattern_fits_the_beginning() {
        assert!(begins("9[0-5]|96[01]", "94105") && begins("9[0-5]|96[01]", "96100-0000"));
        assert!(!begins("9[0-5]|96[01]", "97000") && !begins("9[0-5]|96[01]", "9"));
    }

    #[test]
    fn no_text_is_too_odd() {
        let long = "1".repeat(10_000);
        for text in ["", "ÄÖÜ", "\u{1f600}", "1\0", &long, &"1".repeat(63), &"1".repeat(64)] {
            assert!(!fits(r"\d{5}", text), "{text}");
        }
        for pattern in ["[", "(", "\\", "{", "a{", "(?", "[a", "a|", "[a-"] {
            let _ = (fits(pattern, "aa"), begins(pattern, ""));
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_made_of_digits_fits_by_its_length_alone(text in "[0-9A]{0,8}", least in 0..5_usize, more in 0..4_usize) {
            let pattern = format!(r"\d{{{least},{}}}", least + more);
            let right = text.bytes().all(|b| b.is_ascii_digit()) && (least..=least + more).contains(&text.len());
            proptest::prop_assert_eq!(fits(&pattern, &text), right);
        }
    }
}
