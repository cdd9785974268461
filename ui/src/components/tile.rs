//! The icon of a category on its own colour.

use yew::prelude::*;

use super::Icon;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub icon: AttrValue,
    /// The category's id: it decides the colour.
    #[prop_or_default]
    pub category: AttrValue,
    #[prop_or_default]
    pub large: bool,
}

#[component]
pub fn Tile(props: &Props) -> Html {
    let size = if props.large { "size-16 text-3xl" } else { "size-11 text-xl" };
    html! {
        <span class={classes!("tile", size)} style={format!("--hue: {}", hue(&props.category))}>
            <Icon name={&props.icon} />
        </span>
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
