//! A drawing from the page's own set.

use yew::prelude::*;

/// The names in the set, one per line.
const NAMES: &str = include_str!("../../icons.txt");
/// Shown where a name is not in the set.
const FALLBACK: &str = "package";

/// The icon of a Lucide name. Decoration: what it means is said in words beside it.
pub fn icon_named(name: &str) -> Html {
    icon_styled(name, "")
}

/// The same with more of Tailwind's classes.
pub fn icon_styled(name: &str, class: &'static str) -> Html {
    let known = NAMES.lines().any(|known| known == name);
    let name = if known { name } else { FALLBACK };
    html! {
        <svg class={classes!("icon", class)} aria-hidden="true" focusable="false">
            <use href={format!("#i-{name}")} />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn check(folder: &Path) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                check(&path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a source");
            for before in ["icon=\"", "icon_named(\"", "icon_styled(\""] {
                for name in source.split(before).skip(1) {
                    let name = name.split('"').next().expect("a literal ends");
                    assert!(NAMES.lines().any(|known| known == name), "{name} in {}", path.display());
                }
            }
        }
    }

    #[test]
    fn every_icon_that_is_used_is_in_the_set() {
        check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages"));
        assert!(NAMES.lines().any(|name| name == FALLBACK));
    }
}
