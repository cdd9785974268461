//! The desk in its real window, first empty and then with 100,000 services: start, first paint, memory when idle, and
//! whether search and scrolling ever pause.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;
use stories::deadline::until;
use stories::desk_window::DeskWindow;
use stories::display::Display;
use stories::shop::Shop;
use tokio::time::sleep;

use crate::desk::{CATALOGUE_LIMIT, EMAIL, PASSWORD, SERVICES, large_shop};
use crate::process::resident_mb;
use crate::report::Report;

/// For a paint, and for memory to come to rest; slow machines included.
const LIMIT: Duration = Duration::from_secs(60);
/// Memory rests when it moves by less than this part of itself from one look to the next.
const REST: f64 = 0.02;
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// People notice what takes longer.
const NO_PAUSE: &str = "<= 100 ms";

/// Types each text into the search field and replies with the milliseconds until its results are drawn.
const SEARCH: &str = "
    const done = arguments[0];
    const field = document.querySelector('[data-test=\"search\"]');
    const total = () => document.querySelector('main li[aria-setsize]')?.getAttribute('aria-setsize') ?? '0';
    const search = text => new Promise(found => {
        const before = total(), start = performance.now();
        field.value = text;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        const look = () => {
            const drawn = total() !== before && !document.querySelector('main li .skeleton');
            requestAnimationFrame(() => drawn ? found(performance.now() - start) : look());
        };
        look();
    });
    (async () => {
        const times = [];
        for (const text of ['garden', 'photo', 'window h', 'wedding card', 'door', 'bicycle rep']) {
            times.push(await search(text));
            await search('');
        }
        done(times);
    })();";

/// Scrolls by half a window in each of many frames: first the list, then a plain copy of what it shows, long enough and
/// with nothing behind it. Replies with the milliseconds that each frame took of the one and of the other.
const SCROLL: &str = "
    const done = arguments[0], main = document.querySelector('main');
    const scroll = box => new Promise(scrolled => {
        const frames = [];
        let before;
        const frame = now => {
            if (before !== undefined) frames.push(now - before);
            before = now;
            box.scrollTop += 400;
            if (frames.length < 60) requestAnimationFrame(frame); else scrolled(frames);
        };
        requestAnimationFrame(frame);
    });
    const plainCopy = () => {
        const { top, left, width, height } = main.getBoundingClientRect(), plain = document.createElement('div');
        plain.style = `position: fixed; z-index: 99; overflow-y: auto; background: white;
            top: ${top}px; left: ${left}px; width: ${width}px; height: ${height}px`;
        const list = main.querySelector('ul:has(> li[aria-setsize])').cloneNode(true), items = [...list.children];
        list.style.transform = 'none';
        while (list.children.length < 600) items.forEach(item => list.append(item.cloneNode(true)));
        plain.append(list);
        return plain;
    };
    (async () => {
        const ours = await scroll(main), plain = plainCopy();
        document.body.append(plain);
        const bare = await scroll(plain);
        plain.remove();
        done([ours, bare]);
    })();";

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = large_shop(folder.path()).await?;
    shop.add_customer(EMAIL, "Desk Customer", PASSWORD)?;
    let display = Display::start(1280, 800)?;
    let place = Place { display: &display, data: &folder.path().join("desk"), shop: &shop };
    let all_services = format!("main li[aria-setsize=\"{SERVICES}\"]");

    let window = place.open_desk(report, "first start", "sign-in-email").await?;
    window.fill("sign-in-email", EMAIL).await?;
    window.fill("sign-in-password", PASSWORD).await?;
    window.click("sign-in-submit").await?;
    until("all services are here", CATALOGUE_LIMIT, async || {
        Ok(window.shows(&all_services).await?.then_some(()))
    })
    .await?;
    window.close().await?;

    let window = place.open_desk(report, "100,000 services", &all_services).await?;
    report_times(report, "search until drawn", &window.slow_script(SEARCH).await?)?;
    let frames = window.slow_script(SCROLL).await?;
    let [ours, plain] = [&frames[0], &frames[1]];
    let plain_ms = report_times(report, "a frame while scrolling a plain list", plain)?;
    let ours_ms = report_times(report, "a frame while scrolling", ours)?;
    let what = "desk, 100,000 services: scrolling against a plain list";
    report.ratio(what, ours_ms, plain_ms, "ms", "<= 1.5");
    window.close().await
}

/// Where the desk is opened again.
struct Place<'a> {
    display: &'a Display,
    data: &'a Path,
    shop: &'a Shop,
}

impl Place<'_> {
    /// Opens the desk until `usable` is shown; reports how long that and the first paint took, and its memory once
    /// that rests.
    async fn open_desk(&self, report: &mut Report, with: &str, usable: &str) -> Result<DeskWindow> {
        let start = Instant::now();
        let window = DeskWindow::open(self.display, self.data, self.shop.url(), &[]).await?;
        window.find(usable).await?;
        let usable_s = start.elapsed().as_secs_f64();
        report.figure(&format!("desk, {with}: start until it can be used"), usable_s, "s", "");
        let paint_ms = until("the page tells its first paint", LIMIT, async || {
            let entry = "performance.getEntriesByName('first-contentful-paint')[0]";
            Ok(window.script(&format!("return {entry}?.startTime ?? null")).await?.as_f64())
        })
        .await?;
        report.figure(&format!("desk, {with}: first paint since its page loads"), paint_ms, "ms", "");
        let memory_mb = memory_at_rest_mb(window.driver_pid()).await?;
        report.figure(&format!("desk, {with}: idle memory, all processes"), memory_mb, "MB", "");
        Ok(window)
    }
}

/// Reports the median and the longest; replies with the median.
fn report_times(report: &mut Report, what: &str, times_ms: &Value) -> Result<f64> {
    let times_ms = times_ms.as_array().context("the script replies with a list")?;
    let mut times_ms: Vec<f64> = times_ms.iter().filter_map(Value::as_f64).collect();
    times_ms.sort_by(f64::total_cmp);
    let longest = times_ms.last().copied().context("the script replies with times")?;
    let median = times_ms[times_ms.len() / 2];
    report.figure(&format!("desk, 100,000 services: {what}, median"), median, "ms", "");
    report.figure(&format!("desk, 100,000 services: {what}, longest"), longest, "ms", NO_PAUSE);
    Ok(median)
}

async fn memory_at_rest_mb(driver: u32) -> Result<f64> {
    let mut before_mb = 0.0;
    until("the desk's memory rests", LIMIT, async || {
        sleep(LOOK_EVERY).await;
        let mut now_mb = 0.0;
        for pid in with_descendants(driver)? {
            now_mb += resident_mb(pid)?;
        }
        let moved_mb = now_mb - std::mem::replace(&mut before_mb, now_mb);
        Ok((moved_mb.abs() < now_mb * REST).then_some(now_mb))
    })
    .await
}

/// The processes below the driver: the desk, and WebKit's helpers.
fn with_descendants(driver: u32) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    let mut parents = vec![driver];
    while let Some(parent) = parents.pop() {
        let children =
            fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let child = child.parse()?;
            found.push(child);
            parents.push(child);
        }
    }
    Ok(found)
}
