//! A grid of which only the rows near the window exist: a hundred thousand scroll like a hundred.

use std::ops::Range;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::dom;

/// Rows that exist above and below what is seen.
const OVERSCAN_ROWS: u32 = 3;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub total: u32,
    /// All rows are of this height, in pixels.
    pub row_height: u32,
    /// As many columns as fit with this width, in pixels; 0 for one column.
    #[prop_or_default]
    pub column_width: u32,
    /// Between rows and between columns, in pixels.
    pub gap: u32,
    /// Draws the item of an index.
    pub item: Callback<u32, Html>,
    /// The items that exist now.
    pub onseen: Callback<Range<u32>>,
    pub label: AttrValue,
}

#[component]
pub fn VirtualList(props: &Props) -> Html {
    let node = use_node_ref();
    let shape =
        Shape { total: props.total, row: props.row_height, column: props.column_width, gap: props.gap };
    let view = use_state_eq(View::default);
    let latest = use_mut_ref(|| shape);
    *latest.borrow_mut() = shape;

    let measure = use_callback((), {
        let (node, view, onseen) = (node.clone(), view.setter(), props.onseen.clone());
        move |(), ()| {
            let (Some(list), Some(main)) = (node.cast::<Element>(), dom::by_id(dom::MAIN_ID)) else { return };
            let shape = *latest.borrow();
            let (list_box, main_box) = (list.get_bounding_client_rect(), main.get_bounding_client_rect());
            let seen = shape.view(list_box.width(), main_box.top() - list_box.top(), main_box.height());
            view.set(seen);
            onseen.emit(seen.items(shape.total));
        }
    });
    use_effect_with(shape, {
        let measure = measure.clone();
        move |_| measure.emit(())
    });
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let scrolled = dom::by_id(dom::MAIN_ID).map(|main| {
                let measure = measure.clone();
                let passive = EventListenerOptions::default();
                EventListener::new_with_options(&main, "scroll", passive, move |_| measure.emit(()))
            });
            let resized = Closure::<dyn FnMut()>::new(move || measure.emit(()));
            let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(list)) = (&observer, node.cast::<Element>()) {
                observer.observe(&list);
                // The column's own height decides how much is seen.
                if let Some(main) = dom::by_id(dom::MAIN_ID) {
                    observer.observe(&main);
                }
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop((scrolled, resized));
            }
        }
    });

    let stride = props.row_height + props.gap;
    let height = (shape.rows(view.columns) * stride).saturating_sub(props.gap);
    let style = format!(
        "transform: translateY({}px); grid-template-columns: repeat({}, minmax(0, 1fr)); grid-auto-rows: {}px; gap: {}px",
        view.rows.0 * stride,
        view.columns,
        props.row_height,
        props.gap
    );
    html! {
        <div ref={node} class="min-h-px" style={format!("height: {height}px")}>
            <ul class="grid" {style} aria-label={&props.label}>
                { for view.items(props.total).map(|index| html! {
                    <li key={index} class="min-w-0" aria-setsize={props.total.to_string()}
                        aria-posinset={(index + 1).to_string()}>
                        { props.item.emit(index) }
                    </li>
                }) }
            </ul>
        </div>
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Shape {
    total: u32,
    row: u32,
    column: u32,
    gap: u32,
}

/// How many columns, and which rows exist: from the first, to before the last.
#[derive(Debug, Clone, Copy, PartialEq)]
struct View {
    columns: u32,
    rows: (u32, u32),
}

impl Default for View {
    fn default() -> Self {
        Self { columns: 1, rows: (0, 0) }
    }
}

impl View {
    fn items(self, total: u32) -> Range<u32> {
        (self.rows.0 * self.columns).min(total)..(self.rows.1 * self.columns).min(total)
    }
}

impl Shape {
    fn rows(self, columns: u32) -> u32 {
        self.total.div_ceil(columns)
    }

    /// The view of a list of `width`, of which `above` is scrolled away, in a window of `height`; pixels.
    fn view(self, width: f64, above: f64, height: f64) -> View {
        let columns = match self.column {
            0 => 1,
            column => (((width as u32) + self.gap) / (column + self.gap)).max(1),
        };
        let stride = self.row + self.gap;
        let first = (above.max(0.0) as u32) / stride;
        let last = ((above + height).max(0.0) as u32) / stride + 1;
        let rows = self.rows(columns);
        let first = first.saturating_sub(OVERSCAN_ROWS).min(rows);
        View { columns, rows: (first, (last + OVERSCAN_ROWS).min(rows)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { total: 100_000, row: 200, column: 260, gap: 16 };

    #[test]
    fn only_what_is_near_the_window_exists() {
        let view = SHAPE.view(1_088.0, 500_000.0, 800.0);
        assert_eq!(view.columns, 4);
        let items = view.items(SHAPE.total);
        assert!(items.len() <= 4 * 12, "{items:?}");
        assert!(items.contains(&(500_000 / 216 * 4)));
    }

    #[test]
    fn the_end_of_the_list_is_reached_and_not_passed() {
        let height = f64::from(SHAPE.rows(4) * 216);
        assert_eq!(SHAPE.view(1_088.0, height - 800.0, 800.0).items(SHAPE.total).end, 100_000);
        assert_eq!(SHAPE.view(1_088.0, height + 9_000.0, 800.0).items(SHAPE.total).end, 100_000);
    }

    #[test]
    fn an_empty_list_and_a_narrow_window_are_fine() {
        let empty = Shape { total: 0, ..SHAPE };
        assert!(empty.view(100.0, 0.0, 800.0).items(0).is_empty());
        assert_eq!(SHAPE.view(100.0, -50.0, 800.0).columns, 1);
    }
}
