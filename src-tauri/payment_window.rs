//! The payment window: a gateway's page in a window of its own, which can call nothing of ours.
//!
//! It is incognito, has no capability, opens no other windows and saves no files. Where it leads decides
//! nothing: only the server's `reconcile` tells whether an order is paid.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::{Desk, PaymentPage};
use contract::ipc::{PAYMENT_EVENT, PaymentClosed, PaymentEnd};
use contract::{Code, Failure};
use domain::AttemptId;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};

use crate::main_window;

/// A page that has not come by then will hardly come: the person is offered the browser.
const LOAD_TIMEOUT: Duration = Duration::from_secs(20);

/// Opens the attempt's page, or brings its window to the front.
pub async fn open(app: &AppHandle, desk: &Desk, attempt: AttemptId) -> Result<(), Failure> {
    let label = format!("pay-{attempt}");
    if let Some(window) = app.get_webview_window(&label) {
        return window.set_focus().map_err(|error| broken("focusing the payment window", &error));
    }
    let page = desk.payment_page(attempt.clone()).await?;
    let url = Url::parse(&page.pay_url).map_err(|error| broken("reading the payment address", &error))?;
    let watch = Watch::new(app, attempt);
    let asked = page.clone();
    let window = WebviewWindowBuilder::new(app, &label, WebviewUrl::External(url))
        .title(title(&page.host))
        .inner_size(560.0, 780.0)
        .min_inner_size(400.0, 480.0)
        .center()
        .incognito(true)
        .devtools(false)
        .on_navigation({
            let (app, label, watch) = (app.clone(), label.clone(), watch.clone());
            move |url| match destination(&page, url) {
                Destination::Allowed => true,
                Destination::Forbidden => false,
                Destination::End(how) => {
                    watch.end(how);
                    close(&app, &label);
                    false
                }
            }
        })
        .on_new_window({
            let watch = watch.clone();
            move |_, _| {
                watch.tell(PaymentEnd::WindowDenied);
                NewWindowResponse::Deny
            }
        })
        .on_download(|_, _| false)
        .on_page_load({
            let watch = watch.clone();
            move |window, load| match load.event() {
                // The title names who has the page: a bank, after 3-D Secure has led there.
                PageLoadEvent::Started => {
                    let host = load.url().host_str().unwrap_or_default();
                    if let Err(error) = window.set_title(&title(host)) {
                        tracing::warn!(%error, "the payment window keeps its old title");
                    }
                }
                PageLoadEvent::Finished => watch.loaded.store(true, Ordering::Relaxed),
            }
        })
        .build()
        .map_err(|error| broken("opening the payment window", &error))?;
    window.on_window_event({
        let watch = watch.clone();
        move |event| {
            if let WindowEvent::Destroyed = event {
                watch.end(PaymentEnd::Closed);
            }
        }
    });
    let desk = desk.clone();
    tauri::async_runtime::spawn(async move {
        if !desk.page_answers(&asked).await {
            watch.tell(PaymentEnd::NotLoaded);
        }
        tokio::time::sleep(LOAD_TIMEOUT).await;
        watch.offer_browser_unless_loaded();
    });
    Ok(())
}

fn title(host: &str) -> String {
    format!("{host} - Pannier")
}

/// Opens the attempt's page in the system's browser; the server hears of its end from the gateway.
pub async fn open_in_browser(desk: &Desk, attempt: AttemptId) -> Result<(), Failure> {
    let page = desk.payment_page(attempt).await?;
    open::that_detached(page.pay_url).map_err(|error| broken("opening the browser", &error))
}

/// Where a navigation of the payment window may lead.
#[derive(Debug, PartialEq, Eq)]
enum Destination {
    Allowed,
    Forbidden,
    End(PaymentEnd),
}

/// A list of hosts would break 3-D Secure, which leads through the bank's: the scheme is what counts. Plain http
/// is for a gateway on this machine only, and only on the page's own origin.
fn destination(page: &PaymentPage, url: &Url) -> Destination {
    if url.as_str().starts_with(&page.return_prefix) {
        return Destination::End(PaymentEnd::Returned);
    }
    if url.as_str().starts_with(&page.cancel_prefix) {
        return Destination::End(PaymentEnd::Cancelled);
    }
    let own_origin = || Url::parse(&page.pay_url).is_ok_and(|own| own.origin() == url.origin());
    match url.scheme() {
        "https" | "blob" | "about" => Destination::Allowed,
        "http" if own_origin() => Destination::Allowed,
        _ => Destination::Forbidden,
    }
}

/// Tells the main window once how the payment window ended.
#[derive(Clone)]
struct Watch {
    app: AppHandle,
    attempt: AttemptId,
    loaded: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
}

impl Watch {
    fn new(app: &AppHandle, attempt: AttemptId) -> Self {
        Self { app: app.clone(), attempt, loaded: Arc::default(), ended: Arc::default() }
    }

    fn end(&self, how: PaymentEnd) {
        if !self.ended.swap(true, Ordering::Relaxed) {
            self.tell(how);
        }
    }

    fn offer_browser_unless_loaded(&self) {
        if !self.loaded.load(Ordering::Relaxed) && !self.ended.load(Ordering::Relaxed) {
            self.tell(PaymentEnd::NotLoaded);
        }
    }

    fn tell(&self, how: PaymentEnd) {
        let closed = PaymentClosed { attempt: self.attempt.clone(), how };
        if let Err(error) = self.app.emit_to(main_window::LABEL, PAYMENT_EVENT, closed) {
            tracing::warn!(%error, "the window did not hear how the payment ended");
        }
    }
}

fn close(app: &AppHandle, label: &str) {
    if let Some(window) = app.get_webview_window(label)
        && let Err(error) = window.close()
    {
        tracing::warn!(%error, "the payment window could not be closed");
    }
}

fn broken(doing: &str, error: &dyn std::error::Error) -> Failure {
    tracing::error!(doing, %error, "the payment window failed");
    Failure::new(Code::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> PaymentPage {
        PaymentPage {
            pay_url: "http://127.0.0.1:7433/sandbox/pay/x".into(),
            return_prefix: "http://127.0.0.1:7433/pay/return/".into(),
            cancel_prefix: "http://127.0.0.1:7433/pay/cancel/".into(),
            host: "127.0.0.1:7433".into(),
        }
    }

    fn leads(url: &str) -> Destination {
        destination(&page(), &Url::parse(url).expect("an address"))
    }

    #[test]
    fn the_way_back_ends_the_window_before_any_request() {
        assert_eq!(leads("http://127.0.0.1:7433/pay/return/a1"), Destination::End(PaymentEnd::Returned));
        assert_eq!(leads("http://127.0.0.1:7433/pay/cancel/a1"), Destination::End(PaymentEnd::Cancelled));
    }

    #[test]
    fn a_bank_may_ask_on_its_own_host_but_only_over_https() {
        assert_eq!(leads("https://bank.example/3ds"), Destination::Allowed);
        assert_eq!(leads("http://bank.example/3ds"), Destination::Forbidden);
        assert_eq!(leads("http://127.0.0.1:7433/sandbox/pay/x/3ds"), Destination::Allowed);
        assert_eq!(leads("http://127.0.0.1:9999/"), Destination::Forbidden);
    }

    #[test]
    fn a_payment_page_cannot_lead_to_files_or_to_our_own_pages() {
        for url in [
            "file:///etc/passwd",
            "tauri://localhost/index.html",
            "pannier://x",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert_eq!(leads(url), Destination::Forbidden, "{url}");
        }
    }
}
