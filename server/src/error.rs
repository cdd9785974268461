//! What goes wrong in the server, and how a client hears of it: a code, never the inside.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{Code, Failure};

use crate::db::DbError;

/// Every use case and route fails with this.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client can do something, or try later.
    #[error("{0}")]
    Refused(Failure),
    #[error(transparent)]
    Db(#[from] DbError),
    /// Our bug. The text says what we were doing; it is logged and not sent.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    pub fn not_found() -> Self {
        Code::NotFound.into()
    }

    /// What the client is told. A broken thing is logged here, once, under the id that the client gets.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Refused(failure) => failure,
            Self::Db(error) if error.is_busy() => {
                tracing::warn!(%error, "the database is busy");
                Code::Busy.into()
            }
            Self::Db(error) if error.is_storage() => {
                tracing::error!(%error, "the database is not available");
                Code::StorageFailed.into()
            }
            broken => {
                let id = format!("{:08x}", rand::random::<u32>());
                tracing::error!(id, error = %broken, "a request broke");
                Failure::new(Code::Internal).with("id", id)
            }
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        respond(self.into_failure())
    }
}

/// The failure as a response with the right status.
pub fn respond(failure: Failure) -> Response {
    let seconds = failure.values.get("seconds").and_then(|text| HeaderValue::from_str(text).ok());
    let mut response = (status(failure.code), Json(&failure)).into_response();
    if let Some(seconds) = seconds {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::Malformed => StatusCode::BAD_REQUEST,
        Code::WrongCredentials | Code::SignedOut => StatusCode::UNAUTHORIZED,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::WrongPassword | Code::NotForKey => StatusCode::FORBIDDEN,
        Code::ForkedDesk
        | Code::AttemptLive
        | Code::OrderNotPayable
        | Code::TooManyDesks
        | Code::OrderMoved
        | Code::CatalogueMoved
        | Code::MoveNotAllowed
        | Code::ReviewClosed
        | Code::MailWaits
        | Code::CouponEnded
        | Code::CalendarMoved
        | Code::AddressBounces
        | Code::WorkStarted
        | Code::OrderInReview
        | Code::OrderEnded
        | Code::TooLate
        | Code::AskProvider
        | Code::PaymentUnderWay
        | Code::PreviewMoved => StatusCode::CONFLICT,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnsupportedProtocol => StatusCode::UPGRADE_REQUIRED,
        Code::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        Code::Busy | Code::GatewayUnavailable | Code::StorageFailed | Code::Unreachable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Code::Internal | Code::NewerDatabase => StatusCode::INTERNAL_SERVER_ERROR,
        // Understood, and refused for what it asks.
        Code::InvalidFields
        | Code::CartEmpty
        | Code::TooManyLines
        | Code::LinesUnavailable
        | Code::TotalTooLarge
        | Code::CouponRefused
        | Code::ShippingNotThere
        | Code::QuoteExpired
        | Code::QuoteChanged
        | Code::CheckoutConflict
        | Code::GatewayNotOffered
        | Code::RefundTooMuch
        | Code::RequestConflict
        | Code::CancelInstead
        | Code::CostsDiffer
        | Code::NotThen
        | Code::NothingToUndo
        | Code::UnsentChanges
        | Code::QueueFull
        | Code::NotAProvider
        | Code::BadAddress
        | Code::NotConnected => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
