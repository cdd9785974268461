//! Bugs of a post, planted to see that the auditor finds them.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// Marked as sent before it is: a crash in between loses it.
    SentBeforeSending,
    /// A mail server that did not answer is taken for one that said yes.
    SilenceIsSuccess,
    /// Each try has a Message-ID of its own, so that nobody can tell a repetition.
    FreshMessageId,
    /// No lease: two servers send the same mail.
    NoLease,
    /// The mail is written down beside the transaction of its event, and stays when that is rolled back.
    BesideTheTransaction,
    /// What failed once is not tried again.
    NoSecondTry,
}

impl Plant {
    pub const ALL: [Self; 6] = [
        Self::SentBeforeSending,
        Self::SilenceIsSuccess,
        Self::FreshMessageId,
        Self::NoLease,
        Self::BesideTheTransaction,
        Self::NoSecondTry,
    ];
}
