//! A page that tries everything that a payment page must not get: every command of the desk, popups, downloads, files
//! and other programs. It reports what came of it.

use axum::extract::State;

use crate::Shared;

/// What the page tries; `COMMANDS` is replaced by the names of the desk's commands.
const SCRIPT: &str = r"
const report = (what, came) => fetch('/hostile/report', { method: 'POST', body: what + ': ' + came });
const tried = async (what, act) => {
    try { await report(what, 'GOT ' + JSON.stringify(await act() ?? null)); }
    catch (error) { await report(what, 'refused: ' + error); }
};
const within = (promise) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no('silence'), 2000))]);
const invoke = (name) => window.__TAURI_INTERNALS__.invoke(name, { call: {} });
const frame = () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return frame;
};
(async () => {
    await report('started', location.host);
    for (const name of COMMANDS) await tried('command ' + name, () => within(invoke(name)));
    for (const name of ['plugin:window|create', 'plugin:webview|create_webview_window', 'plugin:event|emit', 'plugin:path|resolve_directory'])
        await tried('plugin ' + name, () => within(window.__TAURI_INTERNALS__.invoke(name, {})));
    await tried('protocol ipc', async () => (await within(fetch('ipc://localhost/cart_clear', { method: 'POST', body: '{}' }))).status);
    await tried('protocol tauri', async () => (await within(fetch('tauri://localhost/index.html'))).status);
    await tried('popup', () => { if (!window.open('https://popup.invalid/', '_blank')) throw 'none'; return 'a window'; });
    for (const url of ['file:///etc/passwd', 'pannier://open', 'tauri://localhost/index.html', 'mailto:a@b.invalid']) {
        try { location.href = url; } catch (error) { await report('navigation ' + url, 'refused: ' + error); }
        await new Promise((go) => setTimeout(go, 300));
        await report('navigation ' + url, location.href.startsWith('http') ? 'refused: still here' : 'GOT there');
    }
    for (const url of ['file:///etc/passwd', 'tauri://localhost/index.html']) {
        const inner = frame();
        inner.src = url;
        await new Promise((go) => setTimeout(go, 300));
        await tried('frame ' + url, () => {
            const text = inner.contentDocument && inner.contentDocument.body.innerText;
            if (!text) throw 'nothing to read';
            return text;
        });
    }
    const link = document.createElement('a');
    link.href = 'data:application/octet-stream,stolen';
    link.download = 'pannier-hostile-download.bin';
    document.body.append(link);
    link.click();
    await new Promise((go) => setTimeout(go, 500));
    await report('done', location.host);
})();
";

pub fn script(commands: &[String]) -> String {
    let commands = serde_json::to_string(commands).expect("names are texts");
    format!("<script>{}</script>", SCRIPT.replace("COMMANDS", &commands))
}

pub async fn report(State(shared): State<Shared>, said: String) {
    shared.books().reports.push(said);
}
