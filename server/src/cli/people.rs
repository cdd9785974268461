//! `customer add` and `staff add`.

use std::io::Read;

use clap::Subcommand;
use domain::CustomerId;
use domain::address::is_email;
use domain::limits::{EMAIL_CHARS, FIELD_CHARS, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use domain::staff::Role;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::ledger::customers::{self, NewCustomer};
use crate::ledger::new_id;

#[derive(Subcommand)]
pub enum Command {
    /// Make an account.
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// Read the password from standard input; otherwise one is made and printed.
        #[arg(long)]
        password_stdin: bool,
    },
}

pub async fn run(command: Command, role: Role, settings: Settings) -> Result<(), Sentence> {
    let Command::Add { email, name, password_stdin } = command;
    let (email, name) = (email.trim().to_owned(), name.trim().to_owned());
    if email.chars().count() > EMAIL_CHARS {
        return Err(Sentence(format!("a mail address has at most {EMAIL_CHARS} characters")));
    }
    if !is_email(&email) {
        return Err(Sentence("that is not a mail address; write it like ada@example.org".into()));
    }
    if name.is_empty() || name.chars().count() > FIELD_CHARS || name.chars().any(char::is_control) {
        return Err(Sentence(format!("a name has 1 to {FIELD_CHARS} characters, all of them printable")));
    }
    let password = if password_stdin { read_password()? } else { made_password() };
    let length = password.chars().count();
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&length) {
        return Err(Sentence(format!(
            "a password has {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters, this one {length}"
        )));
    }
    let shop = closed_shop(settings).await?;
    let new = NewCustomer {
        id: CustomerId::new(new_id()).map_err(|error| Sentence(error.to_string()))?,
        email: email.clone(),
        name,
        password_hash: shop.passwords.hash(password.clone()).await?,
        role,
        at_us: shop.clock.now_us(),
    };
    if !shop.db.write(move |tx| customers::add(tx, &new)).await? {
        return Err(Sentence(format!("there is an account of {email} already")));
    }
    if password_stdin {
        say(&format!("{email} added"));
    } else {
        say(&format!("{email} added, with the password {password}"));
    }
    Ok(())
}

fn read_password() -> Result<String, Sentence> {
    // One byte more than the longest password in UTF-8 and its line break can have.
    const BYTES_MAX: u64 = 4 * PASSWORD_CHARS_MAX as u64 + 3;
    let mut text = String::new();
    std::io::stdin()
        .take(BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|error| Sentence(format!("cannot read the password from standard input: {error}")))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// 100 bits in letters and digits that are not mistaken for each other.
fn made_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567899";
    let bytes = rand::random::<[u8; 20]>();
    let letters = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let letters: Vec<char> = letters.collect();
    letters.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
