//! News of orders: announced to the system once each, and seen by whoever opens the order.

use contract::ipc::{Announce, Changed, DismissNews, ListNotices, Notice, NoticeKind};
use domain::OrderId;
use gloo_events::EventListener;
use yew::prelude::*;
use yew_router::prelude::*;

use super::{send, use_query, use_toaster};
use crate::i18n::tr;
use crate::route::Route;
use crate::{dom, ipc, words};

/// More than this at once are announced together.
const ANNOUNCED_ONE_BY_ONE: usize = 3;

/// Looks after news for as long as the frame is there; `news`: how many orders have some.
#[hook]
pub fn use_news(route: &Route, news: u32) {
    let notices = use_query(ListNotices {}, &[Changed::Notices, Changed::Session]);
    let toaster = use_toaster();
    // The newest that was there or was announced; none before the first answer.
    let announced = use_mut_ref(|| None::<i64>);
    use_effect_with(notices.value.clone(), {
        let toaster = toaster.clone();
        move |notices| {
            let Some(notices) = notices else { return };
            let newest = notices.iter().map(|notice| notice.id).max().unwrap_or(0);
            let before = announced.replace(Some(newest));
            let Some(before) = before else { return };
            let fresh: Vec<_> = notices.iter().filter(|n| n.id > before && n.order.is_some()).collect();
            for announce in announcements(&fresh) {
                send(&toaster, announce, |()| ());
            }
        }
    });
    let focused = use_state_eq(dom::has_focus);
    use_effect_with((), {
        let focused = focused.setter();
        move |()| {
            let listeners = ["focus", "blur"].map(|event| {
                let focused = focused.clone();
                EventListener::new(&dom::window(), event, move |_| focused.set(dom::has_focus()))
            });
            move || drop(listeners)
        }
    });
    use_effect_with((route.clone(), news, *focused), {
        let toaster = toaster.clone();
        move |(route, news, focused)| {
            if let Route::Order { order } = route
                && *focused
                && *news > 0
                && let Ok(order) = OrderId::new(order.as_str())
            {
                send(&toaster, DismissNews { order: Some(order) }, |()| ());
            }
        }
    });
    let navigator = use_navigator();
    use_effect_with((), move |()| {
        let heard = ipc::on_open_order(move |order| {
            // Not every system gives the window the keyboard: who clicked has seen it all the same.
            if order.is_some() {
                send(&toaster, DismissNews { order: order.clone() }, |()| ());
            }
            if let Some(navigator) = &navigator {
                navigator.push(&order.map_or(Route::News, |order| Route::order(&order)));
            }
        });
        move || drop(heard)
    });
}

fn announcements(fresh: &[&Notice]) -> Vec<Announce> {
    if fresh.len() > ANNOUNCED_ONE_BY_ONE {
        let title = tr("news-many", [("count", fresh.len().into())]);
        return vec![Announce { title, text: String::new(), order: None }];
    }
    let one = |notice: &&Notice| {
        let NoticeKind::OrderMoved { event } = notice.kind else { return None };
        let text = tr("news-of", [("number", notice.about.as_str().into())]);
        Some(Announce { title: words::event(event), text, order: notice.order.clone() })
    };
    fresh.iter().filter_map(one).collect()
}
