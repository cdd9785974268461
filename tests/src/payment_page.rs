//! The sandbox's page in the payment window. No driver is let into that window, so the page is seen in the display's
//! pixels and used with its mouse, as a person would.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::deadline::until;
use crate::display::{Display, Point};

/// In the title of payment windows, after the host; the desk's own window is called `Pannier`.
const TITLE: &str = "- Pannier";

/// The colour of the button that pays, in the page's light colours.
const BUTTON: [u8; 3] = [0x17, 0x6b, 0x50];

/// Fewer pixels than this of that colour are a border or a window that is being drawn.
const BUTTON_PIXELS: usize = 10_000;

/// From the middle of the button that pays to the middle of the one below it, in pixels.
const NEXT_BUTTON: i16 = 56;

/// From the middle of the button that pays up to the middle of the last card, and from each card to the next.
const LAST_CARD: i16 = 68;
const NEXT_CARD: i16 = 50;

/// Half of the width of buttons and cards.
const HALF_WIDTH: i16 = 207;

/// Somewhere in so many pixels is the frame of a card: text makes the middle of the button uncertain.
const FRAME_PIXELS: u16 = 24;

/// For the page to be drawn, and for the window to close; slow machines included.
const LIMIT: Duration = Duration::from_secs(40);

/// A click that had no effect, because the page was just being drawn, is made again after this time.
const CLICK_AGAIN: Duration = Duration::from_secs(2);

/// The test cards of the sandbox, in the order of its page.
#[derive(Debug, Clone, Copy)]
pub enum Card {
    Pays,
    ThreeDSecure,
    Late,
    Declined,
    InsufficientFunds,
}

pub struct PaymentPage<'a> {
    display: &'a Display,
}

impl<'a> PaymentPage<'a> {
    pub fn on(display: &'a Display) -> Self {
        Self { display }
    }

    /// Waits until the page is drawn and stands still; replies with where its button is.
    pub async fn drawn(&self) -> Result<Point> {
        let mut before = None;
        until("the payment window shows its page", LIMIT, async || {
            let now = self.display.find_colour(TITLE, BUTTON, BUTTON_PIXELS)?;
            let still = now.is_some() && now == before;
            before = now;
            Ok(now.filter(|_| still))
        })
        .await
    }

    /// Chooses a card; the first one is chosen when the page comes.
    pub async fn choose(&self, card: Card) -> Result<()> {
        let button = self.drawn().await?;
        let below = Card::InsufficientFunds as i16 - card as i16;
        let place = Point { y: button.y - LAST_CARD - below * NEXT_CARD, ..button };
        let frame = Point { x: button.x - HALF_WIDTH - FRAME_PIXELS as i16 / 2, ..place };
        until("the card is chosen", LIMIT, async || {
            // What is chosen has a frame in the button's colour.
            if self.display.has_colour(frame, FRAME_PIXELS, BUTTON)? {
                return Ok(Some(()));
            }
            self.display.click(place)?;
            Ok(None)
        })
        .await
    }

    /// Presses the page's first button ("Pay", or "Yes, confirm" at the bank's question), and waits until another
    /// page has come or the window has closed.
    pub async fn confirm(&self) -> Result<()> {
        self.press(0).await
    }

    /// Presses the button below it: "Cancel", "Back to the shop", or "No, refuse".
    pub async fn refuse(&self) -> Result<()> {
        self.press(NEXT_BUTTON).await
    }

    /// Closes the window without a word to the page, and waits until it is gone.
    pub async fn close(&self) -> Result<()> {
        self.drawn().await?;
        self.display.close(TITLE)?;
        until("the payment window is gone", LIMIT, async || {
            Ok((!self.display.has_window(TITLE)?).then_some(()))
        })
        .await
    }

    async fn press(&self, below: i16) -> Result<()> {
        let button = self.drawn().await?;
        let mut clicked: Option<Instant> = None;
        until("the payment page takes a click", LIMIT, async || {
            let now = self.display.find_colour(TITLE, BUTTON, BUTTON_PIXELS)?;
            let changed = now.is_some_and(|now| now != button) || !self.display.has_window(TITLE)?;
            if changed {
                return Ok(Some(()));
            }
            if now.is_some() && clicked.is_none_or(|at| at.elapsed() > CLICK_AGAIN) {
                self.display.click(Point { y: button.y + below, ..button })?;
                clicked = Some(Instant::now());
            }
            Ok(None)
        })
        .await
    }
}
