//! The icon of a category on its own colour.

use yew::prelude::*;

use super::icon_named;

/// The tile of a category's icon; the category's id decides the colour.
pub fn tile(icon: &str, category: &str) -> Html {
    sized(icon, category, "size-11 text-xl")
}

/// The same, beside the title of a page.
pub fn large_tile(icon: &str, category: &str) -> Html {
    sized(icon, category, "size-16 text-3xl")
}

fn sized(icon: &str, category: &str, size: &'static str) -> Html {
    html! {
        <span class={classes!("tile", size)} style={format!("--hue: {}", hue(category))}>{ icon_named(icon) }</span>
    }
}

/// A hue in degrees, the same for the same category everywhere.
fn hue(category: &str) -> u32 {
    let hash = category
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // Steps of 15 degrees: closer ones could not be told apart.
    (hash >> 8) % 24 * 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_keeps_its_hue() {
        assert_eq!(hue("garden"), hue("garden"));
        assert_ne!(hue("garden"), hue("home"));
        assert!(hue("") < 360);
    }
}
