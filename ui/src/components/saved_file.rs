//! Where a file is that was just saved, with a way to it.

use yew::prelude::*;

use super::{Banner, Button, Tone};
use crate::i18n::t;

/// `says`: what stands before its path. Read out.
pub fn saved_file(says: &str, path: &str, onshow: &Callback<()>, test: &'static str) -> Html {
    html! {
        <div class="w-full" role="status" data-test={test}>
            <Banner tone={Tone::Good} icon="check">
                <p class="min-w-0 flex-1 basis-64">{ t(says) }{ " " }<span class="font-medium wrap-anywhere" data-test="export-path">{ path }</span></p>
                <Button small={true} icon="folder" onclick={onshow.clone()} test="export-show">{ t("export-show") }</Button>
            </Banner>
        </div>
    }
}
