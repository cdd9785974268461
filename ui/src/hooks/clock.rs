//! Time, for what has to be asked again and again.

use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Calls every `period_ms` while `on`.
#[hook]
pub fn use_interval(on: bool, period_ms: u32, tick: Callback<()>) {
    let latest = use_mut_ref(|| tick.clone());
    *latest.borrow_mut() = tick;
    use_effect_with((on, period_ms), move |(on, period_ms)| {
        let interval = on.then(|| {
            Interval::new(*period_ms, move || {
                let tick = latest.borrow().clone();
                tick.emit(());
            })
        });
        move || drop(interval)
    });
}
